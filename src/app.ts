import { randomUUID } from 'node:crypto';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import { whyNoDatabase } from './cannotStart.js';
import { readCatalog } from './catalogFiles.js';
import { boltLogger, createConnection, type Identity } from './commands/connection.js';
import { registerAll } from './commands/register.js';
import { type Config, configuredProviders } from './config.js';
import type { Catalog } from './domain/catalog.js';
import { asIfUnmapped } from './domain/jiraMapping.js';
import { serveHttp } from './http.js';
import { createJira } from './jira/client.js';
import { createMetrics, type Metrics } from './metrics.js';
import { providersOf } from './providerSettings.js';
import { whatIsMissing } from './readiness.js';
import { startEmbeddedPostgres } from './store/embedded.js';
import { migrate } from './store/migrate.js';
import { openStore } from './store/open.js';
import type { Consumer, Store } from './store/store.js';
import { keepOpening } from './untilSlackAnswers.js';
import { createBudget } from './workflows/budget.js';
import { recordCatalog } from './workflows/catalogChange.js';
import type { Directory, Door, House, Log, Step } from './workflows/contracts.js';
import { createDirectory } from './workflows/directory.js';
import { createEvidenceDelivery } from './workflows/evidence.js';
import { createExpiry } from './workflows/expiry.js';
import { createIncidents } from './workflows/incidents.js';
import { type InJira, openInJira } from './workflows/inJira.js';
import { createLeaving } from './workflows/leaving.js';
import { createMirror, type Mirror } from './workflows/mirror.js';
import { createMirrorReconcile } from './workflows/mirrorReconcile.js';
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
import { openCheckpoints } from './workflows/signing.js';
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
  const consumers = new Set<Consumer>([
    'slack',
    'provisioning',
    'evidence',
    ...(config.jira ? (['jira'] as const) : []),
  ]);
  const door = createDoor(store, now, consumers, createBells(queue, now));
  const metrics = createMetrics(store, now);
  const budget = createBudget({ store, now, log, seen: metrics.budget });
  const { provider, entitlements } = await openProviders(providersOf(config), { store, house, budget });
  const leaves = (id: string) => queue.add({ kind: 'person', id });
  const { accounts } = slack;
  const directory = createDirectory({ store, door, catalog, provider, entitlements, slack: accounts, leaves, now });
  const jira = config.jira && createJira(config.jira, { now, log });
  const mirror = jira && createMirror({ store, house, door, log, jira, slackPermalink: slack.permalink });
  const acting = { store, door, directory, house, queue, log, step: given.step };
  const inJira = config.jira && mirror && openInJira({ ...acting, mirror, jira, settings: config.jira });
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
    mirror,
    inJira,
  });
  await recordCatalog(store, door, catalog);
  const connection = config.role === 'worker' ? undefined : slack.connect();
  const threads = config.jira ? (catalog.jira ?? asIfUnmapped).show.threads : 'nobody';
  const { retentionDays } = config;
  const deps = { store, door, directory, house, log, slack: slack.client, threads, retentionDays };
  if (connection) registerAll(connection.app, deps);
  const ready = () => whatIsMissing(store, slack.isKnown, connection);
  const server = await serveHttp(config.http, {
    ready,
    metrics: () => metrics.read(budget.waiting()),
    slack: connection?.listener,
    jira: inJira?.hear,
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
  readonly mirror: Mirror | undefined;
  readonly inJira: InJira | undefined;
} & Awaited<ReturnType<typeof openProviders>>;

/** All that happens by itself, and the sweep that sets it going. */
function openWorkers(parts: Parts): Sweep {
  const { config, given, ground, house, door, directory, provider, entitlements, leaves } = parts;
  const { store, queue } = ground;
  const { now, log, step } = given;
  const { catalog } = house;
  const incident = createIncidents({ door, log, count: parts.metrics.incident });
  const relay = createRelay({ store, now, queue, log, step, consumers: consumersOf(parts), incident });
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
  const watch = { log: createLogReader(watching), reconcile: createReconcile(watching), ...jiraWatch(parts) };
  const checkpoints = openCheckpoints({
    ...{ store, audit: config.audit, checkpoints: config.checkpoints, slack: parts.slack.client, now, log },
    jira: config.jira && createJira(config.jira, { now, log }),
    incident: () => parts.metrics.incident('trail'),
  });
  const { retentionDays } = config;
  const privacy = createPrivacy({
    store,
    door,
    provider,
    directory: house.catalog.policy.directory,
    retentionDays,
    seen: parts.metrics.erased,
    now,
    log,
    step,
  });
  const passes = { relay, expiry, leaving, people, watch, checkpoints, privacy, doorbell: parts.inJira };
  return createSweep({ store, queue, ...passes, now, log, step });
}

function jiraWatch({ config, given, ground: { store }, house, door, metrics, inJira }: Parts) {
  if (!config.jira) return {};
  const needs = { ...given, store, house, door, jira: createJira(config.jira, given), counted: metrics.jiraCompared };
  const keepChoices = inJira?.keepChoices;
  return { jira: createMirrorReconcile({ ...needs, every: config.jira.reconcileEvery, keepChoices }) };
}

/** Who hears of what was recorded. */
function consumersOf(parts: Parts): Consumers {
  const { config, given, ground, house, door, directory, provider, entitlements, slack } = parts;
  const { store } = ground;
  const { log } = given;
  const notify = createNotify({ store, directory, house, client: slack.client, log });
  const provisioning = createProvisioning({ store, door, entitlements, provider, mode: config.mode, log, ...house });
  const { signingKey } = config.audit;
  const evidence = createEvidenceDelivery({ store, door, directory, house, client: slack.client, signingKey, log });
  return { slack: notify, provisioning, jira: parts.mirror, evidence };
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
