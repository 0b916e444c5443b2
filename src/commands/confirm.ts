import { isRefusal } from '../domain/refusal.js';
import type { Message } from '../views/asked.js';
import { saying } from '../views/who.js';
import type { Deps } from './deps.js';
import { mentionedIn } from './edge.js';

/** An admin accepts that a Slack account belongs to whom its e-mail address names now. */
export async function confirm({ directory }: Deps, slackId: string, words: string): Promise<Message> {
  const admin = await directory.whoIs(slackId);
  if (isRefusal(admin)) return saying(admin.says);
  if (!directory.isAdmin(admin)) return saying('Only admins can confirm a Slack account.');
  const account = mentionedIn(words);
  if (!account) return saying('Say whose account: /access confirm @person, picked from the list that Slack offers.');
  // Otherwise one person alone could make their own account somebody else's.
  if (account === slackId) return saying('Another admin has to confirm your own account.');
  const person = await directory.confirm(account, admin.id);
  if (isRefusal(person)) return saying(person.says);
  return saying(`Confirmed: this Slack account is now ${person.name} (${person.email}).`);
}
