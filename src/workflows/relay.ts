import type { Recorded } from '../domain/events.js';
import { asUrgent, BudgetSpent } from '../idp/budget.js';
import type { Hearing, Line, OutboxRow, Placed, Store } from '../store/store.js';
import { type Log, NotYet, once, retryMomentOf, type Step, sentenceOf } from './contracts.js';
import type { Job, JobQueue } from './queues.js';
import type { Bells } from './run.js';
import { createTurns } from './turns.js';

/** Hears events one by one, in order, within a request. */
export type Listener = { hear(recorded: Recorded, requestId: string): Promise<void> };
/** Brings the outside in line with what is true now, whatever rang. */
export type Settler = { settle(id: string): Promise<void> };

export type Consumers = {
  readonly slack: Listener;
  readonly provisioning: Settler;
  readonly jira?: Listener;
  readonly evidence?: Listener;
};

export type Relay = {
  /** Does what a lane has waiting, when it is its turn. Rung twice, or for nothing, it does nothing. */
  serve(lane: Hearing): Promise<void>;
  /** Does every lane of a line that is due. @returns how many were left, since somebody is at them: or has died at them. */
  serveDue(line: Line): Promise<number>;
  /** Begins nothing any more, and waits for what is in hand. The rest is found by whoever looks next. */
  stop(): Promise<void>;
};

/**
 * Each line has its own hands: a Jira that is slow to hear keeps nobody's access from being given, and nobody who is to
 * get in, or is looked at once more, keeps anybody in who is to be out.
 */
const hands = {
  'removals at okta': 8,
  'removals at entra': 8,
  'removals at google': 8,
  'removals at manual': 2,
  grants: 8,
  looks: 4,
  slack: 6,
  jira: 6,
  // An export may read for minutes: one at a time, and nobody's card waits for it.
  evidence: 1,
} as const satisfies Record<Line, number>;

/** The most urgent first. */
export const lines = Object.keys(hands) as readonly Line[];

type Served = 'served' | 'busy';

type Needs = {
  /** How often a step is executed: once, unless a test says otherwise. */
  step?: Step;
  store: Store;
  now: () => Date;
  queue: JobQueue;
  consumers: Consumers;
  log: Log;
  incident: (row: OutboxRow, error: unknown) => void;
};

export function createRelay(needs: Needs): Relay {
  const { store, now } = needs;
  const turns = new Map(lines.map((line) => [line, createTurns<Served>(hands[line])]));
  const stopping = { isTrue: false };
  const serve = async ({ line, rank, ...lane }: Placed): Promise<Served | undefined> =>
    turns.get(line)?.take(lane.lane, () => serveLane(needs, lane, stopping), rank);
  return {
    serve: async (lane) => void (await serve(await store.outbox.place(lane))),
    async serveDue(line) {
      for (let before = '', busy = 0; ; ) {
        const lanes = await store.outbox.dueLanes(line, now(), 500);
        const seen = lanes.map(({ lane }) => lane).join();
        // What another worker has in hand is due until it is done: the next sweep looks again.
        if (lanes.length === 0 || seen === before || stopping.isTrue) return busy;
        before = seen;
        const served = await Promise.all(
          lanes.map((lane) =>
            serve(lane).catch((error) => {
              needs.log.error({ err: error, ...lane }, 'a lane could not be served');
            }),
          ),
        );
        busy = served.filter((one) => one === 'busy').length;
      }
    },
    async stop() {
      stopping.isTrue = true;
      await Promise.all([...turns.values()].map((one) => one.stop()));
    },
  };
}

/** Whoever finds the lane busy goes away; so whoever served it looks once more after letting go. */
async function serveLane(needs: Needs, lane: Hearing, stopping: { readonly isTrue: boolean }): Promise<Served> {
  const { store, now } = needs;
  do {
    const served = await store.leases.hold(`${lane.consumer}:${lane.lane}`, () => drain(needs, lane, stopping));
    if (served === 'busy') return 'busy';
  } while (!stopping.isTrue && (await hasDue(store, lane, now())));
  return 'served';
}

const isOverdue = (row: OutboxRow | undefined, now: Date): boolean => !!row && new Date(row.dueAt) <= now;

async function hasDue(store: Store, lane: Hearing, now: Date): Promise<boolean> {
  const rows = await store.outbox.undone(lane);
  return lane.consumer === 'provisioning' ? rows.some((row) => isOverdue(row, now)) : isOverdue(rows[0], now);
}

