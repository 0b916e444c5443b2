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
