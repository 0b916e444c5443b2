import type { TrailEvent } from '../../web/contract.js';

/** The hash chain of the record, computed here in the page and not taken on anybody's word. */
export type Verdict = 'fits' | 'altered' | 'doesNotFollow';

/** What stands before the first event of a stream. */
const genesis = '0'.repeat(64);

/** In the order of the events: whether each one still is what was written, and follows from the one before it. */
export async function verdictsOn(events: readonly TrailEvent[]): Promise<Verdict[]> {
  const hashes = await Promise.all(events.map(hashOf));
  const latest = new Map<string, { seq: number; hash: string }>();
  return events.map((event, index) => {
    const before = latest.get(event.stream);
    latest.set(event.stream, { seq: event.seq, hash: event.hash });
    if (!follows(event, before)) return 'doesNotFollow';
    return hashes[index] === event.hash ? 'fits' : 'altered';
  });
}

function follows({ seq, previousHash }: TrailEvent, before: { seq: number; hash: string } | undefined): boolean {
  if (before) return seq === before.seq + 1 && previousHash === before.hash;
  // A stream may begin before what is shown here: then there is nothing to compare its first event with.
  return seq > 1 || previousHash === genesis;
}

export async function hashOf(event: Omit<TrailEvent, 'hash' | 'actorName'>): Promise<string> {
  const { version, stream, seq, type, at, actor, cause, data, previousHash } = event;
  const written = previousHash + canonical({ version, stream, seq, type, at, actor, cause, data });
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(written));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** RFC 8785: no space, keys in the order of their UTF-16 units; numbers and strings are as ECMAScript writes them. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one === undefined ? null : one)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`);
  return `{${members.join(',')}}`;
}
