import { type Allowance, type BudgetedCall, BudgetSpent, type Urgency, urgencies } from '../idp/budget.js';
import type { Allowed, Budgets, Reservation } from '../store/store.js';
import { believable, type Pace, paceOf } from './pace.js';

/** Those of one process who wait for one bucket. The first of them asks the database, the others stand behind. */
export type BudgetLine = {
  /** Resolves when the call may leave. @param patience in seconds. @throws BudgetSpent */
  join(call: BudgetedCall, urgency: Urgency, patience: number): Promise<void>;
  /** The vendor wants to hear nothing for so many seconds: known here at once, whenever the database hears of it. */
  closeFor(seconds: number): void;
  /** The vendor's limit, as its answer names it. @returns whether that is news. */
  learn(allowance: Allowance): boolean;
  /** The vendor answers. @returns whether it had refused us before. */
  recovers(): boolean;
  count(urgency: Urgency): number;
  /** Whoever waits is told to come back. */
  stop(): void;
};

type Waiter = {
  readonly call: BudgetedCall;
  readonly urgency: Urgency;
  readonly number: number;
  readonly deadline: number;
  readonly go: () => void;
  readonly fail: (error: unknown) => void;
  /** It has left, or was told to come back. */
  isOver: boolean;
};

/** Moments are of performance.now(): places are told as waits, so that no clock has to agree with the database's. */
type Line = {
  readonly bucket: string;
  readonly budgets: Budgets;
  readonly now: () => Date;
  /** Most urgent first, then as they came. */
  readonly waiters: Waiter[];
  /** Have a place, which is not due yet. */
  readonly leaving: Map<Waiter, NodeJS.Timeout>;
  known?: Allowed;
  documented?: Allowance;
  /** What the database is being told. */
  told?: Allowance;
  refusals: number;
  closedUntil: number;
  isServing: boolean;
  wake: () => void;
};

export function createBudgetLine(bucket: string, budgets: Budgets, now: () => Date): BudgetLine {
  const state = { refusals: 0, closedUntil: 0, isServing: false, wake: () => undefined };
  const line: Line = { bucket, budgets, now, waiters: [], leaving: new Map(), ...state };
  let number = 0;
  return {
    async join(call, urgency, patience) {
      number += 1;
      line.documented = call.allowance;
      await waitIn(line, { call, urgency, number, deadline: performance.now() + patience * 1000 });
    },
    closeFor(seconds) {
      line.closedUntil = Math.max(line.closedUntil, performance.now() + seconds * 1000);
    },
    learn(allowance) {
      const isKnown = isSame(allowance, line.told ?? line.known ?? line.documented);
      line.told = allowance;
      return !isKnown;
    },
    recovers() {
      const had = line.refusals > 0;
      line.refusals = 0;
      return had;
    },
    count: (urgency) => [...line.waiters, ...line.leaving.keys()].filter((one) => one.urgency === urgency).length,
    stop() {
      for (const waiter of [...line.waiters, ...line.leaving.keys()]) waiter.fail(spent(line, 0));
      line.wake();
    },
  };
}

const isSame = (one: Allowance, other: Allowance | undefined): boolean =>
  one.units === other?.units && one.seconds === other.seconds;

function spent({ bucket, now }: Line, seconds: number): BudgetSpent {
  const provider = bucket.slice(0, bucket.indexOf(':'));
  const retryAt = new Date(now().getTime() + Math.ceil(seconds * 1000));
  return new BudgetSpent(provider, `${provider} takes no more of these calls just now`, retryAt);
}

