import type { Chained } from './store.js';

/** A place in the order of the record: (transaction, id). */
export type Cursor = { readonly transaction: string; readonly id: string };

/** An event as a checkpoint knows it. */
export type Leaf = { readonly stream: string; readonly seq: number; readonly hash: string };

export type Settled = Leaf & Cursor & { readonly at: string };

/** A checkpoint as it is kept: what was signed, and what the next one goes on from. */
export type KeptCheckpoint = {
  readonly number: number;
  /** How many events it covers, from the first one. */
  readonly size: number;
  readonly root: string;
  readonly previous: string;
  readonly at: string;
  readonly keyId: string;
  /** Base64. */
  readonly signature: string;
  /** The right edge of its tree: see trail/merkle. */
  readonly peaks: readonly string[];
  /** Its last event. */
  readonly last: Cursor;
};

/** Where a checkpoint was put outside, and what came back. */
export type Anchor = {
  readonly number: number;
  readonly place: string;
  readonly at: string;
  readonly reference: string;
  /** A time-stamp token, base64. */
  readonly token?: string;
};

export type Walked = Chained & Cursor & { readonly type: string; readonly data: object };

export type Checkpoints = {
  newest(): Promise<KeptCheckpoint | undefined>;
  find(number: number): Promise<KeptCheckpoint | undefined>;
  /** The number of the first one that this key signed. */
  firstSignedWith(keyId: string): Promise<number | undefined>;
  /** Those behind this number, in order. */
  after(number: number, limit: number): Promise<readonly KeptCheckpoint[]>;
  /** What it adds to the one before, in order. */
  leaves(number: number): Promise<readonly Leaf[]>;
  /** The number of the first one that covers this event; nothing where none does yet. */
  covering(event: Cursor): Promise<number | undefined>;
  /** Events behind this one that no transaction still running can come before, in their order. */
  settled(after: Cursor | undefined, limit: number): Promise<readonly Settled[]>;
  /** How many events stand up to here. */
  countUpTo(event: Cursor): Promise<number>;
  /** When the first event was recorded that no checkpoint covers, be it settled or not. */
  oldestUnsigned(after: Cursor | undefined): Promise<string | undefined>;
  /** Writes. @throws when there is one with this number: somebody else was first. */
  add(checkpoint: KeptCheckpoint, leaves: readonly Leaf[]): Promise<void>;
  anchors(place: string, after: number): Promise<readonly Anchor[]>;
  anchorsOf(number: number): Promise<readonly Anchor[]>;
  /** Wherever one was ever put, as far as notes of it are here. */
  places(): Promise<readonly string[]>;
  /** The last checkpoint that was put there. */
  lastAnchor(place: string): Promise<Anchor | undefined>;
  /** Writes; what was noted before stays. */
  anchored(anchor: Anchor): Promise<void>;
  /** Every event behind this one in the order of the record, settled or not. */
  walk(after: Cursor | undefined, limit: number): Promise<readonly Walked[]>;
  place(stream: string, seq: number): Promise<Cursor | undefined>;
  /** The first event, in the order of the record, that does not follow from the one before it in its stream. */
  firstUnchained(): Promise<{ stream: string; seq: number; before: number; missing: boolean } | undefined>;
};
