import type { Acme } from '../company.js';
import { createFaults, type FaultOptions, type Faults, type Rule } from '../faults.js';
import { tooMany } from './api.js';
import { deliver } from './delivery.js';
import { createForge, type Forge } from './forge.js';
import { createHttpMode } from './httpMode.js';
import { memoryOf, recall, type SlackMemory } from './memory.js';
import { type People, peopleOf } from './people.js';
import { Person } from './person.js';
import { createResponseUrls } from './responseUrls.js';
import { type Listening, listen } from './server.js';
import { createSockets, type DisconnectReason, type Sockets } from './socketMode.js';
import { botScopes, botSubscriptions, type Settings, type Stage, type Transport } from './stage.js';
import { createTimers, slackTiming, type Timing } from './timers.js';
import { createTriggers } from './triggers.js';
import { type Truthy, until } from './until.js';
import { type Call, createWorkspace, type Delivery, type Workspace } from './workspace.js';

export type { Pressed } from './act.js';
export type { Forge, Forged } from './forge.js';
export type { SlackMemory } from './memory.js';
export type { Modal, Outcome } from './modal.js';
export type { PersonChange } from './people.js';
export type { Home, Person } from './person.js';
export type { Shown } from './shown.js';
export type { Timing } from './timers.js';
export type { Call, Delivery, DeliveryAnswer, SlackUser, Workspace } from './workspace.js';

export type SlackOptions = {
  readonly company: Acme;
  /** Any free one, when not given. Only ever on 127.0.0.1. */
  readonly port?: number;
  readonly botToken?: string;
  readonly appToken?: string;
  readonly signingSecret?: string;
  /** When given, events, commands and interactions are POSTed there, signed; else they go over Socket Mode. */
  readonly eventsUrl?: string;
  readonly faults?: Faults;
  readonly settings?: Partial<Settings>;
  readonly timing?: Partial<Timing>;
  readonly now?: () => number;
};

export type Slack = {
  /** `http://127.0.0.1:P/api/`, for the app's `slackApiUrl`. */
  readonly url: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  /** By Slack method, `response_url`; and for what is sent to the app: `/access`, `block_actions`, `event`, … */
  readonly faults: Faults;
  /** Every Web API call, the oldest first. */
  readonly calls: Call[];
  /** Everything sent to the app, each attempt, the oldest first. */
  readonly deliveries: Delivery[];
  readonly workspace: Workspace;
  readonly settings: Settings;
  readonly people: People;
  readonly forge: Forge;
  /** How many sockets the app has open. */
  readonly connections: number;
  as(key: string): Person;
  /** Resolves when the app has a socket open. */
  connected(): Promise<void>;
  /** Answer the next calls of a method with `{ ok: false, error }`. */
  refuse(method: string, error: string, options?: FaultOptions): Rule;
  /** Answer the next calls of a method with 429 and `Retry-After`. */
  rateLimit(method: string, seconds: number, options?: FaultOptions): Rule;
  /** Ask the oldest socket to make way, as Slack does from time to time. */
  refresh(reason?: DisconnectReason): void;
  dropSockets(): void;
  /** Nobody answers any more, until `comeBack()`. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  until<T>(predicate: () => T, options?: { within?: number }): Promise<Truthy<T>>;
  /** What it remembers from one day to the next, and how to begin with that. */
  memory(): SlackMemory;
  recall(memory: SlackMemory): void;
  stop(): Promise<void>;
};

function createStage(options: SlackOptions): Stage {
  const { company, now = Date.now, faults = createFaults(), botToken, appToken, signingSecret } = options;
  const timing = { ...slackTiming, ...options.timing };
  return {
    workspace: createWorkspace(company, now),
    timers: createTimers(),
    timing,
    faults,
    triggers: createTriggers(now, () => timing.triggerMs),
    responseUrls: createResponseUrls(now, () => timing.responseUrlMs),
    tokens: {
      bot: botToken ?? 'xoxb-sandbox-bot-token',
      app: appToken ?? 'xapp-1-sandbox-app-token',
      signingSecret: signingSecret ?? 'sandbox-signing-secret',
    },
    settings: {
      scopes: new Set(botScopes),
      commandText: 'escaped',
      home: 'enabled',
      subscriptions: new Set(botSubscriptions),
      rateLimits: 'off',
      ...options.settings,
    },
    origin: '',
    deliver: () => Promise.resolve({ kind: 'silence', why: 'not started' }),
    isReachable: () => false,
    openSocket: () => '',
  };
}

/** A Slack in a box: the Web API, Socket Mode or HTTP, and people who use it. */
export async function startSlack(options: SlackOptions): Promise<Slack> {
  const stage = createStage(options);
  const listening = await listen(stage, options.port ?? 0);
  const sockets = createSockets(stage, listening.server);
  const transport: Transport = options.eventsUrl ? createHttpMode(stage, options.eventsUrl) : sockets;
  stage.deliver = (outgoing) => deliver(stage, transport, outgoing);
  stage.isReachable = () => transport.isReachable();
  stage.openSocket = () => sockets.newAddress();
  return slackOf(stage, listening, sockets);
}

function slackOf(stage: Stage, listening: Listening, sockets: Sockets): Slack {
  const { workspace, faults, timers, timing, tokens, settings } = stage;
  const onScreen = () => `Calls so far: ${workspace.calls.map((one) => one.method).join(', ') || 'none'}`;
  const untilTrue: Slack['until'] = (predicate, { within = timing.patienceMs } = {}) =>
    until(predicate, { changes: workspace.changes, timers, ms: within, onScreen });
  return {
    url: `${stage.origin}/api/`,
    botToken: tokens.bot,
    appToken: tokens.app,
    signingSecret: tokens.signingSecret,
    faults,
    calls: workspace.calls,
    deliveries: workspace.deliveries,
    workspace,
    settings,
    people: peopleOf(stage),
    forge: createForge(stage),
    get connections() {
      return sockets.count;
    },
    as: (key) => new Person(stage, key),
    connected: () => untilTrue(() => sockets.count > 0).then(() => undefined),
    refuse: (method, error, how) => faults.error(method, { status: 200, body: { ok: false, error } }, how),
    rateLimit: (method, seconds, how) => faults.error(method, tooMany(seconds), how),
    refresh: (reason) => sockets.refresh(reason),
    dropSockets: () => sockets.dropAll(),
    goDown: () => listening.goDown(),
    comeBack: () => listening.comeBack(),
    until: untilTrue,
    memory: () => memoryOf(workspace),
    recall: (memory) => recall(workspace, memory),
    stop: () => stopAll(stage, listening, sockets),
  };
}

async function stopAll({ faults, timers }: Stage, listening: Listening, sockets: Sockets): Promise<void> {
  faults.clear();
  timers.clear();
  await sockets.closeAll();
  await listening.goDown();
}
