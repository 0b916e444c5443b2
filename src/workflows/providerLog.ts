import { askedProviders } from '../domain/catalog.js';
import { isAhead, isTime } from '../domain/clock.js';
import type { Recorded } from '../domain/events.js';
import { groupsRead } from '../domain/logCoverage.js';
import { asUrgent } from '../idp/budget.js';
import type { MembershipChange, ProviderLog } from '../idp/port.js';
import type { LogEntry } from '../store/store.js';
import { once, type Step } from './contracts.js';
import { partsOf } from './entitlements.js';
import { matchEntries } from './matching.js';
import { type Watched, type Watching, watchedGroups } from './watching.js';

export type LogReader = {
  /** Reads what each provider says has happened, when it is time again. */
  run(): Promise<void>;
};

/** After a long absence the log is read piece by piece, so that whoever is interrupted need not begin anew. */
const day = 24 * 3600 * 1000;
const piece = 10 * day;
/** In seconds. Vendors promise no bound: once an hour the whole last day is read again, for what came later than usual. */
const stragglersEvery = 3600;

/**
 * The provider's own account of who was put where, by whomever. Entries may come late, twice and in any order: each is
 * kept under its own id, and then matched to the grant that it confirms, or to a finding.
 */
export function createLogReader(needs: Watching & { step?: Step }): LogReader {
  const failed = new Map<string, string>();
  return {
    async run() {
      for (const name of askedProviders) {
        const provider = needs.provider(name);
        if (!provider || !isTime(failed.get(name), needs.limits.logEvery, needs.now())) continue;
        failed.delete(name);
        await readOne(needs, provider).catch((error) => {
          failed.set(name, needs.now().toISOString());
          needs.log.warn(
            { err: error, provider: name },
            "a provider's log could not be read; it goes on from where it was",
          );
        });
      }
    },
  };
}

async function readOne(needs: Watching & { step?: Step }, provider: Watched): Promise<void> {
  const { store, limits, now, step = once } = needs;
  const position = `log:${provider.name}`;
  const isDue = async () => isTime(await store.positions.find(position), limits.logEvery, now());
  if (!(await isDue())) return;
  await store.leases.hold(position, () =>
    asUrgent('background', async () => {
      if (!(await isDue())) return;
      await step(() => readOn(needs, provider, position));
    }),
  );
}

async function readOn(needs: Watching, provider: Watched, position: string): Promise<void> {
  const { store, now } = needs;
  const groups = [...(await watchedGroups(needs, provider.name)).keys()].map((id) => partsOf(id).group);
  const until = now();
  const history = await store.trail.streams([position]);
  const stragglers = `${position}:stragglers`;
  const isThorough = isTime(await store.positions.find(stragglers), stragglersEvery, until);
  const { since: first, gapFrom, earliest } = await beginning(needs, provider, history, until);
  let since = first;
  while (since < until) {
    const end = new Date(Math.min(since.getTime() + piece, until.getTime()));
    const back = isThorough && since === first ? day : provider.log.lateBy * 1000;
    const early = new Date(Math.max(since.getTime() - back, earliest.getTime()));
    await readWindow(needs, provider.log, { since: early, until: end }, { groups, provider: provider.name });
    // Only now is it known where the gap ends: while nothing can be read, it grows.
    if (gapFrom !== undefined && since === first) await noteGap(needs, provider.name, gapFrom, first);
    await store.positions.keep(position, end.toISOString(), now());
    since = end;
  }
  await noteGroups(needs, provider.name, { history, groups, from: first });
  if (isThorough) await store.positions.keep(stragglers, until.toISOString(), until);
  await matchEntries(needs, provider);
}

/**
 * From where it goes on. A position that was lost is found again by what was kept; what the provider keeps no longer is
 * noted as a gap, never taken for quiet.
 */
async function beginning(
  needs: Watching,
  { name, log }: Watched,
  [began]: readonly Recorded[],
  now: Date,
): Promise<Beginning> {
  const { store, door } = needs;
  const position = `log:${name}`;
  if (began?.event.type !== 'log.began') {
    await door.record({ type: 'log.began', id: name, from: now.toISOString() }, 'latchkey', 'log');
    await store.positions.keep(position, now.toISOString(), now);
    return { since: now, earliest: now };
  }
  const known = (await positionOf(needs, name, now)) ?? (await store.log.last(name)) ?? began.event.from;
  if (isAhead(known, now)) {
    await store.positions.keep(position, now.toISOString(), now);
    return { since: now, earliest: now };
  }
  const kept = now.getTime() - log.keptDays * day;
  if (Date.parse(known) < kept) return { since: new Date(kept), earliest: new Date(kept), gapFrom: known };
  const first = Math.min(Date.parse(began.event.from), now.getTime()) - log.lateBy * 1000;
  return { since: new Date(known), earliest: new Date(Math.max(first, kept)) };
}

/** What a clock that was ahead has stored says nothing of where reading ended. */
async function positionOf({ store, log }: Watching, provider: string, now: Date): Promise<string | undefined> {
  const position = await store.positions.find(`log:${provider}`);
  if (position === undefined || !isAhead(position, now)) return position;
  log.error(
    { provider, position },
    "a provider's log is said to be read up to a time that is still to come: a clock was ahead; it is read again from its last entry",
  );
  return undefined;
}

/** `earliest`: what happened before is told no longer, or was before reading began and is nobody's to explain. */
type Beginning = { readonly since: Date; readonly earliest: Date; readonly gapFrom?: string };

async function noteGap({ store, door, log }: Watching, provider: string, from: string, until: Date): Promise<void> {
  log.error({ provider, from, until }, "a provider's log was not read for longer than it is kept: a gap is noted");
  await door.record(
    { type: 'log.gap', id: provider, from, until: until.toISOString() },
    'latchkey',
    'log',
    (last) => last?.event.type === 'log.gap' && last.event.from === from,
  );
  await store.log.noteGap(provider, new Date(from), until);
}

type Read = { readonly history: readonly Recorded[]; readonly groups: readonly string[]; readonly from: Date };

/** Whoever asks years later has to know of which groups the log was read, and since when: silence of others is no answer. */
async function noteGroups({ door }: Watching, provider: string, { history, groups, from }: Read): Promise<void> {
  const before = groupsRead(history);
  const added = groups.filter((group) => !before.has(group)).toSorted();
  const removed = [...before].filter((group) => !groups.includes(group)).toSorted();
  if (added.length + removed.length === 0) return;
  const changed = { id: provider, from: from.toISOString(), added, removed };
  await door.record({ type: 'log.groupsChanged', ...changed }, 'latchkey', 'log');
}

type Window = Parameters<ProviderLog['read']>[0];
type Where = { readonly groups: readonly string[]; readonly provider: string };

async function readWindow({ store }: Watching, log: ProviderLog, window: Window, { groups, provider }: Where) {
  for (let from: string | undefined; ; ) {
    const page = await log.read(window, groups, from);
    await store.log.keep(page.items.map((item) => kept(provider, item)));
    from = page.next;
    if (from === undefined) return;
  }
}

const kept = (provider: string, { id, at, kind, group, person, actor }: MembershipChange): LogEntry => ({
  provider,
  entry: id,
  at,
  kind,
  group,
  account: 'id' in person ? person.id : person.email,
  actor: actor.id,
  actorName: actor.name,
  isOurs: actor.isLatchkey,
});
