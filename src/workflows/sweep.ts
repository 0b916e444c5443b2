import type { Store } from '../store/store.js';
import { type Log, once, type Step } from './contracts.js';
import type { Expiry } from './expiry.js';
import type { Job, JobQueue } from './queues.js';
import type { Relay } from './relay.js';

export type Sweep = {
  /** Starts working: what is overdue at once, then each job as it rings, and every few seconds what was missed. */
  start(): Promise<void>;
  /** Does now what the next sweep would do. */
  now(): Promise<void>;
  stop(): Promise<void>;
};

/** Nothing is late by more than this, though the queue should lose everything. */
const every = 15_000;
/** A worker that was killed holds its lanes for as long as its leases last: they are looked at again sooner. */
const soon = 2_000;
const remembered = 24 * 3600 * 1000;

type Needs = { store: Store; relay: Relay; expiry: Expiry; queue: JobQueue; now: () => Date; log: Log; step?: Step };

export function createSweep({ store, relay, expiry, queue, now, log, step = once }: Needs): Sweep {
  let timer: NodeJS.Timeout | undefined;
  let again: NodeJS.Timeout | undefined;
  // Two passes, so that a vendor who is slow to hear cannot keep anybody's access from ending.
  const passTime = oneAtATime(() => step(() => expiry.passAll()), log);
  const catchUp: Pass = oneAtATime(async () => {
    const busy = await relay.serveDue();
    clearTimeout(again);
    if (busy > 0 && timer) again = setTimeout(catchUp.run, soon);
    await store.deliveries.forgetBefore(new Date(now().getTime() - remembered));
  }, log);
  const both = () => Promise.all([passTime.run(), catchUp.run()]);
  const perform = (job: Job): Promise<void> => {
    switch (job.kind) {
      case 'lane':
        return relay.serve(job).then(() => undefined);
      case 'request':
        return step(() => expiry.request(job.id));
      case 'assignment':
        return step(() => expiry.assignment(job.id));
    }
  };
  return {
    async start() {
      await queue.work(perform, 8);
      timer = setInterval(both, every);
      void both();
    },
    async now() {
      await Promise.all([passTime.idle(), catchUp.idle()]);
      await passTime.run();
      await catchUp.run();
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      clearTimeout(again);
      await Promise.all([passTime.idle(), catchUp.idle()]);
    },
  };
}

type Pass = { run(): Promise<void>; idle(): Promise<void> };

function oneAtATime(work: () => Promise<void>, log: Log): Pass {
  let running: Promise<void> | undefined;
  const run = (): Promise<void> => {
    running ??= work()
      .catch((error) => log.error({ err: error }, 'a sweep failed; the next one tries again'))
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  return { run, idle: async () => running };
}
