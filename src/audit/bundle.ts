import { z } from 'zod/mini';

/**
 * A bundle is JSON lines, `<name>.jsonl`: one header, then requests, events, checkpoints, anchors and proofs, and one
 * footer. Who writes one keeps to this: an event stands before the next event of its stream; a checkpoint before its
 * proof and after the checkpoints with lower numbers; a proof after the events that it proves. In the order of the record,
 * each checkpoint right behind its events, it can be written and checked in bounded memory.
 */
export const format = 'latchkey bundle 1';

/**
 * Clocks of several machines differ a little, and the time of an event is that of its decision, before its transaction
 * begins: so much younger than an event may be a checkpoint that does not cover it.
 */
const leeway = 5 * 60_000;

/** An event that no checkpoint covers has to be newer than the last one. */
export const isTooOld = (event: { readonly at: string }, checkpoint: { readonly at: string }): boolean =>
  Date.parse(event.at) < Date.parse(checkpoint.at) - leeway;

const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const count = z.int().check(z.nonnegative());
const text = z.string();
const moment = text.check(z.refine((one) => !Number.isNaN(Date.parse(one))));

export const headerLine = z.looseObject({
  kind: z.literal('header'),
  format: z.literal(format),
  /** What was asked for, in words or as the options given. */
  query: z.unknown(),
  /** Who ran it. */
  by: text,
  at: text,
  /** `latchkey 0.1.0` */
  generator: text,
  /** `record`: all that there is up to the last checkpoint, so every place must be there; `part`: what the query chose. */
  holds: z.enum(['record', 'part']),
  /** The key that signs this file and the last checkpoint; null: unsigned. */
  keyId: z.nullable(text),
  /** PEM. For convenience: who trusts it has believed the file. */
  publicKey: z.nullable(text),
});

const words = z.record(text, text);

/**
 * One row a request: for people. All of it is derived from the events, and can be derived again: `record` from them
 * alone, `answers` from it and from `names`, by id. Of those only texts can be proven: by their salted hash.
 */
export const requestLine = z.object({
  kind: z.literal('request'),
  id: text,
  answers: words,
  record: z.record(text, z.unknown()),
  names: z.object({
    people: words,
    apps: words,
    roles: words,
    groups: words,
    actors: words,
    /** By id. Null: it was altered since it was sealed. One that is not here was erased. */
    texts: z.record(text, z.nullable(z.object({ salt: text, body: text }))),
  }),
});

/** The row as stored. */
export const eventLine = z.object({
  kind: z.literal('event'),
  /** 0, 1, 2, … in the order that checkpoints cover; null: no checkpoint covers it yet. */
  place: z.nullable(count),
  id: text,
  version: z.int(),
  stream: text,
  seq: z.int().check(z.positive()),
  type: text,
  at: moment,
  actor: text,
  cause: text,
  data: z.record(text, z.unknown()),
  previousHash: hash,
  hash,
});

export const checkpointLine = z.object({
  kind: z.literal('checkpoint'),
  number: z.int().check(z.positive()),
  /** How many events it covers, from the first one. */
  size: count,
  /** RFC 6962: the Merkle tree hash over the events' hashes. */
  root: hash,
  /** The hash of the checkpoint before; zeros for the first. */
  previous: hash,
  at: moment,
  keyId: text,
  /** Base64, Ed25519 over the canonical JSON of number, size, root, previous, at and keyId. */
  signature: text,
});

/** What the outside said of a checkpoint. The token is RFC 3161's, base64: `openssl ts -verify` reads it. */
export const anchorLine = z.looseObject({
  kind: z.literal('anchor'),
  checkpoint: count,
  where: text,
  at: text,
  token: z.nullish(text),
});

/**
 * That the events with places from `from` up to the checkpoint's size, as far as they are in this file, are in its tree:
 * the hashes of the largest subtrees that hold none of them, from left to right.
 */
export const proofLine = z.object({ kind: z.literal('proof'), checkpoint: count, from: count, hashes: z.array(hash) });

export const footerLine = z.looseObject({
  kind: z.literal('footer'),
  counts: z.object({ requests: count, events: count, checkpoints: count, anchors: count, proofs: count }),
  /** Hex, SHA-256 over every byte before this line. */
  sha256: hash,
});

export const bundleLine = z.discriminatedUnion('kind', [
  headerLine,
  requestLine,
  eventLine,
  checkpointLine,
  anchorLine,
  proofLine,
  footerLine,
]);

export type HeaderLine = z.infer<typeof headerLine>;
export type RequestLine = z.infer<typeof requestLine>;
export type EventLine = z.infer<typeof eventLine>;
export type CheckpointLine = z.infer<typeof checkpointLine>;
export type AnchorLine = z.infer<typeof anchorLine>;
export type ProofLine = z.infer<typeof proofLine>;
export type FooterLine = z.infer<typeof footerLine>;
export type BundleLine = z.infer<typeof bundleLine>;
