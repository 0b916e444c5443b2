import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { keepOrder } from './era.js';

interface Migration {
  name: string;
  script: string;
  checksum: string;
}

// The number that `prisma migrate deploy` locks too, so that the two keep out of each other's way.
const prismasLock = 72_707_369;

// As Prisma makes it, so that its `migrate status` agrees.
const ledger = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"              VARCHAR(64) NOT NULL,
    "finished_at"           TIMESTAMPTZ,
    "migration_name"        VARCHAR(255) NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        TIMESTAMPTZ,
    "started_at"            TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count"   INTEGER NOT NULL DEFAULT 0
)`;

/** Applies what is new in prisma/migrations, in order, and says what that was. Several processes may do so at once. */
export async function migrate(url: string, directory = migrationsDirectory()): Promise<string[]> {
  const migrations = await readMigrations(directory);
  const client = new pg.Client({ connectionString: url, application_name: 'latchkey migrate' });
  await client.connect();
  try {
    const applied: string[] = [];
    for (const migration of migrations) {
      if (await inTransaction(client, () => apply(client, migration))) applied.push(migration.name);
    }
    await keepOrder(client);
    return applied;
  } finally {
    await client.end();
  }
}

/** The names of those that the next start would apply. @throws as migrate() would, for one that was edited or half done. */
export async function pendingMigrations(client: pg.Client, directory = migrationsDirectory()): Promise<string[]> {
  const { rows } = await client.query(`SELECT to_regclass('"_prisma_migrations"') AS ledger`);
  const migrations = await readMigrations(directory);
  if (rows[0]?.ledger === null) return migrations.map(({ name }) => name);
  const pending: string[] = [];
  for (const { name, checksum } of migrations) if (!(await isApplied(client, name, checksum))) pending.push(name);
  return pending;
}

async function apply(client: pg.Client, { name, script, checksum }: Migration): Promise<boolean> {
  const startedAt = new Date((await client.query<{ now: Date }>('SELECT clock_timestamp() AS now')).rows[0]!.now);
  if (await isApplied(client, name, checksum)) return false;
  try {
    // Without parameters the script goes over whole, so a `;` inside a function body ends nothing.
    await client.query(script);
  } catch (error) {
    throw new Error(`Migration ${name} failed and was rolled back: ${wording(error)}`, { cause: error });
  }
  await client.query(
    `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
    [randomUUID(), checksum, name, startedAt],
  );
  return true;
}

async function isApplied(client: pg.Client, name: string, checksum: string): Promise<boolean> {
  const { rows } = await client.query<{ checksum: string; finished_at: Date | null }>(
    'SELECT checksum, finished_at FROM "_prisma_migrations" WHERE migration_name = $1 AND rolled_back_at IS NULL',
    [name],
  );
  const [row] = rows;
  if (!row) return false;
  if (!row.finished_at) {
    throw new Error(
      `Migration ${name} was begun by Prisma and did not finish. Repair the database, then run ` +
        `"npx prisma migrate resolve --applied ${name}" or "--rolled-back ${name}".`,
    );
  }
  if (row.checksum !== checksum) {
    throw new Error(
      `Migration ${name} was changed after this database had applied it. ` +
        'Restore prisma/migrations of the release that applied it, and put the change into a new migration.',
    );
  }
  return true;
}

async function inTransaction<T>(client: pg.Client, body: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    // Held to the end of the transaction and no longer: that also holds behind a pooler.
    await client.query('SELECT pg_advisory_xact_lock($1)', [prismasLock]);
    await client.query(ledger);
    const result = await body();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, 'migration.sql')))
    .map(({ name }) => name)
    .sort();
  return Promise.all(
    names.map(async (name) => {
      const script = await readFile(join(directory, name, 'migration.sql'), 'utf8');
      return { name, script, checksum: createHash('sha256').update(script).digest('hex') };
    }),
  );
}

/** prisma/migrations of this package, from src/ as from dist/. */
export function migrationsDirectory(): string {
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, 'prisma', 'migrations'))) {
    if (at === dirname(at))
      throw new Error('prisma/migrations is missing beside Latchkey: the installation is incomplete.');
    at = dirname(at);
  }
  return join(at, 'prisma', 'migrations');
}

const wording = (error: unknown): string => (error instanceof Error ? error.message : String(error));
