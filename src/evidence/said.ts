import type { DomainEvent } from '../domain/events.js';
import type { Chained } from '../store/store.js';

/** All events of the streams that matter, by stream. */
export type Streams = ReadonlyMap<string, readonly Chained[]>;

type Type = DomainEvent['type'];
type Of<T extends Type> = Extract<DomainEvent, { type: T }>;
/** An event with its place on the record. */
export type Said<T extends Type> = Omit<Chained, 'event'> & { readonly event: Of<T> };

export const said = <T extends Type>(events: readonly Chained[] | undefined, type: T): Said<T>[] =>
  (events ?? []).filter((one): one is Chained & { event: Of<T> } => one.event.type === type);

/** A finding may have thousands of lines, and its record is the same for each of them: it is read once. */
export function onceFor<T>(read: (events: readonly Chained[]) => T): (events?: readonly Chained[]) => T {
  const known = new WeakMap<readonly Chained[], { readonly it: T }>();
  return (events = []) => {
    const it = known.get(events) ?? { it: read(events) };
    known.set(events, it);
    return it.it;
  };
}
