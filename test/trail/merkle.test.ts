import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { growTree } from '../../src/trail/merkle.js';
import { prove, rebuild } from '../../src/trail/proof.js';

const sha = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const hex = (text: string) => sha(Buffer.from(text)).toString('hex');

/** RFC 6962, section 2.1, word for word. */
function treeHash(leaves: readonly string[]): Buffer {
  if (leaves.length === 0) return sha();
  if (leaves.length === 1) return sha(Buffer.of(0), Buffer.from(leaves[0] as string, 'hex'));
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha(Buffer.of(1), treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}

const leavesOf = (count: number) => Array.from({ length: count }, (_, index) => hex(`event ${index}`));
const grown = (leaves: readonly string[], size = 0, peaks: readonly string[] = []) => {
  const tree = growTree(size, peaks);
  for (const leaf of leaves) tree.add(leaf);
  return tree;
};

test("the root is RFC 6962's for every number of leaves, also where the tree goes on from its right edge", () => {
  for (let count = 0; count <= 70; count += 1) {
    const leaves = leavesOf(count);
    const first = grown(leaves.slice(0, Math.floor(count / 3)));
    const all = grown(leaves.slice(first.size()), first.size(), first.peaks());
    expect([count, all.root()]).toEqual([count, treeHash(leaves).toString('hex')]);
  }
});

test('the root of known leaves is the one that others compute', () => {
  // The first two of Certificate Transparency's test vectors: the empty tree, and one empty leaf.
  expect(growTree().root()).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(grown(['']).root()).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  expect(
    grown(['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']).root(),
  ).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
});

test('an edge that does not go with its size is refused', () => {
  expect(() => growTree(5, [hex('a')])).toThrow('a tree of 5 leaves has 2 peaks, not 1');
});

const parts = fc
  .tuple(fc.nat({ max: 80 }), fc.integer({ min: 1, max: 80 }))
  .chain(([from, added]) =>
    fc.tuple(
      fc.constant(from),
      fc.constant(added),
      fc.subarray(Array.from({ length: added }, (_, index) => from + index)),
    ),
  );

describe('a proof for some of the leaves since the tree before', () => {
  test('gives the root again, and is short', () => {
    fc.assert(
      fc.property(parts, ([from, added, places]) => {
        const leaves = leavesOf(from + added);
        const size = leaves.length;
        const { peaks } = grown(leaves.slice(0, from));
        const hashes = prove({ size, from, peaks: peaks(), leaves: leaves.slice(from) }, places);
        const known = places.map((place) => [place, leaves[place] as string] as const);
        expect(rebuild(size, known, hashes)).toBe(grown(leaves).root());
        if (places.length === added) expect(hashes).toEqual(peaks());
        if (places.length === 1) expect(hashes.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)));
      }),
    );
  });

  test('gives no root, or another, when a leaf or the proof is another, fewer or moved', () => {
    fc.assert(
      fc.property(parts, fc.nat(), ([from, added, places], which) => {
        fc.pre(places.length > 0);
        const leaves = leavesOf(from + added);
        const size = leaves.length;
        const root = grown(leaves).root();
        const peaks = grown(leaves.slice(0, from)).peaks();
        const hashes = prove({ size, from, peaks, leaves: leaves.slice(from) }, places);
        const known = places.map((place) => [place, leaves[place] as string] as const);
        const at = which % places.length;
        const changed = known.map(([place, hash], index) => [place, index === at ? hex('x') : hash] as const);
        expect(rebuild(size, changed, hashes)).not.toBe(root);
        expect(
          rebuild(
            size,
            known.filter((_, index) => index !== at),
            hashes,
          ),
        ).not.toBe(root);
        expect(rebuild(size, known, [...hashes, hex('x')])).not.toBe(root);
        if (hashes.length > 0) {
          expect(rebuild(size, known, hashes.slice(1))).not.toBe(root);
          expect(
            rebuild(
              size,
              known,
              hashes.map((hash, index) => (index === which % hashes.length ? hex('x') : hash)),
            ),
          ).not.toBe(root);
        }
      }),
    );
  });
});
