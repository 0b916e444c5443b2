import type { DomainEvent } from '../domain/events.js';
import { findBreak } from '../store/chain.js';
import type { Chained, LogEntry } from '../store/store.js';
import { difference, type Noted, notedOf } from './noted.js';
import { onceFor, type Said, type Streams, said } from './said.js';

/** What the record says of one line of a provider's log. Rows say where to look; only events, and whole streams of them, count. */
export type Verdict =
  /** A person, or policy, had approved it before; `request` is the decision. */
  | { readonly kind: 'approved'; readonly request: string; readonly grant: string }
  /** Latchkey took it away, as the answer to a finding wanted. */
  | { readonly kind: 'ordered'; readonly finding: string }
  /** Made past Latchkey, and answered for since. */
  | { readonly kind: 'answered'; readonly finding: string }
  | { readonly kind: 'unexplained'; readonly finding?: string; readonly why: string };

export function judge(entry: LogEntry, streams: Streams): Verdict {
  const { grant, drift: finding } = entry;
  if (grant === undefined && finding === undefined)
    return { kind: 'unexplained', why: 'It has been read and is not matched to anything yet.' };
  const noted = notedOf(entry, streams);
  if (!noted) {
    const what = grant === undefined ? `the finding ${finding}` : `the grant ${grant}`;
    return { kind: 'unexplained', why: `A row says that it belongs to ${what}. The record does not say so.` };
  }
  const why = difference(entry, noted);
  if (grant !== undefined) return ofGrant(grant, noted, streams, why);
  return ofFinding(finding as string, noted, streams, why);
}

function ofGrant(grant: string, { change }: Noted, streams: Streams, differs: string | undefined): Verdict {
  const events = streams.get(`grant:${grant}`) ?? [];
  const [opened] = said(events, 'grant.opened') as [Said<'grant.opened'>]; // it is noted in a grant that was opened
  const hold = change === 'added' ? opened : (lastHold(events) ?? opened);
  const { assignment: request } = hold.event;
  const { recipient } = opened.event;
  const why = differs ?? unapproved(hold, recipient, streams.get(`request:${request}`)) ?? broken(events);
  return why === undefined ? { kind: 'approved', request, grant } : { kind: 'unexplained', why };
}

type Hold = Said<'grant.opened'> | Said<'grant.held'>;

/** Several requests may have held the same membership: it was taken away when the last of them was over. */
function lastHold(events: readonly Chained[]): Hold | undefined {
  const holds = new Map<string, Hold>();
  for (const one of events) {
    if (one.event.type === 'grant.ending') break;
    if (one.event.type === 'grant.released') holds.delete(one.event.assignment);
    for (const hold of [...said([one], 'grant.opened'), ...said([one], 'grant.held')])
      holds.set(hold.event.assignment, hold);
  }
  return [...holds.values()].at(-1);
}

/** Why no approval stands behind this hold, or nothing. */
function unapproved(hold: Hold, recipient: string, events: readonly Chained[] | undefined): string | undefined {
  const [submitted] = said(events, 'request.submitted');
  const [approved] = said(events, 'request.approved');
  const isTheirs = submitted?.event.recipient === recipient;
  if (!approved || !isTheirs || BigInt(approved.id) > BigInt(hold.id))
    return `The grant ${hold.event.id} names the request ${hold.event.assignment}, and the record has no approval of it for this person from before.`;
  return broken(events);
}

export const broken = onceFor((events) => {
  const found = findBreak(events);
  return found && `The record of it is not intact: ${found}.`;
});

function ofFinding(finding: string, noted: Noted, streams: Streams, differs: string | undefined): Verdict {
  const events = streams.get(`drift:${finding}`);
  const why = differs ?? broken(events) ?? (isAnswered(events) ? undefined : waiting(events));
  if (why !== undefined) return { kind: 'unexplained', finding, why };
  // Only where the event itself says that it was us: of what an earlier release recorded, that is not known.
  const isOrdered = noted.isOurs === true && noted.change === 'removed' && said(events, 'drift.removing').length > 0;
  return { kind: isOrdered ? 'ordered' : 'answered', finding };
}

/** A refusal of the provider opens the finding again. */
export function isAnswered(events: readonly Chained[] | undefined): boolean {
  const last = events?.findLast(({ event }) => answers.has(event.type))?.event.type;
  return last !== undefined && last !== 'drift.refused';
}

const answers: ReadonlySet<DomainEvent['type']> = new Set(['drift.answered', 'drift.removing', 'drift.refused']);

const waiting = (events: readonly Chained[] | undefined): string =>
  said(events, 'drift.settled').length > 0
    ? 'It was settled by itself: nobody has answered for it.'
    : 'Nobody has answered for it yet.';
