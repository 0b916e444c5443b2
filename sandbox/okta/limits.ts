import type { Answer } from '../http.js';
import { oktaError } from './errors.js';

type Bucket = { left: number; readonly limit: number; readonly endsAt: number };

/** Operations that are counted together, as Okta does by path. Source: developer.okta.com/docs/reference/rl-global-mgmt */
const bucketOf: Readonly<Record<string, string>> = {
  listUsers: 'users',
  getUser: 'one user',
  getGroup: 'one group',
  listGroups: 'groups',
  listGroupRules: 'groups',
  listGroupUsers: 'groups',
  assignUserToGroup: 'groups',
  unassignUserFromGroup: 'groups',
  listLogEvents: 'logs',
  token: 'tokens',
};
const theRest = 'the rest';

/** Requests a minute; the windows start with their first request, not with the clock's minute. */
const perMinute: Readonly<Record<string, number>> = {
  users: 600,
  'one user': 2000,
  'one group': 1000,
  groups: 500,
  logs: 120,
  tokens: 2000,
};
const otherwise = 1200;

export class Limits {
  readonly #buckets = new Map<string, Bucket>();
  readonly #own = new Map<string, number>();
  readonly #crowded: { times: number } = { times: 0 };

  constructor(private readonly now: () => number) {}

  /** Another number of requests a minute for one operation and those counted with it, from now on. */
  allow(operation: string, requests: number): void {
    const name = bucketOf[operation] ?? theRest;
    this.#own.set(name, requests);
    this.#buckets.delete(name);
  }

  /** The next answers say that too many requests run at once. */
  crowd(times: number): void {
    this.#crowded.times = times;
  }

  take(operation: string): Answer | undefined {
    if (this.#crowded.times > 0) {
      this.#crowded.times -= 1;
      return tooMany({ limit: 0, left: 0, endsAt: this.now() + 1000 });
    }
    const bucket = this.#bucket(operation);
    if (bucket.left <= 0) return tooMany(bucket);
    bucket.left -= 1;
    return undefined;
  }

  headers(operation: string): Record<string, string> {
    return headersOf(this.#bucket(operation));
  }

  #bucket(operation: string): Bucket {
    const name = bucketOf[operation] ?? theRest;
    const found = this.#buckets.get(name);
    if (found && found.endsAt > this.now()) return found;
    const limit = this.#own.get(name) ?? perMinute[name] ?? otherwise;
    const bucket = { left: limit, limit, endsAt: this.now() + 60_000 };
    this.#buckets.set(name, bucket);
    return bucket;
  }
}

const headersOf = (bucket: Bucket): Record<string, string> => ({
  'x-rate-limit-limit': String(bucket.limit),
  'x-rate-limit-remaining': String(Math.max(0, bucket.left)),
  'x-rate-limit-reset': String(Math.ceil(bucket.endsAt / 1000)),
});

const tooMany = (bucket: Bucket): Answer =>
  oktaError(429, 'E0000047', 'API call exceeded rate limit due to too many requests.', { headers: headersOf(bucket) });
