import type pg from 'pg';
import type { Erased, Hold } from '../domain/erasure.js';
import { type Database, transaction } from './database.js';

/** Taking names and texts out of the rows that hold them. Nothing here touches an event. */
export type Erasing = {
  /** What names them, as it is to be drawn anew: requests and findings, by id. */
  about(person: string): Promise<{ readonly requests: readonly string[]; readonly findings: readonly string[] }>;
  /** The lanes in which Jira was told of them, or of what they wrote: also where they were only asked. */
  mirrored(person: string): Promise<readonly string[]>;
  /** Whether something of theirs, or by them, lies in this period. */
  isWithin(person: string, span: Ends): Promise<boolean>;
  /** Whether a text that goes with them belongs to what this hold keeps, be it somebody else's. */
  keeps(hold: Hold, person: string): Promise<boolean>;
  /** Writes, all or nothing: a pseudonym stays. Twice, it finds nothing more. */
  erase(person: string, pseudonym: string, at: Date): Promise<Erased>;
  /** Writes: deletes texts of stories that were over before `age`, except what a hold keeps. */
  eraseTexts(age: Date, holds: readonly Hold[], limit: number): Promise<number>;
  /** How many texts are that old and are kept by a hold. */
  countHeld(age: Date, holds: readonly Hold[]): Promise<number>;
  /** Who has left, and did nothing and was part of nothing since `age`. */
  agedPeople(age: Date, limit: number): Promise<readonly string[]>;
};

type Ends = { readonly from: string; readonly until: string };

export function createErasing({ pool }: Database): Erasing {
  return {
    about: async (person) => {
      const found = await pool.query(named, [person, JSON.stringify([{ by: person }])]);
      const { requests, findings } = found.rows[0];
      return { requests: requests ?? [], findings: findings ?? [] };
    },
    mirrored: async (person) => (await pool.query(mirrored, [person])).rows.map(({ lane }) => lane),
    isWithin: async (person, { from, until }) => {
      const found = await pool.query(within, [person, from, until]);
      return found.rows[0].is as boolean;
    },
    keeps: async (hold, person) => {
      const [people, from, until] = keptBy([hold]);
      const found = await pool.query(held, [person, people, from, until]);
      return found.rows[0].is as boolean;
    },
    erase: (person, pseudonym, at) => transaction(pool, (client) => erase(client, { person, pseudonym, at })),
    eraseTexts: async (age, holds, limit) => {
      const found = await pool.query(
        `DELETE FROM "Text" WHERE "id" IN (SELECT "id" FROM (${stories}) story WHERE "over" < $1 AND NOT ${isHeld} LIMIT $5)`,
        [age, ...keptBy(holds), limit],
      );
      return found.rowCount ?? 0;
    },
    countHeld: async (age, holds) => {
      const counting = `SELECT count(*)::int AS count FROM (${stories}) story WHERE "over" < $1 AND ${isHeld}`;
      return (await pool.query(counting, [age, ...keptBy(holds)])).rows[0].count as number;
    },
    agedPeople: async (age, limit) => (await pool.query(aged, [age, limit])).rows.map(({ id }) => id),
  };
}

const named = `SELECT
  (SELECT array_agg(r."id" ORDER BY r."id") FROM "Request" r LEFT JOIN "Assignment" a ON a."id" = r."id"
    WHERE $1 IN (r."requester", r."recipient", r."decidedBy", a."endedBy") OR r."approvals"::jsonb @> $2::jsonb) AS requests,
  (SELECT array_agg("id" ORDER BY "id") FROM "Drift" WHERE $1 IN ("person", "answeredBy")) AS findings`;

/** By their id in an event, by a task that is about them, or by an entry of a log that says they took somebody out. */
const mirrored = `SELECT DISTINCT o."lane" FROM "Outbox" o JOIN "Event" e ON e."id" = o."eventId"
  WHERE o."consumer" = 'jira' AND (strpos(e."data"::text, '"' || $1 || '"') > 0
    OR o."lane" IN (SELECT 'task:' || g."id" FROM "Grant" g WHERE g."recipient" = $1
      AND EXISTS (SELECT 1 FROM "Event" h WHERE h."stream" = 'grant:' || g."id" AND h."type" = 'grant.handedOver'))
    OR e."stream" IN (SELECT 'grant:' || d."grant" FROM "Drift" d JOIN "LogEntry" l ON l."drift" = d."id"
      JOIN "Person" p ON p."directory" = l."provider" AND p."directoryId" = l."actor" WHERE p."id" = $1))
  ORDER BY 1`;

