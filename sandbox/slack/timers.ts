/** All timers of one stand-in. Once cleared, each rings at once, so that nobody waits for ever. */
export type Timers = { after(ms: number, run: () => void): () => void; clear(): void };

export function createTimers(): Timers {
  const running = new Map<NodeJS.Timeout, () => void>();
  let isOver = false;
  return {
    after: (ms, run) => {
      if (isOver) {
        queueMicrotask(run);
        return () => undefined;
      }
      const timer = setTimeout(() => {
        running.delete(timer);
        run();
      }, ms);
      running.set(timer, run);
      return () => {
        clearTimeout(timer);
        running.delete(timer);
      };
    },
    clear: () => {
      isOver = true;
      for (const [timer, run] of running) {
        clearTimeout(timer);
        run();
      }
      running.clear();
    },
  };
}

/** How long things take in Slack. Tests shorten them. */
export type Timing = {
  /** Within which a command or an interaction must be acknowledged. */
  readonly ackMs: number;
  readonly triggerMs: number;
  readonly responseUrlMs: number;
  /** The pauses before an event that was not acknowledged is sent again. */
  readonly retriesMs: readonly number[];
  /** How long an event waits for a connection. */
  readonly queueMs: number;
  /** How long a person looks at a form for it to be redrawn before going on. */
  readonly redrawMs: number;
  /** How long a person waits for what ought to come. */
  readonly patienceMs: number;
};

export const slackTiming: Timing = {
  ackMs: 3_000,
  triggerMs: 3_000,
  responseUrlMs: 30 * 60_000,
  retriesMs: [0, 60_000, 300_000],
  queueMs: 60_000,
  redrawMs: 2_000,
  patienceMs: 10_000,
};
