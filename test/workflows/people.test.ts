import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ProviderDown, ProviderRefused } from '../../src/idp/port.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { createPeopleSync, type PeopleSync } from '../../src/workflows/people.js';
import { createDoor } from '../../src/workflows/run.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { hours, minutes, monday } from '../support/given.js';
import { type Listing, listingOf, somebodyNumber } from '../support/listing.js';

let database: TestDatabase;
let store: Store;
let passed: number;
const left: string[] = [];
const held: { found: number; known: number }[] = [];
const now = () => new Date(monday.getTime() + passed * 1000);

beforeEach(async () => {
  [database, passed] = [await testDatabase(), 0];
  store = openStore(database.url, () => {});
  left.length = 0;
  held.length = 0;
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

const door = () => createDoor(store, now, new Set(), { ring: () => {}, wake: () => {} });
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A process of its own each time: nothing may depend on what one remembers. */
const syncOf = (listing: Listing): PeopleSync =>
  createPeopleSync({
    store,
    door: door(),
    directory: () => listing,
    leaves: (id) => left.push(id),
    incident: (facts) => held.push(facts),
    every: hours(6),
    now,
    log,
  });

async function passLater(listing: Listing, seconds = hours(6)): Promise<void> {
  passed += seconds;
  await syncOf(listing).pass();
}

const personOf = (number: number) => store.people.byDirectoryId('okta', somebodyNumber(number).id);
const leaving = async () => (await store.people.leaving(1000)).map(({ name }) => name).sort();

describe('the list of people', () => {
  test('lesson 24: a sync of 5,000 people ends, asks for each page once, and for nobody by id', async () => {
    const listing = listingOf(5_000);
    await syncOf(listing).pass();
    expect(await store.people.countKnown('okta')).toBe(5_000);
    expect(listing.asked.pages).toHaveLength(25);
    expect(listing.asked.ids).toEqual([]);
    await syncOf(listing).pass();
    expect(listing.asked.pages).toHaveLength(25); // it is not time yet
  });

  test('what the directory says of somebody now is known afterwards, also what it no longer says', async () => {
    const listing = listingOf(3);
    await syncOf(listing).pass();
    const { department: _, ...moved } = somebodyNumber(1, { name: 'Ana Silva', title: 'Designer' });
    listing.people.set(moved.id, moved);
    const before = await personOf(1);
    await passLater(listing);
    const after = await personOf(1);
    expect(after).toMatchObject({ id: before?.id, name: 'Ana Silva', title: 'Designer' });
    expect(after?.department).toBeUndefined();
  });

  test('who left before they were ever known is not remembered', async () => {
    const listing = listingOf(3);
    listing.people.set('00ugone', somebodyNumber(9, { id: '00ugone', isActive: false }));
    await syncOf(listing).pass();
    expect(await store.people.byDirectoryId('okta', '00ugone')).toBeUndefined();
  });

  test('killed half-way it goes on from its page', async () => {
    const listing = listingOf(1_000);
    listing.faults.push('answers', 'answers', new ProviderDown('okta', 'nobody answers'));
    await syncOf(listing).pass();
    expect(await store.people.countKnown('okta')).toBe(400);
    await syncOf(listing).pass();
    expect(listing.asked.pages).toEqual([undefined, '200', '400', '400', '600', '800']);
    expect(await store.people.countKnown('okta')).toBe(1_000);
    expect(await leaving()).toEqual([]);
  });

  test('a place that the directory no longer knows begins it anew', async () => {
    const listing = listingOf(500);
    await store.positions.keep('people:okta', JSON.stringify({ is: 'listing', since: at(0), next: 'long ago' }), now());
    await syncOf(listing).pass();
    expect(listing.asked.pages).toEqual(['long ago', undefined, '200', '400']);
    expect(await store.people.countKnown('okta')).toBe(500);
  });

  test('two processes do not walk it at once', async () => {
    const listing = listingOf(1_000);
    await Promise.all([syncOf(listing).pass(), syncOf(listing).pass()]);
    expect(listing.asked.pages).toHaveLength(5);
  });

  test('a process that is stopping begins no further page', async () => {
    const listing = listingOf(1_000);
    const sync = syncOf({
      ...listing,
      listPeople: (from) => {
        sync.stop();
        return listing.listPeople(from);
      },
    });
    await sync.pass();
    expect(listing.asked.pages).toEqual([undefined]);
  });

  test('a provider that wants a rest gets it', async () => {
    const listing = listingOf(1_000);
    const sync = syncOf(listing);
    listing.faults.push(new ProviderDown('okta', 'slow down', new Date(monday.getTime() + minutes(5) * 1000)));
    await sync.pass();
    passed += minutes(4);
    await sync.pass();
    expect(listing.asked.pages).toHaveLength(1);
    passed += minutes(2);
    await sync.pass();
    expect(await store.people.countKnown('okta')).toBe(1_000);
  });
});

const at = (seconds: number) => new Date(monday.getTime() + seconds * 1000).toISOString();

describe('who has left', () => {
  test('is who is not in the list and whom the directory, asked by id, does not know or calls inactive', async () => {
    const listing = listingOf(200);
    await syncOf(listing).pass();
    listing.people.delete(somebodyNumber(1).id);
    listing.people.set(somebodyNumber(2).id, somebodyNumber(2, { isActive: false }));
    listing.hidden.add(somebodyNumber(3).id); // the list forgets somebody who is there
    await passLater(listing);
    expect(await leaving()).toEqual(['Person 1', 'Person 2']);
    expect(left).toHaveLength(2);
    expect(listing.asked.ids.sort()).toEqual([1, 2, 3].map((number) => somebodyNumber(number).id));
    expect(await personOf(3)).toMatchObject({ isActive: true });
    for (const { id, leavingAt = '' } of await store.people.leaving(10)) await store.people.hasLeft(id, leavingAt);
    await passLater(listing);
    expect(listing.asked.ids).toHaveLength(4); // whoever has left is not asked about again
  });

  test.each([
    ['cannot be reached', new ProviderDown('okta', 'down')],
    ['refuses', new ProviderRefused('okta', 'not allowed')],
  ])('is nobody while the directory %s: a failed look-up is never read as gone', async (_, error) => {
    const listing = listingOf(50);
    await syncOf(listing).pass();
    listing.people.delete(somebodyNumber(1).id);
    listing.faults.push('answers', error);
    await passLater(listing);
    expect(listing.asked.ids).toEqual([somebodyNumber(1).id]);
    expect(await leaving()).toEqual([]);
    expect(await personOf(1)).toMatchObject({ isActive: true });
    await passLater(listing, minutes(2));
    expect(await leaving()).toEqual(['Person 1']);
  });

  test('a list that trails behind does not bring back who was just found to have left', async () => {
    const listing = listingOf(20);
    await syncOf(listing).pass();
    passed += hours(6) - minutes(5);
    const person = await personOf(4);
    await store.people.leave([person?.id ?? ''], now());
    await store.people.hasLeft(person?.id ?? '', now().toISOString());
    await passLater(listing, minutes(5));
    expect(await personOf(4)).toMatchObject({ isActive: false });
    await passLater(listing);
    expect(await personOf(4)).toMatchObject({ isActive: true }); // they did come back
  });

  test('while something is still to be done for a leaver, no list undoes it; an answer about them does', async () => {
    const listing = listingOf(20);
    await syncOf(listing).pass();
    const person = await personOf(4);
    await store.people.leave([person?.id ?? ''], now());
    listing.faults.push('answers', new ProviderDown('okta', 'no answer'));
    await passLater(listing);
    expect(await leaving()).toEqual(['Person 4']);
    expect(await personOf(4)).toMatchObject({ isActive: false });
    await passLater(listing);
    expect(await leaving()).toEqual([]);
    expect(await personOf(4)).toMatchObject({ isActive: true });
  });
});

describe('more leavers than are believed', () => {
  const confirmed = (found: number) =>
    door().record({ type: 'leavers.confirmed', directory: 'okta', found, by: 'iris' }, 'iris', 'slack');
  const types = async () => (await store.trail.streams(['leavers'])).map(({ event }) => event.type);

  async function manyLeave(count: number, of: number): Promise<Listing> {
    const listing = listingOf(of);
    await syncOf(listing).pass();
    for (let number = 0; number < count; number += 1) listing.people.delete(somebodyNumber(number).id);
    await passLater(listing);
    return listing;
  }

  test('are held: nobody is touched, it is on record, and somebody has to look', async () => {
    await manyLeave(11, 200);
    expect(await leaving()).toEqual([]);
    expect(await store.people.countKnown('okta')).toBe(200);
    expect(held).toEqual([{ found: 11, known: 200 }]);
    expect((await store.trail.last('leavers'))?.event).toEqual({
      type: 'leavers.held',
      directory: 'okta',
      found: 11,
      known: 200,
    });
  });

  test.each([
    ['a twentieth of a big company', 10, 200],
    ['a handful of a small one', 5, 12],
  ])('%s is believed', async (_, count, of) => {
    await manyLeave(count, of);
    expect(await leaving()).toHaveLength(count);
    expect(held).toEqual([]);
  });

  test('wait until an admin confirms the number, and then leave', async () => {
    const listing = await manyLeave(30, 200);
    passed += 15;
    await syncOf(listing).pass();
    expect(await leaving()).toEqual([]);
    await confirmed(30);
    await syncOf(listing).pass();
    expect(await leaving()).toHaveLength(30);
    expect(await types()).toEqual(['leavers.held', 'leavers.confirmed', 'leavers.cleared']);
  });

  test('are held again when there are more by then, and the old word counts for no later time', async () => {
    const listing = await manyLeave(30, 200);
    await confirmed(30);
    const { id, ...facts } = somebodyNumber(999);
    await store.people.learn({ ...facts, directory: 'okta', directoryId: id, readAt: now().toISOString() });
    await syncOf(listing).pass();
    expect(await leaving()).toEqual([]);
    await syncOf(listing).pass();
    expect(await leaving()).toEqual([]);
    expect(await types()).toEqual(['leavers.held', 'leavers.confirmed', 'leavers.held']);
  });

  test('are forgotten when the directory knows them again, and told once a day as long as it does not', async () => {
    const listing = await manyLeave(30, 200);
    for (let time = 0; time < 5; time += 1) await passLater(listing);
    expect(await types()).toEqual(['leavers.held', 'leavers.held']);
    for (let number = 0; number < 30; number += 1) {
      listing.people.set(somebodyNumber(number).id, somebodyNumber(number));
    }
    await passLater(listing);
    expect((await types()).at(-1)).toBe('leavers.cleared');
    expect(await leaving()).toEqual([]);
    expect(await store.people.countKnown('okta')).toBe(200);
  });
});
