/**
 * So many at a time, the rest in line: by rank, the lowest first, then as they came. What waits already is not noted again; what is in hand may be, since it may have
 * looked before the new thing was there.
 */
export type Turns<Result> = {
  /** Resolves when it was done, with nothing when it was not begun because we stop. */
  take(key: string, work: () => Promise<Result>, rank?: number): Promise<Result | undefined>;
  /** Begins nothing any more. Resolves when what is in hand is done. */
  stop(): Promise<void>;
};

type Waiting<Result> = {
  readonly rank: number;
  readonly done: Promise<Result | undefined>;
  begin(): Promise<void>;
  drop(): void;
};

export function createTurns<Result>(width: number): Turns<Result> {
  const line = new Map<string, Waiting<Result>>();
  const inHand = new Set<Promise<void>>();
  let isStopped = false;

  const next = (): void => {
    while (inHand.size < width && line.size > 0) {
      const [key, waiting] = firstOf(line);
      line.delete(key);
      const work = waiting.begin().finally(() => {
        inHand.delete(work);
        next();
      });
      inHand.add(work);
    }
  };

  return {
    take(key, work, rank = 0) {
      if (isStopped) return Promise.resolve(undefined);
      const waiting = line.get(key) ?? waitingFor(work, rank);
      line.set(key, waiting);
      next();
      return waiting.done;
    },
    async stop() {
      isStopped = true;
      for (const waiting of line.values()) waiting.drop();
      line.clear();
      await Promise.all(inHand);
    },
  };
}

function waitingFor<Result>(work: () => Promise<Result>, rank: number): Waiting<Result> {
  let resolve: (result: Result | undefined) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const done = new Promise<Result | undefined>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { rank, done, begin: () => work().then(resolve, reject), drop: () => resolve(undefined) };
}

/** Ranks seldom come out of order, so the line is not kept sorted: it is looked through. */
function firstOf<Result>(line: ReadonlyMap<string, Waiting<Result>>): [string, Waiting<Result>] {
  let first: [string, Waiting<Result>] | undefined;
  for (const one of line) if (!first || one[1].rank < first[1].rank) first = one;
  if (!first) throw new Error('nobody is in line');
  return first;
}
