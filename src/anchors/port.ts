/** What is put outside of a checkpoint. */
export type Anchored = {
  readonly number: number;
  /** SHA-256 of the body, hex: by which the next checkpoint names it. */
  readonly hash: string;
  /** What was signed: canonical JSON. */
  readonly body: string;
  /** Base64. */
  readonly signature: string;
};

/** What comes back. */
export type Receipt = { readonly reference: string; readonly token?: string };

/** It stands there, for all we know, and what we have does not let us read it: why, in words. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** Somewhere the operator cannot quietly change what was put there. */
export interface AnchorPlace {
  readonly name: string;
  /** `newest`: a later checkpoint covers the earlier ones, so after an outage one is enough. */
  readonly takes: 'each' | 'newest';
  /** Done again for one that is there already, it makes no second one. @throws when it is not certain that it is there. */
  put(checkpoint: Anchored): Promise<Receipt>;
  /** Compares what is there with what we have: what differs, in words. @throws Unreadable */
  compare?(checkpoint: Anchored, receipt: Receipt): Promise<string | undefined>;
  /** Whether it is there no more, where a place may forget by itself: then that is no flaw. */
  isGone?(receipt: Receipt): Promise<boolean>;
  /** The moment since which what is there vouches for it, in ISO 8601: asked of what compares well, where a place tells. */
  vouchesSince?(receipt: Receipt): Promise<string>;
  /** Whether something stands there under this number, be it what we have or not; where each has its own place. */
  has?(number: number): Promise<boolean>;
  /** The number of the newest checkpoint there, from the one that we know as the newest; where it can be told. */
  newest?(known: number): Promise<number>;
}
