import type { Catalog, ProviderName } from '../domain/catalog.js';
import type { LogCounts } from '../domain/events.js';
import { type Gap, gapsIn, readUpTo } from '../domain/logCoverage.js';
import type { LogEntry, Span, Store } from '../store/store.js';
import { readWho, type Who } from './accounts.js';
import { type Decision, decisionOf, type Finding, findingOf, requestsBehind } from './decisions.js';
import { missingFrom, type Noted, notedOf, streamBehind } from './noted.js';
import { type Streams, said } from './said.js';
import { type Claim, claimsIn } from './untold.js';
import { judge, type Verdict } from './verdict.js';

/** One group and one period, from the provider's log: every change that it tells of, and the decision behind each. */
export type OtherDoor = {
  readonly group: Group;
  /** ISO moments, from the first to just before the other. */
  readonly span: { readonly from: string; readonly until: string };
  readonly changes: readonly Change[];
  /** Found by looking at the group; no line of the log tells of it. */
  readonly unlogged: readonly Finding[];
  /** Latchkey says that it changed this, and no line of the log says so. */
  readonly untold: readonly Claim[];
  /** The record notes these lines of the log, and the copy of it that is kept beside does not have them here. */
  readonly missing: readonly Noted[];
  readonly gaps: readonly Gap[];
  readonly readTo?: string;
  readonly counts: LogCounts;
  /** By the request's id. */
  readonly decisions: ReadonlyMap<string, Decision>;
  /** By the finding's id. */
  readonly findings: ReadonlyMap<string, Finding>;
  readonly who: Who;
};

export type Group = {
  /** `okta:00g…` */
  readonly entitlement: string;
  readonly provider: ProviderName;
  readonly id: string;
  readonly name: string;
  /** What it is given for by the running catalog: `Editor in Figma`. */
  readonly roles: readonly string[];
};

/** `noted`: what the record says of the line, where it says anything. */
export type Change = { readonly entry: LogEntry; readonly verdict: Verdict; readonly noted?: Noted };

/** A page that nobody can read proves nothing. */
export const most = 20_000;

export class TooMany extends Error {
  override readonly name = 'TooMany';
}

type Asked = { readonly group: Group; readonly span: Span; readonly now: Date };
type Reads = Pick<Store, 'trail' | 'log' | 'people' | 'positions' | 'texts'>;

/** @throws TooMany when the log tells more of it than `most` changes. */
export async function readOtherDoor(store: Reads, catalog: Catalog, { group, span, now }: Asked): Promise<OtherDoor> {
  const entries = await store.log.within({ provider: group.provider, group: group.id }, span, most + 1);
  if (entries.length > most)
    throw new TooMany(`The log tells of more than ${most} changes of ${group.name}. Choose a shorter period.`);
  const [told, granted] = await Promise.all([
    store.trail.toldIn(group.entitlement, span),
    store.trail.changedIn(group.entitlement, span),
  ]);
  const streams = await readStreams(store, entries, [...told, ...granted]);
  const changes = entries.map((entry) => changeOf(entry, streams));
  const findings = await readFindings(store, changes, told, streams);
  const decisions = await readDecisions(store, changes, [...findings.values()], streams);
  const untold = claimsIn(granted, streams, span);
  const missing = missingFrom(entries, streams, { entitlement: group.entitlement, ...inWords(span) });
  const unlogged = [...findings.values()].filter((one) => one.entries === 0 && isWithin(one.foundAt, span));
  const { gaps, readTo } = await readGaps(store, { group, span, now });
  const facts = { changes, unlogged, untold, missing, gaps };
  const who = await readWho(
    { people: store.people, provider: group.provider, catalog },
    { changes, decisions, findings, untold, missing },
  );
  return {
    group,
    span: inWords(span),
    ...facts,
    ...(readTo && { readTo }),
    counts: count(facts),
    decisions,
    findings,
    who,
  };
}

function changeOf(entry: LogEntry, streams: Streams): Change {
  const noted = notedOf(entry, streams);
  return { entry, verdict: judge(entry, streams), ...(noted && { noted }) };
}

const isWithin = (at: string, { from, until }: Span): boolean => at >= from.toISOString() && at < until.toISOString();
const inWords = ({ from, until }: Span) => ({ from: from.toISOString(), until: until.toISOString() });

/** Grants and findings first; what was asked and decided follows from what their events name. */
async function readStreams(
  { trail }: Pick<Reads, 'trail'>,
  entries: readonly LogEntry[],
  onRecord: readonly string[],
): Promise<Streams> {
  const named = entries.flatMap((entry) => streamBehind(entry) ?? []);
  const streams = new Map<string, Awaited<ReturnType<typeof trail.streams>>[number][]>();
  const readAll = async (wanted: ReadonlySet<string>) => {
    const names = [...wanted];
    for (let first = 0; first < names.length; first += 500) {
      for (const event of await trail.streams(names.slice(first, first + 500)))
        streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
    }
  };
  await readAll(new Set([...named, ...onRecord]));
  await readAll(new Set(requestsBehind(streams).flatMap((id) => [`request:${id}`, `assignment:${id}`])));
  return streams;
}

async function readFindings(
  { texts }: Pick<Reads, 'texts'>,
  changes: readonly Change[],
  told: readonly string[],
  streams: Streams,
): Promise<ReadonlyMap<string, Finding>> {
  const ids = changes.flatMap(({ verdict }) => ('finding' in verdict && verdict.finding ? [verdict.finding] : []));
  const found = told.flatMap((stream) => said(streams.get(stream), 'drift.found').map(({ event }) => event.id));
  const findings = new Map<string, Finding>();
  for (const id of new Set([...ids, ...found])) {
    const finding = await findingOf(id, streams, texts);
    if (finding) findings.set(id, finding);
  }
  return findings;
}

async function readDecisions(
  { texts }: Pick<Reads, 'texts'>,
  changes: readonly Change[],
  findings: readonly Finding[],
  streams: Streams,
): Promise<ReadonlyMap<string, Decision>> {
  const approved = changes.flatMap(({ verdict }) => (verdict.kind === 'approved' ? [verdict.request] : []));
  const adopted = findings.flatMap(({ request }) => (request ? [request] : []));
  const decisions = new Map<string, Decision>();
  for (const id of new Set([...approved, ...adopted])) {
    const decision = await decisionOf(id, streams, texts);
    if (decision) decisions.set(id, decision);
  }
  return decisions;
}

async function readGaps(
  { trail, positions, log }: Pick<Reads, 'trail' | 'positions' | 'log'>,
  { group, span, now }: Asked,
) {
  const stream = `log:${group.provider}`;
  const [history, position] = await Promise.all([trail.streams([stream]), positions.find(stream)]);
  const readTo = readUpTo(position, await log.last(group.provider), now);
  const gaps = gapsIn({ history, group: group.id, span: inWords(span), ...(readTo && { readTo }) });
  return { gaps, readTo };
}

type Counted = Pick<OtherDoor, 'changes' | 'unlogged' | 'untold' | 'missing' | 'gaps'>;

function count({ changes, unlogged, untold, missing, gaps }: Counted): LogCounts {
  const of = (...kinds: readonly Verdict['kind'][]) =>
    changes.filter(({ verdict }) => kinds.includes(verdict.kind)).length;
  return {
    changes: changes.length,
    matched: of('approved', 'ordered'),
    answered: of('answered'),
    unexplained: of('unexplained'),
    unlogged: unlogged.length,
    untold: untold.filter(({ isExpected }) => isExpected).length,
    missing: missing.length,
    gaps: gaps.length,
  };
}