/** What somebody said in a thread or on an issue is recorded by the house, with their name on it. */
const isBy = (person: string) =>
  `(e."actor" = 'person:' || ${person} OR (e."type" = 'talk.said' AND e."data"->>'by' = ${person}))`;

const within = `SELECT
  EXISTS (SELECT 1 FROM "Event" e WHERE ${isBy('$1::text')} AND e."at" >= $2 AND e."at" < $3)
  OR EXISTS (SELECT 1 FROM "Request" r LEFT JOIN "Assignment" a ON a."id" = r."id" WHERE $1 IN (r."requester", r."recipient")
    AND r."submittedAt" < $3 AND coalesce(a."endedAt", r."decidedAt", 'infinity') >= $2)
  OR EXISTS (SELECT 1 FROM "Drift" WHERE "person" = $1 AND "foundAt" < $3 AND coalesce("closedAt", 'infinity') >= $2) AS "is"`;

type Whom = { readonly person: string; readonly pseudonym: string; readonly at: Date };

async function erase(client: pg.PoolClient, { person, pseudonym, at }: Whom): Promise<Erased> {
  const found = await client.query(
    'SELECT "directory", "directoryId", lower("email") AS "email" FROM "Person" WHERE "id" = $1 FOR UPDATE',
    [person],
  );
  const { directory, directoryId, email } = found.rows[0];
  const texts = await client.query(theirTexts, [person]);
  const address = `${pseudonym.toLowerCase().replaceAll(' ', '-')}@erased.invalid`;
  const entries = await client.query(theirEntries, [person, directory, directoryId, email, pseudonym, address]);
  await client.query(
    `UPDATE "Person" SET "name" = $2, "email" = $3, "department" = NULL, "title" = NULL, "manager" = NULL, "slackId" = NULL,
      "slackReadAt" = NULL, "jiraAccountId" = NULL, "homeOpenedAt" = NULL, "leavingAt" = NULL, "isActive" = false, "erasedAt" = $4
     WHERE "id" = $1 AND "erasedAt" IS NULL`,
    [person, pseudonym, address, at],
  );
  return { texts: texts.rowCount ?? 0, entries: entries.rowCount ?? 0 };
}

/** What is said about a request, in the thread of its card and on its issue, by the request. */
const talk = `SELECT "data"->'text'->>'id' AS "text", "data"->>'request' AS "request" FROM "Event" WHERE "type" = 'talk.said'`;

/** What they wrote, in Jira as well, and what others wrote about them. */
const areTheirs = `"personId" = $1
  OR "personId" = (SELECT 'jira:' || "jiraAccountId" FROM "Person" WHERE "id" = $1) OR "id" IN (
  SELECT said."text" FROM (${talk}) said JOIN "Request" r ON r."id" = said."request" WHERE $1 IN (r."requester", r."recipient")
  UNION
  SELECT unnest(ARRAY["reasonId", "answerId"]) FROM "Request" WHERE $1 IN ("requester", "recipient")
  UNION SELECT "answerId" FROM "Assignment" WHERE "recipient" = $1
  UNION SELECT "reasonId" FROM "Drift" WHERE "person" = $1)`;
const theirTexts = `DELETE FROM "Text" WHERE ${areTheirs}`;

/** A log that names people by address keeps the one of the day; what it was matched to says whose it was. */
const isOldAddress = `(l."account" LIKE '%@%' AND (l."grant" IN (SELECT "id" FROM "Grant" WHERE "recipient" = $1)
  OR l."drift" IN (SELECT "id" FROM "Drift" WHERE "person" = $1)))`;

/** Their accounts at the other providers are on record where they were let in, or found. */
const theirEntries = `WITH account AS (
  SELECT $2::text AS "provider", $3::text AS "id"
  UNION SELECT split_part(g."entitlement", ':', 1), e."data"->>'account' FROM "Grant" g
    JOIN "Event" e ON e."stream" = 'grant:' || g."id" AND e."type" = 'grant.activated' WHERE g."recipient" = $1
  UNION SELECT split_part("entitlement", ':', 1), unnest("accounts") FROM "Drift" WHERE "person" = $1)
  UPDATE "LogEntry" l SET
    "actorName" = CASE WHEN lower(l."actorName") = $4 OR EXISTS (SELECT 1 FROM account a WHERE a."provider" = l."provider" AND a."id" = l."actor")
      THEN $5 ELSE l."actorName" END,
    "account" = CASE WHEN lower(l."account") = $4 OR ${isOldAddress} THEN $6 ELSE l."account" END
  WHERE lower(l."account") = $4 OR lower(l."actorName") = $4 OR ${isOldAddress}
    OR EXISTS (SELECT 1 FROM account a WHERE a."provider" = l."provider" AND a."id" = l."actor")`;

