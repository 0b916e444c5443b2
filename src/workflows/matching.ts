import type { Drift } from '../domain/drift.js';
import type { Grant } from '../domain/grant.js';
import { asAccount, innerGroup } from '../domain/innerGroup.js';
import type { Person } from '../domain/person.js';
import { isWitness, mayBe } from '../domain/witnessing.js';
import type { LogEntry } from '../store/store.js';
import { createHeaps, type Heaps, isOf, recordOf, tellOf } from './flood.js';
import { endLost, isSettled, type Lost, spokenFor } from './losing.js';
import {
  accountOf,
  catalogGroups,
  isIn,
  lockOf,
  nobodys,
  personOf,
  type Spoken,
  type Watched,
  type Watching,
} from './watching.js';

const batch = 200;
/** Each is a transaction, a card and an issue, so fewer of them. */
const findings = 50;

/** Every entry of the log that is matched to nothing yet, in the order of what they tell. */
export async function matchEntries(needs: Watching, provider: Watched): Promise<void> {
  const groups = await catalogGroups(needs, provider.name);
  const heaps = createHeaps(needs, { provider, groups });
  // Each is looked at once: one that stays without a match must not keep the ones behind it from theirs.
  for (let last: LogEntry | undefined; ; ) {
    if (last && (await mustWait(needs))) break;
    const entries = await needs.store.log.unmatched(provider.name, batch, last);
    last = entries.at(-1);
    if (!last) break;
    await matchAll(needs, { provider, groups, heaps, floods: new Map() }, entries);
  }
  for (;;) {
    const { few, behind } = await heaps.settle();
    if ((await matchSome(needs, { provider, groups }, few, findings)) === 'waits') return;
    if (behind.length === 0 || (await matchSome(needs, { provider, groups, heaps }, behind, batch)) === 'waits') return;
  }
}

/** So many at a time, as long as nothing more urgent waits. */
async function matchSome(
  needs: Watching,
  look: Omit<Look, 'floods'>,
  entries: readonly LogEntry[],
  size: number,
): Promise<'done' | 'waits'> {
  for (let first = 0; first < entries.length; first += size) {
    if (first > 0 && (await mustWait(needs))) return 'waits';
    await matchAll(needs, { ...look, floods: new Map() }, entries.slice(first, first + size));
  }
  return 'done';
}

/**
 * What has to end goes before what has happened, which takes the same machine. The entries are kept, the next reading
 * goes on with them, and none goes by without a batch.
 */
async function mustWait({ store, now, log }: Watching): Promise<boolean> {
  const isDue = await store.outbox.isEndDue(now());
  if (isDue) log.info({}, "access is to end first; the rest of the provider's log is matched at the next reading");
  return isDue;
}

type Look = {
  readonly provider: Watched;
  readonly groups: ReadonlyMap<string, Spoken>;
  /** Absent once it is known what is much: what is left is looked at one by one. */
  readonly heaps?: Heaps;
  /** By the group: read once for so many entries, since they are large. */
  readonly floods: Map<string, readonly Drift[]>;
};

async function matchAll(needs: Watching, look: Look, entries: readonly LogEntry[]): Promise<void> {
  const lost: Lost[] = [];
  for (const entry of entries) if (!look.heaps?.takeBehind(entry)) lost.push(...(await matchOne(needs, look, entry)));
  await endLost(needs, lost);
}

/** What one entry is about, with the provider's names brought to ours. */
type About = {
  readonly entry: LogEntry;
  readonly entitlement: string;
  readonly account: string;
  readonly person?: Person;
  readonly grants: readonly Grant[];
  readonly drifts: readonly Drift[];
};

/** @returns the access that is gone by this, if any */
async function matchOne(needs: Watching, look: Look, entry: LogEntry): Promise<Lost[]> {
  const { provider, groups, heaps } = look;
  const about = await readAbout(needs, provider, entry);
  const grant = await witnessed(needs, about);
  if (grant) {
    await settleOurs(needs, provider, about);
    await settled(needs, entry, { grant: grant.id });
    return [];
  }
  const known = about.drifts.find((drift) => completes(drift, entry));
  if (known) {
    await trace(needs, provider, about, known);
    await settled(needs, entry, { drift: known.id });
    return lostBy(about);
  }
  const flood = await floodOf(needs, look, about);
  if (heaps && (flood || entry.kind === 'added')) await heaps.add(about, flood);
  else if (flood && isOf(flood, entry.kind)) await tellOf(needs, provider, flood, [about]);
  else await find(needs, provider, about, groups);
  return lostBy(about);
}

/** The finding of many that this is about; of those who left, also where the comparison has seen it first. */
async function floodOf({ store }: Watching, { floods }: Look, about: About): Promise<Drift | undefined> {
  const { entry, entitlement, account, grants } = about;
  const all = floods.get(entitlement) ?? (await store.drifts.floods(entitlement));
  floods.set(entitlement, all);
  const its = all.find(({ accounts }) => accounts.includes(account));
  if (entry.kind === 'added') return its && (its.status === 'open' || mayBe(its.foundAt, entry)) ? its : undefined;
  if (all.length === 0 || entry.isOurs || grants.some((one) => wasIn(one, entry))) return undefined;
  if (its) return its;
  const id = await store.log.broughtBy(
    all.map((one) => one.id),
    entry.account,
  );
  return all.find((one) => one.id === id);
}

async function readAbout(needs: Watching, provider: Watched, entry: LogEntry): Promise<About> {
  const { store } = needs;
  const entitlement = `${entry.provider}:${entry.group}`;
  const { account, person } = await whoIs(needs, provider, entry.account);
  const [grants, drifts] = await Promise.all([
    person ? store.grants.ever(person.id, entitlement) : [],
    store.drifts.about(entitlement, account),
  ]);
  return { entry, entitlement, account, ...(person && { person }), grants, drifts };
}

