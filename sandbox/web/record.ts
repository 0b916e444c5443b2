import pg from 'pg';
import type { Behind, TrailEvent } from './contract.js';

/** The bot's record as the sandbox may see it: read, in a transaction that could not write if it wanted to. */
export type RecordReader = {
  /** The requests, and the trail of one of them: the newest, where none is named or there is none by that id. */
  read(request?: string): Promise<Recorded>;
  close(): Promise<void>;
};
export type Recorded = Pick<Behind, 'requests' | 'trail'>;

/** What the catalog calls an app and its role. */
export type Naming = (app: string, role: string) => string;

const nothing: Recorded = { requests: [] };

export function openRecord(url: string, naming: Naming): RecordReader {
  const pool = new pg.Pool({
    connectionString: url,
    max: 2,
    application_name: 'latchkey sandbox',
    options: '-c default_transaction_read_only=on',
    connectionTimeoutMillis: 5_000,
  });
  // A reset throws the database away, with our connections.
  pool.on('error', () => {});
  // Also with one that is in use but asks nothing just then: the pool listens only to those that wait.
  pool.on('connect', (client) => client.on('error', () => {}));
  return { read: (request) => readOnly(pool, (client) => readAll(client, naming, request)), close: () => pool.end() };
}

/** Before the bot has made its tables there is nothing to see; nor while the database is thrown away. */
const isNotThere = (error: unknown): boolean =>
  !(error instanceof pg.DatabaseError) || ['42P01', '3D000', '57P01'].includes(error.code ?? '');

async function readOnly(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<Recorded>): Promise<Recorded> {
  const client = await pool.connect().catch(() => undefined);
  if (!client) return nothing;
  let broken: Error | undefined;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return await work(client);
  } catch (error) {
    broken = error as Error;
    if (isNotThere(error)) return nothing;
    throw error;
  } finally {
    if (!broken) await client.query('COMMIT').catch(() => {});
    client.release(broken);
  }
}

const MOST_REQUESTS = 100;

async function readAll(client: pg.PoolClient, naming: Naming, wanted?: string): Promise<Recorded> {
  const { rows } = await client.query(
    `SELECT r."id", r."app", r."role", r."extends", r."submittedAt", p."name", coalesce(a."status", r."status") AS "status"
     FROM "Request" r LEFT JOIN "Person" p ON p."id" = r."recipient" LEFT JOIN "Assignment" a ON a."id" = r."id"
     ORDER BY r."submittedAt" DESC, r."id" DESC LIMIT ${MOST_REQUESTS}`,
  );
  const requests = rows.map((row) => ({
    id: String(row.id),
    title: `${naming(row.app, row.role)} for ${row.name ?? 'somebody'}${row.extends ? ', longer' : ''}`,
    status: String(row.status),
    at: (row.submittedAt as Date).toISOString(),
  }));
  const request = requests.find(({ id }) => id === wanted)?.id ?? requests[0]?.id;
  return { requests, ...(request && { trail: { request, events: await trailOf(client, request) } }) };
}

async function trailOf(client: pg.PoolClient, request: string): Promise<TrailEvent[]> {
  const { rows } = await client.query(
    `SELECT e."version", e."stream", e."seq", e."type", e."at", e."actor", e."cause", e."data", e."previousHash",
       e."hash", p."name"
     FROM "Event" e LEFT JOIN "Person" p ON e."actor" = 'person:' || p."id"
     WHERE e."stream" IN ('request:' || $1, 'assignment:' || $1) OR e."stream" IN
       (SELECT 'grant:' || g FROM "Assignment" a, unnest(a."grants") g WHERE a."id" = $1)
     ORDER BY e."id"`,
    [request],
  );
  return rows.map(({ name, at, ...row }) => ({
    ...row,
    at: (at as Date).toISOString(),
    actorName: name ?? (row.actor === 'latchkey' ? 'Latchkey' : String(row.actor)),
  }));
}
