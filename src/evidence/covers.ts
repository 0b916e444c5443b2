import type { Checkpoints, Cursor, KeptCheckpoint } from '../store/store.js';

/** The signed checkpoints up to one of them, kept so small that all of them fit: which one covers which event. */
export type Covers = {
  readonly count: number;
  /** The number of the first checkpoint that covers it; nothing where none does yet. */
  of(event: Cursor): number | undefined;
  /** In order, with all that stands in them. */
  all(): AsyncGenerator<KeptCheckpoint>;
};

const pageSize = 500;

/** @param upTo so many checkpoints and no more: what was made before is made again the same. */
export async function readCovers(checkpoints: Checkpoints, upTo: number): Promise<Covers> {
  const ends: Cursor[] = [];
  async function* all(): AsyncGenerator<KeptCheckpoint> {
    for (let number = 0; number < upTo; ) {
      const page = await checkpoints.after(number, Math.min(pageSize, upTo - number));
      if (page.length === 0) return;
      yield* page;
      number = page.at(-1)?.number ?? upTo;
    }
  }
  for await (const { last } of all()) ends.push(last);
  return {
    count: ends.length,
    all,
    of(event) {
      let [low, high] = [0, ends.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (isUpTo(event, ends[middle] as Cursor)) high = middle;
        else low = middle + 1;
      }
      return low < ends.length ? low + 1 : undefined;
    },
  };
}

const isUpTo = (event: Cursor, end: Cursor): boolean =>
  event.transaction === end.transaction
    ? BigInt(event.id) <= BigInt(end.id)
    : BigInt(event.transaction) < BigInt(end.transaction);
