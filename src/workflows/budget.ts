import { AsyncLocalStorage } from 'node:async_hooks';
import { type Budget, BudgetSpent, type LimitsHeard, type Urgency, urgencies, urgency } from '../idp/budget.js';
import type { Lease, Store } from '../store/store.js';
import { type BudgetLine, createBudgetLine } from './budgetLine.js';
import type { Log } from './contracts.js';
import { patience } from './pace.js';

/** The one budget of this process, on that of all. */
export type SharedBudget = Budget & {
  /** How many calls wait for their place now. */
  waiting(): readonly Waiting[];
  /** Nobody waits any more; what can leave at once still may. Resolves when what was heard is written down. */
  stop(): Promise<void>;
};

export type Waiting = { readonly provider: string; readonly urgency: Urgency; readonly calls: number };

/** What an operator watches. */
export type BudgetSeen = {
  waited(provider: string, urgency: Urgency, seconds: number): void;
  slowedDown(provider: string): void;
};

type Needs = { store: Pick<Store, 'budgets'>; now: () => Date; log: Log; seen: BudgetSeen };

const held = new AsyncLocalStorage<Lease>();

/** No call of `work` leaves once the lease has run out, however long it stood in line. */
export const whileHeld = <T>(lease: Lease, work: () => Promise<T>): Promise<T> => held.run(lease, work);

export function createBudget(needs: Needs): SharedBudget {
  const { store, seen } = needs;
  const lines = new Map<string, BudgetLine>();
  let isStopped = false;
  const lineOf = (bucket: string): BudgetLine => {
    const line = lines.get(bucket) ?? createBudgetLine(bucket, store.budgets, needs.now);
    lines.set(bucket, line);
    return line;
  };
  const notes = createNotes(needs, lineOf);
  return {
    async take(call) {
      const [lease, how] = [held.getStore(), urgency()];
      const begun = performance.now();
      await lineOf(call.bucket).join(call, how, isStopped ? 0 : patience[how]);
      seen.waited(providerOf(call.bucket), how, (performance.now() - begun) / 1000);
      assertHeld(lease, call.bucket, needs.now());
    },
    heard: notes.hear,
    waiting: () => [...lines].flatMap(([bucket, line]) => urgencies.map((one) => waitingIn(bucket, line, one))),
    async stop() {
      isStopped = true;
      for (const line of lines.values()) line.stop();
      await notes.settled();
    },
  };
}

const providerOf = (bucket: string): string => bucket.slice(0, bucket.indexOf(':'));

const waitingIn = (bucket: string, line: BudgetLine, one: Urgency): Waiting => ({
  provider: providerOf(bucket),
  urgency: one,
  calls: line.count(one),
});

function assertHeld(lease: Lease | undefined, bucket: string, now: Date): void {
  try {
    lease?.assertHeld();
  } catch (error) {
    throw new BudgetSpent(providerOf(bucket), `nothing was asked: ${(error as Error).message} in the line`, now);
  }
}

const backOff = { first: 1, longest: 60 };
/** What a vendor says about later than this is asked again then. */
const longestClosing = 600;

/** Writes down what answers say, where it is news; a note that is lost is made good by the next answer. */
function createNotes({ store, now, log, seen }: Needs, lineOf: (bucket: string) => BudgetLine) {
  const writing = new Set<Promise<void>>();
  const write = (work: Promise<void>): void => {
    const written: Promise<void> = work
      .catch((error) => log.warn({ err: error }, 'what a provider said about its limits could not be written down'))
      .finally(() => writing.delete(written));
    writing.add(written);
  };
  const closeFor = (bucket: string, seconds: number): void => {
    if (seconds <= 0) return;
    lineOf(bucket).closeFor(seconds);
    write(store.budgets.close(bucket, seconds));
  };
  return {
    hear({ bucket, allowance, closedUntil, says }: LimitsHeard): void {
      const line = lineOf(bucket);
      if (allowance && line.learn(allowance)) write(store.budgets.learn(bucket, allowance));
      if (closedUntil) closeFor(bucket, Math.min((closedUntil.getTime() - now().getTime()) / 1000, longestClosing));
      if (says === 'slow down') {
        seen.slowedDown(providerOf(bucket));
        log.warn({ bucket, closedUntil }, 'a provider slows us down');
        if (closedUntil) return;
        line.closeFor(backOff.first / 2);
        write(store.budgets.backOff(bucket, backOff));
      } else if (!closedUntil && line.recovers()) write(store.budgets.recover(bucket));
    },
    settled: async () => void (await Promise.allSettled(writing)),
  };
}
