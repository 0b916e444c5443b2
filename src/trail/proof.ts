import { divide, leafOf, nodeOf } from './merkle.js';

/**
 * One proof for many leaves: the roots of the largest subtrees that hold none of them, from left to right. Whoever has
 * the leaves themselves builds the whole root again from it. For one leaf it is RFC 6962's audit path; for all leaves
 * since the checkpoint before it is that one's right edge and nothing more.
 */
type Part = {
  /** How many leaves the whole tree has. */
  readonly size: number;
  /** How many of them the tree before had, whose peaks are known. */
  readonly from: number;
  readonly peaks: readonly string[];
  /** The events' hashes from there to the end. */
  readonly leaves: readonly string[];
};

/** @param places of the leaves to be proven, ascending, none below `from`. */
export function prove({ size, from, peaks, leaves }: Part, places: readonly number[]): string[] {
  const edge = peaksByPlace(from, peaks);
  const hashOf = (start: number, width: number): Buffer => {
    const peak = edge.get(`${start}+${width}`);
    if (peak) return peak;
    if (width === 1) return leafOf(leaves[start - from] as string);
    const half = divide(width);
    return nodeOf(hashOf(start, half), hashOf(start + half, width - half));
  };
  const hashes: string[] = [];
  walk(size, places, (start, width) => hashes.push(hashOf(start, width).toString('hex')));
  return hashes;
}

/** The root that these leaves and the proof's hashes make; nothing when there are too few or too many of them. */
export function rebuild(
  size: number,
  known: ReadonlyArray<readonly [place: number, eventHash: string]>,
  hashes: readonly string[],
): string | undefined {
  let next = 0;
  const built: Buffer[] = [];
  const isWhole = walk(
    size,
    known.map(([place]) => place),
    () => {
      const given = hashes[next];
      next += 1;
      if (given !== undefined) built.push(Buffer.from(given, 'hex'));
    },
    (index) => built.push(leafOf(known[index]?.[1] as string)),
    () => {
      const right = built.pop();
      const left = built.pop();
      if (left && right) built.push(nodeOf(left, right));
    },
  );
  return isWhole && next === hashes.length && built.length === 1 ? built[0]?.toString('hex') : undefined;
}

/** Walks the tree from left to right: each largest subtree without a wanted leaf, each wanted leaf, each join of two. */
function walk(
  size: number,
  places: readonly number[],
  unwanted: (start: number, width: number) => void,
  wanted: (index: number) => void = () => {},
  join: () => void = () => {},
): boolean {
  let index = 0;
  const visit = (start: number, width: number): void => {
    const next = places[index];
    if (next === undefined || next >= start + width) unwanted(start, width);
    else if (width === 1) {
      wanted(index);
      index += 1;
    } else {
      const half = divide(width);
      visit(start, half);
      visit(start + half, width - half);
      join();
    }
  };
  if (size > 0) visit(0, size);
  return index === places.length;
}

function peaksByPlace(from: number, peaks: readonly string[]): ReadonlyMap<string, Buffer> {
  const places = new Map<string, Buffer>();
  let start = 0;
  for (const peak of peaks) {
    let width = 1;
    while (width * 2 <= from - start) width *= 2;
    places.set(`${start}+${width}`, Buffer.from(peak, 'hex'));
    start += width;
  }
  return places;
}
