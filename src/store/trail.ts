import type pg from 'pg';
import { type DomainEvent, type HouseEvent, type Recorded, streamOf } from '../domain/events.js';
import { type Command, decide, type LifecycleEvent, type World } from '../domain/lifecycle.js';
import { isRefusal } from '../domain/refusal.js';
import { chain, dataOf, eventOf, type Head } from './chain.js';
import { type Database, transaction } from './database.js';
import { offset } from './era.js';
import { assignmentOf, assignmentRow, driftOf, driftRow, grantOf, grantRow, requestOf, requestRow } from './rows.js';
import type { Chained, Text, Trail, Writing } from './store.js';

type Client = pg.PoolClient;
type Row = Record<string, unknown>;

export function createTrail({ pool }: Database): Trail {
  return {
    decide: (command, writing) =>
      transaction(pool, async (client) => {
        const recipient = await lockRecipient(client, command);
        const world = await loadWorld(client, recipient, command.id);
        const decision = decide(world, command, writing.at);
        if (isRefusal(decision)) return decision;
        return write(client, decision.events, decision.world, writing);
      }),
    append: (event, writing, unless) =>
      transaction(pool, async (client) => {
        await lock(client, streamOf(event));
        if (event.type === 'hold.placed') await lockHolds(client);
        if (unless?.(await lastOf(client, streamOf(event)))) return [];
        return write(client, [event], undefined, writing);
      }),
    streams: (streams) => streamsOf(pool, streams),
    about: async (request) => {
      const found = await pool.query('SELECT "grants" FROM "Assignment" WHERE "id" = $1', [request]);
      const grants: string[] = found.rows[0]?.grants ?? [];
      return streamsOf(pool, [`request:${request}`, `assignment:${request}`, ...grants.map((id) => `grant:${id}`)]);
    },
    all: () => allStreams(pool),
    last: (stream) => lastOf(pool, stream),
    ofTypes: async (types) =>
      (await pool.query('SELECT * FROM "Event" WHERE "type" = ANY($1) ORDER BY "id"', [types])).rows.map(chainedOf),
    entitlements: async () => (await pool.query(everNamed)).rows.map(({ entitlement }) => entitlement),
    changedIn: async (entitlement, { from, until }) =>
      (await pool.query(changed, [entitlement, from, until])).rows.map(({ stream }) => stream),
    toldIn: async (entitlement, { from, until }) => {
      const found = await pool.query(told, [entitlement, from, until, from.toISOString(), until.toISOString()]);
      return found.rows.map(({ stream }) => stream);
    },
    find: async (eventId) => {
      const found = await pool.query('SELECT * FROM "Event" WHERE "id" = $1', [eventId]);
      return found.rows[0] && chainedOf(found.rows[0]);
    },
    heard: async ({ consumer, lane }) => {
      const found = await pool.query(
        `SELECT e.* FROM "Outbox" o JOIN "Event" e ON e."id" = o."eventId"
         WHERE o."consumer" = $1 AND o."lane" = $2 ORDER BY o."id"`,
        [consumer, lane],
      );
      return found.rows.map(chainedOf);
    },
  };
}

const lock = (client: Client, name: string) =>
  client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text', [name]);

/** Until the transaction ends no hold is placed: whoever deletes looks at what is held, and deletes, under this. */
export const lockHolds = (client: Client) => lock(client, 'holds');

const everNamed = `SELECT DISTINCT "data"->>'entitlement' AS "entitlement" FROM "Event" WHERE "type" = 'grant.opened' ORDER BY 1`;

const changed = `SELECT DISTINCT o."stream" FROM "Event" o
  JOIN "Event" m ON m."stream" = o."stream" AND m."type" IN ('grant.activated', 'grant.ended') AND m."at" >= $2 AND m."at" < $3
  WHERE o."type" = 'grant.opened' AND o."data"->>'entitlement' = $1 ORDER BY 1`;

