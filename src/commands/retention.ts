import { lapsesAt, privacyEvents, proposalsOf, retentionInForce } from '../domain/erasure.js';
import { isRefusal } from '../domain/refusal.js';
import { plural } from '../domain/wording.js';
import type { Message } from '../views/asked.js';
import { saying } from '../views/who.js';
import type { Deps } from './deps.js';
import { adminOnly, noSecond } from './erase.js';

/** How long texts are kept is a setting; that it is meant so, two admins have to say. */
export async function retention(deps: Deps, slackId: string): Promise<Message> {
  const { store, directory, door, house, retentionDays: days } = deps;
  const admin = await adminOnly(deps, slackId);
  if (isRefusal(admin)) return saying(admin.says);
  if (days === undefined) return saying('Texts are kept for good: RETENTION_DAYS is not set where Latchkey runs.');
  const proposals = proposalsOf(await store.trail.ofTypes(privacyEvents));
  const kept = plural(days, 'day');
  if (retentionInForce(proposals)?.days === days)
    return saying(`Texts are kept for ${kept}, as two admins have confirmed.`);
  const isProposed = proposals.some(
    ({ wish, status }) => wish.is === 'retention' && wish.days === days && status === 'open',
  );
  if (isProposed) return saying('This is already proposed. Another admin has to confirm it in their DM.');
  const others = (await directory.admins()).filter(({ id, isActive }) => isActive && id !== admin.id);
  if (others.length === 0) return saying(noSecond);
  const event = { type: 'retention.proposed', id: house.newId(), by: admin.id, days } as const;
  await door.record({ ...event, until: lapsesAt(house.now()) }, admin.id, 'slack');
  return saying(`RETENTION_DAYS says ${kept}. Nothing is deleted before another admin has confirmed it in their DM.`);
}
