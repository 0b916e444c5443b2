import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { createSigner, newKeyPair } from '../../src/signing.js';
import { migrate } from '../../src/store/migrate.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { verifyTrail } from '../../src/trail/verify.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { sql } from '../support/sql.js';
import { record, signing, start, unguard } from '../support/trails.js';

let database: TestDatabase;
let store: Store;
let client: pg.Client;
const extra: pg.Client[] = [];

beforeEach(async () => {
  database = await testDatabase();
  store = openStore(database.url, (error) => {
    throw error;
  });
  client = await connected();
});
afterEach(async () => {
  await Promise.all(extra.splice(0).map((one) => one.end()));
  await store.close();
  await database.drop();
});

async function connected(): Promise<pg.Client> {
  const one = new pg.Client({ connectionString: database.url });
  await one.connect();
  extra.push(one);
  return one;
}

const names = async (number: number) => (await store.checkpoints.leaves(number)).map(({ stream }) => stream);

test('what is settled is signed, and each checkpoint goes on from the one before', async () => {
  const bench = signing(store, database.url);
  await bench.sign();
  expect(await store.checkpoints.newest()).toBeUndefined();
  const heads = await record(client, ['ana', 'ben', 'ana']);
  await bench.sign();
  await bench.sign();
  expect(await store.checkpoints.newest()).toMatchObject({ number: 1, size: 3 });
  await record(client, ['cleo', 'ben'], heads);
  await bench.sign();
  expect(await store.checkpoints.newest()).toMatchObject({ number: 2, size: 5 });
  expect(await verifyTrail(store.checkpoints, bench.keys)).toMatchObject({ events: 5, checkpoints: 2, unsigned: 0 });
  expect(await verifyTrail(store.checkpoints, bench.keys)).not.toHaveProperty('flaw');
  expect(bench.alarms).toEqual([]);
});

test('a lower id that commits later comes behind what was signed, and moves nothing', async () => {
  const bench = signing(store, database.url);
  const [slow, quick] = [await connected(), await connected()];
  // Begun first and given the lower transaction, though the other one has the higher event id and is done at once.
  await quick.query('BEGIN; SELECT pg_current_xact_id()');
  await slow.query('BEGIN');
  await record(slow, ['slow']);
  await record(quick, ['quick']);
  await quick.query('COMMIT');
  const ids = await sql<{ id: string }>(database.url, `SELECT "id" FROM "Event" WHERE "stream" = 'person:quick'`);
  await bench.sign();
  expect(await names(1)).toEqual(['person:quick']);
  await slow.query('COMMIT');
  const [late] = await sql<{ id: string }>(database.url, `SELECT "id" FROM "Event" WHERE "stream" = 'person:slow'`);
  expect(Number(late?.id)).toBeLessThan(Number(ids[0]?.id));
  await bench.sign();
  expect(await names(2)).toEqual(['person:slow']);
  expect(await verifyTrail(store.checkpoints, bench.keys)).toMatchObject({ events: 2, checkpoints: 2 });
  expect(await verifyTrail(store.checkpoints, bench.keys)).not.toHaveProperty('flaw');
});

test('what stands behind a transaction that is still open waits for it, and is signed when it is over', async () => {
  const bench = signing(store, database.url);
  const slow = await connected();
  await slow.query('BEGIN');
  await record(slow, ['slow']);
  await record(client, ['quick']);
  await bench.sign();
  expect(await store.checkpoints.newest()).toBeUndefined();
  await slow.query('ROLLBACK');
  await bench.sign();
  expect(await names(1)).toEqual(['person:quick']);
});

test('an open transaction that keeps events from being signed for twice the time is an alarm', async () => {
  const bench = signing(store, database.url);
  const slow = await connected();
  await slow.query('BEGIN; SELECT pg_current_xact_id()');
  await record(client, ['quick']);
  await bench.sign();
  await bench.sign();
  expect(bench.alarms).toEqual([]);
  await bench.sign();
  expect(bench.alarms).toEqual([expect.stringContaining('events wait for a signature')]);
  await slow.query('COMMIT');
});

test('so many events are signed before their time', async () => {
  const bench = signing(store, database.url, { events: 3 });
  const heads = await record(client, ['ana']);
  await bench.sign();
  const passesUntil = (size: number) =>
    eventually(async () => {
      await bench.checkpoints.pass();
      return (await store.checkpoints.newest())?.size === size;
    });
  await record(client, ['ana', 'ana'], heads);
  await bench.checkpoints.pass();
  expect(await store.checkpoints.newest()).toMatchObject({ number: 1 });
  await record(client, ['ben'], heads);
  await passesUntil(4);
  expect(await store.checkpoints.newest()).toMatchObject({ number: 2 });
});

test('two processes at once sign one checkpoint', async () => {
  await record(client, ['ana', 'ben']);
  const signer = createSigner(newKeyPair().privateKey);
  const [one, other] = [signing(store, database.url, { signer }), signing(store, database.url, { signer })];
  await Promise.all([one.sign(), other.sign(), one.sign(), other.sign()]);
  expect(await store.checkpoints.after(0, 10)).toHaveLength(1);
});

