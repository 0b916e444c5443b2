import type { Line, Store } from '../store/store.js';
import type { Checkpointing } from './checkpoints.js';
import { type Log, once, type Step } from './contracts.js';
import type { Doorbell } from './doorbell.js';
import type { Expiry } from './expiry.js';
import type { Leaving } from './leaving.js';
import type { MirrorReconcile } from './mirrorReconcile.js';
import type { PeopleSync } from './people.js';
import type { Privacy } from './privacy.js';
import type { LogReader } from './providerLog.js';
import type { Job, JobQueue } from './queues.js';
import type { Reconcile } from './reconcile.js';
import { lines, type Relay } from './relay.js';

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

/** What looks at the providers by itself, and knows when it is time. */
export type Watch = { readonly log: LogReader; readonly reconcile: Reconcile; readonly jira?: MirrorReconcile };

type Needs = {
  store: Store;
  relay: Relay;
  expiry: Expiry;
  leaving: Leaving;
  people: PeopleSync;
  queue: JobQueue;
  watch: Watch;
  /** None without a key to sign with. */
  checkpoints?: Checkpointing;
  /** Absent where nobody acts in Jira. */
  doorbell?: Doorbell;
  privacy: Privacy;
  now: () => Date;
  log: Log;
  step?: Step;
};

export function createSweep(needs: Needs): Sweep {
  const { relay, people, queue } = needs;
  const alarm = createAlarm();
  const { passTime, leaving, provisioning, others, watch } = createPasses(needs, alarm);
  const passes = [passTime, leaving, ...provisioning, ...others, watch];
  const all = () => Promise.all(passes.map((pass) => pass.run()));
  const everyNow = (): void => {
    alarm.ring(everyNow, every);
    void all();
  };
  return {
    async start() {
      await queue.work((job) => perform(needs, job), 8);
      alarm.start();
      everyNow();
    },
    async now() {
      await Promise.all(passes.map((pass) => pass.idle()));
      await passTime.run();
      await leaving.run();
      for (const pass of provisioning) await pass.run();
      await Promise.all([...others, watch].map((pass) => pass.run()));
    },
    async stop() {
      alarm.stop();
      people.stop();
      await needs.doorbell?.stop();
      await relay.stop();
      await Promise.all(passes.map((pass) => pass.idle()));
    },
  };
}

async function perform({ relay, expiry, leaving, doorbell, log, step = once }: Needs, job: Job): Promise<void> {
  switch (job.kind) {
    case 'lane':
      // The bell was heard; whoever waits for Slack must not keep the next bell from being heard.
      relay.serve(job).catch((error) => log.error({ err: error, ...job }, 'a lane could not be served'));
      return;
    case 'request':
      return step(() => expiry.request(job.id));
    case 'assignment':
      return step(() => expiry.assignment(job.id));
    case 'person':
      return step(() => leaving.person(job.id));
    case 'issue':
      // As a lane: its row says whether it still waits.
      doorbell?.serve(job.id).catch((error) => log.error({ err: error, ...job }, 'an issue could not be looked at'));
      return;
  }
}

/** A pass for each, so that a vendor who is slow to hear cannot keep anybody's access from ending. */
function createPasses(
  { store, relay, expiry, leaving, people, watch, checkpoints, privacy, doorbell, now, log, step = once }: Needs,
  alarm: Alarm,
) {
  const catchUpWith = (line: Line): Pass => {
    const pass: Pass = oneAtATime(async () => {
      if ((await relay.serveDue(line)) > 0) alarm.ring(() => void pass.run(), soon);
    }, log);
    return pass;
  };
  return {
    passTime: oneAtATime(() => step(() => expiry.passAll()), log),
    leaving: oneAtATime(() => step(() => leaving.passAll()), log),
    provisioning: lines.filter((line) => !isTelling(line)).map(catchUpWith),
    // The log first: it knows who did what the comparison then finds.
    watch: oneAtATime(async () => {
      await watch.log.run();
      await watch.reconcile.run();
    }, log),
    others: [
      ...lines.filter(isTelling).map(catchUpWith),
      oneAtATime(() => step(() => people.pass()), log),
      oneAtATime(() => step(async () => checkpoints?.pass()), log),
      oneAtATime(() => doorbell?.pass() ?? Promise.resolve(), log),
      oneAtATime(async () => watch.jira?.run(), log),
      oneAtATime(() => privacy.pass(), log),
      oneAtATime(() => store.deliveries.forgetBefore(new Date(now().getTime() - remembered)), log),
    ],
  };
}

const isTelling = (line: Line): boolean => line === 'slack' || line === 'jira' || line === 'evidence';

type Alarm = { start(): void; ring(run: () => void, milliseconds: number): void; stop(): void };

/** Rings only between start and stop. */
function createAlarm(): Alarm {
  const timers = new Set<NodeJS.Timeout>();
  let isOn = false;
  return {
    start() {
      isOn = true;
    },
    ring(run, milliseconds) {
      if (!isOn) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, milliseconds);
      timers.add(timer);
    },
    stop() {
      isOn = false;
      for (const timer of timers) clearTimeout(timer);
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
