import type { Change, Drift, DriftSource, Entry, Line } from '../domain/drift.js';
import { floodLock, handful, isStillComing } from '../domain/flood.js';
import { innerGroup } from '../domain/innerGroup.js';
import type { LogEntry } from '../store/store.js';
import { partsOf } from './entitlements.js';
import { isIn, nobodys, personOf, readMembers, type Spoken, type Watched, type Watching } from './watching.js';

/** One line of the log, with the provider's names brought to ours. */
export type Piece = { readonly entry: LogEntry; readonly entitlement: string; readonly account: string };

/** What waits until it is known whether it is much of the same: only then is it found, as one or one by one. */
export type Heaps = {
  /** What is told of a membership of which something waits already waits behind it. @returns whether it does */
  takeBehind(entry: LogEntry): boolean;
  /** @param flood the finding that it belongs to, if there is one already */
  add(piece: Piece, flood?: Drift): Promise<void>;
  /** Puts on record what is much. @returns what is not, to be looked at one by one, and then what waited behind all that */
  settle(): Promise<{ readonly few: readonly LogEntry[]; readonly behind: readonly LogEntry[] }>;
};

/** What one hand did in one group. */
type Heap = {
  readonly change: Change;
  readonly entitlement: string;
  readonly hand: string;
  readonly flood: Drift | undefined;
  readonly pieces: Piece[];
  /** Some of it is on record, so all of it will be. */
  isTold: boolean;
};

/** An event is read as a whole: ten thousand lines are ten events and not one, nor ten thousand. */
const most = 1000;

type Where = { readonly provider: Watched; readonly groups: ReadonlyMap<string, Spoken> };

export function createHeaps(needs: Watching, where: Where): Heaps {
  const heaps = new Map<string, Heap>();
  const waiting = new Set<string>();
  const behind: LogEntry[] = [];
  const membership = ({ group, account }: LogEntry) => `${group} ${account}`;
  return {
    takeBehind(entry) {
      const isWaiting = waiting.has(membership(entry));
      if (isWaiting) behind.push(entry);
      return isWaiting;
    },
    async add(piece, flood) {
      const { entry, entitlement } = piece;
      waiting.add(membership(entry));
      const name = [entry.kind, entitlement, entry.actor, flood?.id].join(' ');
      const { kind: change, actor: hand } = entry;
      const heap = heaps.get(name) ?? { change, entitlement, hand, flood, pieces: [], isTold: false };
      heaps.set(name, heap);
      heap.pieces.push(piece);
      if (heap.pieces.length === most) await tell(needs, where, heap);
    },
    async settle() {
      const few: LogEntry[] = [];
      for (const heap of heaps.values()) {
        if (await isMuch(needs, heap)) await tell(needs, where, heap);
        else few.push(...heap.pieces.map(({ entry }) => entry));
      }
      heaps.clear();
      waiting.clear();
      return { few: few.toSorted(byTime), behind: behind.splice(0) };
    },
  };
}

const byTime = (one: LogEntry, other: LogEntry): number => (one.at < other.at ? -1 : Number(one.at > other.at));

/** What belongs to a finding of many without a question: also late news of how they came. Who leaves later is news. */
export const isOf = ({ status }: Drift, change: Change): boolean => status === 'open' || change === 'added';

async function isMuch({ store, now }: Watching, heap: Heap): Promise<boolean> {
  const { change, entitlement, hand, flood, pieces, isTold } = heap;
  if (isTold || pieces.length > handful) return true;
  if (flood) return isOf(flood, change);
  // The last few of a flood, also after we were interrupted.
  const before = await store.drifts.floods(entitlement);
  return before.some((one) => one.recipient === floodLock(entitlement, hand) && isStillComing(one, now()));
}

async function tell(needs: Watching, { provider, groups }: Where, heap: Heap): Promise<void> {
  const { entitlement, hand, flood } = heap;
  const pieces = heap.pieces.splice(0);
  heap.isTold = true;
  if (pieces.length === 0) return;
  if (flood) return tellOf(needs, provider, flood, pieces);
  await findMany(needs, provider, {
    entitlement,
    spoken: groups.get(entitlement) ?? nobodys,
    recipient: floodLock(entitlement, hand),
    accounts: pieces.map(({ account }) => account),
    source: 'log',
    entries: pieces.map(lineOf),
  });
}

/** Whoever reads it later has to be able to tell whether the row is still what it was. */
export const recordOf = ({ entry: id, at, actor, isOurs, account }: LogEntry): Entry => ({
  ...{ id, at, actor, isOurs },
  ...((!account.includes('@') || innerGroup(account) !== undefined) && { account }),
});

const lineOf = ({ entry, account: whose }: Piece): Line => ({
  ...recordOf(entry),
  ...(entry.account.includes('@') && { whose }),
});

type Many = {
  readonly entitlement: string;
  readonly spoken: Spoken;
  readonly recipient: string;
  readonly accounts: readonly string[];
  readonly source: DriftSource;
  readonly entries?: readonly Line[];
};

/** The names of so many are read aloud. */
const some = 10;

/** One finding for all of them; where it is there already and still grows, the same. */
export async function findMany(needs: Watching, provider: Watched, { spoken, ...many }: Many): Promise<void> {
  if (many.accounts.length === 0) return;
  for (const account of many.accounts.slice(0, some)) await personOf(needs, provider, account);
  const found = { id: needs.newId(), kind: 'many', ...spoken, ...many } as const;
  await needs.door.run({ type: 'drift.find', ...found }, 'latchkey', many.source);
}

/** More lines of the log about people of a finding, all of one kind. */
export async function tellOf(
  { door }: Watching,
  provider: Watched,
  { id, entitlement }: Drift,
  pieces: readonly Piece[],
): Promise<void> {
  const change = pieces[0]?.entry.kind ?? 'added';
  const told = pieces.map(({ account }) => account);
  const accounts = change === 'added' ? told : await outOf(provider, entitlement, told);
  const entries = pieces.map(lineOf);
  await door.run({ type: 'drift.recount', id, change, accounts, entries }, 'latchkey', 'log');
}

/** Whoever of them is no longer in the group, as the comparison has seen it. */
export async function tellLeft(
  { door }: Watching,
  provider: Watched,
  { id, entitlement }: Drift,
  away: readonly string[],
): Promise<void> {
  const accounts = await outOf(provider, entitlement, away);
  if (accounts.length === 0) return;
  await door.run({ type: 'drift.recount', id, change: 'removed', accounts, entries: [] }, 'latchkey', 'reconcile');
}

/** Each is asked about by itself, since a list may be short or old; of many it is read once more. */
async function outOf(provider: Watched, entitlement: string, accounts: readonly string[]): Promise<readonly string[]> {
  if (accounts.length > handful) {
    const members = await readMembers(provider, partsOf(entitlement).group);
    return accounts.filter((one) => !members.has(one));
  }
  const out: string[] = [];
  for (const account of accounts) if (!(await isIn(provider, account, entitlement))) out.push(account);
  return out;
}
