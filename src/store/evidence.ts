import type { EvidenceQuery } from '../domain/evidenceQuery.js';
import type { Database } from './database.js';
import { offset } from './era.js';
import type { EvidenceEvent, EvidenceReads } from './evidenceReads.js';
import { hashOfText } from './seal.js';
import { chainedOf } from './trail.js';

export function createEvidenceReads({ pool }: Database): EvidenceReads {
  const rowsOf = async (sql: string, values: readonly unknown[]) => (await pool.query(sql, [...values])).rows;
  return {
    horizon: async () => (await rowsOf(settledBelow, []))[0].horizon,
    isBelow: async (horizon, { stream, seq }) => {
      const sql = 'SELECT 1 FROM "Event" WHERE "stream" = $1 AND "seq" = $2 AND "transactionId" < $3::bigint';
      return (await rowsOf(sql, [stream, seq, horizon])).length > 0;
    },
    isEverything: async ({ from, until, app, person, request }, horizon) => {
      if (app !== undefined || person !== undefined || request !== undefined) return false;
      const sql = `SELECT 1 FROM "Event" WHERE "transactionId" < $1::bigint AND ("at" < $2 OR "at" >= $3) LIMIT 1`;
      return (await rowsOf(sql, [horizon, from, until])).length === 0;
    },
    count: async (query, horizon) => {
      const { from, until } = query;
      const [row] = await rowsOf(counted, [...valuesOf(query, horizon)]);
      const [all] = await rowsOf(counted, valuesOf({ from, until }, horizon));
      const [ever] = await rowsOf(
        `SELECT count(*)::int AS "count" FROM "Event" WHERE "type" = 'request.submitted' AND "transactionId" < $1::bigint`,
        [horizon],
      );
      return { matching: row.count, inPeriod: all.count, onRecord: ever.count };
    },
    requests: async (query, horizon, { after, limit }) =>
      rowsOf(
        `SELECT substr(e."stream", 9) AS "request", e."id"::text AS "position" ${matching} AND e."id" > $7::bigint ORDER BY e."id" LIMIT $8`,
        [...valuesOf(query, horizon), after, limit],
      ),
    events: async (streams, horizon) => (await rowsOf(eventsOfStreams, [streams, horizon])).map(eventOf),
    behind: async (place, horizon, limit) =>
      (await rowsOf(eventsBehind, [place?.transaction ?? null, place?.id ?? null, horizon, limit])).map(eventOf),
    oldest: async ({ after, upTo }, horizon) => {
      const places = [after.transaction, after.id, upTo?.transaction ?? null, upTo?.id ?? null];
      const [row] = await rowsOf(oldestBetween, [...places, horizon]);
      return (row.at as Date | null)?.toISOString();
    },
    houseStreams: async ({ from, until }, horizon, after, limit) =>
      (await rowsOf(houseStreams, [horizon, from, until, after, limit])).map(({ stream }) => stream as string),
    errand: async (id) =>
      (
        await rowsOf(`SELECT * FROM "Event" WHERE "stream" = 'evidence' AND "data"->>'export' = $1 ORDER BY "seq"`, [
          id,
        ])
      ).map(chainedOf),
    texts: async (ids) =>
      new Map(
        (await rowsOf('SELECT "id", "salt", "body" FROM "Text" WHERE "id" = ANY($1)', [ids])).map(
          ({ id, salt, body }) => [id as string, { salt, body, hash: hashOfText({ salt, body }) }],
        ),
      ),
    groups: async (ids) =>
      mapped(await rowsOf('SELECT "id" AS "key", "name" AS "value" FROM "Entitlement" WHERE "id" = ANY($1)', [ids])),
    actors: async (entries) =>
      mapped(
        await rowsOf(
          `SELECT l."provider" || ' ' || l."entry" AS "key", l."actorName" AS "value" FROM "LogEntry" l
           JOIN unnest($1::text[], $2::text[]) AS w("provider", "entry") USING ("provider", "entry")`,
          [entries.map(({ provider }) => provider), entries.map(({ entry }) => entry)],
        ),
      ),
  };
}

const settledBelow = `SELECT (pg_snapshot_xmin(pg_current_snapshot())::text::bigint + ${offset})::text AS "horizon"`;

const eventOf = (row: Record<string, unknown>): EvidenceEvent => ({
  ...chainedOf(row),
  transaction: String(row.transactionId),
});

const mapped = (rows: readonly { key: string; value: string }[]): ReadonlyMap<string, string> =>
  new Map(rows.map(({ key, value }) => [key, value]));

const valuesOf = ({ from, until, app, person, request }: EvidenceQuery, horizon: string) => [
  horizon,
  from,
  until,
  app ?? null,
  person ?? null,
  request ?? null,
];

/** A request is of a period when it was asked before its end, and was not over before its beginning. */
const matching = `
  FROM "Event" e WHERE e."type" = 'request.submitted' AND e."transactionId" < $1::bigint AND e."at" < $3::timestamptz
    AND ($4::text IS NULL OR e."data"->>'app' = $4) AND ($6::text IS NULL OR e."stream" = 'request:' || $6)
    AND NOT EXISTS (SELECT 1 FROM "Event" o WHERE o."stream" = e."stream" AND o."at" < $2::timestamptz
      AND o."type" IN ('request.denied', 'request.cancelled', 'request.lapsed') AND o."transactionId" < $1::bigint)
    AND NOT EXISTS (SELECT 1 FROM "Event" o WHERE o."stream" = 'assignment:' || coalesce(e."data"->>'extends', substr(e."stream", 9))
      AND o."at" < $2::timestamptz AND o."type" = 'assignment.ended' AND o."transactionId" < $1::bigint)
    AND ($5::text IS NULL OR e."data"->>'requester' = $5 OR e."data"->>'recipient' = $5 OR EXISTS (
      SELECT 1 FROM "Event" d WHERE d."stream" IN (e."stream", 'assignment:' || substr(e."stream", 9))
      AND d."data"->>'by' = $5 AND d."transactionId" < $1::bigint))`;

const eventsOfStreams = 'SELECT * FROM "Event" WHERE "stream" = ANY($1) AND "transactionId" < $2::bigint ORDER BY "id"';

const eventsBehind = `SELECT * FROM "Event" WHERE ($1::bigint IS NULL OR ("transactionId", "id") > ($1::bigint, $2::bigint))
  AND "transactionId" < $3::bigint ORDER BY "transactionId", "id" LIMIT $4`;

const oldestBetween = `SELECT min("at") AS "at" FROM "Event" WHERE ("transactionId", "id") > ($1::bigint, $2::bigint)
  AND ($3::bigint IS NULL OR ("transactionId", "id") <= ($3::bigint, $4::bigint)) AND "transactionId" < $5::bigint`;

const counted = `SELECT count(*)::int AS "count" ${matching}`;

const houseStreams = `SELECT DISTINCT "stream" FROM "Event" WHERE "transactionId" < $1::bigint
  AND "at" >= $2::timestamptz AND "at" < $3::timestamptz AND "stream" > $4
  AND "stream" !~ '^(request|assignment|grant):' ORDER BY "stream" LIMIT $5`;
