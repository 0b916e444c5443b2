import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { sql } from '../support/sql.js';

/** A hold and a deletion at the very same moment: one waits for the other, and nothing that a hold keeps is deleted. */
let database: TestDatabase;
let store: Store;
let other: pg.Client;
const at = new Date('2026-03-02T09:00:00.000Z');
const later = new Date(at.getTime() + 1);

beforeEach(async () => {
  database = await testDatabase();
  store = openStore(database.url, () => {});
  other = new pg.Client({ connectionString: database.url });
  await other.connect();
  await sql(
    database.url,
    `INSERT INTO "Person" ("id", "directory", "directoryId", "email", "name", "isActive", "readAt")
     VALUES ('uma', 'okta', '00u1', 'uma@acme.example.com', 'Uma Joshi', false, $1)`,
    [at],
  );
  await sql(
    database.url,
    `INSERT INTO "Text" ("id", "personId", "salt", "body") VALUES ('t1', 'uma', '', 'A secret project')`,
    [],
  );
  await sql(
    database.url,
    `INSERT INTO "Request" ("id", "status", "requester", "recipient", "app", "role", "risk", "reasonId", "reasonHash",
       "approvals", "submittedAt", "remindAt", "lapsesAt", "decidedAt")
     VALUES ('r1', 'denied', 'uma', 'uma', 'figma', 'editor', 'standard', 't1', '', '[]', $1, $1, $1, $1)`,
    [at],
  );
});
afterEach(async () => {
  await other.end();
  await store.close();
  await database.drop();
});

const place = () =>
  store.trail.append(
    { type: 'hold.placed', id: 'h1', by: 'iris', person: 'uma' },
    { actor: 'person:iris', cause: 'slack', at, hearings: () => [] },
  );
const waiting = async (): Promise<number> => {
  const found = await sql<{ count: number }>(
    database.url,
    `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    [],
  );
  return found[0]?.count ?? 0;
};
const erasePerson = () => store.erasing.erase('uma', 'Person 7f3a91', at);
const eraseTexts = () => store.erasing.eraseTexts(later, 10);
const left = async () => ({
  name: (await store.people.find('uma'))?.name,
  text: await store.texts.find('t1'),
});
const everything = { name: 'Uma Joshi', text: 'A secret project' };

test.each<[string, () => Promise<unknown>, unknown]>([
  ['somebody is erased', erasePerson, 'held'],
  ['texts are erased by age', eraseTexts, 0],
])('a hold that is just being placed is waited for when %s, and keeps it', async (_, erase, outcome) => {
  // Whoever writes an event now waits, so the hold is neither there nor not there.
  await other.query('BEGIN; LOCK TABLE "Event" IN SHARE MODE');
  const placed = place();
  await eventually(async () => (await waiting()) === 1);
  const erased = erase();
  await eventually(async () => (await waiting()) === 2);
  await other.query('COMMIT');
  await placed;
  expect(await erased).toBe(outcome);
  expect(await left()).toEqual(everything);
});

test.each<[string, () => Promise<unknown>, string]>([
  ['somebody is erased', erasePerson, '"Person"'],
  ['texts are erased by age', eraseTexts, '"Text"'],
])('while %s no hold is placed: it is on record only once that is done', async (_, erase, table) => {
  await other.query(`BEGIN; LOCK TABLE ${table} IN SHARE MODE`);
  const order: string[] = [];
  const erased = erase().then(() => order.push('erased'));
  await eventually(async () => (await waiting()) === 1);
  const placed = place().then(() => order.push('placed'));
  await eventually(async () => (await waiting()) === 2);
  await other.query('COMMIT');
  await Promise.all([erased, placed]);
  expect(order).toEqual(['erased', 'placed']);
  expect((await left()).text).toBeUndefined();
});