/** A line's own moment stands in the event as text, in ISO 8601; it is recorded afterwards, but for what clocks disagree. */
const told = `SELECT DISTINCT m."stream" FROM "Event" m
  JOIN "Event" f ON f."stream" = m."stream" AND f."type" IN ('drift.found', 'grant.opened') AND f."data"->>'entitlement' = $1
  WHERE m."type" IN ('drift.found', 'drift.traced', 'drift.recounted', 'grant.witnessed') AND m."at" >= $2::timestamptz - interval '1 day'
    AND ((m."type" = 'drift.found' AND m."at" >= $2 AND m."at" < $3)
      OR (m."data"->'entry'->>'at' >= $4 AND m."data"->'entry'->>'at' < $5)
      OR EXISTS (SELECT FROM jsonb_array_elements(m."data"->'entries') e WHERE e->>'at' >= $4 AND e->>'at' < $5)) ORDER BY 1`;

async function streamsOf(pool: pg.Pool, streams: readonly string[]): Promise<readonly Chained[]> {
  const found = await pool.query('SELECT * FROM "Event" WHERE "stream" = ANY($1) ORDER BY "id"', [streams]);
  return found.rows.map(chainedOf);
}

async function* allStreams(pool: pg.Pool): AsyncIterable<readonly Chained[]> {
  for (let after = ''; ; ) {
    const found = await pool.query(
      'SELECT DISTINCT "stream" FROM "Event" WHERE "stream" > $1 ORDER BY "stream" LIMIT 500',
      [after],
    );
    const streams: string[] = found.rows.map(({ stream }) => stream);
    if (streams.length === 0) return;
    yield streamsOf(pool, streams);
    after = streams.at(-1) as string;
  }
}

async function lastOf(client: pg.Pool | Client, stream: string): Promise<Recorded | undefined> {
  const found = await client.query('SELECT * FROM "Event" WHERE "stream" = $1 ORDER BY "seq" DESC LIMIT 1', [stream]);
  return found.rows[0] && chainedOf(found.rows[0]);
}

export function chainedOf(row: Row): Chained {
  return {
    id: String(row.id),
    version: row.version as number,
    stream: row.stream as string,
    seq: row.seq as number,
    at: (row.at as Date).toISOString(),
    actor: row.actor as string,
    cause: row.cause as string,
    previousHash: row.previousHash as string,
    hash: row.hash as string,
    event: eventOf(row.stream as string, row.type as string, row.data as object),
  };
}

const tables = { request: 'Request', assignment: 'Assignment', grant: 'Grant', drift: 'Drift' } as const;

/**
 * Everything of one recipient changes under one lock: shared grants need no lock order, and what commits first is
 * first in every lane of the outbox.
 */
async function lockRecipient(client: Client, command: Command): Promise<string> {
  const kind = command.type.slice(0, command.type.indexOf('.')) as keyof typeof tables;
  const known = 'recipient' in command ? command.recipient : undefined;
  const found = await client.query(
    known
      ? 'SELECT $1::text AS "recipient", pg_advisory_xact_lock(hashtextextended($1, 0))::text'
      : `SELECT "recipient", pg_advisory_xact_lock(hashtextextended("recipient", 0))::text FROM "${tables[kind]}" WHERE "id" = $1`,
    [known ?? command.id],
  );
  return found.rows[0]?.recipient ?? '';
}

/** What is alive of this recipient, and the one row that is spoken of. A statement of its own: it must see what the lock waited for. */
async function loadWorld(client: Client, recipient: string, id: string): Promise<World> {
  const found = await client.query(
    `SELECT
      (SELECT json_agg(r) FROM "Request" r WHERE r."recipient" = $1 AND (r."id" = $2 OR r."status" = 'pending' OR
        (r."status" = 'approved' AND r."extends" IS NULL AND NOT EXISTS (SELECT 1 FROM "Assignment" a WHERE a."id" = r."id")))) AS requests,
      (SELECT json_agg(a) FROM "Assignment" a WHERE a."recipient" = $1 AND (a."id" = $2 OR a."status" <> 'ended')) AS assignments,
      (SELECT json_agg(g) FROM "Grant" g WHERE g."recipient" = $1 AND (g."id" = $2 OR g."status" <> 'ended')) AS grants,
      (SELECT json_agg(d) FROM "Drift" d WHERE d."recipient" = $1 AND (d."id" = $2 OR d."request" = $2 OR d."status" <> 'closed')) AS drifts`,
    [recipient, id],
  );
  const { requests, assignments, grants, drifts } = found.rows[0] as Record<string, Row[] | null>;
  return {
    requests: byId((requests ?? []).map(requestOf)),
    assignments: byId((assignments ?? []).map(assignmentOf)),
    grants: byId((grants ?? []).map(grantOf)),
    drifts: byId((drifts ?? []).map(driftOf)),
  };
}

