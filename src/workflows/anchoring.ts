import type { AnchorPlace } from '../anchors/port.js';
import type { Store } from '../store/store.js';
import { bytesOf, hashOfCheckpoint } from '../trail/checkpoint.js';
import { type Log, NotYet } from './contracts.js';

/** Puts checkpoints where the operator cannot quietly change them. What is away is tried again, and nothing waits for it. */
export type Anchoring = {
  pass(): Promise<void>;
  /** Where the newest checkpoint is still to be put, and since when. */
  waiting(): Promise<ReadonlyArray<{ place: string; since: string }>>;
};

type Needs = {
  readonly store: Store;
  readonly places: readonly AnchorPlace[];
  readonly now: () => Date;
  readonly log: Log;
};

/** In one pass, so that another place is not kept waiting. */
const most = 50;
const firstPause = 15_000;
const longestPause = 15 * 60_000;

export function createAnchoring({ store, places, now, log }: Needs): Anchoring {
  const pauses = new Map<string, { until: number; length: number }>();
  const tryAgainLater = (place: string): void => {
    const length = Math.min((pauses.get(place)?.length ?? firstPause / 2) * 2, longestPause);
    pauses.set(place, { until: now().getTime() + length, length });
  };
  // Longer than its own length lasts only a pause that was begun by a clock that was ahead.
  const isPaused = ({ until, length } = { until: 0, length: 0 }): boolean =>
    until > now().getTime() && until - now().getTime() <= length;
  return {
    async pass() {
      for (const place of places) {
        if (isPaused(pauses.get(place.name))) continue;
        try {
          await catchUp(store, place, now);
          pauses.delete(place.name);
        } catch (error) {
          if (error instanceof NotYet) continue;
          tryAgainLater(place.name);
          log.warn({ err: error, place: place.name }, 'a checkpoint could not be put outside; it is tried again');
        }
      }
    },
    async waiting() {
      const found = await Promise.all(
        places.map(async ({ name }) => ({ place: name, since: await since(store, name) })),
      );
      return found.flatMap(({ place, since }) => (since === undefined ? [] : [{ place, since }]));
    },
  };
}

async function catchUp({ checkpoints }: Store, place: AnchorPlace, now: () => Date): Promise<void> {
  const last = await checkpoints.lastAnchor(place.name);
  const newest = await checkpoints.newest();
  if (!newest || newest.number <= (last?.number ?? 0)) return;
  const due = place.takes === 'each' ? await checkpoints.after(last?.number ?? 0, most) : [newest];
  for (const checkpoint of due) {
    const { number, signature } = checkpoint;
    const put = await place.put({
      number,
      hash: hashOfCheckpoint(checkpoint),
      body: bytesOf(checkpoint).toString(),
      signature,
    });
    await checkpoints.anchored({ number, place: place.name, at: now().toISOString(), ...put });
  }
}

async function since({ checkpoints }: Store, place: string): Promise<string | undefined> {
  const last = await checkpoints.lastAnchor(place);
  const [first] = await checkpoints.after(last?.number ?? 0, 1);
  return first?.at;
}
