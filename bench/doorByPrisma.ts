import { type DomainEvent, type Recorded, streamOf } from '../src/domain/events.js';
import { decide, type World } from '../src/domain/lifecycle.js';
import { isRefusal, type Refusal } from '../src/domain/refusal.js';
import { chain, dataOf, type Head } from '../src/store/chain.js';
import type { Database } from '../src/store/database.js';
import type { Prisma } from '../src/store/generated/client.js';
import { assignmentOf, grantOf, requestOf, requestRow } from '../src/store/rows.js';
import type { Writing } from '../src/store/store.js';
import type { submission } from './commands.js';

type Transaction = Prisma.TransactionClient;

/**
 * The same decision as store/trail.ts makes, as one would write it with Prisma's client: an interactive transaction,
 * the same lock, the same reads, the same rows. Only submissions: they are what is compared.
 */
export const decideByPrisma = (
  { prisma }: Database,
  command: ReturnType<typeof submission>,
  writing: Writing,
): Promise<Refusal | readonly Recorded[]> =>
  prisma.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${command.recipient}, 0))::text`;
      const decision = decide(await loadWorld(tx, command.recipient, command.id), command, writing.at);
      if (isRefusal(decision)) return decision;
      return write(tx, decision.events, decision.world, writing);
    },
    { maxWait: 60_000, timeout: 60_000 },
  );

async function loadWorld(tx: Transaction, recipient: string, id: string): Promise<World> {
  const requests = await tx.request.findMany({
    where: { recipient, OR: [{ id }, { status: 'pending' }, { status: 'approved', extends: null }] },
  });
  const assignments = await tx.assignment.findMany({
    where: { recipient, OR: [{ id }, { status: { not: 'ended' } }] },
  });
  const grants = await tx.grant.findMany({ where: { recipient, OR: [{ id }, { status: { not: 'ended' } }] } });
  return {
    requests: new Map(requests.map((row) => [row.id, requestOf(row)])),
    assignments: new Map(assignments.map((row) => [row.id, assignmentOf(row)])),
    grants: new Map(grants.map((row) => [row.id, grantOf(row)])),
    drifts: new Map(),
  };
}

async function write(tx: Transaction, events: readonly DomainEvent[], world: World, writing: Writing) {
  const { actor, cause } = writing;
  const at = writing.at.toISOString();
  const bare = events.map((event) => ({ stream: streamOf(event), at, actor, cause, event }));
  const heads = new Map<string, Head>();
  for (const stream of new Set(bare.map((one) => one.stream))) {
    const last = await tx.event.findFirst({ where: { stream }, orderBy: { seq: 'desc' } });
    if (last) heads.set(stream, last);
  }
  const rows = chain(bare, heads);
  for (const { event, ...row } of rows) {
    const { type, data } = dataOf(event);
    const written = await tx.event.create({ data: { ...row, type, data }, select: { id: true } });
    const hearings = writing.hearings({ ...row, event }, world.grants);
    const due = hearings.map(({ consumer, lane }) => ({ eventId: written.id, consumer, lane, dueAt: writing.at }));
    await tx.outbox.createMany({ data: due });
  }
  await tx.text.createMany({ data: (writing.texts ?? []).map(({ hash: _, ...text }) => text) });
  for (const request of world.requests.values()) {
    const row = requestRow(request) as Prisma.RequestUncheckedCreateInput;
    await tx.request.upsert({ where: { id: row.id }, create: row, update: row });
  }
  return rows;
}
