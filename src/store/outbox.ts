import { randomUUID } from 'node:crypto';
import type { Database } from './database.js';
import type { Consumer, Deliveries, Leases, Line, Link, Links, Outbox, OutboxRow, Placed, Positions } from './store.js';

export function createOutbox({ prisma, pool }: Database): Outbox {
  const ids = (rows: readonly OutboxRow[]) => ({ id: { in: rows.map(({ id }) => BigInt(id)) } });
  const open = { doneAt: null, refusedAt: null };
  return {
    undone: async ({ consumer, lane }) => {
      const rows = await prisma.outbox.findMany({
        where: { consumer, lane, ...open },
        orderBy: { id: 'asc' },
        take: 200,
      });
      return rows.map((row) => ({
        id: String(row.id),
        eventId: String(row.eventId),
        consumer,
        lane,
        attempts: row.attempts,
        dueAt: row.dueAt.toISOString(),
      }));
    },
    dueLanes: async (line, now, limit) => {
      const found = await pool.query<Placed>(dueLanes, [consumerOf(line), now, limit, line]);
      return found.rows;
    },
    isEndDue: async (now) => (await pool.query(endDue, [now])).rows[0]?.is === true,
    place: async ({ consumer, lane }) => {
      if (consumer !== 'provisioning') return { consumer, lane, line: consumer, rank: 0 };
      const found = await pool.query<Placed>(place, [lane]);
      return found.rows[0] ?? { consumer, lane, line: 'grants', rank: 0 };
    },
    done: async (rows, at) => {
      await prisma.outbox.updateMany({ where: ids(rows), data: { doneAt: at, error: null } });
    },
    wait: async (rows, dueAt, why) => {
      await prisma.outbox.updateMany({ where: ids(rows), data: { dueAt, error: why } });
    },
    postpone: async (rows, dueAt, error) => {
      await prisma.outbox.updateMany({ where: ids(rows), data: { dueAt, error, attempts: { increment: 1 } } });
    },
    hurry: async (consumer, error, at) => {
      const found = await pool.query(
        `UPDATE "Outbox" SET "dueAt" = $3 WHERE "consumer" = $1 AND "error" = $2 AND "dueAt" > $3
         AND "doneAt" IS NULL AND "refusedAt" IS NULL RETURNING "lane"`,
        [consumer, error, at],
      );
      return [...new Set(found.rows.map(({ lane }) => lane as string))].map((lane) => ({ consumer, lane }));
    },
    refuse: async (row, at, error) => {
      await prisma.outbox.updateMany({ where: ids([row]), data: { refusedAt: at, error } });
    },
    count: async () => {
      const [undone, refused, oldest] = await Promise.all([
        prisma.outbox.count({ where: open }),
        prisma.outbox.count({ where: { refusedAt: { not: null } } }),
        prisma.outbox.findFirst({ where: open, orderBy: { dueAt: 'asc' } }),
      ]);
      return { undone, refused, oldest: oldest?.dueAt.toISOString() };
    },
  };
}

const consumerOf = (line: Line): Consumer =>
  line === 'slack' || line === 'jira' || line === 'evidence' ? line : 'provisioning';

/**
 * See Line. Removals in the order in which their ends came, or in which somebody wanted what was found gone, whatever
 * they had to wait for since.
 */
const placed = `CASE WHEN g."status" = 'revoking' THEN 'removals at ' || split_part(g."entitlement", ':', 1)
    WHEN g."status" = 'ended' THEN 'looks'
    WHEN d."status" = 'removing' THEN 'removals at ' || split_part(d."entitlement", ':', 1) ELSE 'grants' END AS "line",
  CASE WHEN g."status" = 'revoking' THEN extract(epoch FROM g."endingAt")::float8
    WHEN d."status" = 'removing' THEN extract(epoch FROM d."answeredAt")::float8 ELSE 0 END AS "rank"`;

const place = `SELECT 'provisioning' AS "consumer", $1::text AS "lane", ${placed}
  FROM (SELECT) one LEFT JOIN "Grant" g ON g."id" = $1 LEFT JOIN "Drift" d ON d."id" = $1`;

const endDue = `SELECT EXISTS (SELECT FROM "Assignment" WHERE "status" = 'active' AND "endsAt" <= $1) OR EXISTS (
  SELECT FROM "Outbox" o LEFT JOIN "Grant" g ON g."id" = o."lane" LEFT JOIN "Drift" d ON d."id" = o."lane"
  WHERE o."consumer" = 'provisioning' AND o."dueAt" <= $1 AND o."doneAt" IS NULL AND o."refusedAt" IS NULL
    AND (g."status" = 'revoking' OR d."status" = 'removing')) AS "is"`;

