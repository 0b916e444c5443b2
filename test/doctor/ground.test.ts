import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { examineDatabase, examineRedis } from '../../src/doctor/ground.js';
import { emptyDatabase, type TestDatabase, testDatabase } from '../support/database.js';
import { findingsOf, verdicts } from './findings.js';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

const now = () => new Date();
const look = (url = database.url, at = now) => findingsOf(examineDatabase(url, at));

async function execute(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

test('a database in use is well', async () => {
  expect(verdicts(await look())).toEqual({
    connection: 'good',
    'clock against the database': 'good',
    migrations: 'good',
    'the record': 'good',
  });
});

test.each(['Event', 'Checkpoint', 'Anchor'])('a record in which %s could be edited is found', async (table) => {
  await execute(`ALTER TABLE "${table}" DISABLE TRIGGER "${table}_appendOnly"`);
  expect(verdicts(await look())).toMatchObject({ 'the record': 'bad' });
});

test('a migration that was edited after it was applied is found', async () => {
  await execute(`UPDATE "_prisma_migrations" SET "checksum" = 'other' WHERE "migration_name" LIKE '%first'`);
  const found = await look();
  expect(verdicts(found)).toMatchObject({ migrations: 'bad' });
  expect(found.find(({ check }) => check === 'migrations')?.says).toContain('_first was changed');
});

test('an empty database says what the first start will do', async () => {
  const empty = await emptyDatabase();
  const found = await look(empty.url);
  expect(verdicts(found)).toMatchObject({ migrations: 'good', 'the record': 'unknown' });
  expect(found.find(({ check }) => check === 'migrations')?.says).toMatch(/^\d+ will be applied/);
  await empty.drop();
});

test('a clock that is a minute off is found', async () => {
  const late = () => new Date(Date.now() - 60_000);
  expect(verdicts(await look(database.url, late))).toMatchObject({ 'clock against the database': 'bad' });
});

test('no database, no Redis: what to do, and no password', async () => {
  const [gone] = await look('postgresql://latchkey:hunter2@127.0.0.1:1/latchkey');
  expect(gone).toMatchObject({ check: 'connection', verdict: 'bad', remedy: expect.stringContaining('DATABASE_URL') });
  const [queue] = await findingsOf(examineRedis('redis://:hunter2@127.0.0.1:1'));
  expect(queue).toMatchObject({ check: 'connection', verdict: 'bad', remedy: expect.stringContaining('REDIS_URL') });
  expect(JSON.stringify([gone, queue])).not.toContain('hunter2');
});
