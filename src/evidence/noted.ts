import type { Change, Entry } from '../domain/drift.js';
import type { Chained, LogEntry } from '../store/store.js';
import { type Said, type Streams, said } from './said.js';

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
export function notedIn(events: readonly Chained[] | undefined): readonly Noted[] {
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
}

function ofFinding({ stream, event }: Said<'drift.found'>, events: readonly Chained[] | undefined): readonly Noted[] {
  const { entry, kind, entitlement, person } = event;
  const about = { stream, entitlement, ...(person !== undefined && { person }) };
  const first = entry && kind !== 'many' ? [{ ...entry, ...about, change: kind }] : [];
  const traced = said(events, 'drift.traced').map(({ event: one }) => ({
    ...one.entry,
    ...about,
    change: one.change,
  }));
  return [...first, ...traced];
}

/** Where the row of a line says that it belongs. */
export const streamBehind = ({ grant, drift }: Pick<LogEntry, 'grant' | 'drift'>): string | undefined => {
  if (grant !== undefined) return `grant:${grant}`;
  return drift === undefined ? undefined : `drift:${drift}`;
};

/** What that stream notes of this line of this group, if anything. */
export function notedOf(entry: LogEntry, streams: Streams): Noted | undefined {
  const stream = streamBehind(entry);
  return stream === undefined
    ? undefined
    : notedIn(streams.get(stream)).find(
        ({ id, entitlement }) => id === entry.entry && entitlement === `${entry.provider}:${entry.group}`,
      );
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
    .flatMap(notedIn)
    .filter((one) => one.entitlement === entitlement && one.at >= from && one.at < until && !there.has(one.id))
    .toSorted((one, other) => (one.at < other.at ? -1 : 1));
}
