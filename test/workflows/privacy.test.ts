import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { PrivacyEvent } from '../../src/domain/erasure.js';
import { type IdentityProvider, ProviderDown } from '../../src/idp/port.js';
import { createPrivacy } from '../../src/workflows/privacy.js';
import { days, monday } from '../support/given.js';
import { openWatchtower, type Watchtower } from '../support/watchtower.js';

/** What comes between a yes and what it does: a crash, or a hold placed while a long pass goes on. */

let tower: Watchtower;
beforeEach(async () => {
  tower = await openWatchtower();
});
afterEach(() => tower.close());

const until = new Date(monday.getTime() + days(7) * 1000).toISOString();
const record = async (...events: PrivacyEvent[]) => {
  for (const event of events) await tower.door.record(event, 'iris', 'test');
};
const hold = (person: string): PrivacyEvent => ({ type: 'hold.placed', id: `of-${person}`, by: 'iris', person });

/** @param erasing what happens at the store when something is deleted, instead or besides. */
function pass(
  erasing: (real: Watchtower['store']['erasing']) => Partial<Watchtower['store']['erasing']> = () => ({}),
  findPerson: IdentityProvider['findPerson'] = async () => undefined,
) {
  const { store, door } = tower;
  const provider = (name: string) => (name === 'google' ? { findPerson } : undefined);
  const nothing = () => {};
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  const watched = { ...store, erasing: { ...store.erasing, ...erasing(store.erasing) } };
  return createPrivacy({
    store: watched,
    door,
    provider,
    directory: 'okta',
    retentionDays: 400,
    seen: nothing,
    now: () => monday,
    log,
  }).pass();
}

test('a hold placed after the second yes still stops it, and that is on record', async () => {
  const { id } = await tower.person('uma');
  await record(
    { type: 'erasure.proposed', id: 'e1', by: 'iris', person: id, until },
    { type: 'erasure.confirmed', id: 'e1', by: 'omar' },
    hold(id),
  );
  await pass();
  expect((await tower.record('erasure:e1')).at(-1)).toEqual({ type: 'erasure.refused', id: 'e1', cause: 'held' });
  expect(await tower.store.people.find(id)).toMatchObject({ name: 'uma' });
});

test('who was erased just before a crash is on record as erased, also when a hold was placed since', async () => {
  const { id } = await tower.person('uma');
  await record(
    { type: 'erasure.proposed', id: 'e1', by: 'iris', person: id, until },
    { type: 'erasure.confirmed', id: 'e1', by: 'omar' },
  );
  await tower.store.erasing.erase(id, 'Person 7f3a91', monday);
  await record(hold(id));
  await pass();
  expect((await tower.record('erasure:e1')).at(-1)).toMatchObject({ type: 'erasure.done', texts: 0 });
  expect(await tower.store.people.find(id)).toMatchObject({ name: 'Person 7f3a91' });
});

test('whoever is erased is asked for at the other providers first, and waits while one does not answer', async () => {
  const { id } = await tower.person('uma');
  const { store } = tower;
  await store.people.leave([id], monday);
  const line = { provider: 'google', at: monday.toISOString(), kind: 'added', group: 'g1', account: 'a1' } as const;
  await store.log.keep([
    { ...line, entry: 'e1', actor: '117', actorName: 'uma.maiden@acme.example.com', isOurs: false },
  ]);
  await record(
    { type: 'erasure.proposed', id: 'e1', by: 'iris', person: id, until },
    { type: 'erasure.confirmed', id: 'e1', by: 'omar' },
  );
  await pass(undefined, async () => {
    throw new ProviderDown('google', 'Google answered 503.');
  });
  expect((await tower.record('erasure:e1')).map(({ type }) => type)).toEqual(['erasure.proposed', 'erasure.confirmed']);
  expect(await store.people.find(id)).toMatchObject({ name: 'uma' });
  await pass(undefined, async (email) => ({ id: '117', email, name: 'uma', isActive: false }));
  expect((await tower.record('erasure:e1')).at(-1)).toMatchObject({ type: 'erasure.done', entries: 1 });
  const [told] = await store.log.unmatched('google', 10);
  expect(told?.actorName).toMatch(/^Person /);
});

