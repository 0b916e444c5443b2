import { overLimit } from './errors.js';

/** Queries a minute, for one user of one project, and how many at once: either is told as a refusal, with no moment. */
export class Limits {
  #perMinute = 2400;
  #window = { endsAt: 0, left: 0 };
  #crowded = 0;

  constructor(private readonly now: () => number) {}

  allow(queriesPerMinute: number): void {
    this.#perMinute = queriesPerMinute;
    this.#window = { endsAt: 0, left: 0 };
  }

  /** The next answers say that too many queries run at once. */
  crowd(times: number): void {
    this.#crowded = times;
  }

  /** @throws Refused */
  take(): void {
    if (this.#crowded > 0) {
      this.#crowded -= 1;
      throw overLimit('quotaExceeded');
    }
    if (this.#window.endsAt <= this.now()) this.#window = { endsAt: this.now() + 60_000, left: this.#perMinute };
    if (this.#window.left <= 0) throw overLimit('userRateLimitExceeded');
    this.#window.left -= 1;
  }
}
