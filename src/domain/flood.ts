import type { Change, Drift, DriftEvent, Line } from './drift.js';

/** Many who were put into one group by one hand, or came at once: one finding, that grows and is answered once. */

/**
 * More than these by one hand are one finding. So many an owner can look at one by one, to keep one and to remove
 * another; and seldom does a person put in more by hand: behind more there is a sync or an import, and one reason.
 */
export const handful = 10;

/** In milliseconds. Who comes later than this after the first rings anew: nobody is added to a card that was put aside. */
const together = 3600_000;

export const isStillComing = ({ status, foundAt }: Pick<Drift, 'status' | 'foundAt'>, now: Date): boolean =>
  status === 'open' && now.getTime() - Date.parse(foundAt) < together;

/**
 * Under whose lock they change. By whose hand they came is part of it, as far as the log has told: whoever adds one more
 * while a sync adds thousands is asked about apart.
 */
export const floodLock = (entitlement: string, hand?: string): string =>
  `flood:${entitlement}${hand === undefined ? '' : `:${hand}`}`;

/** They came at once; a census found its people at the first look. */
export const isFlood = ({ recipient }: Pick<Drift, 'recipient'>): boolean => recipient.startsWith('flood:');

type Told = { readonly change: Change; readonly accounts: readonly string[]; readonly entries: readonly Line[] };

/** What of this is not on record yet. What was said before is not said again: whoever has left since stays away. */
export function recount(drift: Drift, { change, accounts, entries }: Told): DriftEvent[] {
  const [told, isIn] = [new Set(drift.entries), new Set(drift.accounts)];
  const again = new Set(entries.filter(({ id }) => told.has(id)).map(({ account, whose }) => account ?? whose));
  const news = {
    accounts: accounts.filter((one) => isIn.has(one) === (change === 'removed') && !again.has(one)),
    entries: entries.filter(({ id }) => !told.has(id)),
  };
  if (news.accounts.length + news.entries.length === 0) return [];
  const recounted = { type: 'drift.recounted', id: drift.id, change, ...news } as const;
  return [recounted, ...settling(drift, change === 'removed' ? news.accounts : [], news.entries.length)];
}

/** When nobody is in any more there is nothing to answer; but for what the log tells of somebody has to answer. */
export function settling(drift: Drift, left: readonly string[], told = 0): DriftEvent[] {
  const isOver = left.length > 0 && left.length === drift.accounts.length && drift.status === 'open';
  return isOver && drift.entries.length + told === 0 ? [{ type: 'drift.settled', id: drift.id, cause: 'undone' }] : [];
}

type Recounted = Extract<DriftEvent, { type: 'drift.recounted' }>;

export function recounted(drift: Drift, { change, accounts: moved, entries }: Recounted, at: string): Drift {
  const left = new Set(change === 'removed' ? moved : []);
  const accounts = [...drift.accounts.filter((one) => !left.has(one)), ...(change === 'added' ? moved : [])];
  const undoneAt = accounts.length === 0 ? (drift.undoneAt ?? at) : undefined;
  return { ...drift, accounts, entries: [...drift.entries, ...entries.map(({ id }) => id)], undoneAt };
}
