import type pg from 'pg';
import { type Erased, type Hold, holdsOf } from '../domain/erasure.js';
import { type Database, transaction } from './database.js';
import { chainedOf, lockHolds } from './trail.js';

/** Taking names and texts out of the rows that hold them. Nothing here touches an event. */
export type Erasing = {
  /** What names them, as it is to be drawn anew: requests and findings, by id. */
  about(person: string): Promise<{ readonly requests: readonly string[]; readonly findings: readonly string[] }>;
  /** The lanes in which Jira was told of them, or of what they wrote: also where they were only asked. */
  mirrored(person: string): Promise<readonly string[]>;
  /**
   * Which of these are of the person, of a period in which something of theirs or by them lies, or keep a text that would
   * go with them, be it somebody else's.
   */
  holdsOn(person: string, holds: readonly Hold[]): Promise<readonly Hold[]>;
  /**
   * Writes, all or nothing: a pseudonym stays. Twice, it finds nothing more. Nothing is written where a hold keeps
   * something of theirs; while it is done, none can be placed.
   */
  erase(person: string, pseudonym: string, at: Date, accounts?: readonly Account[]): Promise<Erased | 'held'>;
  /** Writes: deletes texts of stories that were over before `age`, except what a hold keeps; none can be placed meanwhile. */
  eraseTexts(age: Date, limit: number): Promise<number>;
  /** How many texts are that old and are kept by a hold. */
  countHeld(age: Date, holds: readonly Hold[]): Promise<number>;
  /** Who has left, and did nothing and was part of nothing since `age`; in order, those after this one. */
  agedPeople(age: Date, page: AgedPage): Promise<readonly string[]>;
};

/** @param directory the one that knows the people now: what an earlier one said of somebody is not kept up to date. */
type AgedPage = { readonly directory: string; readonly after: string; readonly limit: number };

/** Theirs at a provider that is not their directory, by its own id. */
export type Account = { readonly provider: string; readonly id: string };

export function createErasing({ pool }: Database): Erasing {
  return {
    about: async (person) => {
      const found = await pool.query(named, [person, JSON.stringify([{ by: person }])]);
      const { requests, findings } = found.rows[0];
      return { requests: requests ?? [], findings: findings ?? [] };
    },
    mirrored: async (person) => (await pool.query(mirrored, [person])).rows.map(({ lane }) => lane),
    holdsOn: (person, holds) => holdsOn(pool, person, holds),
    erase: (person, pseudonym, at, accounts = []) =>
      transaction(pool, async (client) => {
        const found = await holdsOn(client, person, await holdsStanding(client));
        return found.length > 0 ? 'held' : erase(client, { person, pseudonym, at, accounts });
      }),
    eraseTexts: (age, limit) =>
      transaction(pool, async (client) => {
        const holds = await holdsStanding(client);
        const found = await client.query(
          `DELETE FROM "Text" WHERE "id" IN (${agedTexts} AND NOT bool_or(${isHeld}) LIMIT $5)`,
          [age, ...keptBy(holds), limit],
        );
        return found.rowCount ?? 0;
      }),
    countHeld: async (age, holds) => {
      const counting = `SELECT count(*)::int AS count FROM (${agedTexts} AND bool_or(${isHeld})) aged`;
      return (await pool.query(counting, [age, ...keptBy(holds)])).rows[0].count as number;
    },
    agedPeople: async (age, { directory, after, limit }) =>
      (await pool.query(aged, [age, limit, directory, after])).rows.map(({ id }) => id),
  };
}

/** A statement of its own behind the lock: it must see the hold that the lock waited for. */
async function holdsStanding(client: pg.PoolClient): Promise<readonly Hold[]> {
  await lockHolds(client);
  const found = await client.query(
    `SELECT * FROM "Event" WHERE "type" IN ('hold.placed', 'hold.lifted') ORDER BY "id"`,
  );
  return holdsOf(found.rows.map(chainedOf));
}