/** In a lane of Slack or Jira the first row decides; provisioning brings a grant in line, whichever row asks for it. */
const dueLanes = `
  SELECT * FROM (
    SELECT o."consumer", o."lane", o."first", o."dueAt",
      CASE o."consumer" WHEN 'provisioning' THEN p."line" ELSE o."consumer" END AS "line", p."rank"
    FROM (
      SELECT "consumer", "lane", min("id") AS "first",
        CASE "consumer" WHEN 'provisioning' THEN min("dueAt") ELSE (array_agg("dueAt" ORDER BY "id"))[1] END AS "dueAt"
      FROM "Outbox" WHERE "consumer" = $1 AND "doneAt" IS NULL AND "refusedAt" IS NULL GROUP BY "consumer", "lane"
    ) o
    LEFT JOIN "Grant" g ON o."consumer" = 'provisioning' AND g."id" = o."lane"
    LEFT JOIN "Drift" d ON o."consumer" = 'provisioning' AND d."id" = o."lane"
    CROSS JOIN LATERAL (SELECT ${placed}) p
  ) lanes WHERE "dueAt" <= $2 AND "line" = $4
  ORDER BY "rank", CASE "consumer" WHEN 'provisioning' THEN NULL ELSE "dueAt" END, "first" LIMIT $3`;

const leaseSeconds = 10;
const renewEvery = 3_000;

export function createLeases({ pool }: Database, onError: (error: Error) => void): Leases {
  return {
    async hold(name, work) {
      const holder = randomUUID();
      if (!(await take(name, holder))) return 'busy';
      let heldUntil = performance.now() + leaseSeconds * 1000;
      const renewal = setInterval(() => {
        const asked = performance.now();
        take(name, holder).then((isOurs) => {
          heldUntil = isOurs ? asked + leaseSeconds * 1000 : 0;
        }, onError);
      }, renewEvery);
      const assertHeld = () => {
        if (performance.now() >= heldUntil) throw new Error(`the lease on ${name} has run out`);
      };
      try {
        return await work({ assertHeld });
      } finally {
        clearInterval(renewal);
        await pool.query('DELETE FROM "Lease" WHERE "name" = $1 AND "holder" = $2', [name, holder]);
      }
    },
  };

  /** The database's clock decides, since several machines share the lease. */
  async function take(name: string, holder: string): Promise<boolean> {
    const taken = await pool.query(
      `INSERT INTO "Lease" ("name", "holder", "until") VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3))
       ON CONFLICT ("name") DO UPDATE SET "holder" = EXCLUDED."holder", "until" = EXCLUDED."until"
       WHERE "Lease"."until" < clock_timestamp() OR "Lease"."holder" = EXCLUDED."holder"`,
      [name, holder, leaseSeconds],
    );
    return taken.rowCount === 1;
  }
}

export function createDeliveries({ prisma }: Database): Deliveries {
  return {
    isFirst: async (key, at) =>
      (await prisma.delivery.createMany({ data: [{ key, at }], skipDuplicates: true })).count === 1,
    forgetBefore: async (at) => {
      await prisma.delivery.deleteMany({ where: { at: { lt: at } } });
    },
  };
}

export function createPositions({ prisma }: Database): Positions {
  return {
    find: async (name) => (await prisma.position.findUnique({ where: { name } }))?.value,
    keep: async (name, value, at) => {
      await prisma.position.upsert({ where: { name }, create: { name, value, at }, update: { value, at } });
    },
    forget: async (name) => {
      await prisma.position.deleteMany({ where: { name } });
    },
  };
}

export function createLinks({ prisma }: Database): Links {
  type Row = NonNullable<Awaited<ReturnType<typeof prisma.link.findUnique>>>;
  const linkOf = (row: Row): Link =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([, value]) => value !== null)
        .map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value]),
    ) as unknown as Link;
  return {
    find: async (id) => {
      const row = await prisma.link.findUnique({ where: { id } });
      return row ? linkOf(row) : undefined;
    },
    of: async (request, kind) =>
      (await prisma.link.findMany({ where: { request, kind }, orderBy: { begunAt: 'asc' } })).map(linkOf),
    byMark: async (kind, mark) => {
      const row = await prisma.link.findFirst({ where: { kind, mark }, orderBy: { begunAt: 'asc' } });
      return row ? linkOf(row) : undefined;
    },
    matters: async (after, limit) => {
      const rows = await prisma.link.findMany({
        where: {
          kind: 'issue',
          request: { gt: after },
          OR: [{ request: { startsWith: 'drift:' } }, { request: { startsWith: 'task:' } }],
        },
        distinct: ['request'],
        orderBy: { request: 'asc' },
        take: limit,
        select: { request: true },
      });
      return rows.map(({ request }) => request);
    },
    at: async (place, mark) => (await prisma.link.findMany({ where: { place, ...(mark && { mark }) } })).map(linkOf),
    begin: async (link, at) => {
      const { count } = await prisma.link.createMany({ data: [{ ...link, begunAt: at }], skipDuplicates: true });
      const row = await prisma.link.findUniqueOrThrow({ where: { id: link.id } });
      return { ...linkOf(row), isNew: count === 1 };
    },
    done: async (id, at, where) => {
      await prisma.link.update({ where: { id }, data: { doneAt: at, ...where } });
    },
    note: async (id, note) => {
      await prisma.link.update({ where: { id }, data: { note } });
    },
    close: async (id, at) => {
      await prisma.link.update({ where: { id }, data: { closedAt: at } });
    },
  };
}
