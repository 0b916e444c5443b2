import type { ServerResponse } from 'node:http';

/**
 * What goes wrong on purpose. Each stand-in has one of these and asks it before it answers.
 * An operation is named as the vendor names it: `chat.postMessage`, `PUT /api/v1/groups/{id}/users/{id}`; `*` is every one.
 */
export type HttpAnswer = {
  readonly status: number;
  /** A string is sent as it is, nothing is an empty body, all else is JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Fault =
  | { readonly kind: 'error'; readonly answer: HttpAnswer }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'hold'; readonly released: Promise<void> }
  | { readonly kind: 'holdAnswer'; readonly released: Promise<void>; readonly reached: () => void }
  | { readonly kind: 'late'; readonly released: Promise<void> }
  | { readonly kind: 'down' }
  | { readonly kind: 'loseAnswer' }
  | { readonly kind: 'twice' };

export type FaultOptions = {
  /** How often it strikes before it is gone; when not given, until it is removed. */
  readonly times?: number;
  /** How many calls pass unharmed first. */
  readonly after?: number;
};

export type Rule = {
  readonly operation: string;
  /** How often it has struck. */
  readonly hits: number;
  remove(): void;
  /** Resolves when it has struck that often (once, when not given). */
  met(times?: number): Promise<void>;
};

export type HeldRule = Rule & { release(): void };

export type Faults = {
  /** Answer with this and apply nothing. */
  error(operation: string, answer: HttpAnswer, options?: FaultOptions): Rule;
  slow(operation: string, ms: number, options?: FaultOptions): Rule;
  /** Keep the call waiting until `release()`: the way to test a race without a sleep. */
  hold(operation: string, options?: FaultOptions): HeldRule;
  /** Apply the change, then keep the answer waiting until `release()`: `met()` says that it was applied. */
  holdAnswer(operation: string, options?: FaultOptions): HeldRule;
  /** Cut the connection, and apply the change only at `release()`: it arrives when its caller has long given up. */
  late(operation: string, options?: FaultOptions): HeldRule;
  /** Cut the connection and apply nothing. */
  down(operation: string, options?: FaultOptions): Rule;
  /** Apply the change, then cut the connection. */
  loseAnswer(operation: string, options?: FaultOptions): Rule;
  /** For what the stand-in itself sends (events, commands, webhooks): send it twice. */
  twice(operation: string, options?: FaultOptions): Rule;
  /** All faults that strike this call; `operation` may have several names. Uses them up. */
  take(operation: string | readonly string[]): readonly Fault[];
  /** Remove every rule and let go of what is held. */
  clear(): void;
};

type Waiting = { readonly times: number; readonly resolve: () => void };
type Entry = {
  operation: string;
  fault: Fault;
  left: number;
  pass: number;
  hits: number;
  told: number;
  waiting: Waiting[];
};

const isVerdict = (fault: Fault): boolean =>
  fault.kind === 'error' || fault.kind === 'down' || fault.kind === 'loseAnswer';

function strike(entry: Entry): boolean {
  if (entry.left <= 0) return false;
  if (entry.pass > 0) {
    entry.pass -= 1;
    return false;
  }
  entry.left -= 1;
  entry.hits += 1;
  if (entry.fault.kind !== 'holdAnswer') tell(entry);
  return true;
}

function tell(entry: Entry): void {
  entry.told += 1;
  for (const waiting of entry.waiting.filter((one) => one.times <= entry.told)) waiting.resolve();
  entry.waiting = entry.waiting.filter((one) => one.times > entry.told);
}

function ruleOf(entry: Entry, remove: () => void): Rule {
  return {
    operation: entry.operation,
    get hits() {
      return entry.hits;
    },
    remove,
    met: (times = 1) =>
      entry.told >= times
        ? Promise.resolve()
        : new Promise<void>((resolve) => entry.waiting.push({ times, resolve: () => resolve() })),
  };
}

function newGate(): { gate: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = () => resolve();
  });
  return { gate, open };
}

const entryOf = (operation: string, fault: Fault, { times, after = 0 }: FaultOptions = {}): Entry => ({
  operation,
  fault,
  left: times ?? Number.POSITIVE_INFINITY,
  pass: after,
  hits: 0,
  told: 0,
  waiting: [],
});