async function drain(needs: Needs, lane: Hearing, stopping: { readonly isTrue: boolean }): Promise<void> {
  const rows = await needs.store.outbox.undone(lane);
  if (lane.consumer === 'provisioning') return settle(needs, rows);
  for (const row of rows) {
    if (stopping.isTrue || !isOverdue(row, needs.now()) || (await hear(needs, row, lane)) === 'wait') return;
  }
}

/** One look at what is true now answers every row that was written before it. */
async function settle(needs: Needs, rows: readonly OutboxRow[]): Promise<void> {
  const due = rows.filter((row) => isOverdue(row, needs.now()));
  const [first] = due;
  if (!first) return;
  try {
    await (needs.step ?? once)(() => needs.consumers.provisioning.settle(first.lane));
    await needs.store.outbox.done(due, needs.now());
  } catch (error) {
    await postpone(needs, due, error);
  }
}

async function hear(needs: Needs, row: OutboxRow, { consumer, lane }: Hearing): Promise<'next' | 'wait'> {
  const listener = consumer === 'provisioning' ? undefined : needs.consumers[consumer];
  try {
    const recorded = await needs.store.trail.find(row.eventId);
    // What is told may be some seconds late; whoever stands at a form may not.
    if (recorded) await (needs.step ?? once)(() => asUrgent('grant', async () => listener?.hear(recorded, lane)));
    await needs.store.outbox.done([row], needs.now());
    return 'next';
  } catch (error) {
    if (!isForGood(error)) {
      await postpone(needs, [row], error);
      return 'wait';
    }
    needs.incident(row, error);
    await needs.store.outbox.refuse(row, needs.now(), sentenceOf(error));
    return 'next';
  }
}

/** The one that is told said no, and will say no again. A provider's no on the way there may be mended. */
const isForGood = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'SlackRefused' || error.name === 'JiraRefused');

/** Failures in a row after which people should know: about a minute. */
const patienceEnds = 8;

async function postpone(needs: Needs, rows: readonly OutboxRow[], error: unknown): Promise<void> {
  const [{ consumer, lane }] = rows as [OutboxRow];
  const isTooEarly = error instanceof NotYet || error instanceof BudgetSpent;
  const dueAt = isTooEarly ? await wait(needs, rows, error) : await retry(needs, rows, error);
  needs.queue.add({ kind: 'lane', consumer, lane }, dueAt.getTime() - needs.now().getTime() + 5);
}

async function wait({ store }: Needs, rows: readonly OutboxRow[], error: NotYet | BudgetSpent): Promise<Date> {
  await store.outbox.wait(rows, error.retryAt, sentenceOf(error));
  return error.retryAt;
}

async function retry(needs: Needs, rows: readonly OutboxRow[], error: unknown): Promise<Date> {
  const attempts = Math.max(...rows.map((row) => row.attempts)) + 1;
  const dueAt = retryMomentOf(error) ?? new Date(needs.now().getTime() + waitAfter(attempts) * 1000);
  const [row] = rows as [OutboxRow];
  const { consumer, lane } = row;
  needs.log.warn({ err: error, consumer, lane, attempts, dueAt }, 'not done yet; it will be tried again');
  if (attempts === patienceEnds) needs.incident(row, error);
  await needs.store.outbox.postpone(rows, dueAt, sentenceOf(error));
  return dueAt;
}

/** 1, 2, 4, 8 s, then every 10 s for ten minutes, then every three minutes. */
export function waitAfter(attempts: number): number {
  if (attempts <= 4) return 2 ** (attempts - 1);
  return attempts <= 64 ? 10 : 180;
}

export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const waiting = [...items];
  const next = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, next));
}

/** What the door rings once it has committed: each lane now, and each moment at which something falls due. */
export function createBells(queue: JobQueue, now: () => Date): Bells {
  const at = (moment: string | undefined, job: Job) => {
    if (moment) queue.add(job, new Date(moment).getTime() - now().getTime() + 5);
  };
  return {
    ring: (lanes) => {
      for (const { consumer, lane, delay = 0 } of lanes) queue.add({ kind: 'lane', consumer, lane }, delay * 1000);
    },
    wake: (recorded) => {
      for (const { event } of recorded) {
        if (event.type === 'request.submitted') {
          at(event.remindAt, { kind: 'request', id: event.id });
          at(event.lapsesAt, { kind: 'request', id: event.id });
        }
        if (event.type === 'assignment.activated' || event.type === 'assignment.extended') {
          at(event.warnAt, { kind: 'assignment', id: event.id });
          at(event.endsAt, { kind: 'assignment', id: event.id });
        }
      }
    },
  };
}
