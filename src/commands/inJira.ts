import type { Person } from '../domain/person.js';
import { isRefusal } from '../domain/refusal.js';
import type { Message } from '../views/asked.js';
import { saying } from '../views/who.js';
import { bindInJira } from '../workflows/jiraAccounts.js';
import type { Deps } from './deps.js';
import { mentionedIn } from './edge.js';

/** Jira's own ids of accounts: `712020:…`, or 24 hexadecimal digits. */
const asked = /^([\w:-]{10,128})(?:\s+(\S.*))?$/;
const how =
  'Say which account is yours: `/access jira` and the id of the Jira account (it stands at the end of the address of its profile). An admin confirms it with the same words and @person, picked from the list that Slack offers.';

/**
 * Whose a Jira account is, where Jira hides its e-mail address or that names somebody else now. It takes two: the person
 * who says that it is theirs, and an admin who confirms it. Otherwise an admin could decide as anybody, by an account of
 * their own.
 */
export async function nameInJira(deps: Deps, slackId: string, words: string): Promise<Message> {
  const { directory } = deps;
  const who = await directory.whoIs(slackId);
  if (isRefusal(who)) return saying(who.says);
  const [, accountId = '', whose = ''] = asked.exec(words.trim()) ?? [];
  if (accountId === '') return saying(how);
  return whose === '' ? claim(deps, who, accountId) : confirm(deps, { admin: who, slackId }, accountId, whose);
}

const claimOf = (accountId: string): string => `jiraAccount:${accountId}`;

async function claim({ store, house }: Deps, who: Person, accountId: string): Promise<Message> {
  await store.positions.keep(claimOf(accountId), who.id, house.now());
  return saying(
    `Noted. An admin has to confirm it now: \`/access jira ${accountId}\` and you, picked from the list that Slack offers.`,
  );
}

type Confirming = { readonly admin: Person; readonly slackId: string };

async function confirm(deps: Deps, { admin, slackId }: Confirming, accountId: string, whose: string) {
  const { directory, store } = deps;
  if (!directory.isAdmin(admin)) return saying('Only admins can confirm whose a Jira account is.');
  const mentioned = mentionedIn(whose);
  if (!mentioned) return saying(how);
  if (mentioned === slackId) return saying('Another admin has to say which Jira account is yours.');
  const person = await directory.whoIs(mentioned);
  if (isRefusal(person)) return saying('Latchkey does not know this person. They have to use it once.');
  if ((await store.positions.find(claimOf(accountId))) !== person.id)
    return saying(`${person.name} has to say first that it is theirs: \`/access jira ${accountId}\``);
  await bindInJira(deps, person, accountId, admin.id);
  return saying(`Bound: the Jira account ${accountId} is now ${person.name} (${person.email}).`);
}