test.each([
  ['changed', `UPDATE "Event" SET "actor" = 'person:eve' WHERE "stream" = 'person:ben'`, 'person:ben #1 was altered'],
  ['taken out', `DELETE FROM "Event" WHERE "stream" = 'person:ben'`, 'person:ben #1 is missing'],
  ['moved', `UPDATE "Event" SET "transactionId" = 3 WHERE "stream" = 'person:ben'`, 'stands in the wrong place'],
])(
  'a record in which something was %s since its last checkpoint gets an alarm and no new signature',
  async (_, tamper, says) => {
    const bench = signing(store, database.url);
    const heads = await record(client, ['ana', 'ben', 'cleo']);
    await bench.sign();
    await unguard(database.url);
    await sql(database.url, tamper);
    await record(client, ['dina'], heads);
    await bench.sign();
    expect(await store.checkpoints.newest()).toMatchObject({ number: 1 });
    expect(bench.alarms).toEqual([expect.stringContaining(says)]);
  },
);

test('an event taken from under an older checkpoint is missed before the next is signed', async () => {
  const bench = signing(store, database.url);
  const heads = await record(client, ['ana']);
  await bench.sign();
  await record(client, ['ben'], heads);
  await bench.sign();
  await unguard(database.url);
  await sql(database.url, `DELETE FROM "Event" WHERE "stream" = 'person:ana'`);
  await record(client, ['cleo'], heads);
  await bench.sign();
  expect(await store.checkpoints.newest()).toMatchObject({ number: 2 });
  expect(bench.alarms).toEqual([expect.stringContaining('signed over 2 events, and now there are 1')]);
});

test('an event that was changed under an older checkpoint is an alarm within some of the next ones', async () => {
  const bench = signing(store, database.url);
  const heads = await record(client, ['ana']);
  await bench.sign();
  for (const name of ['ben', 'cleo', 'dina']) {
    await record(client, [name], heads);
    await bench.sign();
  }
  expect(bench.alarms).toEqual([]);
  await unguard(database.url);
  await sql(database.url, `UPDATE "Event" SET "actor" = 'person:eve' WHERE "stream" = 'person:ana'`);
  await record(client, ['ed'], heads);
  await bench.sign();
  expect(bench.alarms).toEqual([
    expect.stringContaining('does not fit an earlier checkpoint: person:ana #1 was altered'),
  ]);
  expect(await store.checkpoints.newest()).toMatchObject({ number: 5 });
});

test('a clock that was ahead for a moment stops no checkpoint, and is an alarm, once', async () => {
  const bench = signing(store, database.url);
  const heads = await record(client, ['ana']);
  bench.clock.at = new Date('2027-03-02T08:00:00Z');
  await bench.sign();
  expect(await store.checkpoints.newest()).toMatchObject({ number: 1, at: '2027-03-02T09:00:00.000Z' });
  bench.clock.at = start;
  for (const [index, name] of ['ben', 'cleo', 'dina'].entries()) {
    await record(client, [name], heads);
    await bench.sign();
    expect(await store.checkpoints.newest()).toMatchObject({ number: index + 2, size: index + 2 });
  }
  expect(bench.alarms).toEqual([expect.stringMatching(/with a time that is still to come.*2027-03-02T09:00/)]);
});

test('clocks of two hosts that are seconds apart are no alarm, and bring no checkpoint forward', async () => {
  const bench = signing(store, database.url);
  const heads = await record(client, ['ana']);
  await bench.sign();
  bench.clock.at = new Date(bench.clock.at.getTime() - 30_000);
  await record(client, ['ben'], heads);
  await bench.checkpoints.pass();
  expect(await store.checkpoints.newest()).toMatchObject({ number: 1 });
  expect(bench.alarms).toEqual([]);
});

test('events that wait behind a checkpoint of a time still to come are an alarm as well', async () => {
  const bench = signing(store, database.url);
  const heads = await record(client, ['ana']);
  bench.clock.at = new Date('2027-03-02T08:00:00Z');
  await bench.sign();
  bench.clock.at = start;
  const slow = await connected();
  await slow.query('BEGIN; SELECT pg_current_xact_id()');
  await record(client, ['ben'], heads);
  for (let hour = 0; hour < 3; hour += 1) await bench.sign();
  expect(bench.alarms).toEqual([expect.stringContaining('events wait for a signature')]);
  await slow.query('COMMIT');
});

test('in a restored database, where transactions are counted anew, the order goes on', async () => {
  const bench = signing(store, database.url);
  await record(client, ['ana', 'ben']);
  await bench.sign();
  // What a dump of a much older PostgreSQL brings: transactions far ahead of this one's.
  await unguard(database.url);
  await sql(database.url, 'UPDATE "Event" SET "transactionId" = "transactionId" + 5000000');
  await sql(database.url, 'UPDATE "Checkpoint" SET "lastTransaction" = "lastTransaction" + 5000000');
  await migrate(database.url);
  const event = { type: 'grants.paused', by: 'ida' } as const;
  await store.trail.append(event, { actor: 'person:ida', cause: 'slack', at: start, hearings: () => [] });
  await bench.sign();
  expect(await names(2)).toEqual(['grants']);
  expect(await verifyTrail(store.checkpoints, bench.keys)).toMatchObject({ events: 3, checkpoints: 2 });
  await migrate(database.url);
  expect(await sql(database.url, 'SELECT * FROM "Era"')).toHaveLength(1);
});

test('a checkpoint is not changed, and neither is what came back from outside', async () => {
  const bench = signing(store, database.url);
  await record(client, ['ana']);
  await bench.sign();
  await store.checkpoints.anchored({ number: 1, place: 'somewhere', at: start.toISOString(), reference: 'x' });
  for (const change of [
    'UPDATE "Checkpoint" SET "size" = 2',
    'DELETE FROM "Anchor"',
    'DELETE FROM "Checkpoint"',
    'TRUNCATE "Anchor", "Checkpoint"',
    `UPDATE "Anchor" SET "reference" = 'y'`,
  ]) {
    await expect(sql(database.url, change)).rejects.toThrow('append-only');
  }
});