async function holdsOn(
  client: pg.Pool | pg.PoolClient,
  person: string,
  holds: readonly Hold[],
): Promise<readonly Hold[]> {
  const is = async (query: string, values: unknown[]) => (await client.query(query, values)).rows[0].is as boolean;
  const kept: Hold[] = [];
  for (const hold of holds) {
    const { from, until } = hold;
    const isTheirs = hold.person === person || (from && until && (await is(within, [person, from, until])));
    if (isTheirs || (await is(held, [person, ...keptBy([hold])]))) kept.push(hold);
  }
  return kept;
}

/** Of an event in the stream of one. */
const itsRequest = `substr("stream", length('request:') + 1)`;

/** A card and an issue about many may name them, also when they have left since. */
const isOneOfThem = `EXISTS (SELECT FROM "Person" p JOIN "Event" e ON e."stream" = 'drift:' || d."id"
  WHERE p."id" = $1 AND p."directory" = split_part(d."entitlement", ':', 1) AND e."data"->'accounts' ? p."directoryId")`;

const named = `SELECT
  (SELECT array_agg(r."id" ORDER BY r."id") FROM "Request" r LEFT JOIN "Assignment" a ON a."id" = r."id"
    WHERE $1 IN (r."requester", r."recipient", r."decidedBy", a."endedBy") OR r."approvals"::jsonb @> $2::jsonb
      OR r."id" IN (SELECT "data"->>'request' FROM "Event" WHERE "type" = 'talk.said' AND "data"->>'by' = $1)
      OR r."id" IN (SELECT ${itsRequest} FROM "Event" WHERE "type" = 'request.moveRefused' AND "data"->>'by' = $1)) AS requests,
  (SELECT array_agg(d."id" ORDER BY d."id") FROM "Drift" d
    WHERE $1 IN (d."person", d."answeredBy") OR (d."kind" = 'many' AND ${isOneOfThem})) AS findings`;

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

type Whom = {
  readonly person: string;
  readonly pseudonym: string;
  readonly at: Date;
  readonly accounts: readonly Account[];
};

async function erase(client: pg.PoolClient, { person, pseudonym, at, accounts }: Whom): Promise<Erased> {
  const found = await client.query(
    'SELECT "directory", "directoryId", lower("email") AS "email", lower("name") AS "name" FROM "Person" WHERE "id" = $1 FOR UPDATE',
    [person],
  );
  const { directory, directoryId, email, name } = found.rows[0];
  const texts = await client.query(theirTexts, [person]);
  const address = `${pseudonym.toLowerCase().replaceAll(' ', '-')}@erased.invalid`;
  const all = JSON.stringify([...accounts, { provider: directory, id: directoryId }]);
  const entries = await client.query(theirEntries, [person, all, name, email, pseudonym, address]);
  await client.query(
    `UPDATE "Person" SET "name" = $2, "email" = $3, "department" = NULL, "title" = NULL, "manager" = NULL, "slackId" = NULL,
      "slackReadAt" = NULL, "jiraAccountId" = NULL, "homeOpenedAt" = NULL, "leavingAt" = NULL, "isActive" = false, "erasedAt" = $4
     WHERE "id" = $1 AND "erasedAt" IS NULL`,
    [person, pseudonym, address, at],
  );
  return { texts: texts.rowCount ?? 0, entries: entries.rowCount ?? 0 };
}

