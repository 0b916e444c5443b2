import { randomUUID } from 'node:crypto';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import { whyNoDatabase } from './cannotStart.js';
import { readCatalog } from './catalogFiles.js';
import { boltLogger, type Connection, createConnection, type Identity } from './commands/connection.js';
import { registerAll } from './commands/register.js';
import { type Config, configuredProviders } from './config.js';
import type { Catalog } from './domain/catalog.js';
import { serveHttp } from './http.js';
import { ProviderDown } from './idp/port.js';
import { createJira } from './jira/client.js';
import { createMetrics, type Metrics } from './metrics.js';
import { providersOf } from './providerSettings.js';
import { startEmbeddedPostgres } from './store/embedded.js';
import { migrate } from './store/migrate.js';
import { openStore } from './store/open.js';
import type { Consumer, OutboxRow, Store } from './store/store.js';
import { keepOpening } from './untilSlackAnswers.js';
import { createBudget } from './workflows/budget.js';
import { recordCatalog } from './workflows/catalogChange.js';
import type { Directory, Door, House, Log, Step } from './workflows/contracts.js';
import { createDirectory } from './workflows/directory.js';
import { createExpiry } from './workflows/expiry.js';
import { createLeaving } from './workflows/leaving.js';
import { createMirror } from './workflows/mirror.js';
import { createNotify } from './workflows/notify.js';
import { openProviders, reportProblems } from './workflows/openProviders.js';
import { createPeopleSync } from './workflows/people.js';
import { createPrivacy } from './workflows/privacy.js';
import { createLogReader } from './workflows/providerLog.js';
import { createProvisioning } from './workflows/provisioning.js';
import { type JobQueue, openQueue } from './workflows/queues.js';
import { createReconcile } from './workflows/reconcile.js';
import { type Consumers, createBells, createRelay } from './workflows/relay.js';
import { createDoor } from './workflows/run.js';
import { createSlackAccounts } from './workflows/slackAccounts.js';
import { createSweep, type Sweep } from './workflows/sweep.js';

/** What a running Latchkey shows of itself. */
export type Latchkey = {
  readonly port: number;
  /** What is missing for it to do its work, or nothing. */
  ready(): Promise<string | undefined>;
  /** Does now what the next sweep would do. */
  sweep(): Promise<void>;
  /** Takes nothing new, finishes what is in hand or leaves it to be found, and lets everything go. */
  stop(): Promise<void>;
};

/** What the outside gives. Tests give a clock of their own, and may have every step executed twice. */
export type Ports = { readonly log: Log; readonly now?: () => Date; readonly step?: Step };

/** The composition root: the only file that makes clients and reads the clock. */
export async function startLatchkey(config: Config, ports: Ports): Promise<Latchkey> {
  const { log } = ports;
  const now = ports.now ?? (() => new Date());
  const catalog = await readCatalog(config.catalogDirectory, { configured: configuredProviders(config) });
  const ground = await layGround(config, log);
  try {
    return await assemble(config, { ...ports, now, log }, catalog, ground);
  } catch (error) {
    await ground.close();
    throw error;
  }
}

type Ground = { store: Store; queue: JobQueue; close(): Promise<void> };

/** The database, its migrations, and the queue upon it. */
async function layGround(config: Config, log: Log): Promise<Ground> {
  const say = (sentence: string) => log.info({}, sentence);
  const embedded = config.database
    ? undefined
    : await startEmbeddedPostgres({ directory: config.dataDirectory, log: { info: say, warn: say } });
  const url = config.database?.url ?? embedded?.url ?? '';
  await migrate(url).catch((error) => {
    throw config.database ? whyNoDatabase(error, url) : error;
  });
  const store = openStore(url, (error) => log.warn({ err: error }, 'the database connection reports a fault'));
  const queue = await openQueue(config.redis ? { redis: config.redis.url } : { postgres: url }, log);
  return {
    store,
    queue,
    async close() {
      await queue.close();
      await store.close();
      await embedded?.stop();
    },
  };
}

type Given = Required<Omit<Ports, 'step'>> & Pick<Ports, 'step'>;

/** Seconds between two looks at everybody: what decides something is read afresh in any case. */
const peopleEvery = 6 * 3600;

async function assemble(config: Config, given: Given, catalog: Catalog, ground: Ground): Promise<Latchkey> {
  const { store, queue } = ground;
  const { now, log } = given;
  const house: House = { catalog, now, newId: randomUUID };
  const slack = openSlack(config, log);
  const consumers = new Set<Consumer>(['slack', 'provisioning', ...(config.jira ? (['jira'] as const) : [])]);
  const door = createDoor(store, now, consumers, createBells(queue, now));
  const metrics = createMetrics(store, now);
  const budget = createBudget({ store, now, log, seen: metrics.budget });
  const { provider, entitlements } = await openProviders(providersOf(config), { store, house, budget });
  const leaves = (id: string) => queue.add({ kind: 'person', id });
  const { accounts } = slack;
  const directory = createDirectory({ store, door, catalog, provider, entitlements, slack: accounts, leaves, now });
  const sweep = openWorkers({
    config,
    given,
    ground,
    house,
    door,
    metrics,
    directory,
    provider,
    entitlements,
    leaves,
    slack,
  });
  await recordCatalog(store, door, catalog);
  const connection = config.role === 'worker' ? undefined : slack.connect();
  if (connection)
    registerAll(connection.app, {
      store,
      door,
      directory,
      house,
      log,
      slack: slack.client,
      retentionDays: config.retentionDays,
    });
  const ready = () => whatIsMissing(store, slack.isKnown, connection);
  const server = await serveHttp(config.http, {
    ready,
    metrics: () => metrics.read(budget.waiting()),
    slack: connection?.listener,
    now,
  });
  if (server.port !== config.http.port && config.http.port !== 0)
    log.warn({ port: server.port }, `PORT ${config.http.port} is in use by another program, so another was taken`);
  if (config.role !== 'web') await sweep.start();
  const stopOpening = await keepOpening([slack.learn, async () => connection?.open()], log).catch(async (error) => {
    await sweep.stop();
    await server.close();
    throw error;
  });
  reportProblems(entitlements, log);
  return {
    port: server.port,
    ready,
    sweep: sweep.now,
    async stop() {
      stopOpening();
      await connection?.close();
      await budget.stop();
      await sweep.stop();
      await server.close();
      await ground.close();
    },
  };
}

