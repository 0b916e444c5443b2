import { expect, test } from '@jest/globals';
import canonicalJson from 'canonicalize';
import fc from 'fast-check';
import { canonical, verdictsOn } from '../../sandbox/page/behind/chain.js';
import { tamperWith } from '../../sandbox/page/behind/tamper.js';
import type { TrailEvent } from '../../sandbox/web/contract.js';
import { chain } from '../../src/store/chain.js';

const canonicalize = canonicalJson as unknown as (value: unknown) => string;
// A lone surrogate has no canonical form: no database would have taken it.
const json = fc.jsonValue({ stringUnit: 'binary' });

test('what the page hashes is written as RFC 8785 wants it', () => {
  fc.assert(fc.property(json, (value) => expect(canonical(value)).toBe(canonicalize(value))));
});

/** Two streams that take turns, chained by the bot's own hand. */
const events: TrailEvent[] = chain(
  ['request:1', 'request:1', 'grant:7', 'request:1', 'grant:7'].map((stream, index) => ({
    stream,
    at: `2026-11-22T10:00:0${index}.000Z`,
    actor: 'person:ana',
    cause: 'slack',
    event: { type: 'grant.provisioned', id: stream.slice(stream.indexOf(':') + 1), how: 'Zoë "1"\n' } as never,
  })),
  new Map(),
).map(({ event, ...row }) => {
  const { type, id: _, ...data } = event as { type: string; id: string };
  return { ...row, type, data, actorName: 'Ana Silva' };
});

test('a record that nobody touched fits, event by event', async () => {
  expect(await verdictsOn(events)).toEqual(['fits', 'fits', 'fits', 'fits', 'fits']);
  expect(await verdictsOn([])).toEqual([]);
});

test('an altered event is found; with a forged hash the one after it is', async () => {
  const changed = await tamperWith(events, { event: 'request:1#2', how: 'changed' });
  expect(await verdictsOn(changed)).toEqual(['fits', 'altered', 'fits', 'fits', 'fits']);
  const forged = await tamperWith(events, { event: 'request:1#2', how: 'changedWithHash' });
  expect(await verdictsOn(forged)).toEqual(['fits', 'fits', 'fits', 'doesNotFollow', 'fits']);
  const last = await tamperWith(events, { event: 'grant:7#2', how: 'changedWithHash' });
  expect(await verdictsOn(last)).toEqual(['fits', 'fits', 'fits', 'fits', 'fits']);
});

test('an event that was taken out leaves a gap, and one that begins in the middle does not', async () => {
  const without = events.filter(({ seq, stream }) => !(stream === 'request:1' && seq === 2));
  expect(await verdictsOn(without)).toEqual(['fits', 'fits', 'doesNotFollow', 'fits']);
  expect(await verdictsOn(events.slice(1))).toEqual(['fits', 'fits', 'fits', 'fits']);
  const begun = events.map((event, index) => (index === 0 ? { ...event, previousHash: 'f'.repeat(64) } : event));
  expect((await verdictsOn(begun))[0]).toBe('doesNotFollow');
});