/** What is said about a request, in the thread of its card and on its issue, by whomever, by the request. */
const talk = `SELECT "data"->'text'->>'id' AS "text", "data"->>'request' AS "request" FROM "Event" WHERE "type" = 'talk.said'
  UNION ALL SELECT "data"->'says'->>'id', ${itsRequest} FROM "Event" WHERE "type" = 'request.moveRefused'`;

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
  OR l."drift" IN (SELECT "id" FROM "Drift" WHERE "person" = $1)
  OR (l."provider", l."entry") IN (SELECT a."provider", line->>'id' FROM account a
    JOIN "Drift" d ON d."kind" = 'many' AND split_part(d."entitlement", ':', 1) = a."provider"
    JOIN "Event" e ON e."stream" = 'drift:' || d."id" AND e."type" IN ('drift.found', 'drift.recounted')
    CROSS JOIN jsonb_array_elements(coalesce(e."data"->'entries', '[]')) line WHERE line->>'whose' = a."id")))`;

/**
 * Who made a change goes by an id, and by a name. Their accounts are on record where they were let in, or found; and one
 * that a log once named by their address is theirs. Where nothing but the name is the same it may be a namesake's: then
 * the name goes, and nothing is said of whose it was; but not where the account is known as somebody else's.
 */
const theirEntries = `WITH account AS (
  SELECT "provider", "id" FROM jsonb_to_recordset($2::jsonb) AS known("provider" text, "id" text)
  UNION SELECT split_part(g."entitlement", ':', 1), e."data"->>'account' FROM "Grant" g
    JOIN "Event" e ON e."stream" = 'grant:' || g."id" AND e."type" = 'grant.activated' WHERE g."recipient" = $1
  UNION SELECT split_part("entitlement", ':', 1), unnest("accounts") FROM "Drift" WHERE "person" = $1
  UNION SELECT "provider", "actor" FROM "LogEntry" WHERE lower("actorName") = $4 AND "actor" <> 'unknown'
), told AS (
  SELECT l."provider", l."entry",
    CASE WHEN lower(l."actorName") = $4 OR EXISTS (SELECT 1 FROM account a WHERE a."provider" = l."provider" AND a."id" = l."actor")
      THEN $5 WHEN lower(l."actorName") = $3 AND NOT EXISTS (SELECT 1 FROM "Person" p
        WHERE p."directory" = l."provider" AND p."directoryId" = l."actor" AND p."id" <> $1)
      THEN '(erased)' ELSE l."actorName" END AS "actorName",
    CASE WHEN lower(l."account") = $4 OR ${isOldAddress} THEN $6 ELSE l."account" END AS "account"
  FROM "LogEntry" l
  WHERE lower(l."actorName") IN ($3, $4) OR lower(l."account") = $4 OR ${isOldAddress}
    OR (l."provider", l."actor") IN (SELECT "provider", "id" FROM account))
  UPDATE "LogEntry" l SET "actorName" = t."actorName", "account" = t."account" FROM told t
  WHERE t."provider" = l."provider" AND t."entry" = l."entry" AND (t."actorName", t."account") <> (l."actorName", l."account")`;

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
    UNION ALL
    SELECT "data"->'text'->>'id', ARRAY[]::text[], "at", "at" FROM "Event" WHERE "type" = 'portal.refused'
  ) s ON s."id" = t."id"`;

/** A text may belong to several stories, as the reason of what was adopted does: it goes when all of them are over. */
const agedTexts = `SELECT "id" FROM (${stories}) story GROUP BY "id" HAVING bool_and(coalesce("over" < $1, false))`;

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
  WHERE (NOT p."isActive" OR (p."directory" <> $3 AND NOT EXISTS (SELECT 1 FROM "Person" q
      WHERE q."directory" = $3 AND q."isActive" AND lower(q."email") = lower(p."email"))))
    AND p."leavingAt" IS NULL AND p."erasedAt" IS NULL AND p."id" > $4
    AND NOT EXISTS (SELECT 1 FROM "Event" e WHERE e."actor" = 'person:' || p."id" AND e."at" >= $1)
    AND NOT EXISTS (SELECT 1 FROM "Event" e WHERE e."type" = 'talk.said' AND e."data"->>'by' = p."id" AND e."at" >= $1)
    AND NOT EXISTS (SELECT 1 FROM "Event" e WHERE e."stream" = 'person:' || p."id" AND e."at" >= $1)
    AND NOT EXISTS (SELECT 1 FROM "Request" r WHERE p."id" IN (r."requester", r."recipient")
      AND (r."status" = 'pending' OR r."decidedAt" >= $1))
    AND NOT EXISTS (SELECT 1 FROM "Assignment" a WHERE a."recipient" = p."id" AND (a."status" <> 'ended' OR a."endedAt" >= $1))
    AND NOT EXISTS (SELECT 1 FROM "Drift" d WHERE d."person" = p."id" AND (d."status" <> 'closed' OR d."closedAt" >= $1))
  ORDER BY p."id" LIMIT $2`;