export function createFaults(): Faults {
  let entries: Entry[] = [];
  const releases = new Set<() => void>();

  const enter = (entry: Entry): Rule => {
    entries.push(entry);
    return ruleOf(entry, () => {
      entries = entries.filter((other) => other !== entry);
    });
  };
  const add = (operation: string, fault: Fault, options?: FaultOptions): Rule =>
    enter(entryOf(operation, fault, options));

  const hold = (kind: 'hold' | 'holdAnswer' | 'late', operation: string, options?: FaultOptions): HeldRule => {
    const { gate, open } = newGate();
    releases.add(open);
    const entry: Entry = entryOf(operation, { kind, released: gate, reached: () => tell(entry) }, options);
    const rule = enter(entry);
    const release = () => {
      releases.delete(open);
      rule.remove();
      open();
    };
    return Object.defineProperties({ release } as HeldRule, Object.getOwnPropertyDescriptors(rule));
  };

  return {
    error: (operation, answer, options) => add(operation, { kind: 'error', answer }, options),
    slow: (operation, ms, options) => add(operation, { kind: 'slow', ms }, options),
    hold: (operation, options) => hold('hold', operation, options),
    holdAnswer: (operation, options) => hold('holdAnswer', operation, options),
    late: (operation, options) => hold('late', operation, options),
    down: (operation, options) => add(operation, { kind: 'down' }, options),
    loseAnswer: (operation, options) => add(operation, { kind: 'loseAnswer' }, options),
    twice: (operation, options) => add(operation, { kind: 'twice' }, options),
    take: (operation) => takeFrom(entries, typeof operation === 'string' ? [operation] : operation),
    clear: () => {
      entries = [];
      for (const open of releases) open();
      releases.clear();
    },
  };
}

/** Delays add up; of the verdicts only the first strikes, so that two rules of `times: 1` fail two calls. */
function takeFrom(entries: readonly Entry[], names: readonly string[]): readonly Fault[] {
  const taken: Fault[] = [];
  for (const entry of entries) {
    if (entry.operation !== '*' && !names.includes(entry.operation)) continue;
    if (isVerdict(entry.fault) && taken.some(isVerdict)) continue;
    if (strike(entry)) taken.push(entry.fault);
  }
  return taken;
}

/** Whether the caller hears nothing before the change is made. */
export const isLate = (faults: readonly Fault[]): boolean => faults.some(({ kind }) => kind === 'late');

/** Wait out what is slow, held or late. The timer does not keep the process alive. */
export async function waitOut(faults: readonly Fault[]): Promise<void> {
  for (const fault of faults) {
    if (fault.kind === 'slow') await new Promise<void>((resolve) => setTimeout(resolve, fault.ms).unref());
    if (fault.kind === 'hold' || fault.kind === 'late') await fault.released;
  }
}

/** Wait with the answer to what was applied, where it is held. */
export async function waitWithAnswer(faults: readonly Fault[]): Promise<void> {
  for (const fault of faults) {
    if (fault.kind !== 'holdAnswer') continue;
    fault.reached();
    await fault.released;
  }
}

/**
 * Answer one HTTP call of a stand-in, with whatever was asked to go wrong. `apply` makes the change and says the answer.
 * Resolves to what was sent, or to nothing where the connection was cut.
 */
export async function answerThrough(
  faults: Faults,
  operation: string | readonly string[],
  response: ServerResponse,
  apply: () => HttpAnswer | Promise<HttpAnswer>,
): Promise<HttpAnswer | undefined> {
  const taken = faults.take(operation);
  if (isLate(taken)) response.socket?.destroy();
  await waitOut(taken);
  if (taken.some((fault) => fault.kind === 'down')) {
    response.socket?.destroy();
    return undefined;
  }
  const refusal = taken.find((fault) => fault.kind === 'error');
  const answer = refusal?.kind === 'error' ? refusal.answer : await apply();
  await waitWithAnswer(taken);
  if (isLate(taken) || taken.some((fault) => fault.kind === 'loseAnswer')) {
    response.socket?.destroy();
    return undefined;
  }
  sendAnswer(response, answer);
  return answer;
}

export function sendAnswer(response: ServerResponse, answer: HttpAnswer): void {
  if (response.destroyed || response.writableEnded) return;
  const { body } = answer;
  const isText = typeof body === 'string';
  const type = body === undefined ? {} : { 'content-type': isText ? 'text/plain' : 'application/json; charset=utf-8' };
  response.writeHead(answer.status, { ...type, ...answer.headers });
  if (body === undefined) response.end();
  else response.end(isText ? body : JSON.stringify(body));
}
