import type { Answer } from '../http.js';
import { tooManyRequests } from './errors.js';

const windows = [
  { ms: 2000, most: 20 },
  { ms: 30_000, most: 100 },
] as const;

/** How often the whole site takes one operation in one second; others come as faults. */
export class BurstLimits {
  readonly #calls = new Map<string, number[]>();
  readonly #most = new Map<string, number>([['getCustomers', 5]]);

  constructor(private readonly now: () => number) {}

  allow(operation: string, most: number): void {
    this.#most.set(operation, most);
  }

  take(operation: string): Answer | undefined {
    const most = this.#most.get(operation);
    if (most === undefined) return undefined;
    const now = this.now();
    const recent = (this.#calls.get(operation) ?? []).filter((at) => at > now - 1000);
    if (recent.length >= most) return tooManyRequests('jira-burst-based', 1, most, now);
    this.#calls.set(operation, [...recent, now]);
    return undefined;
  }
}

/** Jira counts the writes to each issue, over two windows at once. */
export class WriteLimits {
  readonly #writes = new Map<string, number[]>();

  constructor(private readonly now: () => number) {}

  /** Counts this write, or says when there is room again. */
  take(issueId: string): Answer | undefined {
    const now = this.now();
    const writes = (this.#writes.get(issueId) ?? []).filter((at) => at > now - 30_000);
    for (const { ms, most } of windows) {
      const recent = writes.filter((at) => at > now - ms);
      const oldest = recent.at(-most);
      if (oldest === undefined) continue;
      const seconds = Math.max(1, Math.ceil((oldest + ms - now) / 1000));
      return tooManyRequests('jira-per-issue-on-write', seconds, most, now);
    }
    this.#writes.set(issueId, [...writes, now]);
    return undefined;
  }
}
