/**
 * So many at a time, the rest in line. What waits already is not noted again; what is in hand may be, since it may have
 * looked before the new thing was there.
 */
export type Turns<Result> = {
  /** Resolves when it was done, with nothing when it was not begun because we stop. */
  take(key: string, work: () => Promise<Result>): Promise<Result | undefined>;
  /** Begins nothing any more. Resolves when what is in hand is done. */
  stop(): Promise<void>;
};

type Waiting<Result> = { readonly done: Promise<Result | undefined>; begin(): Promise<void>; drop(): void };

export function createTurns<Result>(width: number): Turns<Result> {
  const line = new Map<string, Waiting<Result>>();
  const inHand = new Set<Promise<void>>();
  let isStopped = false;

  const next = (): void => {
    for (const [key, waiting] of line) {
      if (inHand.size >= width) return;
      line.delete(key);
      const work = waiting.begin().finally(() => {
        inHand.delete(work);
        next();
      });
      inHand.add(work);
    }
  };

  return {
    take(key, work) {
      if (isStopped) return Promise.resolve(undefined);
      const waiting = line.get(key) ?? waitingFor(work);
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

function waitingFor<Result>(work: () => Promise<Result>): Waiting<Result> {
  let resolve: (result: Result | undefined) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const done = new Promise<Result | undefined>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { done, begin: () => work().then(resolve, reject), drop: () => resolve(undefined) };
}