/** Resolves or fails once, and leaves no timer behind. */
async function waitIn(line: Line, joining: Omit<Waiter, 'go' | 'fail' | 'isOver'>): Promise<void> {
  const left: { timer?: NodeJS.Timeout; waiter?: Waiter } = {};
  try {
    await new Promise<void>((go, fail) => {
      const waiter: Waiter = {
        ...joining,
        go,
        // At once: what the line does in the same breath must not wait for somebody who was sent home.
        fail: (error) => {
          waiter.isOver = true;
          fail(error);
        },
        isOver: false,
      };
      left.waiter = waiter;
      // Who is first is told exactly how long it takes, also just after its time; who is not, only that it takes longer.
      left.timer = setTimeout(() => waiter.fail(spent(line, 1)), joining.deadline - performance.now() + 500);
      stand(line, waiter);
    });
  } finally {
    clearTimeout(left.timer);
    if (left.waiter) {
      left.waiter.isOver = true;
      forget(line, left.waiter);
    }
  }
}

const isBefore = (one: Waiter, other: Waiter): boolean =>
  one.urgency === other.urgency
    ? one.number < other.number
    : urgencies.indexOf(one.urgency) < urgencies.indexOf(other.urgency);

function stand(line: Line, waiter: Waiter): void {
  const index = line.waiters.findIndex((one) => isBefore(waiter, one));
  line.waiters.splice(index < 0 ? line.waiters.length : index, 0, waiter);
  if (index === 0) line.wake();
  void serve(line);
}

function forget({ waiters, leaving }: Line, waiter: Waiter): void {
  clearTimeout(leaving.get(waiter));
  leaving.delete(waiter);
  const index = waiters.indexOf(waiter);
  if (index >= 0) waiters.splice(index, 1);
}

async function serve(line: Line): Promise<void> {
  if (line.isServing) return;
  line.isServing = true;
  for (let [first] = line.waiters; first; [first] = line.waiters) {
    await serveFirst(line, first).catch((error) => {
      first?.fail(error);
      if (first) forget(line, first);
    });
  }
  line.isServing = false;
}

async function serveFirst(line: Line, first: Waiter): Promise<void> {
  const { call, urgency } = first;
  const pace = paceOf(believable(call.allowance, line.known), call.cost, urgency);
  const asked = performance.now();
  const reservation = await reserve(line, call.bucket, pace);
  switch (reservation.is) {
    case 'learned':
      return;
    case 'reserved':
      return leave(line, first, { asked, wait: reservation.wait * 1000, slack: pace.slack * 1000 });
    case 'early':
    case 'closed':
      return stay(line, first, reservation.wait, pace.ahead);
  }
}

async function reserve(line: Line, bucket: string, { step, tolerance, ahead }: Pace): Promise<Reservation> {
  const { refusals } = line;
  const closed = (line.closedUntil - performance.now()) / 1000;
  if (closed > 0) return { is: 'closed', wait: closed, refusals };
  const reservation = await line.budgets.reserve({ bucket, step, tolerance, ahead, known: line.known });
  line.known = reservation.known;
  line.told = undefined;
  line.refusals = reservation.refusals;
  return reservation;
}

/** Not its turn yet. Woken when somebody more urgent comes. */
async function stay(line: Line, first: Waiter, wait: number, ahead: number): Promise<void> {
  // It was sent home while the database was asked: nobody would wake it any more.
  if (first.isOver) return forget(line, first);
  // Nor for somebody more urgent who came meanwhile.
  if (line.waiters[0] !== first) return;
  if (performance.now() + wait * 1000 > first.deadline) {
    first.fail(spent(line, wait));
    return forget(line, first);
  }
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, Math.max(1, (wait - ahead) * 1000));
    line.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  line.wake = () => undefined;
}

type Place = { readonly asked: number; readonly wait: number; readonly slack: number };

function leave(line: Line, waiter: Waiter, { asked, wait, slack }: Place): void {
  forget(line, waiter);
  if (waiter.isOver) return;
  const go = (): void => {
    line.leaving.delete(waiter);
    const isLate = performance.now() - asked - wait > slack;
    // Its place is gone, or the vendor has said no since: it stands in line again, where it was.
    if (isLate || line.closedUntil > performance.now()) stand(line, waiter);
    else waiter.go();
  };
  // Counted from when the answer came, which is after the database has spoken; a timer may be a millisecond early.
  if (wait === 0) go();
  else line.leaving.set(waiter, setTimeout(go, Math.ceil(wait) + 1));
}
