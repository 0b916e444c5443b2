import type { Change, Entry, Line } from '../domain/drift.js';
import type { Chained, LogEntry } from '../store/store.js';
import { onceFor, type Said, type Streams, said } from './said.js';

/**
 * What the record notes of a line of the provider's log, since the moment when the line was matched. The copy of the
 * line is a row, which somebody may edit or delete; this is an event.
 */
export type Noted = Entry & {
  readonly stream: string;
  readonly change: Change;
  readonly entitlement: string;
  /** Ours, where the directory knew them. */
  readonly person?: string;
};

/** Of the stream of one grant, or of one finding. */
export const notedIn = onceFor((events): readonly Noted[] => {
  const [opened] = said(events, 'grant.opened');
  if (opened) {
    const { entitlement, recipient: person } = opened.event;
    const { stream } = opened;
    return said(events, 'grant.witnessed').map(({ event: { entry, change } }) => ({
      ...entry,
      ...{ stream, change, entitlement, person },
    }));
  }
  const [found] = said(events, 'drift.found');
  return found ? ofFinding(found, events) : [];
});

const byId = onceFor((events) => new Map(notedIn(events).map((noted) => [noted.id, noted])));

function ofFinding({ stream, event }: Said<'drift.found'>, events: readonly Chained[]): readonly Noted[] {
  const { entry, entries = [], kind, entitlement, person } = event;
  const about = { stream, entitlement, ...(person !== undefined && { person }) };
  const first = entry && kind !== 'many' ? [{ ...entry, ...about, change: kind }] : [];
  const traced = said(events, 'drift.traced').map(({ event: one }) => ({
    ...one.entry,
    ...about,
    change: one.change,
  }));
  const lines = (all: readonly Line[], change: Change): Noted[] =>
    all.map(({ whose: _, ...line }) => ({ ...line, ...about, change }));
  const recounted = said(events, 'drift.recounted').flatMap(({ event: one }) => lines(one.entries, one.change));
  return [...first, ...lines(entries, 'added'), ...traced, ...recounted];
}

/** Where the row of a line says that it belongs. */
export const streamBehind = ({ grant, drift }: Pick<LogEntry, 'grant' | 'drift'>): string | undefined => {
  if (grant !== undefined) return `grant:${grant}`;
  return drift === undefined ? undefined : `drift:${drift}`;
};

/** What that stream notes of this line of this group, if anything. */
export function notedOf(entry: LogEntry, streams: Streams): Noted | undefined {
  const stream = streamBehind(entry);
  const noted = stream === undefined ? undefined : byId(streams.get(stream)).get(entry.entry);
  return noted?.entitlement === `${entry.provider}:${entry.group}` ? noted : undefined;
}

/** What a row says otherwise than the record does, in words; nothing where they agree, as far as the record goes. */
export function difference(entry: LogEntry, noted: Noted): string | undefined {
  const differs = [
    ['change', entry.kind, noted.change],
    ['moment', entry.at, noted.at],
    ['actor', entry.actor, noted.actor],
    ['account', entry.account, noted.account],
    ['made by Latchkey', yes(entry.isOurs), noted.isOurs === undefined ? undefined : yes(noted.isOurs)],
  ].filter(([, copied, recorded]) => recorded !== undefined && copied !== recorded);
  if (differs.length === 0) return undefined;
  const words = differs.map(([what, copied, recorded]) => `${what} ${copied}, recorded as ${recorded}`).join('; ');
  return `The copy of this line was changed after it was matched: ${words}.`;
}

const yes = (is: boolean): string => (is ? 'yes' : 'no');

/** What the record notes of this group and this time, and the copy of the log does not have there. */
export function missingFrom(
  entries: readonly LogEntry[],
  streams: Streams,
  { entitlement, from, until }: { readonly entitlement: string; readonly from: string; readonly until: string },
): readonly Noted[] {
  const there = new Set(entries.map(({ entry }) => entry));
  return [...streams.values()]
    .flatMap((events) => notedIn(events))
    .filter((one) => one.entitlement === entitlement && one.at >= from && one.at < until && !there.has(one.id))
    .toSorted((one, other) => (one.at < other.at ? -1 : 1));
}
