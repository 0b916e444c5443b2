import type { Checkpoints, Cursor, KeptCheckpoint } from '../store/store.js';
import { prove } from './proof.js';

/** What a bundle says of one checkpoint: where its events stand, and that they are in its tree. */
export type Proven = {
  readonly checkpoint: KeptCheckpoint;
  /** The first place that it adds. */
  readonly from: number;
  /** The place of each of the events asked about, in their order: 0, 1, 2, … */
  readonly places: readonly number[];
  /** For the line `proof` of a bundle. */
  readonly hashes: readonly string[];
};

/** An event that a bundle holds. */
export type Asked = Cursor & { readonly stream: string; readonly seq: number };

/**
 * Gathers events in the order of the record and proves them a checkpoint at a time: each in the first one that covers it,
 * so that the proof also says by when it was there. A checkpoint costs two small rows, and its proof is short: of a whole
 * trail it is the right edge of the tree before. What no checkpoint covers yet comes last and is not proven.
 */
export async function* proven<Event extends Asked>(
  checkpoints: Checkpoints,
  events: AsyncIterable<Event>,
): AsyncIterable<{ readonly events: readonly Event[]; readonly proven?: Proven }> {
  let current: KeptCheckpoint | undefined;
  let gathered: Event[] = [];
  let isBeyond = false;
  for await (const event of events) {
    if (!isBeyond && !(current && isUpTo(event, current.last))) {
      if (current) yield { events: gathered, proven: await proofOf(checkpoints, current, gathered) };
      gathered = [];
      const number = await checkpoints.covering(event);
      current = number === undefined ? undefined : await checkpoints.find(number);
      isBeyond = current === undefined;
    }
    gathered.push(event);
    if (isBeyond && gathered.length === 1_000) {
      yield { events: gathered };
      gathered = [];
    }
  }
  if (gathered.length === 0) return;
  yield current ? { events: gathered, proven: await proofOf(checkpoints, current, gathered) } : { events: gathered };
}

/** @throws when an event is not where the checkpoint has it: then verify says more. */
export async function proofOf(
  checkpoints: Checkpoints,
  checkpoint: KeptCheckpoint,
  events: readonly Asked[],
): Promise<Proven> {
  const before = await checkpoints.find(checkpoint.number - 1);
  const from = before?.size ?? 0;
  const leaves = await checkpoints.leaves(checkpoint.number);
  const index = new Map(leaves.map(({ stream, seq }, place) => [`${stream} #${seq}`, from + place]));
  const places = events.map(({ stream, seq }) => {
    const place = index.get(`${stream} #${seq}`);
    if (place === undefined)
      throw new Error(`${stream} #${seq} is not in checkpoint ${checkpoint.number}, which covers its place`);
    return place;
  });
  const tree = { size: checkpoint.size, from, peaks: before?.peaks ?? [], leaves: leaves.map(({ hash }) => hash) };
  const wanted = [...places].sort((one, other) => one - other);
  return { checkpoint, from, places, hashes: prove(tree, wanted) };
}

const isUpTo = (event: Cursor, end: Cursor): boolean => {
  const [ours, its] = [BigInt(event.transaction), BigInt(end.transaction)];
  return ours < its || (ours === its && BigInt(event.id) <= BigInt(end.id));
};
