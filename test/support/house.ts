import { expect } from '@jest/globals';
import { type Acme, acme } from '../../sandbox/company.js';
import { type StandIns, startStandIns } from '../../sandbox/standIns.js';
import { type Latchkey, startLatchkey } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import type { Recorded } from '../../src/domain/events.js';
import { createLog } from '../../src/log.js';
import { findBreak } from '../../src/store/chain.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import type { Step } from '../../src/workflows/contracts.js';
import { catalogWith } from './catalogFiles.js';
import { type TestDatabase, testDatabase } from './database.js';
import { eventually } from './eventually.js';
import { openQueueStore, type QueueStore } from './queueStore.js';
import { roomy } from './roomy.js';
import { checkTraffic } from './specs.js';

/** A whole company: the bot with its real SDKs, a database of its own, and the stand-ins that it talks to. */
export type House = StandIns & {
  readonly store: Store;
  readonly database: TestDatabase;
  readonly queue: QueueStore;
  /** Moves the bot's clock and has it do what is due. */
  passTime(seconds: number): Promise<void>;
  now(): Date;
  /** Resolves when it holds. Slack, Okta, Jira and the database are looked at after every change in Slack, and now and then. */
  until(holds: () => boolean | Promise<boolean>, within?: number): Promise<void>;
  /** Stops the bot and starts it anew on the same database: with other settings, or after having been away for seconds. */
  restart(how?: { readonly environment?: Readonly<Record<string, string>>; readonly away?: number }): Promise<void>;
  /** The types of everything on record about a request, its access and its grants, chain verified. */
  auditTrail(requestId: string): Promise<string[]>;
  /** The one request of the whole database, or the newest of them. */
  newestRequest(): Promise<string>;
  close(): Promise<void>;
};

export type HouseOptions = {
  readonly company?: Acme;
  /** How often each step of the bot is executed, and each delivery of Slack made. */
  readonly stepsRun?: number;
  readonly environment?: Environment | ((standIns: StandIns) => Environment);
  readonly eventsUrl?: string;
};

type Environment = Readonly<Record<string, string>>;

/** The demo company's, as far as the directory itself gives access. */
const catalog = catalogWith();

const repeated =
  (times: number): Step =>
  async (work) => {
    for (let run = 1; run <= times; run += 1) await work();
  };

export async function openHouse({
  company = acme,
  stepsRun = 1,
  environment = {},
  eventsUrl,
}: HouseOptions = {}): Promise<House> {
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  const [standIns, database] = await Promise.all([
    startStandIns(company, {}, eventsUrl, () => now().getTime()).then(roomy),
    testDatabase(),
  ]);
  if (stepsRun > 1) for (const delivery of ['command', 'interaction', 'event']) standIns.slack.faults.twice(delivery);
  const queue = await openQueueStore(database.url);
  const store = openStore(database.url, () => {});
  const own = typeof environment === 'function' ? environment(standIns) : environment;
  const given = { ...standIns.environment, ...queue.environment, ...own };
  const settings = { DATABASE_URL: database.url, CATALOG_DIR: catalog, PORT: '0', ...given };
  const start = (others: Readonly<Record<string, string>> = {}) =>
    startLatchkey(readConfig({ ...settings, ...others }), {
      log: createLog(process.env.TEST_LOG ?? 'silent'),
      now,
      step: repeated(stepsRun),
    });
  let latchkey: Latchkey = await start();
  return {
    ...standIns,
    store,
    database,
    queue,
    now,
    async passTime(seconds) {
      ahead += seconds * 1000;
      await latchkey.sweep();
    },
    // The bot writes to Jira and Postgres without saying so in Slack.
    until: eventually,
    async restart({ environment: others, away = 0 } = {}) {
      await latchkey.stop();
      ahead += away * 1000;
      latchkey = await start(others);
    },
    // When Jira hears is Jira's affair, and when Okta's log tells is Okta's: no part of the order of things.
    auditTrail: async (request) =>
      (await wholeTrail(store, request))
        .map(({ event }) => event.type)
        .filter((type) => type !== 'request.mirrored' && type !== 'grant.witnessed'),
    newestRequest: async () => newest(store),
    async close() {
      await latchkey.stop();
      await standIns.stop();
      await queue.stop();
      await store.close();
      await database.drop();
      const { slack, okta, jira, entra, google } = standIns;
      expect(checkTraffic([...okta.calls, ...jira.calls, ...slack.calls, ...entra.calls, ...google.calls])).toEqual([]);
    },
  };
}

async function wholeTrail(store: Store, request: string): Promise<readonly Recorded[]> {
  const events = await store.trail.about(request);
  expect(findBreak(events)).toBeUndefined();
  return events;
}

async function newest(store: Store): Promise<string> {
  const id = await store.requests.newest();
  if (!id) throw new Error('nobody has asked for anything yet');
  return id;
}

export const minutes = (count: number): number => count * 60;
export const hours = (count: number): number => count * 3600;
export const days = (count: number): number => count * 24 * 3600;
