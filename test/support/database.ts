import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/store/embedded.js';
import { migrate, migrationsDirectory } from '../../src/store/migrate.js';

export interface TestDatabase {
  url: string;
  /** Throws the database away, and fails when somebody still holds a connection to it. */
  drop(): Promise<void>;
}

const silent = { info: () => {}, warn: (text: string) => console.warn(text) };

/** Losing the data of a test is no loss, so nothing waits for a disk. */
const fast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' };

/** A migrated database of one's own, for a test file: cloned from a template in a few hundredths of a second. */
export async function testDatabase(): Promise<TestDatabase> {
  const { url } = await cluster();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(url, async (admin) => {
    const template = await ensureTemplate(admin, url);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  return { url: named(url, name), drop: () => drop(url, name) };
}

/** An empty database, with no migration applied. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const { url } = await cluster();
  const name = `empty_${randomBytes(6).toString('hex')}`;
  await asAdmin(url, (admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE template0`));
  return { url: named(url, name), drop: () => drop(url, name) };
}

// One PostgreSQL for the whole run. The processes that run tests find it by its directory and share it; it ends with
// the last of them, and test/support/end.mjs sees to that.
let started: Promise<{ url: string }> | undefined;

function cluster(): Promise<{ url: string }> {
  const directory = process.env.LATCHKEY_TEST_RUN;
  if (!directory) throw new Error('testDatabase() needs jest.config.mjs: it names the directory of this run.');
  started ??= startEmbeddedPostgres({ directory, log: silent, settings: fast });
  return started;
}

async function ensureTemplate(admin: pg.Client, url: string): Promise<string> {
  const template = `template_${fingerprint()}`;
  await admin.query('SELECT pg_advisory_lock(1)');
  try {
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (rowCount) return template;
    const half = `${template}_half`;
    await admin.query(`DROP DATABASE IF EXISTS ${half}`);
    await admin.query(`CREATE DATABASE ${half} TEMPLATE template0`);
    await migrate(named(url, half));
    await admin.query(`ALTER DATABASE ${half} RENAME TO ${template}`);
    return template;
  } finally {
    await admin.query('SELECT pg_advisory_unlock(1)');
  }
}

function fingerprint(): string {
  const hash = createHash('sha256');
  const directory = migrationsDirectory();
  for (const name of readdirSync(directory).sort()) {
    if (name !== 'migration_lock.toml') hash.update(readFileSync(join(directory, name, 'migration.sql')));
  }
  return hash.digest('hex').slice(0, 12);
}

async function drop(url: string, name: string): Promise<void> {
  const left = await asAdmin(url, async (admin) => {
    const connections = await connectionsLeft(admin, name);
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    return connections;
  });
  if (left.length > 0) throw new Error(`Connections to the test's database were left open:\n${left.join('\n')}`);
}

/** A connection that was just closed takes a moment to go. */
async function connectionsLeft(admin: pg.Client, name: string): Promise<string[]> {
  for (let waited = 0; ; waited += 20) {
    const { rows } = await admin.query<{ line: string }>(
      `SELECT format('%s (%s): %s', application_name, state, query) AS line FROM pg_stat_activity WHERE datname = $1`,
      [name],
    );
    if (rows.length === 0 || waited >= 1_000) return rows.map(({ line }) => line);
    await wait(20);
  }
}

async function asAdmin<T>(url: string, body: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: named(url, 'postgres'), application_name: 'test support' });
  await admin.connect();
  try {
    return await body(admin);
  } finally {
    await admin.end();
  }
}

function named(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}
