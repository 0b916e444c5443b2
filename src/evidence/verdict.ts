import type { DomainEvent } from '../domain/events.js';
import { findBreak } from '../store/chain.js';
import type { Chained, LogEntry } from '../store/store.js';

/** What the record says of one line of a provider's log. Rows say where to look; only events, and whole streams of them, count. */
export type Verdict =
  /** A person, or policy, had approved it before; `request` is the decision. */
  | { readonly kind: 'approved'; readonly request: string; readonly grant: string }
  /** Latchkey took it away, as the answer to a finding wanted. */
  | { readonly kind: 'ordered'; readonly finding: string }
  /** Made past Latchkey, and answered for since. */
  | { readonly kind: 'answered'; readonly finding: string }
  | { readonly kind: 'unexplained'; readonly finding?: string; readonly why: string };

/** All events of the streams that matter, by stream. */
export type Streams = ReadonlyMap<string, readonly Chained[]>;

type Type = DomainEvent['type'];
type Of<T extends Type> = Extract<DomainEvent, { type: T }>;
/** An event with its place on the record. */
export type Said<T extends Type> = Omit<Chained, 'event'> & { readonly event: Of<T> };

export const said = <T extends Type>(events: readonly Chained[] | undefined, type: T): Said<T>[] =>
  (events ?? []).filter((one): one is Chained & { event: Of<T> } => one.event.type === type);

export function judge(entry: LogEntry, streams: Streams): Verdict {
  if (entry.grant !== undefined) return ofGrant(entry, entry.grant, streams);
  if (entry.drift !== undefined) return ofFinding(entry, entry.drift, streams);
  return { kind: 'unexplained', why: 'It has been read and is not matched to anything yet.' };
}

function ofGrant(entry: LogEntry, grant: string, streams: Streams): Verdict {
  const events = streams.get(`grant:${grant}`);
  const [opened] = said(events, 'grant.opened');
  const isWitnessed = said(events, 'grant.witnessed').some(({ event }) => event.entry.id === entry.entry);
  const isIts = opened?.event.entitlement === `${entry.provider}:${entry.group}`;
  if (!opened || !isWitnessed || !isIts)
    return {
      kind: 'unexplained',
      why: `A row says that it belongs to the grant ${grant}. The record does not say so.`,
    };
  const request = opened.event.assignment;
  const why = unapproved(opened, streams.get(`request:${request}`)) ?? broken(events);
  return why === undefined ? { kind: 'approved', request, grant } : { kind: 'unexplained', why };
}

/** Why no approval stands behind this grant, or nothing. */
function unapproved(opened: Said<'grant.opened'>, events: readonly Chained[] | undefined): string | undefined {
  const [submitted] = said(events, 'request.submitted');
  const [approved] = said(events, 'request.approved');
  const isTheirs = submitted?.event.recipient === opened.event.recipient;
  if (!approved || !isTheirs || BigInt(approved.id) > BigInt(opened.id))
    return `The grant ${opened.event.id} names the request ${opened.event.assignment}, and the record has no approval of it for this person from before.`;
  return broken(events);
}

function broken(events: readonly Chained[] | undefined): string | undefined {
  const found = findBreak(events ?? []);
  return found && `The record of it is not intact: ${found}.`;
}

function ofFinding(entry: LogEntry, finding: string, streams: Streams): Verdict {
  const events = streams.get(`drift:${finding}`);
  const traced = said(events, 'drift.traced');
  const isTold =
    said(events, 'drift.found').some(({ event }) => event.entry?.id === entry.entry) ||
    traced.some(({ event }) => event.entry.id === entry.entry);
  if (!isTold)
    return {
      kind: 'unexplained',
      why: `A row says that it belongs to the finding ${finding}. The record does not say so.`,
    };
  const why = broken(events);
  if (why !== undefined) return { kind: 'unexplained', finding, why };
  if (!isAnswered(events)) return { kind: 'unexplained', finding, why: waiting(events) };
  const isOrdered = entry.isOurs && entry.kind === 'removed' && said(events, 'drift.removing').length > 0;
  return { kind: isOrdered ? 'ordered' : 'answered', finding };
}

/** A refusal of the provider opens the finding again. */
export function isAnswered(events: readonly Chained[] | undefined): boolean {
  const last = events?.findLast(({ event }) => answers.has(event.type))?.event.type;
  return last !== undefined && last !== 'drift.refused';
}

const answers: ReadonlySet<Type> = new Set(['drift.answered', 'drift.removing', 'drift.refused']);

const waiting = (events: readonly Chained[] | undefined): string =>
  said(events, 'drift.settled').length > 0
    ? 'It was settled by itself: nobody has answered for it.'
    : 'Nobody has answered for it yet.';
