import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { migrate, migrationsDirectory } from '../../src/store/migrate.js';
import { emptyDatabase, type TestDatabase, testDatabase } from '../support/database.js';

let database: TestDatabase;
let client: pg.Client;
let directory: string;

beforeEach(async () => {
  database = await emptyDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  directory = await mkdtemp(join(tmpdir(), 'latchkey-migrations-'));
});

afterEach(async () => {
  await client.end();
  await database.drop();
  await rm(directory, { recursive: true });
});

async function write(name: string, script: string): Promise<void> {
  await mkdir(join(directory, name), { recursive: true });
  await writeFile(join(directory, name, 'migration.sql'), script);
}

const noted = async (): Promise<Record<string, unknown>[]> =>
  (await client.query('SELECT * FROM "_prisma_migrations" ORDER BY migration_name')).rows;

describe('migrating', () => {
  test('applies what is new, in order, and then has nothing left to do', async () => {
    await write('2_second', 'ALTER TABLE door ADD COLUMN colour text');
    await write('1_first', 'CREATE TABLE door (id int)');
    expect(await migrate(database.url, directory)).toEqual(['1_first', '2_second']);
    expect(await migrate(database.url, directory)).toEqual([]);
    await write('3_third', 'CREATE TABLE key (id int)');
    expect(await migrate(database.url, directory)).toEqual(['3_third']);
  });

  test('notes each as Prisma would, so that its status agrees', async () => {
    await write('1_first', 'SELECT 1;\n');
    await migrate(database.url, directory);
    expect(await noted()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        checksum: 'b4e0497804e46e0a0b0b8c31975b062152d551bac49c3c2e80932567b4085dcd',
        migration_name: '1_first',
        started_at: expect.any(Date),
        finished_at: expect.any(Date),
        logs: null,
        rolled_back_at: null,
        applied_steps_count: 1,
      },
    ]);
  });

  test('takes a function body whole, semicolons and all', async () => {
    await write(
      '1_first',
      'CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END $$;',
    );
    await migrate(database.url, directory);
    expect((await client.query('SELECT two()')).rows).toEqual([{ two: 2 }]);
  });

  test('leaves nothing of a migration that fails half-way, and keeps those before it', async () => {
    await write('1_first', 'CREATE TABLE door (id int)');
    await write('2_broken', 'CREATE TABLE key (id int); SELECT nonsense;');
    await expect(migrate(database.url, directory)).rejects.toThrow(/2_broken failed and was rolled back.*nonsense/);
    expect((await noted()).map((row) => row.migration_name)).toEqual(['1_first']);
    expect((await client.query("SELECT to_regclass('key') AS key")).rows).toEqual([{ key: null }]);
  });

  test('refuses to go on when an applied migration has been edited', async () => {
    await write('1_first', 'CREATE TABLE door (id int)');
    await migrate(database.url, directory);
    await write('1_first', 'CREATE TABLE door (id bigint)');
    await expect(migrate(database.url, directory)).rejects.toThrow(/1_first was changed after/);
  });

  test('refuses to guess about one that Prisma began and did not finish', async () => {
    await write('1_first', 'SELECT 1');
    await migrate(database.url, directory);
    await client.query('UPDATE "_prisma_migrations" SET finished_at = NULL');
    await expect(migrate(database.url, directory)).rejects.toThrow(/migrate resolve --applied 1_first/);
  });

  test('lets four that start at once share the work', async () => {
    for (const n of [1, 2, 3, 4, 5]) await write(`${n}_step`, `SELECT pg_sleep(0.01); CREATE TABLE t${n} (id int)`);
    const all = await Promise.all([1, 2, 3, 4].map(() => migrate(database.url, directory)));
    expect(all.flat().sort()).toEqual(['1_step', '2_step', '3_step', '4_step', '5_step']);
  });
});

describe('the migrations of Latchkey', () => {
  let cloned: TestDatabase;
  beforeAll(async () => {
    cloned = await testDatabase();
  });
  afterAll(() => cloned.drop());

  test('are all in the database that a test is given', async () => {
    expect(await migrate(cloned.url)).toEqual([]);
  });

  test('are refused when somebody touched one', async () => {
    await cp(migrationsDirectory(), directory, { recursive: true });
    const [first] = await migrate(database.url, directory);
    await write(first!, 'SELECT 1');
    await expect(migrate(cloned.url, directory)).rejects.toThrow(/was changed after/);
  });
});