type Parts = {
  readonly config: Config;
  readonly given: Given;
  readonly ground: Ground;
  readonly house: House;
  readonly door: Door;
  readonly metrics: Metrics;
  readonly directory: Directory;
  readonly leaves: (person: string) => void;
  readonly slack: ReturnType<typeof openSlack>;
} & Awaited<ReturnType<typeof openProviders>>;

/** All that happens by itself, and the sweep that sets it going. */
function openWorkers(parts: Parts): Sweep {
  const { config, given, ground, house, door, directory, provider, entitlements, leaves } = parts;
  const { store, queue } = ground;
  const { now, log, step } = given;
  const { catalog } = house;
  const relay = createRelay({ store, now, queue, log, step, consumers: consumersOf(parts), incident: alarmOf(parts) });
  const expiry = createExpiry({ store, door, catalog, now });
  const leaving = createLeaving({ store, door, directory, catalog, log });
  const people = createPeopleSync({
    store,
    door,
    directory: () => provider(catalog.policy.directory),
    leaves,
    incident: (facts) => {
      parts.metrics.incident('directory');
      log.error(facts, 'more people have left than is believed; an admin has to confirm it');
    },
    every: peopleEvery,
    now,
    log,
  });
  const watching = { store, door, entitlements, provider, limits: config.watch, log, step, ...house };
  const watch = { log: createLogReader(watching), reconcile: createReconcile(watching) };
  const privacy = createPrivacy({
    store,
    door,
    retentionDays: config.retentionDays,
    seen: parts.metrics.erased,
    now,
    log,
    step,
  });
  return createSweep({ store, relay, expiry, leaving, people, queue, watch, privacy, now, log, step });
}

/** Who hears of what was recorded. */
function consumersOf({
  config,
  given,
  ground,
  house,
  door,
  directory,
  provider,
  entitlements,
  slack,
}: Parts): Consumers {
  const { store } = ground;
  const { now, log } = given;
  const notify = createNotify({ store, directory, house, client: slack.client, log });
  const jira = config.jira && createJira(config.jira, { now, log });
  const mirror = jira && createMirror({ store, house, door, log, jira, slackPermalink: slack.permalink });
  const provisioning = createProvisioning({ store, door, entitlements, provider, mode: config.mode, log, ...house });
  return { slack: notify, provisioning, jira: mirror };
}

/** What goes wrong for good, or for long: somebody has to look, and people should know why they wait. */
const alarmOf =
  ({ given: { log }, door, metrics }: Parts) =>
  (row: OutboxRow, error: unknown): void => {
    metrics.incident(row.consumer);
    log.error({ err: error, consumer: row.consumer, lane: row.lane }, 'this needs a look');
    if (row.consumer !== 'provisioning') return;
    const says = error instanceof ProviderDown ? error.message : 'Something unexpected went wrong: see the log.';
    door
      .run({ type: 'grant.delay', id: row.lane, says }, 'latchkey', 'provider')
      .catch((fault) => log.error({ err: fault }, 'the delay could not be recorded'));
  };

async function whatIsMissing(
  store: Store,
  isKnown: () => boolean,
  connection?: Connection,
): Promise<string | undefined> {
  try {
    await store.ping();
  } catch {
    return 'the database does not answer';
  }
  if (!isKnown()) return 'Slack has not accepted the bot token yet';
  return connection && !connection.isOpen() ? 'not connected to Slack yet' : undefined;
}

/**
 * One client for all calls. It never tries again by itself and never waits for a rate limit: a trigger lives three
 * seconds, a message may have been posted, and the outbox knows when to come back.
 */
function openSlack({ slack }: Config, log: Log) {
  const options: WebClientOptions = {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 8_000,
    logger: boltLogger(log),
  };
  const client = new WebClient(slack.botToken, options);
  let known: Identity | undefined;
  const who = (): Identity => {
    if (!known) throw new Error('Slack has not said yet who we are');
    return known;
  };
  const learn = async (): Promise<void> => {
    const { bot_id, user_id, team_id } = await client.auth.test();
    known = { botToken: slack.botToken, botId: bot_id ?? '', botUserId: user_id ?? '', teamId: team_id ?? '' };
  };
  return {
    client,
    accounts: createSlackAccounts(client, () => known?.teamId),
    isKnown: () => known !== undefined,
    permalink: async (channel: string, message_ts: string) =>
      (await client.chat.getPermalink({ channel, message_ts })).permalink,
    connect: () => createConnection(slack.receives, who, options, log),
    learn,
  };
}
