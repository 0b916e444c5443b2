import type { Grant } from '../domain/grant.js';
import { findBreak } from '../store/chain.js';
import type { Store } from '../store/store.js';
import type { Log } from './contracts.js';

/**
 * Who is to be in which group is what the record says, whatever the row says today: a row can be edited by whoever
 * reaches the database, an event cannot be without breaking its chain. So no edit of a row makes us write elsewhere.
 */
export async function asRecorded(
  { store, log }: { store: Pick<Store, 'trail'>; log: Log },
  grant: Grant,
): Promise<Pick<Grant, 'id' | 'recipient' | 'entitlement'>> {
  const { id } = grant;
  const events = await store.trail.streams([`grant:${id}`]);
  const broken = findBreak(events);
  if (broken) throw new Error(`the record of this grant was altered, so nothing is changed for it: ${broken}`);
  const opened = events[0]?.event;
  if (opened?.type !== 'grant.opened') throw new Error(`nothing on record opened the grant ${id}`);
  const { recipient, entitlement } = opened;
  if (recipient !== grant.recipient || entitlement !== grant.entitlement)
    log.error({ grant: id }, 'the row of a grant was altered; the record is followed');
  return { id, recipient, entitlement };
}
