import type { Answer } from '../http.js';
import { graphError } from './errors.js';

/** Units in each window of seconds, as documented for a tenant of fewer than 50 people. */
const documented = {
  units: { units: 3500, seconds: 10 },
  writes: { units: 3000, seconds: 150 },
  reports: { units: 5, seconds: 10 },
} as const;

export type BucketName = keyof typeof documented;
type Bucket = { left: number; endsAt: number };

const costs: Readonly<Record<string, number>> = {
  listUsers: 2,
  listGroups: 2,
  listMembers: 3,
  listMemberOf: 3,
  checkMemberGroups: 4,
};
const writes = new Set(['addMember', 'removeMember', 'revokeSignInSessions']);
const reports = new Set(['listDirectoryAudits']);

export function costOf(operation: string, query: URLSearchParams): number {
  const top = query.get('$top');
  const less = (query.has('$select') ? 1 : 0) + (top !== null && Number(top) < 20 ? 1 : 0);
  const more = query.has('$expand') ? 1 : 0;
  return Math.max(1, (costs[operation] ?? 1) - less + more);
}

export class Limits {
  readonly #buckets = new Map<BucketName, Bucket>();
  readonly #own = new Map<BucketName, number>();
  #crowded = 0;

  constructor(private readonly now: () => number) {}

  /** Another number of units a window, from now on. */
  allow(bucket: BucketName, units: number): void {
    this.#own.set(bucket, units);
    this.#buckets.delete(bucket);
  }

  /** The next answers are the 429 that names no moment. */
  crowd(times: number): void {
    this.#crowded = times;
  }

  take(operation: string, query: URLSearchParams): Answer | undefined {
    if (this.#crowded > 0) {
      this.#crowded -= 1;
      return tooMany();
    }
    if (reports.has(operation)) return this.#takeFrom('reports', 1);
    const full = writes.has(operation) ? this.#takeFrom('writes', 1) : undefined;
    return full ?? this.#takeFrom('units', costOf(operation, query));
  }

  #takeFrom(name: BucketName, cost: number): Answer | undefined {
    const bucket = this.#bucket(name);
    if (bucket.left < cost) return tooMany(Math.max(1, Math.ceil((bucket.endsAt - this.now()) / 1000)));
    bucket.left -= cost;
    return undefined;
  }

  /** The share that is used, told from four fifths on. */
  headers(): Record<string, string> {
    const bucket = this.#bucket('units');
    const share = 1 - bucket.left / this.#limit('units');
    return share < 0.8 ? {} : { 'x-ms-throttle-limit-percentage': share.toFixed(1) };
  }

  readonly #limit = (name: BucketName): number => this.#own.get(name) ?? documented[name].units;

  #bucket(name: BucketName): Bucket {
    const found = this.#buckets.get(name);
    if (found && found.endsAt > this.now()) return found;
    const bucket = { left: this.#limit(name), endsAt: this.now() + documented[name].seconds * 1000 };
    this.#buckets.set(name, bucket);
    return bucket;
  }
}

export const tooMany = (seconds?: number): Answer =>
  graphError(
    429,
    'TooManyRequests',
    'Too many requests.',
    seconds === undefined ? {} : { 'retry-after': `${seconds}` },
  );
