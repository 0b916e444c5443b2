import type { StandIns } from './standIns.js';

/** One person asks, another decides, time passes: told as it happens. */
export type Teller = { says(sentence: string): void; shows(text: string): void };

/** Ana asks for Figma editor for 20 seconds, and gets it, and is out again. */
export async function tellStory({ slack, okta, jira }: StandIns, tell: Teller): Promise<void> {
  const [ana, ben] = [slack.as('ana'), slack.as('ben')];
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

  await ana.until(
    () =>
      ana
        .dms()
        .at(-1)
        ?.thread.some((line) => /you.re in/i.test(line)),
    { within: 20_000 },
  );
  tell.says(`Okta: the group figma-editors has ${names(okta.members('figma-editors'))}. Ana's card now reads:`);
  tell.shows(ana.dms().at(-1)?.text ?? '');
  const issue = jira.issues().at(-1);
  if (issue) tell.says(`Jira: ${issue.key} is “${issue.status}”: ${issue.summary} (${jira.browseUrl(issue.key)})`);

  tell.says('Now time passes: 20 seconds, with a warning before the end …');
  await ana.until(
    () =>
      !okta.has('ana', 'figma-editors') &&
      ana
        .dms()
        .at(-1)
        ?.thread.some((line) => /ended|is over|time is up/i.test(line)),
    {
      within: 60_000,
    },
  );
  tell.says(
    `Okta: the group figma-editors has ${names(okta.members('figma-editors'))}. Ana reads in the thread of her card:`,
  );
  tell.shows(ana.dms().at(-1)?.thread.join('\n') ?? '');
  await slack.until(() => jira.issues().at(-1)?.statusCategory === 'done', { within: 30_000 }).catch(() => undefined);
  const closed = jira.issues().at(-1);
  if (closed)
    tell.says(
      `Jira: ${closed.key} is “${closed.status}”, with ${closed.comments.length} comments, one for each event.`,
    );
}

const names = (members: readonly string[]): string => (members.length === 0 ? 'nobody in it' : members.join(', '));
