import { hashOf } from '../store/chain.js';
import type { Checkpoints, Cursor, KeptCheckpoint, Leaf, Walked } from '../store/store.js';
import { growTree } from './merkle.js';

/** So many events are looked at at once. */
const page = 2_000;

const nameOf = ({ stream, seq }: Pick<Leaf, 'stream' | 'seq'>): string => `${stream} #${seq}`;

/**
 * Whether the events that a checkpoint adds are those that it was signed over: the first that is not, in words; nothing
 * when all is well. The checkpoint itself, and all up to the one before, must have been looked at.
 */
export async function findChange(
  checkpoints: Checkpoints,
  checkpoint: KeptCheckpoint,
  before: KeptCheckpoint | undefined,
): Promise<string | undefined> {
  const tree = growTree(before?.size, before?.peaks);
  const list = await listOf(checkpoints, checkpoint, before);
  let last: Cursor | undefined = before?.last;
  for await (const event of walk(checkpoints, before?.last, checkpoint.size - tree.size())) {
    const flaw = flawOf(event) ?? (await differenceAt(checkpoints, list, event, tree.size(), checkpoint));
    if (flaw) return flaw;
    tree.add(event.hash);
    last = event;
  }
  if (tree.size() < checkpoint.size) return missingAt(list, tree.size(), checkpoint);
  if (tree.root() !== checkpoint.root) return untold(checkpoint, before);
  if (!list.isSigned) return listChanged(checkpoint);
  const isEdge = tree.peaks().join() === checkpoint.peaks.join();
  const isEnd = last?.transaction === checkpoint.last.transaction && last.id === checkpoint.last.id;
  return isEdge && isEnd ? undefined : `what the next one goes on from was changed in checkpoint ${checkpoint.number}`;
}

/** Each event on its own: does its hash belong to it? */
export const flawOf = (event: Walked): string | undefined =>
  hashOf(event) === event.hash ? undefined : `${nameOf(event)} was altered`;

export async function* walk(checkpoints: Checkpoints, after: Cursor | undefined, count: number): AsyncIterable<Walked> {
  let from = after;
  for (let left = count; left > 0; ) {
    const events = await checkpoints.walk(from, Math.min(left, page));
    yield* events;
    from = events.at(-1);
    left -= events.length;
    if (!from || events.length === 0) return;
  }
}

/**
 * What the checkpoint says that it added. `isSigned`: its hashes make the root. Its names are not in the root: where the
 * hash is that of the event, the name has to be as well.
 */
type List = { readonly leaves: readonly Leaf[]; readonly from: number; readonly isSigned: boolean };

async function listOf(
  checkpoints: Checkpoints,
  { number, root, size }: KeptCheckpoint,
  before: KeptCheckpoint | undefined,
): Promise<List> {
  const leaves = await checkpoints.leaves(number);
  const tree = growTree(before?.size, before?.peaks);
  const from = tree.size();
  for (const { hash } of leaves) tree.add(hash);
  return { leaves, from, isSigned: tree.size() === size && tree.root() === root };
}

async function differenceAt(
  checkpoints: Checkpoints,
  { leaves, from, isSigned }: List,
  event: Walked,
  place: number,
  checkpoint: KeptCheckpoint,
): Promise<string | undefined> {
  const { number } = checkpoint;
  const due = leaves[place - from];
  if (!isSigned || !due) return undefined;
  const [name, dueName] = [nameOf(event), nameOf(due)];
  if (due.hash === event.hash) return name === dueName ? undefined : listChanged(checkpoint);
  if (name === dueName) return `${name} was altered: checkpoint ${number} was signed over another hash of it`;
  if (!(await checkpoints.place(due.stream, due.seq)))
    return `${dueName} is missing: checkpoint ${number} was signed over it`;
  if (leaves.some((leaf) => nameOf(leaf) === name)) {
    return `${name} stands in the wrong place: checkpoint ${number} was signed with ${dueName} there`;
  }
  return `${name} was added before the end of checkpoint ${number}, which was signed without it`;
}

function missingAt({ leaves, from, isSigned }: List, place: number, { number, size }: KeptCheckpoint): string {
  const due = leaves[place - from];
  if (isSigned && due) return `${nameOf(due)} is missing: checkpoint ${number} was signed over it`;
  return `${size - place} events are missing at the end: checkpoint ${number} was signed over ${size}`;
}

const listChanged = ({ number }: KeptCheckpoint): string =>
  `the list of events kept with checkpoint ${number} was changed, the events were not`;

const untold = ({ number, size }: KeptCheckpoint, before: KeptCheckpoint | undefined): string =>
  `of the events ${(before?.size ?? 0) + 1} to ${size} at least one is not what checkpoint ${number} was signed over; which one cannot be told, since the list kept with it was changed too`;
