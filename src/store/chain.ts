import { createHash } from 'node:crypto';
import canonicalJson from 'canonicalize';
import type { DomainEvent, Recorded } from '../domain/events.js';
import type { Chained } from './store.js';

// The package's types speak of `.default`; what Node imports is the function itself.
export const canonicalize = canonicalJson as unknown as (value: unknown) => string;

/** What stands before the first event of a stream. */
export const genesis = '0'.repeat(64);
export const version = 1;

/** SHA-256 over the previous hash and the canonical JSON (RFC 8785) of the rest of the row. */
export function hashOf(row: Omit<Chained, 'id' | 'hash' | 'event'> & { type: string; data: unknown }): string {
  const { previousHash, stream, seq, at, actor, cause, type, data } = row;
  const json = canonicalize({ version: row.version, stream, seq, type, at, actor, cause, data });
  return createHash('sha256').update(previousHash).update(json).digest('hex');
}

/** An event as it is written: its type and, beside it, all else but the id, which the stream already says. */
export function dataOf(event: DomainEvent): { type: string; data: object } {
  const { type, ...rest } = event;
  const { id: _, ...data } = { id: '', ...rest };
  return { type, data: JSON.parse(JSON.stringify(data)) };
}

export function eventOf(stream: string, type: string, data: object): DomainEvent {
  const colon = stream.indexOf(':');
  return { type, ...(colon > 0 && { id: stream.slice(colon + 1) }), ...data } as DomainEvent;
}

export type Head = { readonly seq: number; readonly hash: string };

/** Chains events to the heads of their streams, in order. */
export function chain(
  events: readonly Omit<Recorded, 'seq'>[],
  heads: ReadonlyMap<string, Head>,
): Omit<Chained, 'id'>[] {
  const latest = new Map(heads);
  return events.map((recorded) => {
    const head = latest.get(recorded.stream) ?? { seq: 0, hash: genesis };
    const row = { ...recorded, version, seq: head.seq + 1, previousHash: head.hash };
    const hash = hashOf({ ...row, ...dataOf(recorded.event) });
    latest.set(recorded.stream, { seq: row.seq, hash });
    return { ...row, hash };
  });
}

/** The first event that was altered, is missing or stands in the wrong place, in words; nothing when all is well. */
export function findBreak(events: readonly Chained[]): string | undefined {
  const latest = new Map<string, Head>();
  for (const event of events) {
    const head = latest.get(event.stream) ?? { seq: 0, hash: genesis };
    const name = `${event.stream} #${event.seq}`;
    if (event.seq !== head.seq + 1) return `${event.stream} #${head.seq + 1} is missing: ${name} follows #${head.seq}`;
    if (event.previousHash !== head.hash) return `${name} does not follow from the event before it`;
    if (hashOf({ ...event, ...dataOf(event.event) }) !== event.hash) return `${name} was altered`;
    latest.set(event.stream, { seq: event.seq, hash: event.hash });
  }
  return undefined;
}
