import type { Answer } from '../http.js';
import { oktaError } from './errors.js';

type Bucket = { left: number; readonly limit: number; readonly endsAt: number };

/** Requests a minute; the windows start with their first request, not with the clock's minute. */
const perMinute: Record<string, number> = {
  listUsers: 600,
  getUser: 2000,
  getGroup: 1000,
  listLogEvents: 120,
  token: 1200,
};
const otherwise = 500;

export class Limits {
  readonly #buckets = new Map<string, Bucket>();
  readonly #own = new Map<string, number>();
  readonly #crowded: { times: number } = { times: 0 };

  constructor(private readonly now: () => number) {}

  /** Another number of requests a minute for one operation, from now on. */
  allow(operation: string, requests: number): void {
    this.#own.set(operation, requests);
    this.#buckets.delete(operation);
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
    const found = this.#buckets.get(operation);
    if (found && found.endsAt > this.now()) return found;
    const limit = this.#own.get(operation) ?? perMinute[operation] ?? otherwise;
    const bucket = { left: limit, limit, endsAt: this.now() + 60_000 };
    this.#buckets.set(operation, bucket);
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
