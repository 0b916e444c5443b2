import { isLive } from '../domain/assignment.js';
import type { Catalog } from '../domain/catalog.js';
import type { Person } from '../domain/person.js';
import { isRefusal } from '../domain/refusal.js';
import type { Request } from '../domain/request.js';
import type { Store } from '../store/store.js';
import type { Directory, Door, Log } from './contracts.js';
import { inParallel } from './relay.js';

/**
 * What follows when somebody has left, wherever that was found out: the directory's row says that they are leaving
 * until all of it is done. Somebody who comes back gets nothing back by itself. While more are said to have left than is
 * believed, nothing is done for anybody: whoever is found at such a time may be found by the same mistake.
 */
export type Leaving = {
  /** Does what follows from one person's leaving. Twice, or for nobody, it does nothing. */
  person(id: string): Promise<void>;
  /** Everybody for whom something is still to be done. */
  passAll(): Promise<void>;
};

type Needs = { store: Store; door: Door; directory: Directory; catalog: Catalog; log: Log };

export function createLeaving(needs: Needs): Leaving {
  const { store, log } = needs;
  const isHeld = async () => (await store.trail.last('leavers'))?.event.type === 'leavers.held';
  const person = async (id: string) => {
    if (await isHeld()) return;
    await store.leases.hold(`leaving:${id}`, async () => {
      const found = await store.people.find(id);
      if (found?.leavingAt) await settle(needs, found, found.leavingAt);
    });
  };
  return {
    person,
    async passAll() {
      const leaving = (await isHeld()) ? [] : await store.people.leaving(200);
      // Whoever is not done now is looked at again: one whose request cannot be asked anew holds up nobody.
      await inParallel(leaving, 4, ({ id }) =>
        person(id).catch((error) =>
          log.warn({ err: error, person: id }, 'what follows from a leaving is not done yet'),
        ),
      );
    },
  };
}

/** Access first: it is what somebody who has left must not have. */
async function settle(needs: Needs, left: Person, leavingAt: string): Promise<void> {
  const { store, door } = needs;
  const { id, directory, directoryId } = left;
  const since = aMinuteBefore(leavingAt);
  await door.record(
    { type: 'person.left', id, directory, directoryId },
    'latchkey',
    'directory',
    (last) => last?.event.type === 'person.left' && last.at >= since,
  );
  for (const assignment of (await store.assignments.liveOf(id)).filter(isLive)) {
    await door.run({ type: 'assignment.end', id: assignment.id, cause: 'left' }, 'latchkey', 'directory');
  }
  for (const request of await store.requests.pendingAbout(id)) {
    await door.run({ type: 'request.withdraw', id: request.id, cause: 'left' }, 'latchkey', 'directory');
  }
  for (const request of await store.requests.waitingFor(id)) await reroute(needs, request, { left: id, since });
  await store.people.hasLeft(id, leavingAt);
}

/** The clocks of several machines differ; what was recorded for this leaving must not be recorded again. */
const aMinuteBefore = (moment: string): string => new Date(new Date(moment).getTime() - 60_000).toISOString();

/** Who is asked now is drawn on the cards from what policy says then; here it is put on record, once. */
async function reroute(
  { store, door, directory, catalog }: Needs,
  request: Request,
  { left, since }: { left: string; since: string },
): Promise<void> {
  const trail = await store.trail.streams([`request:${request.id}`]);
  const isDone = trail.some(({ event, at }) => event.type === 'request.rerouted' && event.left === left && at >= since);
  if (isDone) return;
  const analysis = await directory.analyse(request, request.approvals);
  const stages = isRefusal(analysis) ? [] : analysis.stages;
  await door.run(
    { type: 'request.reroute', id: request.id, left, stages, catalog: catalog.hash },
    'latchkey',
    'directory',
  );
}
