import type { Recorded } from '../domain/events.js';
import type { Grant } from '../domain/grant.js';
import type { Request } from '../domain/request.js';
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
): Promise<Pick<Grant, 'id' | 'recipient' | 'entitlement'> & { readonly account?: string }> {
  const { id } = grant;
  const events = await store.trail.streams([`grant:${id}`]);
  const broken = findBreak(events);
  if (broken) throw new Error(`the record of this grant was altered, so nothing is changed for it: ${broken}`);
  const opened = events[0]?.event;
  if (opened?.type !== 'grant.opened') throw new Error(`nothing on record opened the grant ${id}`);
  const { recipient, entitlement } = opened;
  if (recipient !== grant.recipient || entitlement !== grant.entitlement)
    log.error({ grant: id }, 'the row of a grant was altered; the record is followed');
  const account = accountIn(events);
  return { id, recipient, entitlement, ...(account !== undefined && { account }) };
}

/** The provider's own id under which somebody was let in, where the directory is another one. */
export function accountIn(events: readonly Pick<Recorded, 'event'>[]): string | undefined {
  for (const { event } of events) if (event.type === 'grant.activated') return event.account;
  return undefined;
}

/** Which group an adoption holds: what the record says was found, and was answered so. */
export async function adoptedGroup(
  { store }: { store: Pick<Store, 'trail'> },
  { id, adopts }: Request,
): Promise<string | undefined> {
  if (adopts === undefined) return undefined;
  const events = await store.trail.streams([`drift:${adopts}`]);
  const found = events[0]?.event;
  const isAnswered = events.some(({ event }) => event.type === 'drift.answered' && event.adoption?.request === id);
  if (findBreak(events) || found?.type !== 'drift.found' || !isAnswered)
    throw new Error('the record does not say that this finding was adopted, so nothing is held for it');
  return found.entitlement;
}

/** Nobody is let in because a row says that it was approved: the record has to say so, unbroken. */
export async function assertApproved({ store }: { store: Pick<Store, 'trail'> }, request: Request): Promise<void> {
  const events = await store.trail.streams([`request:${request.id}`]);
  const broken = findBreak(events);
  if (broken) throw new Error(`the record of this request was altered, so nothing is given for it: ${broken}`);
  const asked = events[0]?.event;
  const isAsOnRecord =
    asked?.type === 'request.submitted' &&
    asked.recipient === request.recipient &&
    asked.app === request.app &&
    asked.role === request.role &&
    asked.adopts === request.adopts &&
    asked.duration === request.duration;
  if (!isAsOnRecord || !events.some(({ event }) => event.type === 'request.approved')) {
    throw new Error('the record does not say that this was approved, so nothing is given for it');
  }
}
