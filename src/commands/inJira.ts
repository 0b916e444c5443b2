import { isRefusal } from '../domain/refusal.js';
import type { Message } from '../views/asked.js';
import { saying } from '../views/who.js';
import { bindInJira } from '../workflows/jiraAccounts.js';
import type { Deps } from './deps.js';
import { mentionedIn } from './edge.js';

/** Jira's own ids of accounts: `712020:…`, or 24 hexadecimal digits. */
const asked = /^([\w:-]{10,128})\s+(\S.*)$/;
const how =
  'Say which account is whose: /access jira, the id of the Jira account (it stands at the end of the address of its profile), and @person, picked from the list that Slack offers.';

/** An admin says whose a Jira account is: where Jira hides its e-mail address, or where that names somebody else now. */
export async function nameInJira(deps: Deps, slackId: string, words: string): Promise<Message> {
  const { directory } = deps;
  const admin = await directory.whoIs(slackId);
  if (isRefusal(admin)) return saying(admin.says);
  if (!directory.isAdmin(admin)) return saying('Only admins can say whose a Jira account is.');
  const [, accountId = '', whose = ''] = asked.exec(words.trim()) ?? [];
  const mentioned = mentionedIn(whose);
  if (!mentioned) return saying(how);
  // Otherwise one person alone could decide with somebody else's account.
  if (mentioned === slackId) return saying('Another admin has to say which Jira account is yours.');
  const person = await directory.whoIs(mentioned);
  if (isRefusal(person)) return saying('Latchkey does not know this person. They have to use it once.');
  await bindInJira(deps, person, accountId, admin.id);
  return saying(`Bound: the Jira account ${accountId} is now ${person.name} (${person.email}).`);
}