const byId = <T extends { id: string }>(states: readonly T[]) => new Map(states.map((state) => [state.id, state]));

type ToWrite = readonly (LifecycleEvent | HouseEvent)[];

async function write(client: Client, events: ToWrite, world: World | undefined, writing: Writing): Promise<Recorded[]> {
  if (events.length === 0) return [];
  const at = writing.at.toISOString();
  const { cause } = writing;
  const bare = events.map((event) => ({
    stream: streamOf(event),
    at,
    actor: isByPolicy(event, events) ? 'latchkey' : writing.actor,
    cause,
    event: event as DomainEvent,
  }));
  const rows = chain(bare, await headsOf(client, new Set(bare.map(({ stream }) => stream))));
  const touched = world && changedRows(world, events);
  const hearings = rows.flatMap((row) =>
    writing.hearings(row, world?.grants ?? new Map()).map(({ consumer, lane, delay = 0 }) => ({
      stream: row.stream,
      seq: row.seq,
      consumer,
      lane,
      dueAt: new Date(writing.at.getTime() + delay * 1000).toISOString(),
    })),
  );
  await client.query(writeAll, [
    JSON.stringify(rows.map(({ event, ...row }) => ({ ...row, ...dataOf(event) }))),
    JSON.stringify(hearings),
    JSON.stringify((writing.texts ?? []).map(({ hash: _, ...text }: Text) => text)),
    JSON.stringify(touched?.requests ?? []),
    JSON.stringify(touched?.assignments ?? []),
    JSON.stringify(touched?.grants ?? []),
    JSON.stringify(touched?.drifts ?? []),
    JSON.stringify(events.flatMap((event) => matchesOf(event, world))),
  ]);
  return rows;
}

/** What nobody had to be asked for was not approved by the one who asked for it; what was adopted was. */
const isByPolicy = (event: ToWrite[number], events: ToWrite): boolean =>
  event.type === 'request.approved' && events.some((one) => one.type === 'request.submitted' && !one.adopts);

/**
 * The log entries that an event came from are matched in the same breath: what is not matched is looked at again. An
 * entry's id is its own provider's, which is that of the group that changed.
 */
function matchesOf(event: ToWrite[number], world: World | undefined) {
  const one = 'entry' in event && event.entry ? [event.entry] : [];
  const many = event.type === 'drift.found' || event.type === 'drift.recounted' ? (event.entries ?? []) : [];
  if (!('id' in event) || one.length + many.length === 0) return [];
  const isGrants = event.type === 'grant.witnessed';
  const { entitlement = '' } = (isGrants ? world?.grants : world?.drifts)?.get(event.id) ?? {};
  const provider = entitlement.slice(0, entitlement.indexOf(':'));
  const to = { provider, grant: isGrants ? event.id : null, drift: isGrants ? null : event.id };
  return [...one, ...many].map(({ id: entry }) => ({ ...to, entry }));
}

async function headsOf(client: Client, streams: ReadonlySet<string>): Promise<Map<string, Head>> {
  const found = await client.query(
    `SELECT s AS "stream", e."seq", e."hash" FROM unnest($1::text[]) s,
      LATERAL (SELECT "seq", "hash" FROM "Event" WHERE "stream" = s ORDER BY "seq" DESC LIMIT 1) e`,
    [[...streams]],
  );
  return new Map(found.rows.map(({ stream, seq, hash }) => [stream, { seq, hash }]));
}

