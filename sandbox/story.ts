import { setTimeout as wait } from 'node:timers/promises';
import type { StandIns } from './standIns.js';

/** One person asks, another decides, time passes: told as it happens. */
export type Teller = { says(sentence: string): void; shows(text: string): void };

/** Ana asks for Figma editor for 20 seconds, and gets it, and is out again. */
export async function tellStory({ slack, okta, jira }: StandIns, tell: Teller): Promise<void> {
  const [ana, ben] = [slack.as('ana'), slack.as('ben')];
  const [before, issuesBefore] = [ana.dms().length, jira.issues().length];
  const herCard = () => ana.dms()[before];
  const theIssue = () => jira.issues()[issuesBefore];
  const said = (words: RegExp) => herCard()?.thread.some((line) => words.test(line));

  tell.says('Ana types /access figma in Slack. The form opens.');
  await ana.command('/access figma');
  const form = await ana.modal('Request access');
  await form.choose('Role', 'Editor');
  await form.choose('Duration', '20 seconds');
  await form.fill('Reason', 'Fixing the icons of the pricing page with the web team');
  tell.shows(form.text());
  await form.submit();

  const card = await ben.until(() => ben.dms().findLast((one) => one.buttons.includes('Approve')));
  tell.says('Ben, her manager, has a card in his DMs:');
  tell.shows(card.text);
  tell.says('Ben presses Approve.');
  await card.press('Approve');

  await ana.until(() => said(/you.re in/i), { within: 20_000 });
  tell.says(`Okta: the group figma-editors has ${names(okta.members('figma-editors'))}. Ana's card now reads:`);
  tell.shows(herCard()?.text ?? '');
  const issue = theIssue();
  if (issue) tell.says(`Jira: ${issue.key} is “${issue.status}”: ${issue.summary} (${jira.browseUrl(issue.key)})`);

  tell.says('Now time passes: 20 seconds, with a warning before the end …');
  await ana.until(() => said(/has ended/i), { within: 60_000 });
  tell.says(`Okta: the group figma-editors has ${names(okta.members('figma-editors'))}. In the thread of Ana's card:`);
  tell.shows(herCard()?.thread.join('\n') ?? '');
  const closed = await soon(() => (theIssue()?.statusCategory === 'done' ? theIssue() : undefined));
  if (!closed) return;
  tell.says(`Jira: ${closed.key} is “${closed.status}”, with ${closed.comments.length} comments, one for each event.`);
}

/** Jira tells nobody when it has changed. */
async function soon<T>(look: () => T | undefined): Promise<T | undefined> {
  for (let tries = 0; tries < 100; tries += 1) {
    const seen = look();
    if (seen) return seen;
    await wait(100);
  }
  return undefined;
}

const names = (members: readonly string[]): string => (members.length === 0 ? 'nobody in it' : members.join(', '));
