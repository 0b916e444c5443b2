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