const isOver = `r."status" <> 'pending' AND (r."status" <> 'approved' OR r."extends" IS NOT NULL OR a."status" = 'ended')`;

const parties = `ARRAY[r."requester", r."recipient", r."decidedBy", a."endedBy"]
  || ARRAY(SELECT yes->>'by' FROM jsonb_array_elements(r."approvals"::jsonb) yes)`;

/** A request, with what an end of access adds to it. */
const asked = `${parties} AS "parties", r."submittedAt" AS "since",
  CASE WHEN ${isOver} THEN greatest(r."decidedAt", a."endedAt") END AS "over"`;

/** Each text with who was part of the story that it belongs to, and the time of that: `over` is null until it is. */
const stories = `
  SELECT t."id", t."personId", s."parties", s."since", s."over" FROM "Text" t JOIN (
    SELECT unnest(ARRAY[r."reasonId", r."answerId", a."answerId"]) AS "id", ${asked}
    FROM "Request" r LEFT JOIN "Assignment" a ON a."id" = r."id"
    UNION ALL
    SELECT said."text", ${asked}
    FROM (${talk}) said JOIN "Request" r ON r."id" = said."request" LEFT JOIN "Assignment" a ON a."id" = r."id"
    UNION ALL
    SELECT "reasonId", ARRAY["person", "answeredBy"], "foundAt", CASE WHEN "status" = 'closed' THEN "closedAt" END FROM "Drift"
  ) s ON s."id" = t."id"`;

const heldAccounts = `ARRAY(SELECT 'jira:' || "jiraAccountId" FROM "Person" WHERE "id" = ANY($2) AND "jiraAccountId" IS NOT NULL)`;

const isHeld = `("personId" = ANY($2::text[] || ${heldAccounts}) OR "parties" && $2::text[]
  OR EXISTS (SELECT 1 FROM unnest($3::timestamptz[], $4::timestamptz[]) h("from", "until")
    WHERE "since" < h."until" AND h."from" <= coalesce("over", 'infinity')))`;

const held = `SELECT EXISTS (SELECT 1 FROM (${stories}) story WHERE ${isHeld}
  AND "id" IN (SELECT "id" FROM "Text" WHERE ${areTheirs})) AS "is"`;

function keptBy(holds: readonly Hold[]): [string[], string[], string[]] {
  const spans = holds.flatMap(({ from, until }) => (from && until ? [{ from, until }] : []));
  return [holds.flatMap(({ person }) => person ?? []), spans.map(({ from }) => from), spans.map(({ until }) => until)];
}

const aged = `SELECT p."id" FROM "Person" p
  WHERE NOT p."isActive" AND p."leavingAt" IS NULL AND p."erasedAt" IS NULL
    AND NOT EXISTS (SELECT 1 FROM "Event" e WHERE e."actor" = 'person:' || p."id" AND e."at" >= $1)
    AND NOT EXISTS (SELECT 1 FROM "Event" e WHERE e."type" = 'talk.said' AND e."data"->>'by' = p."id" AND e."at" >= $1)
    AND NOT EXISTS (SELECT 1 FROM "Event" e WHERE e."stream" = 'person:' || p."id" AND e."at" >= $1)
    AND NOT EXISTS (SELECT 1 FROM "Request" r WHERE p."id" IN (r."requester", r."recipient")
      AND (r."status" = 'pending' OR r."decidedAt" >= $1))
    AND NOT EXISTS (SELECT 1 FROM "Assignment" a WHERE a."recipient" = p."id" AND (a."status" <> 'ended' OR a."endedAt" >= $1))
    AND NOT EXISTS (SELECT 1 FROM "Drift" d WHERE d."person" = p."id" AND (d."status" <> 'closed' OR d."closedAt" >= $1))
  ORDER BY p."id" LIMIT $2`;
