import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.js';

/**
 * One pool, two ways in. Prisma reads and writes what is simple and rare; the door's transaction goes through the pool
 * itself, in few round trips (see docs/decisions/0003-the-door-speaks-sql.md for what that buys).
 */
export type Database = { readonly prisma: PrismaClient; readonly pool: pg.Pool; close(): Promise<void> };

export function openDatabase(url: string, onError: (error: Error) => void): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: 16,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 5_000,
  });
  // A connection that dies must not take the process with it: not an idle one, and not one that is in use and asks
  // nothing just then, to which the pool does not listen. The next query on that one fails.
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', () => {}));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    prisma,
    pool,
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** What a transaction may be tried again for: serialization, deadlock, and somebody else having been first. */
const conflicts = new Set(['40001', '40P01', '23505']);

export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((reason: Error) => {
        broken = reason;
      });
      if (attempt >= 5 || !conflicts.has((error as { code?: string }).code ?? '')) throw error;
    } finally {
      client.release(broken);
    }
  }
}
