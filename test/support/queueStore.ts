import { Redis } from 'ioredis';
import pg from 'pg';
import { startRedis } from './redis.js';

/** Where BullMQ keeps its jobs: the bot's own database, or with LATCHKEY_TEST_REDIS=1 a Redis of the test's own. */
export type QueueStore = {
  /** What the bot has to be told. */
  readonly environment: Readonly<Record<string, string>>;
  /** Every job is gone. */
  empty(): Promise<void>;
  stop(): Promise<void>;
};

export const isRedisWanted = (): boolean => process.env.LATCHKEY_TEST_REDIS === '1';

export const openQueueStore = (databaseUrl: string): Promise<QueueStore> =>
  isRedisWanted() ? onRedis() : Promise.resolve(onPostgres(databaseUrl));

export async function onRedis(): Promise<QueueStore> {
  const redis = await startRedis();
  if (!redis)
    throw new Error('LATCHKEY_TEST_REDIS is set, but redis-server is not on the PATH. Install it, or unset it.');
  return {
    environment: { REDIS_URL: redis.url },
    empty: async () => {
      const client = new Redis(redis.url);
      await client.flushall();
      client.disconnect();
    },
    stop: () => redis.stop(),
  };
}

export function onPostgres(databaseUrl: string): QueueStore {
  return { environment: {}, empty: () => truncate(databaseUrl), stop: async () => {} };
}

/** What BullMQ knows of its own making stays: which migrations it has run. */
async function truncate(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname = 'bullmq' AND tablename <> 'migration'`,
    );
    if (rows.length === 0) throw new Error('BullMQ has no tables in this database.');
    await client.query(`TRUNCATE ${rows.map(({ name }) => name).join(', ')}`);
  } finally {
    await client.end();
  }
}