test('a hold placed between the last look and the deleting comes in time, and that is on record', async () => {
  const { id } = await tower.person('uma');
  await tower.store.people.leave([id], monday);
  await record(
    { type: 'erasure.proposed', id: 'e1', by: 'iris', person: id, until },
    { type: 'erasure.confirmed', id: 'e1', by: 'omar' },
  );
  await pass((real) => ({
    erase: async (person, ...more) => {
      await record(hold(person));
      return real.erase(person, ...more);
    },
  }));
  expect((await tower.record('erasure:e1')).at(-1)).toEqual({ type: 'erasure.refused', id: 'e1', cause: 'held' });
  expect(await tower.store.people.find(id)).toMatchObject({ name: 'uma' });
});

test('a hold placed while texts and people are erased by age keeps what is not gone yet', async () => {
  await record(
    { type: 'retention.proposed', id: 't1', by: 'iris', days: 400, until },
    { type: 'retention.confirmed', id: 't1', by: 'omar' },
  );
  const [uma, ben] = [(await tower.person('uma')).id, (await tower.person('ben')).id];
  const asked: string[] = [];
  await pass((real) => ({
    agedPeople: async (_, { after }) => (after === '' ? [uma, ben] : []),
    erase: async (person, ...more) => {
      if (asked.push(person) > 1) await record(hold(ben));
      return real.erase(person, ...more);
    },
  }));
  expect(asked).toEqual([uma, ben]);
  const names = [await tower.store.people.find(uma), await tower.store.people.find(ben)].map((one) => one?.name);
  expect(names).toEqual([expect.stringMatching(/^Person /), 'ben']);
  expect((await tower.record('retention:t1')).at(-1)).toMatchObject({ type: 'retention.applied', people: 1 });
});

test('whoever goes by age is on record with what named them, also when a crash lay between', async () => {
  await record(
    { type: 'retention.proposed', id: 't1', by: 'iris', days: 400, until },
    { type: 'retention.confirmed', id: 't1', by: 'omar' },
  );
  const [uma, ben] = [(await tower.person('uma')).id, (await tower.person('ben')).id];
  const dies = pass(() => ({
    agedPeople: async (_, { after }) => (after === '' ? [uma, ben] : []),
    erase: async (person, ...more) => {
      await tower.store.erasing.erase(person, ...more);
      throw new Error('killed');
    },
  }));
  await expect(dies).rejects.toThrow('killed');
  expect(await tower.record(`erasure:${uma}`)).toEqual([]);
  await pass(() => ({ agedPeople: async (_, { after }) => (after === '' ? [ben] : []) }));
  for (const id of [uma, ben])
    expect(await tower.record(`erasure:${id}`)).toMatchObject([{ type: 'erasure.done', requests: [], findings: [] }]);
});

test('whoever is known from an earlier directory too is erased whole, and is not active by its word', async () => {
  const { store } = tower;
  const facts = { email: 'uma@acme.example.com', name: 'Uma Joshi', readAt: monday.toISOString() };
  const before = await store.people.learn({ ...facts, directory: 'ldap', directoryId: 'u1', isActive: true });
  const { id } = await store.people.learn({ ...facts, directory: 'okta', directoryId: '00uuma', isActive: false });
  await record(
    { type: 'erasure.proposed', id: 'e1', by: 'iris', person: id, until },
    { type: 'erasure.confirmed', id: 'e1', by: 'omar' },
  );
  await pass();
  expect((await tower.record('erasure:e1')).at(-1)).toMatchObject({ type: 'erasure.done' });
  for (const one of [id, before.id])
    expect(await store.people.find(one)).toMatchObject({ name: expect.stringMatching(/^Person /) });
});
