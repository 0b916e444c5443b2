import { randomBytes } from 'node:crypto';
import type { Acme, Person as CompanyPerson } from '../company.js';
import type { Json } from './json.js';

/** Everything that this Slack knows, in one object, so that a test or a web page can draw it. */
export type Workspace = {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly bot: { readonly userId: string; readonly botId: string; readonly appId: string; readonly name: string };
  readonly people: Map<string, SlackUser>;
  readonly channels: Map<string, Channel>;
  readonly userGroups: UserGroup[];
  readonly messages: Message[];
  /** By id: what was sent, and whether it was shared. */
  readonly files: Map<string, SlackFile>;
  readonly ephemerals: Ephemeral[];
  /** Every view that is open or published, by id. */
  readonly views: Map<string, View>;
  /** The open modals of a person, by user id: the last one is on top. */
  readonly stacks: Map<string, string[]>;
  /** The Home tab of a person, by user id. */
  readonly homes: Map<string, string>;
  /** What Slack itself told a person: "We had some trouble connecting." */
  readonly notices: Notice[];
  /** By user id and channel: the newest that they have seen. */
  readonly seen: Map<string, Map<string, string>>;
  readonly calls: Call[];
  readonly deliveries: Delivery[];
  readonly changes: Changes;
  readonly now: () => number;
  /** A new message time stamp, later than every other. */
  readonly nextTs: () => string;
};

export type UserKind = 'member' | 'guest' | 'single-channel guest' | 'stranger' | 'bot';

export type SlackUser = {
  readonly id: string;
  readonly key: string;
  name: string;
  email: string;
  isEmailConfirmed: boolean;
  title: string;
  tz: string;
  kind: UserKind;
  deleted: boolean;
  updatedAt: number;
};

export type Channel = {
  readonly id: string;
  readonly kind: 'im' | 'public' | 'private';
  name: string;
  readonly members: Set<string>;
  isArchived: boolean;
};

export type UserGroup = { id: string; handle: string; name: string; users: string[] };

export type Message = {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly from: 'bot' | 'person';
  text: string;
  blocks?: Json[];
  attachments?: Json[];
  metadata?: Json;
  /** Ids. */
  readonly files?: readonly string[];
  readonly threadTs?: string;
  editedTs?: string;
  isTombstone?: boolean;
  readonly reactions: Map<string, Set<string>>;
};

export type SlackFile = {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  /** In the address of its place. */
  readonly secret: string;
  title: string;
  content: Buffer | undefined;
  isShared: boolean;
};

export type Ephemeral = {
  readonly channel: string;
  readonly user: string;
  readonly ts: string;
  readonly threadTs?: string;
  text: string;
  blocks?: Json[];
  attachments?: Json[];
};

export type View = {
  readonly id: string;
  readonly user: string;
  readonly type: 'modal' | 'home';
  readonly rootId: string;
  readonly previousId: string | null;
  /** As the app gave it, with ids filled in. */
  definition: Json;
  hash: string;
  /** block_id -> action_id -> what the person entered. */
  state: Map<string, Map<string, Json>>;
  /** Field errors on the screen: block_id -> message. */
  errors: Map<string, string>;
};

export type Notice = { readonly user: string; readonly text: string; readonly at: number };

export type Call = {
  readonly method: string;
  readonly args: Json;
  readonly at: number;
  /** Not there when the connection was cut. */
  answer?: unknown;
  status?: number;
};

export type Delivery = {
  readonly kind: 'command' | 'interaction' | 'event';
  readonly name: string;
  readonly payload: Json;
  readonly at: number;
  readonly attempt: number;
  answer?: DeliveryAnswer;
  /** It was asked to go out a second time at once. */
  readonly isTwice?: true;
};

export type DeliveryAnswer =
  | { readonly kind: 'acked'; readonly payload: unknown }
  | { readonly kind: 'silence'; readonly why: string; readonly noRetry?: 'asked' };

export type ChangeKind =
  | 'message'
  | 'ephemeral'
  | 'view'
  | 'home'
  | 'notice'
  | 'seen'
  | 'people'
  | 'call'
  | 'delivery'
  | 'socket';

export type Changes = {
  emit(kind: ChangeKind): void;
  /** Returns the way to stop listening. */
  listen(listener: (kind: ChangeKind) => void): () => void;
};

export function createChanges(): Changes {
  const listeners = new Set<(kind: ChangeKind) => void>();
  return {
    emit: (kind) => {
      for (const listener of [...listeners]) listener(kind);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function timeStamps(now: () => number): () => string {
  let last = 0;
  return () => {
    last = Math.max(last + 1, now() * 1000);
    return `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, '0')}`;
  };
}

function newUser(person: CompanyPerson, number: number, now: number): SlackUser {
  const id = `U${String(number).padStart(3, '0')}${person.key.toUpperCase().replace(/[^A-Z0-9]/g, '')}`;
  return {
    id: id.padEnd(11, '0'),
    key: person.key,
    name: person.name,
    email: person.email,
    isEmailConfirmed: true,
    title: person.title,
    tz: 'Europe/London',
    kind: person.kind ?? 'member',
    deleted: false,
    updatedAt: Math.floor(now / 1000),
  };
}

export function createWorkspace(company: Acme, now: () => number): Workspace {
  const bot = { userId: 'U0LATCHKEY', botId: 'B0LATCHKEY', appId: 'A0LATCHKEY', name: 'Latchkey' };
  const users = company.people.map((person, index) => newUser(person, index + 1, now()));
  const general: Channel = {
    id: 'C0GENERAL01',
    kind: 'public',
    name: 'general',
    members: new Set([bot.userId, ...users.map((user) => user.id)]),
    isArchived: false,
  };
  return {
    team: { id: 'T0ACME00001', name: 'Acme', domain: 'acme' },
    bot,
    people: new Map(users.map((user) => [user.id, user])),
    channels: new Map([[general.id, general]]),
    userGroups: [],
    messages: [],
    files: new Map(),
    ephemerals: [],
    views: new Map(),
    stacks: new Map(),
    homes: new Map(),
    notices: [],
    seen: new Map(),
    calls: [],
    deliveries: [],
    changes: createChanges(),
    now,
    nextTs: timeStamps(now),
  };
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** An id as Slack makes them: a letter and ten more. */
export const newId = (prefix: string): string =>
  `${prefix}0${[...randomBytes(9)].map((byte) => letters[byte % letters.length]).join('')}`;

export const shortId = (): string => randomBytes(6).toString('base64url').slice(0, 5);

export function userByKey(workspace: Workspace, key: string): SlackUser {
  const user = [...workspace.people.values()].find((one) => one.key === key);
  if (user) return user;
  const known = [...workspace.people.values()].map((one) => one.key).join(', ');
  throw new Error(`Nobody in this Slack is called '${key}'. There are: ${known}.`);
}

/** The DM between the bot and this person; there is one from the moment somebody needs it. */
export function dmWith(workspace: Workspace, userId: string): Channel {
  const id = `D${userId.slice(1)}`;
  const known = workspace.channels.get(id);
  if (known) return known;
  const members = new Set([userId, workspace.bot.userId]);
  const channel: Channel = { id, kind: 'im', name: 'directmessage', members, isArchived: false };
  workspace.channels.set(id, channel);
  return channel;
}

export function notify(workspace: Workspace, user: string, text: string): void {
  workspace.notices.push({ user, text, at: workspace.now() });
  workspace.changes.emit('notice');
}

export const TROUBLE = 'We had some trouble connecting. Try again?';
