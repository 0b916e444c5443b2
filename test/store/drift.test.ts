import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { emptyDatabase, type TestDatabase, testDatabase } from '../support/database.js';

const run = promisify(execFile);

let migrated: TestDatabase;
let described: TestDatabase;

beforeAll(async () => {
  [migrated, described] = await Promise.all([testDatabase(), emptyDatabase()]);
  const { stdout } = await run(process.execPath, ['scripts/migration.mjs', '--whole', '--database', described.url]);
  await ask(described, stdout);
});

afterAll(() => Promise.all([migrated.drop(), described.drop()]));

async function ask(database: TestDatabase, query: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ line: string }>(query);
    return rows?.map(({ line }) => line) ?? [];
  } finally {
    await client.end();
  }
}

const columns = `
  SELECT format('%I.%I %s%s default %s', table_name, column_name, udt_name, datetime_precision,
    coalesce(column_default, 'none') || CASE is_nullable WHEN 'YES' THEN ' nullable' ELSE '' END) AS line
  FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY 1`;

const rules = `
  SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
  UNION SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> '_prisma_migrations' ORDER BY 1`;

test('the migrations lead to every column that the schema describes, and to no other', async () => {
  expect(await ask(migrated, columns)).toEqual(await ask(described, columns));
});

test('the migrations keep every index and constraint that the schema describes', async () => {
  expect(await ask(migrated, rules)).toEqual(expect.arrayContaining(await ask(described, rules)));
});

test('no change of the schema waits for its migration', async () => {
  await expect(
    run(process.execPath, ['scripts/migration.mjs', '--check', '--database', described.url]),
  ).resolves.toBeDefined();
});
