import type { Drift } from '../domain/drift.js';
import { floodLock } from '../domain/flood.js';
import type { Database } from './database.js';
import type { Prisma } from './generated/client.js';
import { driftOf } from './rows.js';
import type { Drifts, LogEntry, ProviderLog } from './store.js';

export function createDrifts({ prisma }: Database): Drifts {
  const many = async (where: Prisma.DriftWhereInput, order: 'asc' | 'desc' = 'asc'): Promise<Drift[]> =>
    (await prisma.drift.findMany({ where, orderBy: [{ foundAt: order }, { id: 'asc' }] })).map(driftOf);
  return {
    find: async (id) => {
      const row = await prisma.drift.findUnique({ where: { id } });
      return row ? driftOf(row) : undefined;
    },
    open: () => many({ status: { not: 'closed' } }),
    standing: (entitlement) =>
      many({
        entitlement,
        kind: { in: ['added', 'many'] },
        undoneAt: null,
        OR: [{ status: { not: 'closed' } }, { answer: 'explained' }],
      }),
    about: (entitlement, account) => many({ entitlement, kind: { not: 'many' }, accounts: { has: account } }, 'desc'),
    floods: (entitlement) =>
      many(
        {
          entitlement,
          recipient: { startsWith: floodLock(entitlement) },
          OR: [{ status: { not: 'closed' } }, { answer: 'explained' }],
        },
        'desc',
      ),
    ofGrants: (grants) => many({ grant: { in: [...grants] } }, 'desc'),
  };
}

/** An earlier release made this id from the address itself; where it stands in a finding, it goes on. */
const stranger = `SELECT a AS "account" FROM "LogEntry" l JOIN "Drift" d ON d."id" = l."drift", unnest(d."accounts") a
  WHERE l."provider" = $1 AND l."account" = $2 AND a LIKE 'unknown-%' ORDER BY l."at" LIMIT 1`;

export function createProviderLog({ prisma, pool }: Database): ProviderLog {
  type Row = NonNullable<Awaited<ReturnType<typeof prisma.logEntry.findFirst>>>;
  const entryOf = ({ grant, drift, at, ...row }: Row): LogEntry => ({
    ...row,
    kind: row.kind as LogEntry['kind'],
    at: at.toISOString(),
    ...(grant && { grant }),
    ...(drift && { drift }),
  });
  const inOrder = [{ at: 'asc' }, { entry: 'asc' }] satisfies Prisma.LogEntryOrderByWithRelationInput[];
  return {
    keep: async (entries) => {
      await prisma.logEntry.createMany({ data: [...entries], skipDuplicates: true });
    },
    unmatched: async (provider, limit, after) => {
      const beyond = after && [{ at: { gt: after.at } }, { at: after.at, entry: { gt: after.entry } }];
      const where = { provider, grant: null, drift: null, ...(beyond && { OR: beyond }) };
      return (await prisma.logEntry.findMany({ where, orderBy: inOrder, take: limit })).map(entryOf);
    },
    match: async ({ provider, entry }, to) => {
      await prisma.logEntry.update({ where: { provider_entry: { provider, entry } }, data: to });
    },
    about: async (drift) => (await prisma.logEntry.findMany({ where: { drift }, orderBy: inOrder })).map(entryOf),
    strangerAt: async (provider, address) => (await pool.query(stranger, [provider, address])).rows[0]?.account,
    summary: async (drift) => {
      const how = { where: { drift }, _count: true, _min: { at: true }, _max: { at: true } } as const;
      const tallies = await prisma.logEntry.groupBy({
        by: ['kind', 'actorName'],
        ...how,
        orderBy: { _min: { at: 'asc' } },
      });
      return tallies.map(({ kind, actorName, _count: count, _min, _max }) => ({
        ...{ kind: kind as LogEntry['kind'], actorName, count },
        ...{ from: _min.at?.toISOString() ?? '', until: _max.at?.toISOString() ?? '' },
      }));
    },
    broughtBy: async (drifts, account) =>
      (
        await prisma.logEntry.findFirst({
          where: { drift: { in: [...drifts] }, account, kind: 'added' },
          orderBy: { at: 'desc' },
        })
      )?.drift ?? undefined,
    within: async ({ provider, group }, { from, until }, limit) => {
      const where = { provider, group, at: { gte: from, lt: until } };
      return (await prisma.logEntry.findMany({ where, orderBy: inOrder, take: limit })).map(entryOf);
    },
    last: async (provider) =>
      (await prisma.logEntry.findFirst({ where: { provider }, orderBy: { at: 'desc' } }))?.at.toISOString(),
    noteGap: async (provider, from, until) => {
      await prisma.logGap.createMany({ data: [{ provider, from, until }], skipDuplicates: true });
    },
    gaps: async (provider) => {
      const rows = await prisma.logGap.findMany({ where: { provider }, orderBy: { from: 'asc' } });
      return rows.map(({ from, until }) => ({ from: from.toISOString(), until: until.toISOString() }));
    },
  };
}
