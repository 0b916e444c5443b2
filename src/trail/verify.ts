import type { KnownKeys } from '../signing.js';
import type { Checkpoints, KeptCheckpoint } from '../store/store.js';
import { findFlaw, followKeys } from './checkpoint.js';
import { findChange, flawOf, walk } from './inspect.js';

export type Verified = {
  /** The first thing that does not fit, in words. */
  readonly flaw?: string;
  readonly events: number;
  readonly checkpoints: number;
  /** The last checkpoint that fits. */
  readonly newest?: KeptCheckpoint;
  /** Events that no checkpoint covers: their chain alone protects them. */
  readonly unsigned: number;
};

/**
 * Walks everything in the order of the record: each checkpoint, the events that it was signed over, and those that none
 * covers yet. Then the database itself is asked for the first event that does not follow from the one before it in its
 * stream. Nothing is kept in memory but a page of events and the tree's right edge.
 */
export async function verifyTrail(checkpoints: Checkpoints, keys: KnownKeys): Promise<Verified> {
  let newest: KeptCheckpoint | undefined;
  const so = (unsigned: number, flaw?: string): Verified => ({
    ...(flaw && { flaw }),
    events: (newest?.size ?? 0) + unsigned,
    checkpoints: newest?.number ?? 0,
    newest,
    unsigned,
  });
  const keyFlaw = followKeys();
  for await (const checkpoint of all(checkpoints)) {
    const flaw =
      findFlaw(checkpoint, newest, keys) ?? keyFlaw(checkpoint) ?? (await findChange(checkpoints, checkpoint, newest));
    if (flaw) return so(0, flaw);
    newest = checkpoint;
  }
  let unsigned = 0;
  for await (const event of walk(checkpoints, newest?.last, Number.POSITIVE_INFINITY)) {
    const flaw = flawOf(event);
    if (flaw) return so(unsigned, flaw);
    unsigned += 1;
  }
  return so(unsigned, await unchained(checkpoints));
}

async function* all(checkpoints: Checkpoints): AsyncIterable<KeptCheckpoint> {
  for (let number = 0; ; ) {
    const page = await checkpoints.after(number, 100);
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    number = last.number;
  }
}

async function unchained(checkpoints: Checkpoints): Promise<string | undefined> {
  const found = await checkpoints.firstUnchained();
  if (!found) return undefined;
  const { stream, seq, before, missing } = found;
  return missing
    ? `${stream} #${before + 1} is missing: ${stream} #${seq} follows #${before}`
    : `${stream} #${seq} does not follow from the event before it`;
}
