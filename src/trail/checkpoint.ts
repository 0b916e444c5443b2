import { createHash } from 'node:crypto';
import { checkSignature, type KnownKeys, type Signer } from '../signing.js';
import { canonicalize, genesis } from '../store/chain.js';

/** What is signed: that so many events, in the order of the record, have this root, and follow from the one before. */
export type CheckpointBody = {
  /** 1, 2, 3, … */
  readonly number: number;
  /** How many events it covers, from the first one. */
  readonly size: number;
  readonly root: string;
  /** The hash of the checkpoint before; zeros for the first. */
  readonly previous: string;
  readonly at: string;
  readonly keyId: string;
};

export type SignedCheckpoint = CheckpointBody & { readonly signature: string };

export function signCheckpoint(signer: Signer, facts: Omit<CheckpointBody, 'keyId'>): SignedCheckpoint {
  const body = { ...facts, keyId: signer.keyId };
  return { ...body, signature: signer.sign(bytesOf(body)) };
}

/** Canonical JSON (RFC 8785) of the body alone, whatever else stands beside it. */
export function bytesOf({ number, size, root, previous, at, keyId }: CheckpointBody): Buffer {
  return Buffer.from(canonicalize({ number, size, root, previous, at, keyId }));
}

/** By which the next one names it, and which is put outside. */
export const hashOfCheckpoint = (body: CheckpointBody): string =>
  createHash('sha256').update(bytesOf(body)).digest('hex');

/** What does not fit about a checkpoint in its place behind the one before, in words; nothing when all is well. */
export function findFlaw(
  checkpoint: SignedCheckpoint,
  before: SignedCheckpoint | undefined,
  keys: KnownKeys,
): string | undefined {
  const { number, size, previous } = checkpoint;
  const due = (before?.number ?? 0) + 1;
  if (number !== due) return `checkpoint ${due} is missing`;
  const flaw = findForgery(checkpoint, keys);
  if (flaw) return flaw;
  if (previous !== (before ? hashOfCheckpoint(before) : genesis))
    return `checkpoint ${number} does not follow from the one before it`;
  if (size <= (before?.size ?? 0)) return `checkpoint ${number} covers no more than the one before it`;
  return undefined;
}

/**
 * To be told of each checkpoint in its order: what does not fit about its key, in words. One that another has taken the
 * place of signs nothing more; else one that was stolen years ago would do for ever.
 */
export function followKeys(): (checkpoint: KeyUse) => string | undefined {
  const seen = new Set<string>();
  let last: string | undefined;
  return (checkpoint) => {
    const { keyId } = checkpoint;
    if (keyId !== last && seen.has(keyId)) return signedAfterItsTime(checkpoint);
    seen.add(keyId);
    last = keyId;
    return undefined;
  };
}

type KeyUse = Pick<CheckpointBody, 'number' | 'keyId'>;

export const signedAfterItsTime = ({ number, keyId }: KeyUse): string =>
  `checkpoint ${number} is signed with the key ${keyId}, in whose place another had signed before: a key that was replaced signs nothing more`;

/** Whether a key that is believed signed it. */
export function findForgery(checkpoint: SignedCheckpoint, keys: KnownKeys): string | undefined {
  const { number, keyId } = checkpoint;
  switch (checkSignature(keys, checkpoint, bytesOf(checkpoint))) {
    case 'good':
      return undefined;
    case 'unknown':
      return `checkpoint ${number} is signed with the key ${keyId}, which is not among the known ones`;
    case 'bad':
      return `checkpoint ${number} is forged: the key ${keyId} did not sign it`;
  }
}
