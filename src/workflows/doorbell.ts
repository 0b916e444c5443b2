import type { JiraActs } from '../jira/acting.js';
import type { Ring } from '../jira/webhook.js';
import type { Rung, Store } from '../store/store.js';
import { type Log, once, retryMomentOf, type Step, sentenceOf } from './contracts.js';
import type { JobQueue } from './queues.js';
import { inParallel, waitAfter } from './relay.js';

/**
 * Jira's doorbell. A ring is noted and answered at once; what it was about is looked at afterwards. Jira may ring late,
 * twice or not at all, so now and then what changed there is looked for as well.
 */
export type Doorbell = {
  /** Somebody rang. Rejects when it could not be noted: then Jira rings again. */
  ring(ring: Ring): Promise<void>;
  /** Looks at one issue, if it still waits to be looked at. */
  serve(issue: string): Promise<void>;
  /** Looks at all that wait, and at what changed without a ring. */
  pass(): Promise<void>;
  stop(): Promise<void>;
};

/** Looks at an issue, by its id, and does what follows from it. */
export type Look = (issue: string) => Promise<void>;

type Needs = {
  readonly store: Store;
  readonly queue: Pick<JobQueue, 'add'>;
  readonly jira: Pick<JiraActs, 'changedWithin'>;
  readonly look: Look;
  readonly step?: Step;
  readonly now: () => Date;
  readonly log: Log;
};

export function createDoorbell(needs: Needs): Doorbell {
  const { store, queue, now } = needs;
  const hands = new Set<Promise<void>>();
  const stopping = { isTrue: false };
  const serve = (issue: string): Promise<void> => {
    const work = serveOne(needs, issue, stopping).finally(() => hands.delete(work));
    hands.add(work);
    return work;
  };
  return {
    async ring({ issue }) {
      await store.rings.ring([issue], now());
      queue.add({ kind: 'issue', id: issue });
    },
    serve,
    async pass() {
      await lookForChanges(needs);
      const due = await store.rings.due(now(), 500);
      await inParallel(due, 4, ({ issue }) => serve(issue));
    },
    async stop() {
      stopping.isTrue = true;
      await Promise.allSettled(hands);
    },
  };
}

/** Whoever finds it busy goes away; so whoever looked at it sees whether it rang meanwhile. */
async function serveOne(needs: Needs, issue: string, stopping: { readonly isTrue: boolean }): Promise<void> {
  const { store, now } = needs;
  for (;;) {
    const rung = await store.rings.find(issue);
    if (!rung || stopping.isTrue || new Date(rung.dueAt) > now()) return;
    const served = await store.leases.hold(`issue:${issue}`, () => lookAt(needs, issue));
    if (served === 'busy') return;
  }
}

async function lookAt({ store, look, step = once, queue, now, log }: Needs, issue: string): Promise<void> {
  // Read anew: somebody may have looked at it just before.
  const rung = await store.rings.find(issue);
  if (!rung || new Date(rung.dueAt) > now()) return;
  try {
    await step(() => look(issue));
    await store.rings.done(rung);
  } catch (error) {
    const dueAt = laterThan(now(), rung, error);
    log.warn({ err: error, issue, dueAt }, 'an issue in Jira could not be looked at; it will be tried again');
    await store.rings.postpone(rung, dueAt, sentenceOf(error));
    queue.add({ kind: 'issue', id: issue }, dueAt.getTime() - now().getTime() + 5);
  }
}

const laterThan = (now: Date, { attempts }: Rung, error: unknown): Date =>
  retryMomentOf(error) ?? new Date(now.getTime() + waitAfter(attempts + 1) * 1000);

const position = 'jira:changes';
const minute = 60_000;
/** From one look for what changed without a ring to the next. */
const every = 5 * minute;
/** Jira's search trails behind by minutes. */
const overlap = 15;

async function lookForChanges({ store, jira, now, log }: Needs): Promise<void> {
  const last = await store.positions.find(position);
  const started = now();
  if (last !== undefined && started.getTime() - new Date(last).getTime() < every) return;
  const since = last === undefined ? 0 : (started.getTime() - new Date(last).getTime()) / minute;
  try {
    const changed = await jira.changedWithin(since + overlap);
    if (changed.length > 0) await store.rings.ring(changed, now());
    await store.positions.keep(position, started.toISOString(), started);
  } catch (error) {
    log.warn({ err: error }, 'what changed in Jira could not be looked for; the next sweep tries again');
  }
}
