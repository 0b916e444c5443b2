import { Redis } from 'ioredis';
import pg from 'pg';
import { whyNoDatabase } from '../cannotStart.js';
import { clockFinding, type Finding } from '../domain/finding.js';
import { pendingMigrations } from '../store/migrate.js';

/** pg_current_xact_id(), by which a checkpoint knows what is settled, came with this release. */
const oldestPostgres = 13;

/** The database: reached, new enough, its clock, its migrations, and that the record cannot be edited. */
export async function* examineDatabase(url: string, now: () => Date): AsyncGenerator<Finding> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    application_name: 'latchkey doctor',
  });
  try {
    await client.connect();
  } catch (error) {
    const why = whyNoDatabase(error, url);
    const says = why instanceof Error ? why.message : String(why);
    return yield { check: 'connection', verdict: 'bad', says, remedy: 'Mend DATABASE_URL, or start PostgreSQL.' };
  }
  try {
    yield* version(client);
    const asked = now();
    const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    yield clockFinding('the database', rows[0]?.now, asked);
    yield* migrations(client);
    yield* record(client);
  } finally {
    await client.end();
  }
}

async function* version(client: pg.Client): AsyncGenerator<Finding> {
  const { rows } = await client.query<{ number: string; words: string }>(
    `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS words`,
  );
  const major = Math.floor(Number(rows[0]?.number ?? 0) / 10_000);
  const says = `PostgreSQL ${rows[0]?.words ?? 'of no known version'} answers.`;
  if (major >= oldestPostgres) return yield { check: 'connection', verdict: 'good', says };
  yield { check: 'connection', verdict: 'bad', says, remedy: `Use PostgreSQL ${oldestPostgres} or newer.` };
}

async function* migrations(client: pg.Client): AsyncGenerator<Finding> {
  const check = 'migrations';
  try {
    const pending = await pendingMigrations(client);
    const says = pending.length === 0 ? 'All are applied.' : `${pending.length} will be applied at the next start.`;
    yield { check, verdict: 'good', says };
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    yield { check, verdict: 'bad', says, remedy: 'Latchkey refuses to start on this database until that is mended.' };
  }
}

/** Who owns the tables could switch the triggers off; that they are on is what can be looked at. */
async function* record(client: pg.Client): AsyncGenerator<Finding> {
  const check = 'the record';
  const guarded = `c.relname IN ('Event', 'Checkpoint', 'Anchor') AND c.relkind = 'r'`;
  const { rows } = await client.query<{ on: number }>(
    `SELECT count(*)::int AS on FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE ${guarded} AND t.tgname IN (c.relname || '_appendOnly', c.relname || '_keepAll') AND t.tgenabled = 'A'`,
  );
  const { rows: tables } = await client.query(`SELECT 1 FROM pg_class c WHERE ${guarded}`);
  if (tables.length === 0)
    return yield { check, verdict: 'unknown', says: 'There is none yet: Latchkey has never started on this database.' };
  if (rows[0]?.on === 2 * tables.length)
    return yield { check, verdict: 'good', says: 'Events can be added and not be changed.' };
  const remedy =
    'Somebody has switched triggers of "Event", "Checkpoint" or "Anchor" off: find out who, and run npm run audit -- verify.';
  yield { check, verdict: 'bad', says: 'Events could be changed.', remedy };
}

/** Redis, where it is set: reached, and not set up to forget jobs when its memory is short. */
export async function* examineRedis(url: string): AsyncGenerator<Finding> {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: 5000,
    disconnectTimeout: 50,
  });
  // What connect() throws says only that it is closed.
  let cause: Error | undefined;
  redis.on('error', (error) => {
    cause = error;
  });
  try {
    await redis.connect();
    await redis.ping();
    yield { check: 'connection', verdict: 'good', says: 'Redis answers.' };
    const policy = /maxmemory_policy:(\S+)/.exec(await redis.info('memory'))?.[1];
    if (!policy || policy === 'noeviction') return;
    const remedy =
      'Set maxmemory-policy to noeviction. Until then a lost job is made up for by the sweep, some seconds late.';
    yield {
      check: 'eviction',
      verdict: 'bad',
      says: `Redis drops what it likes when memory is short (${policy}).`,
      remedy,
    };
  } catch (error) {
    const says = `Redis gave no answer (${wordsOf(cause ?? error)}).`;
    const remedy = 'Mend REDIS_URL, or leave it out: then the queues lie in the database.';
    yield { check: 'connection', verdict: 'bad', says, remedy };
  } finally {
    redis.disconnect();
  }
}

/** A library's words may hold the address that it was given, and a password in it: its code is enough. */
function wordsOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? (error.message.split('\n')[0] ?? '').replace(/\S+:\/\/\S+/g, '…') : 'no reason known';
}
