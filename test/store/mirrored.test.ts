import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { type TestDatabase, testDatabase } from '../support/database.js';

/** What is found by where it stands, and by whose it is. */
let database: TestDatabase;
let store: Store;
const at = new Date('2026-11-21T09:00:00.000Z');

beforeAll(async () => {
  database = await testDatabase();
  store = openStore(database.url, () => {});
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

async function stands(id: string, kind: 'issue' | 'requesterCard', request: string, place: string, mark = '1') {
  await store.links.begin({ id, kind, request }, at);
  await store.links.done(id, at, { place, mark });
}

test('a card is found by its channel and ts, an issue by its key', async () => {
  await stands('card', 'requesterCard', 'r1', 'D1', '17.001');
  await stands('other', 'requesterCard', 'r2', 'D1', '17.002');
  await stands('issue:r1', 'issue', 'r1', 'ACC-1');
  expect((await store.links.at('D1', '17.001')).map(({ id }) => id)).toEqual(['card']);
  expect((await store.links.at('ACC-1')).map(({ request }) => request)).toEqual(['r1']);
  expect(await store.links.at('ACC-2')).toEqual([]);
});

test('findings and tasks with an issue are listed once each, in order, and requests are not', async () => {
  await stands('issue:task:g1:2', 'issue', 'task:g1', 'ACC-2');
  await stands('issue:task:g1:5', 'issue', 'task:g1', 'ACC-3');
  await stands('issue:drift:d1', 'issue', 'drift:d1', 'ACC-4');
  expect(await store.links.matters('', 10)).toEqual(['drift:d1', 'task:g1']);
  expect(await store.links.matters('', 1)).toEqual(['drift:d1']);
  expect(await store.links.matters('drift:d1', 10)).toEqual(['task:g1']);
});
