import { createPostgresBackend, type JobsOptions, Queue, Worker } from 'bullmq';
import type { Consumer } from '../store/store.js';
import type { Log } from './contracts.js';

/** Jobs carry ids, never facts: what is to be done is read from Postgres when the job comes up. */
export type Job =
  | { readonly kind: 'lane'; readonly consumer: Consumer; readonly lane: string }
  | { readonly kind: 'request'; readonly id: string }
  | { readonly kind: 'assignment'; readonly id: string }
  /** Somebody who was found to have left. */
  | { readonly kind: 'person'; readonly id: string }
  /** An issue that Jira rang about. */
  | { readonly kind: 'issue'; readonly id: string };

/**
 * The doorbell. It may lose every job it holds, and nothing is lost or late by more than a sweep: so a job that cannot
 * be added is logged and forgotten.
 */
export type JobQueue = {
  /** @param delay in milliseconds. */
  add(job: Job, delay?: number): void;
  /** Starts working; a job that throws is not tried again here, since the outbox knows when. */
  work(perform: (job: Job) => Promise<void>, concurrency: number): Promise<void>;
  /** Lets work in flight finish. */
  close(): Promise<void>;
};

export type QueueSettings = { readonly postgres: string } | { readonly redis: string };

const name = 'latchkey';
const forget: JobsOptions = { removeOnComplete: true, removeOnFail: true };
/** BullMQ keeps delays in a 32-bit number of milliseconds; the sweep sees to what lies beyond. */
const longestDelay = 20 * 24 * 3600 * 1000;

export async function openQueue(settings: QueueSettings, log: Log): Promise<JobQueue> {
  const onError = (error: Error) =>
    log.warn({ err: error }, 'the job queue reports a fault; the sweep goes on without it');
  const { queue, makeWorker } = 'redis' in settings ? onRedis(settings.redis) : onPostgres(settings.postgres);
  queue.on('error', onError);
  await queue.waitUntilReady();
  const adding = new Set<Promise<unknown>>();
  let worker: Worker | undefined;
  return {
    add(job, delay = 0) {
      if (delay > longestDelay) return;
      const added: Promise<unknown> = queue
        .add(job.kind, job, { ...forget, delay: Math.max(0, Math.ceil(delay)) })
        .catch(onError)
        .finally(() => adding.delete(added));
      adding.add(added);
    },
    async work(perform, concurrency) {
      worker = makeWorker(async ({ data }) => perform(data), concurrency);
      worker.on('error', onError);
      worker.on('failed', (job, error) =>
        log.warn({ err: error, job: job?.data }, 'a job failed; its outbox row says when it is tried again'),
      );
      await worker.waitUntilReady();
    },
    async close() {
      await worker?.close();
      await Promise.allSettled(adding);
      await queue.close();
    },
  };
}

type Perform = (job: { data: Job }) => Promise<void>;
type Opened = { queue: Queue; makeWorker(perform: Perform, concurrency: number): Worker };

function onRedis(url: string): Opened {
  const { hostname: host, port, username, password, pathname, protocol } = new URL(url);
  const connection = {
    host,
    port: Number(port || 6379),
    db: Number(pathname.slice(1) || 0),
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
  return {
    // While Redis is away a bell is dropped rather than kept waiting in memory.
    queue: new Queue(name, { connection: { ...connection, enableOfflineQueue: false, maxRetriesPerRequest: 1 } }),
    makeWorker: (perform, concurrency) =>
      new Worker(name, perform, { connection: { ...connection, maxRetriesPerRequest: null }, concurrency, ...removed }),
  };
}

function onPostgres(connectionString: string): Opened {
  const connection = { connectionString, max: 4 };
  return {
    queue: new Queue(name, { connection: { ...connection, migrate: true } }, createPostgresBackend) as unknown as Queue,
    makeWorker: (perform, concurrency) =>
      new Worker(name, perform, { connection, concurrency, ...removed }, createPostgresBackend) as unknown as Worker,
  };
}

const removed = { removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } };
