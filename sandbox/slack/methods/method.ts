import type { Json } from '../json.js';
import { missing, Refusal } from '../refusal.js';
import type { Stage } from '../stage.js';
import type { Channel } from '../workspace.js';

export type Method = {
  /** Any one of these will do. */
  readonly scopes: readonly string[];
  readonly token?: 'app';
  /** Slack's tier, in calls a minute. */
  readonly perMinute: number;
  run(stage: Stage, args: Json): Json;
};
export type Methods = Readonly<Record<string, Method>>;

/** A named text argument that must be there. */
export function need(args: Json, name: string): string {
  const value = args[name];
  if (typeof value !== 'string' || value === '') throw missing(name);
  return value;
}

export const given = (args: Json, name: string): string =>
  typeof args[name] === 'string' ? (args[name] as string) : '';

/** Forms say `true`, `1` or nothing. */
export const isSet = (args: Json, name: string): boolean =>
  ['true', '1', true, 1].includes(args[name] as string | boolean);

export function listOf(args: Json, name: string): string[] {
  const value = args[name];
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' && value !== '' ? value.split(',').map((one) => one.trim()) : [];
}

/** One page, and the cursor to the next as Slack gives it. */
export function page<T>(all: readonly T[], args: Json, most: number): { items: T[]; next: string } {
  const limit = args.limit === undefined || args.limit === '' ? Math.min(100, most) : Number(args.limit);
  if (!Number.isInteger(limit) || limit < 0 || limit > most) throw new Refusal('invalid_limit');
  const cursor = given(args, 'cursor');
  const start = cursor === '' ? 0 : Number(/^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1]);
  if (Number.isNaN(start)) throw new Refusal('invalid_cursor');
  const size = limit === 0 ? Math.min(100, most) : limit;
  const end = start + size;
  const next = end < all.length ? Buffer.from(`next:${end}`).toString('base64') : '';
  return { items: all.slice(start, end), next };
}

export function needScope(stage: Stage, anyOf: readonly string[]): void {
  const { scopes } = stage.settings;
  if (anyOf.length === 0 || anyOf.some((one) => scopes.has(one))) return;
  throw new Refusal('missing_scope', { needed: anyOf.join(','), provided: [...scopes].join(',') });
}

const families = { im: 'im', public: 'channels', private: 'groups' } as const;
export const needScopeFor = (stage: Stage, channel: Channel, what: 'read' | 'history'): void =>
  needScope(stage, [`${families[channel.kind]}:${what}`]);
