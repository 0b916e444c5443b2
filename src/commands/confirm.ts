import { isRefusal } from '../domain/refusal.js';
import { plural } from '../domain/wording.js';
import type { Message } from '../views/asked.js';
import { saying } from '../views/who.js';
import type { Deps } from './deps.js';
import { mentionedIn } from './edge.js';

/** An admin accepts that a Slack account belongs to whom its e-mail address names now. */
export async function confirm(deps: Deps, slackId: string, words: string): Promise<Message> {
  const { directory } = deps;
  const admin = await directory.whoIs(slackId);
  if (isRefusal(admin)) return saying(admin.says);
  if (!directory.isAdmin(admin)) return saying('Only admins can confirm this.');
  if (words.toLowerCase() === 'leavers') return confirmLeavers(deps, admin.id);
  const account = mentionedIn(words);
  if (!account) return saying('Say whose account: /access confirm @person, picked from the list that Slack offers.');
  // Otherwise one person alone could make their own account somebody else's.
  if (account === slackId) return saying('Another admin has to confirm your own account.');
  const person = await directory.confirm(account, admin.id);
  if (isRefusal(person)) return saying(person.says);
  return saying(`Confirmed: this Slack account is now ${person.name} (${person.email}).`);
}

/** An admin says that as many people have left as the directory says; the next look at them then counts. */
async function confirmLeavers({ store, door }: Deps, by: string): Promise<Message> {
  const held = (await store.trail.last('leavers'))?.event;
  if (held?.type !== 'leavers.held') return saying('Nobody waits for this: no leavers are held.');
  const { directory, found } = held;
  const recorded = await door.record(
    { type: 'leavers.confirmed', directory, found, by },
    by,
    'slack',
    (last) => last?.event.type !== 'leavers.held' || last.event.found !== found,
  );
  if (recorded.length === 0) return saying('This has changed meanwhile. Type it again.');
  return saying(
    `Confirmed: ${plural(found, 'person', 'people')} may have left. They are looked at once more; then their requests are withdrawn and their access ends.`,
  );
}
