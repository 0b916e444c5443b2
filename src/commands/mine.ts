import { isRefusal } from '../domain/refusal.js';
import { namesOf } from '../domain/standing.js';
import type { Message } from '../views/asked.js';
import { mineMessage } from '../views/mine.js';
import { saying } from '../views/who.js';
import type { Deps } from './deps.js';

/** What somebody has, and what they have asked for. */
export async function whatIHave({ store, directory, house }: Deps, slackId: string): Promise<Message> {
  const person = await directory.whoWas(slackId);
  if (isRefusal(person)) return saying(person.says);
  const [live, pending] = await Promise.all([store.assignments.liveOf(person.id), store.requests.openFrom(person.id)]);
  return mineMessage({
    active: live.map((assignment) => ({ assignment, holder: person, ...namesOf(house.catalog, assignment) })),
    pending: pending.map((request) => ({ request, ...namesOf(house.catalog, request) })),
    now: house.now(),
  });
}
