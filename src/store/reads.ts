import type { Database } from './database.js';
import type { Prisma } from './generated/client.js';
import { assignmentOf, grantOf, requestOf } from './rows.js';
import type { Assignments, Grants, Requests } from './store.js';

const one = <T>(read: (row: Readonly<Record<string, unknown>>) => T, row: object | null): T | undefined =>
  row ? read(row as Record<string, unknown>) : undefined;

export function createRequests({ prisma, pool }: Database): Requests {
  const many = async (where: Prisma.RequestWhereInput) =>
    (await prisma.request.findMany({ where, orderBy: [{ submittedAt: 'asc' }, { id: 'asc' }] })).map(requestOf);
  const pageOf = async (where: Prisma.RequestWhereInput, take: number) =>
    (await prisma.request.findMany({ where, orderBy: { id: 'asc' }, take })).map(requestOf);
  return {
    find: async (id) => one(requestOf, await prisma.request.findUnique({ where: { id } })),
    after: (id, limit) => pageOf({ id: { gt: id } }, limit),
    newest: async () =>
      (await prisma.request.findFirst({ orderBy: { submittedAt: 'desc' }, select: { id: true } }))?.id,
    openFrom: async (requester) => {
      const found = await pool.query(
        `SELECT * FROM "Request" r WHERE r."requester" = $1 AND (r."status" = 'pending' OR (r."status" = 'approved'
         AND r."extends" IS NULL AND NOT EXISTS (SELECT 1 FROM "Assignment" a WHERE a."id" = r."id")))
         ORDER BY r."submittedAt", r."id"`,
        [requester],
      );
      return found.rows.map(requestOf);
    },
    pending: () => many({ status: 'pending' }),
    pendingAfter: (id, limit) => pageOf({ status: 'pending', id: { gt: id } }, limit),
    pendingAbout: (person) => many({ status: 'pending', OR: [{ requester: person }, { recipient: person }] }),
    pendingFor: async (recipient, { app, role }) => (await many({ recipient, app, role, status: 'pending' }))[0],
    waitingFor: async (person) => {
      const found = await pool.query(
        `SELECT DISTINCT r.* FROM "Request" r JOIN "Link" l ON l."request" = r."id"
         WHERE r."status" = 'pending' AND l."kind" = 'approverCard' AND l."person" = $1 AND l."closedAt" IS NULL
         ORDER BY r."submittedAt"`,
        [person],
      );
      return found.rows.map(requestOf);
    },
    due: async (now, limit) => {
      const rows = await prisma.request.findMany({
        where: { status: 'pending', OR: [{ lapsesAt: { lte: now } }, { remindAt: { lte: now }, remindedAt: null }] },
        orderBy: { lapsesAt: 'asc' },
        take: limit,
      });
      return rows.map(requestOf);
    },
  };
}

export function createAssignments({ prisma }: Database): Assignments {
  const many = async (where: Prisma.AssignmentWhereInput) =>
    (await prisma.assignment.findMany({ where, orderBy: [{ openedAt: 'asc' }, { id: 'asc' }] })).map(assignmentOf);
  const live = { not: 'ended' };
  return {
    find: async (id) => one(assignmentOf, await prisma.assignment.findUnique({ where: { id } })),
    liveOf: (recipient) => many({ recipient, status: live }),
    liveIn: (app) => many({ app, status: live }),
    liveFor: async (recipient, { app, role }) => (await many({ recipient, app, role, status: live }))[0],
    due: async (now, limit) => {
      const rows = await prisma.assignment.findMany({
        where: { status: 'active', OR: [{ endsAt: { lte: now } }, { warnAt: { lte: now }, warnedAt: null }] },
        orderBy: { endsAt: 'asc' },
        take: limit,
      });
      return rows.map(assignmentOf);
    },
  };
}

export function createGrants({ prisma }: Database): Grants {
  const many = async (where: Prisma.GrantWhereInput) =>
    (await prisma.grant.findMany({ where, orderBy: { openedAt: 'asc' } })).map(grantOf);
  return {
    find: async (id) => one(grantOf, await prisma.grant.findUnique({ where: { id } })),
    of: ({ grants }) => many({ id: { in: [...grants] } }),
    liveOf: (recipient) => many({ recipient, status: { not: 'ended' } }),
    liveIn: (entitlement) => many({ entitlement, status: { not: 'ended' } }),
    ever: (recipient, entitlement) => many({ recipient, entitlement }),
    lostSince: (moment) => prisma.grant.count({ where: { lostBy: { not: null }, endingAt: { gte: moment } } }),
    entitlements: async () => {
      const rows = await prisma.grant.findMany({
        where: { status: { not: 'ended' } },
        distinct: ['entitlement'],
        select: { entitlement: true },
      });
      return rows.map(({ entitlement }) => entitlement).sort();
    },
  };
}
