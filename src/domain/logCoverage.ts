import { isAhead } from './clock.js';
import type { Recorded } from './events.js';

/** A time for which a provider's log tells nothing of a group, and why. */
export type Gap = { readonly from: string; readonly until: string; readonly why: GapCause };
/**
 * `noLog`: it was never read, or there is none. `before`: reading had not begun. `notNamed`: the catalog did not name the
 * group. `lost`: the provider kept it no longer when it could be read again. `notYet`: it is not read so far.
 */
export type GapCause = 'noLog' | 'before' | 'notNamed' | 'lost' | 'notYet';

export type Coverage = {
  /** All of the stream `log:<provider>`, in order. */
  readonly history: readonly Pick<Recorded, 'event'>[];
  /** The provider's own id of the group. */
  readonly group: string;
  /** ISO moments, from the first to just before the other. */
  readonly span: { readonly from: string; readonly until: string };
  /** Up to where the log was read; nothing when it never was. */
  readonly readTo?: string;
};

/**
 * Up to where it is known to have been read, never later than now: where a clock was ahead when the position was stored,
 * the last entry that was kept says more.
 */
export function readUpTo(position: string | undefined, lastEntry: string | undefined, now: Date): string | undefined {
  const known = position !== undefined && isAhead(position, now) ? lastEntry : position;
  return known === undefined || known < now.toISOString() ? known : now.toISOString();
}

/** What of the span the log does not speak for, in order. Silence of a log that was read is an answer; this is none. */
export function gapsIn({ history, group, span, readTo }: Coverage): readonly Gap[] {
  const events = history.map(({ event }) => event);
  const began = events.find((event) => event.type === 'log.began')?.from;
  const lost = events.flatMap((event) => (event.type === 'log.gap' ? [event] : []));
  const watched = spansOf(events, group);
  const marks = [began, readTo, ...lost.flatMap(ends), ...watched.flatMap(ends), span.from, span.until]
    .filter((mark): mark is string => mark !== undefined && mark >= span.from && mark <= span.until)
    .toSorted();
  const isWithin = (spans: readonly Ends[], at: string) => spans.some(({ from, until }) => from <= at && at < until);
  const causeAt = (at: string): GapCause | undefined => {
    if (began === undefined) return 'noLog';
    if (at < began) return 'before';
    if (isWithin(lost, at)) return 'lost';
    if (readTo === undefined || at >= readTo) return 'notYet';
    return isWithin(watched, at) ? undefined : 'notNamed';
  };
  const gaps: Gap[] = [];
  for (const [index, from] of marks.slice(0, -1).entries()) {
    const until = marks[index + 1] ?? span.until;
    const why = from === until ? undefined : causeAt(from);
    if (why === undefined) continue;
    const last = gaps.at(-1);
    if (last?.why === why && last.until === from) gaps[gaps.length - 1] = { ...last, until };
    else gaps.push({ from, until, why });
  }
  return gaps;
}

type Ends = { readonly from: string; readonly until: string };
const ends = ({ from, until }: Ends): string[] => [from, until];
const forGood = '9999';

/** When its entries were asked for. */
function spansOf(events: readonly Recorded['event'][], group: string): readonly Ends[] {
  const spans: Ends[] = [];
  for (const event of events) {
    if (event.type !== 'log.groupsChanged') continue;
    if (event.added.includes(group)) spans.push({ from: event.from, until: forGood });
    const open = event.removed.includes(group) ? spans.pop() : undefined;
    if (open) spans.push({ from: open.from, until: event.from });
  }
  return spans;
}

/** Whose entries are asked for by now. */
export function groupsRead(history: readonly Pick<Recorded, 'event'>[]): ReadonlySet<string> {
  const groups = new Set<string>();
  for (const { event } of history) {
    if (event.type !== 'log.groupsChanged') continue;
    for (const group of event.added) groups.add(group);
    for (const group of event.removed) groups.delete(group);
  }
  return groups;
}
