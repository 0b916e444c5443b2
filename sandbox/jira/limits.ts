import type { Answer } from '../http.js';
import { tooManyRequests } from './errors.js';

const windows = [
  { ms: 2000, most: 20 },
  { ms: 30_000, most: 100 },
] as const;

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