/**
 * Some logs name people by address. An address stays out of the record, also where nobody has it any more: then it goes by
 * an id drawn at random, which only the row of a line leads to.
 */
async function whoIs(needs: Watching, provider: Watched, named: string): Promise<{ account: string; person?: Person }> {
  if (!named.includes('@') || innerGroup(named) !== undefined) {
    // Whoever has access through us is known: thousands of others need not be asked for before they are found.
    const isDirectory = needs.catalog.policy.directory === provider.name;
    const person = await (isDirectory
      ? needs.store.people.byDirectoryId(provider.name, named)
      : personOf(needs, provider, named));
    return { account: named, ...(person && { person }) };
  }
  const known = await needs.store.people.byEmail(named);
  const account = known ? await accountOf(provider, known) : (await provider.findPerson(named))?.id;
  // Google's admin log tells of a group that is put into another as it does of a person.
  if (!account && (await provider.findGroup(named))) return { account: asAccount(named) };
  if (!account)
    return { account: (await needs.store.log.strangerAt(provider.name, named)) ?? `unknown-${needs.newId()}` };
  const person = known ?? (await personOf(needs, provider, account));
  return { account, ...(person && { person }) };
}

/** The grant that meant this change, with the entry on its record. */
async function witnessed({ store, door }: Watching, { entry, grants }: About): Promise<Grant | undefined> {
  for (const grant of grants.toReversed()) {
    if (!isWitness(await store.trail.streams([`grant:${grant.id}`]), entry)) continue;
    await door.run(
      { type: 'grant.witness', id: grant.id, change: entry.kind, entry: recordOf(entry) },
      'latchkey',
      'log',
    );
    return grant;
  }
  return undefined;
}

/** What the comparison found was ours, and only late: settled, if it is now as the record says. */
async function settleOurs(needs: Watching, provider: Watched, { entry, entitlement, account, grants, drifts }: About) {
  const drift = drifts.find(
    ({ status, kind, entries, foundAt }) =>
      status === 'open' && kind === entry.kind && entries.length === 0 && mayBe(foundAt, entry),
  );
  if (!drift) return;
  const isHeld = grants.some(({ status }) => status === 'active' || status === 'provisioning');
  if (!isHeld && (await isIn(provider, account, entitlement))) return;
  await needs.door.run({ type: 'drift.settle', id: drift.id, cause: 'ours' }, 'latchkey', 'log');
}

/** Whether the entry tells of this finding: of how it began, of how the owner had it removed, or of how it went away. */
function completes(drift: Drift, entry: LogEntry): boolean {
  // Asked about already, also where the directory has come to know the person only since then.
  if (drift.kind === entry.kind && drift.status !== 'closed') return true;
  if (drift.kind === entry.kind && drift.entries.length === 0) return mayBe(drift.foundAt, entry);
  if (drift.kind !== 'added' || entry.kind !== 'removed') return false;
  const since = drift.answeredAt ?? drift.foundAt;
  if (entry.isOurs) return drift.answer === 'removed' && mayBe(entry.at, { at: since });
  return drift.status !== 'closed';
}

async function trace(needs: Watching, provider: Watched, about: About, drift: Drift): Promise<void> {
  const { door } = needs;
  const { entry, account, entitlement } = about;
  await door.run({ type: 'drift.trace', id: drift.id, change: entry.kind, entry: recordOf(entry) }, 'latchkey', 'log');
  const isAway = drift.kind === 'added' && entry.kind === 'removed' && drift.status === 'open';
  if (isAway && !(await isIn(provider, account, entitlement)))
    await door.run({ type: 'drift.undo', id: drift.id, account }, 'latchkey', 'log');
}

async function find(
  needs: Watching,
  provider: Watched,
  about: About,
  groups: ReadonlyMap<string, Spoken>,
): Promise<void> {
  const { door, newId } = needs;
  const { entry, entitlement, account, grants } = about;
  const isNamed = entry.account.includes('@');
  const person = about.person ?? (isNamed ? undefined : await personOf(needs, provider, account));
  const grant = entry.kind === 'removed' ? grants.find((one) => wasIn(one, entry)) : undefined;
  const spoken = grant ? await spokenFor(needs, grant) : (groups.get(entitlement) ?? nobodys);
  const found = await door.run(
    {
      type: 'drift.find',
      id: newId(),
      kind: entry.kind,
      entitlement,
      ...lockOf(entry.provider, account, person),
      accounts: [account],
      ...spoken,
      source: 'log',
      ...(grant && { grant: grant.id }),
      entry: recordOf(entry),
    },
    'latchkey',
    'log',
  );
  const recorded = Array.isArray(found) ? found[0] : undefined;
  const before = recorded ? undefined : about.drifts.find(({ entries }) => entries.includes(entry.entry));
  if (before) await settled(needs, entry, { drift: before.id });
}

const wasIn = (grant: Grant, { at }: LogEntry): boolean =>
  isSettled(grant) && !!grant.activatedAt && mayBe(at, { at: grant.activatedAt });

const lostBy = ({ entry, grants, account }: About): Lost[] =>
  entry.kind === 'removed' && !entry.isOurs
    ? grants.filter((one) => wasIn(one, entry)).map((grant) => ({ grant, account, source: 'log' }))
    : [];

/** The event matched it already, unless the same was said before. */
async function settled({ store }: Watching, entry: LogEntry, to: { grant: string } | { drift: string }) {
  await store.log.match(entry, to);
}