function changedRows(world: World, events: ToWrite) {
  const ids = new Set(events.map((event) => ('id' in event ? `${event.type.split('.')[0]}:${event.id}` : '')));
  return {
    requests: [...world.requests.values()].filter(({ id }) => ids.has(`request:${id}`)).map(requestRow),
    assignments: [...world.assignments.values()].filter(({ id }) => ids.has(`assignment:${id}`)).map(assignmentRow),
    grants: [...world.grants.values()].filter(({ id }) => ids.has(`grant:${id}`)).map(grantRow),
    drifts: [...world.drifts.values()].filter(({ id }) => ids.has(`drift:${id}`)).map(driftRow),
  };
}

const columns = {
  Request:
    'id status requester recipient app role risk duration reasonId reasonHash extends adopts approvals submittedAt remindAt remindedAt lapsesAt decidedAt decidedBy answerId answerHash cause issueKey issueUrl',
  Assignment:
    'id status recipient app role duration grants alreadyHad openedAt activatedAt endsAt warnAt warnedAt endingAt endedAt cause endedBy answerId answerHash',
  Grant:
    'id status recipient entitlement holders task delay handledBy lostBy entries openedAt activatedAt endingAt endedAt cause',
  Drift:
    'id status kind entitlement recipient person accounts app role risk source grant entries foundAt undoneAt says answer answeredBy answeredAt reasonId reasonHash request closedAt',
} as const;

function upsert(table: keyof typeof columns, parameter: string): string {
  const names = columns[table].split(' ').map((name) => `"${name}"`);
  const changes = names.slice(1).map((name) => `${name} = EXCLUDED.${name}`);
  return `INSERT INTO "${table}" (${names.join(', ')})
    SELECT ${names.join(', ')} FROM jsonb_populate_recordset(NULL::"${table}", ${parameter}::jsonb)
    ON CONFLICT ("id") DO UPDATE SET ${changes.join(', ')}`;
}

/** One statement, one round trip: the events, what people wrote, today's rows, and who must hear of it. */
const writeAll = `
  WITH event AS (
    INSERT INTO "Event" ("version", "stream", "seq", "type", "at", "actor", "cause", "data", "previousHash", "hash", "transactionId")
    SELECT e."version", e."stream", e."seq", e."type", e."at", e."actor", e."cause", e."data", e."previousHash", e."hash",
      pg_current_xact_id()::text::bigint + ${offset}
    FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS ("version" int, "stream" text, "seq" int, "type" text, "at" timestamptz,
      "actor" text, "cause" text, "data" jsonb, "previousHash" text, "hash" text)) WITH ORDINALITY AS
      e("version", "stream", "seq", "type", "at", "actor", "cause", "data", "previousHash", "hash", "place")
    ORDER BY e."place"
    RETURNING "id", "stream", "seq"
  ), heard AS (
    INSERT INTO "Outbox" ("eventId", "consumer", "lane", "dueAt")
    SELECT event."id", h."consumer", h."lane", h."dueAt"
    FROM jsonb_to_recordset($2::jsonb) AS h("stream" text, "seq" int, "consumer" text, "lane" text, "dueAt" timestamptz)
    JOIN event USING ("stream", "seq") ORDER BY event."id"
  ), text AS (
    INSERT INTO "Text" SELECT * FROM jsonb_populate_recordset(NULL::"Text", $3::jsonb)
  ), request AS (${upsert('Request', '$4')}
  ), assignment AS (${upsert('Assignment', '$5')}
  ), "grant" AS (${upsert('Grant', '$6')}
  ), drift AS (${upsert('Drift', '$7')}
  ), entry AS (
    UPDATE "LogEntry" l SET "grant" = m."grant", "drift" = m."drift"
    FROM jsonb_to_recordset($8::jsonb) AS m("provider" text, "entry" text, "grant" text, "drift" text)
    WHERE l."provider" = m."provider" AND l."entry" = m."entry"
  )
  SELECT count(*) FROM event`;
