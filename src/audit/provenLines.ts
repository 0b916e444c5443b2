import type { Anchor, Checkpoints, KeptCheckpoint, Walked } from '../store/store.js';
import { proven } from '../trail/prover.js';
import type { AnchorLine, CheckpointLine, EventLine, ProofLine } from './bundle.js';

export type ProvenLine = EventLine | CheckpointLine | AnchorLine | ProofLine;

/**
 * The lines of a bundle for these events: each checkpoint right behind its events, with its anchors and the proof, so
 * that both writing and checking take bounded memory. Between the first checkpoint and the last none is left out.
 * @param events in the order of the record: see walk() in trail/inspect, or sort by (transaction, id).
 */
export async function* provenLines(checkpoints: Checkpoints, events: AsyncIterable<Walked>): AsyncIterable<ProvenLine> {
  let last: number | undefined;
  for await (const part of proven(checkpoints, events)) {
    const { checkpoint, places, hashes, from } = part.proven ?? {};
    for (const [index, event] of part.events.entries()) yield eventLineOf(event, places?.[index] ?? null);
    if (!checkpoint || from === undefined || !hashes) continue;
    for await (const one of between(checkpoints, last, checkpoint)) {
      yield checkpointLineOf(one);
      for (const anchor of await checkpoints.anchorsOf(one.number)) yield anchorLineOf(anchor);
    }
    yield { kind: 'proof', checkpoint: checkpoint.number, from, hashes: [...hashes] };
    last = checkpoint.number;
  }
}

/** Those between, so that each names the one before it; and this one. */
async function* between(
  checkpoints: Checkpoints,
  last: number | undefined,
  checkpoint: KeptCheckpoint,
): AsyncIterable<KeptCheckpoint> {
  for (let number = last === undefined ? checkpoint.number : last + 1; number < checkpoint.number; ) {
    const page = (await checkpoints.after(number - 1, 100)).filter((one) => one.number < checkpoint.number);
    yield* page;
    number += page.length;
    if (page.length === 0) throw new Error(`checkpoint ${number} is missing: see npm run audit -- verify`);
  }
  yield checkpoint;
}

export function eventLineOf(event: Walked, place: number | null): EventLine {
  const { id, version, stream, seq, type, at, actor, cause, previousHash, hash } = event;
  const data = event.data as Record<string, unknown>;
  return { kind: 'event', place, id, version, stream, seq, type, at, actor, cause, data, previousHash, hash };
}

function checkpointLineOf({ number, size, root, previous, at, keyId, signature }: KeptCheckpoint): CheckpointLine {
  return { kind: 'checkpoint', number, size, root, previous, at, keyId, signature };
}

const anchorLineOf = ({ number, place, at, reference, token }: Anchor): AnchorLine => ({
  kind: 'anchor',
  checkpoint: number,
  where: place,
  at,
  reference,
  token: token ?? null,
});
