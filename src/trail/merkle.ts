import { hash } from 'node:crypto';

/**
 * RFC 6962's Merkle tree over the hashes of events. 0x00 stands before a leaf and 0x01 before a pair of nodes, so that
 * neither can be taken for the other. Hashes are 64 hex digits outside, bytes inside.
 */
export type Tree = {
  /** How many leaves. */
  readonly size: () => number;
  add(eventHash: string): void;
  root(): string;
  /** The right edge: the roots of the perfect subtrees, the widest first. With the size it is all a tree needs to go on. */
  peaks(): readonly string[];
};

const sha256 = (...parts: readonly Uint8Array[]): Buffer => hash('sha256', Buffer.concat(parts), 'buffer');
const leafMark = Buffer.of(0);
const nodeMark = Buffer.of(1);

export const leafOf = (eventHash: string): Buffer => sha256(leafMark, Buffer.from(eventHash, 'hex'));
export const nodeOf = (left: Buffer, right: Buffer): Buffer => sha256(nodeMark, left, right);

/** @param size and the peaks that go with it, to go on from an earlier tree. */
export function growTree(size = 0, edge: readonly string[] = []): Tree {
  let count = size;
  const peaks: Buffer[] = edge.map((peak) => Buffer.from(peak, 'hex'));
  if (peaks.length !== ones(size))
    throw new Error(`a tree of ${size} leaves has ${ones(size)} peaks, not ${peaks.length}`);
  return {
    size: () => count,
    add(eventHash) {
      let node: Buffer = leafOf(eventHash);
      for (let rest = count; rest % 2 === 1; rest = (rest - 1) / 2) node = nodeOf(peaks.pop() as Buffer, node);
      peaks.push(node);
      count += 1;
    },
    root: () =>
      (peaks.length === 0 ? sha256() : peaks.reduceRight((right, left) => nodeOf(left, right))).toString('hex'),
    peaks: () => peaks.map((peak) => peak.toString('hex')),
  };
}

/** How many perfect subtrees so many leaves make: the ones in the binary number. */
function ones(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

/** The largest power of two below a width of at least 2: where RFC 6962 divides. */
export function divide(width: number): number {
  let half = 1;
  while (half * 2 < width) half *= 2;
  return half;
}
