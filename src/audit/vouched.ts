import type { Checkpoints } from '../store/store.js';

/** What somebody outside says: this checkpoint was there at this moment (ISO 8601), and so was all that it covers. */
export type Stamp = { readonly number: number; readonly since: string };

/** Checkpoints one after the other that say they were signed long before the earliest stamp over them. */
export type Late = { readonly first: Said; readonly last: Said; readonly stamp: Stamp };
type Said = { readonly number: number; readonly at: string };

/** An outage may delay what is put outside by so long, in ms, without a word. */
const longestWait = 86_400_000;
/** So many are told one by one, those that waited longest. */
const mostTold = 5;

/**
 * Each checkpoint's own time beside the earliest stamp that covers it, which may be that of a later one. Stamps lie in our own
 * tables: whoever deletes them and signs another history anew gets new ones, and cannot get them of an earlier day.
 * @param stamps in the order of their numbers.
 */
export async function lateUnder(checkpoints: Checkpoints, stamps: readonly Stamp[]): Promise<readonly Late[]> {
  const covering = earliestFromEach(stamps);
  const late: Late[] = [];
  let index = 0;
  for (let from = 0; index < stamps.length; ) {
    const page = await checkpoints.after(from, 500);
    for (const { number, at } of page) {
      while (index < stamps.length && (stamps[index]?.number ?? 0) < number) index += 1;
      const stamp = covering[index];
      if (!stamp || Date.parse(stamp.since) - Date.parse(at) <= longestWait) continue;
      const [said, open] = [{ number, at }, late.at(-1)];
      if (open?.stamp === stamp && open.last.number === number - 1) late[late.length - 1] = { ...open, last: said };
      else late.push({ first: said, last: said, stamp });
    }
    from = page.at(-1)?.number ?? from;
    if (page.length === 0) break;
  }
  return late;
}

/** In each place the earliest of the stamp there and of all behind it. */
function earliestFromEach(stamps: readonly Stamp[]): readonly Stamp[] {
  const covering = [...stamps];
  for (let index = covering.length - 2; index >= 0; index -= 1) {
    const [own, later] = [covering[index], covering[index + 1]];
    if (own && later && Date.parse(later.since) < Date.parse(own.since)) covering[index] = later;
  }
  return covering;
}

/** No flaw, and said all the same: so late may mean an outage, or a record that was signed anew. */
export function lateWords(place: string, late: readonly Late[]): string[] {
  const wait = ({ first, stamp }: Late) => Date.parse(stamp.since) - Date.parse(first.at);
  const told = late.toSorted((one, other) => wait(other) - wait(one)).slice(0, mostTold);
  const lines = told.map(({ first, last, stamp }) => {
    const who =
      first.number === last.number
        ? `checkpoint ${first.number} says that it was signed at ${first.at}`
        : `checkpoints ${first.number} to ${last.number} say that they were signed from ${first.at} to ${last.at}`;
    return `Proven only since later: ${who}; the first stamp of ${place} over that is of ${stamp.since} (on checkpoint ${stamp.number}). Until then nobody there vouches for it.`;
  });
  const rest = late.length - told.length;
  return rest > 0 ? [...lines, `Proven only since later: so it is in ${rest} shorter cases at ${place}.`] : lines;
}
