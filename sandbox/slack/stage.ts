import type { Faults } from '../faults.js';
import type { Json } from './json.js';
import type { ResponseUrls } from './responseUrls.js';
import type { Timers, Timing } from './timers.js';
import type { Triggers } from './triggers.js';
import type { DeliveryAnswer, Workspace } from './workspace.js';

/** What every part of the stand-in works with. */
export type Stage = {
  readonly workspace: Workspace;
  readonly timers: Timers;
  readonly timing: Timing;
  readonly faults: Faults;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly tokens: Tokens;
  readonly settings: Settings;
  /** `http://127.0.0.1:P`, known once the server listens. */
  origin: string;
  /** To the app, by whichever way it listens. */
  deliver(outgoing: Outgoing): Promise<DeliveryAnswer>;
  /** Whether what is sent now reaches the app now. */
  isReachable(): boolean;
  /** The address of a new socket, for `apps.connections.open`. */
  openSocket(): string;
};

export type Tokens = { readonly bot: string; readonly app: string; readonly signingSecret: string };

export type Settings = {
  /** What the bot token may do. Without it a call is answered `missing_scope`. */
  scopes: Set<string>;
  /** Whether `@ana` in a command reaches the app as `<@U…>`: the app's setting "Escape channels, users, and links". */
  commandText: 'escaped' | 'plain';
  /** Whether the app has a Home tab. */
  home: 'enabled' | 'disabled';
  /** The events that the app listens to, as its manifest names them. */
  subscriptions: Set<string>;
  /** Refuse what is above Slack's published tiers with 429. */
  rateLimits: 'enforced' | 'off';
};

export type Outgoing = {
  readonly kind: 'command' | 'interaction' | 'event';
  /** `/access`, `block_actions`, `app_home_opened`. */
  readonly name: string;
  readonly payload: Json;
  readonly signature?: Signature;
};

/** How an HTTP delivery is signed when somebody else than Slack sends it. */
export type Signature = { readonly secret?: string; readonly timestamp?: number; readonly left?: 'out' };

/** One attempt over one way: `retry` counts from 0. */
export type Transport = {
  send(outgoing: Outgoing, retry: { readonly count: number; readonly reason: string }): Promise<DeliveryAnswer>;
  isReachable(): boolean;
};

export const botScopes: readonly string[] = [
  'commands',
  'chat:write',
  'im:write',
  'im:read',
  'im:history',
  'users:read',
  'users:read.email',
  'users.profile:read',
  'usergroups:read',
  'channels:read',
  'channels:history',
  'channels:join',
  'groups:read',
  'team:read',
  'reactions:read',
  'reactions:write',
  'files:write',
  'app_mentions:read',
];

export const botSubscriptions: readonly string[] = ['app_home_opened', 'app_mention', 'message.im'];
