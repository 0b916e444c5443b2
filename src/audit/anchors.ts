import { createObjectStore } from '../anchors/objectStore.js';
import type { Anchored, AnchorPlace } from '../anchors/port.js';
import { createTimeStamps } from '../anchors/timeStamp.js';
import type { AuditSettings } from '../config.js';
import { plain } from '../jira/adf.js';
import { createJira } from '../jira/client.js';
import type { JiraClient } from '../jira/port.js';
import type { Anchor, Checkpoints, KeptCheckpoint } from '../store/store.js';
import { bytesOf, hashOfCheckpoint } from '../trail/checkpoint.js';

export type Compared = {
  /** The first that is not outside as it is here, in words. */
  readonly flaw?: string;
  readonly says: readonly string[];
};

/** Compares every checkpoint with what was put outside, wherever that can be read with these settings. */
export async function compareAnchors(
  checkpoints: Checkpoints,
  { audit, jira }: AuditSettings,
  now: () => Date,
): Promise<Compared> {
  const places: Comparable[] = [
    ...(audit.timeStamp ? [createTimeStamps(audit.timeStamp)] : []),
    ...(audit.objectStore ? [createObjectStore(audit.objectStore, now)] : []),
    ...(jira ? [commentsIn(createJira(jira, { now, log: quiet }))] : []),
  ];
  const says: string[] = [];
  for (const place of places) {
    const { flaw, count, absent } = await compareAt(checkpoints, place);
    if (flaw) return { flaw, says };
    says.push(`Outside: ${count} checkpoints are at ${place.name} as they are here.`);
    if (absent.length > 0) says.push(`Not outside: ${place.name} has no checkpoint ${spans(absent)}.`);
  }
  for (const name of jira ? ['slack'] : ['jira', 'slack']) {
    const last = await checkpoints.lastAnchor(name);
    const checkpoint = last && (await checkpoints.find(last.number));
    if (checkpoint)
      says.push(
        `Look yourself: ${name}, ${last.reference}, has to name ${hashOfCheckpoint(checkpoint)} for checkpoint ${last.number}.`,
      );
  }
  return { says };
}

type Comparable = Pick<AnchorPlace, 'name' | 'compare' | 'has' | 'newest'>;

const quiet = { info: () => {}, warn: () => {} };

/** What stands in Jira's comments, each read by the id that it had when it was made. */
function commentsIn(jira: JiraClient): Comparable {
  const read = new Map<string, ReturnType<JiraClient['comments']>>();
  return {
    name: 'jira',
    async compare({ hash }, { reference }) {
      const [key = '', id] = reference.split(' ');
      const comments = await (read.get(key) ?? jira.comments(key));
      read.set(key, Promise.resolve(comments));
      const found = comments.find((comment) => comment.id === id);
      if (!found?.body) return `${key} has not got the comment ${id} any more`;
      return plain(found.body).includes(hash) ? undefined : `the comment ${id} in ${key} names another one`;
    },
  };
}

type Counted = { readonly flaw?: string; readonly count: number; readonly absent: readonly number[] };

async function compareAt(checkpoints: Checkpoints, place: Comparable): Promise<Counted> {
  const noted = new Set<number>();
  for (let last = 0; ; ) {
    const anchors = await checkpoints.anchors(place.name, last);
    for (const anchor of anchors) {
      const flaw = await flawOf(checkpoints, place, anchor);
      if (flaw) return { flaw: differs(anchor.number, flaw), count: noted.size, absent: [] };
      noted.add(anchor.number);
    }
    last = anchors.at(-1)?.number ?? last;
    if (anchors.length === 0) break;
  }
  const { flaw, count, absent } = await compareUnnoted(checkpoints, place, noted);
  const counted = { count: noted.size + count, absent };
  if (flaw) return { flaw, ...counted };
  const newest = (await checkpoints.newest())?.number ?? 0;
  const outside = (await place.newest?.(newest)) ?? newest;
  if (outside <= newest) return counted;
  return {
    flaw: `checkpoint ${outside} is at ${place.name}, and the record ends with ${newest}: its end was cut off`,
    ...counted,
  };
}

/**
 * What was put outside is noted here, where a note can be deleted as well: so whatever has none is looked for out there.
 * Where a later checkpoint covers the earlier ones, only those behind the last note are missing.
 */
async function compareUnnoted(
  checkpoints: Checkpoints,
  place: Comparable,
  noted: ReadonlySet<number>,
): Promise<Counted> {
  const absent: number[] = [];
  let count = 0;
  let from = place.has ? 0 : Math.max(0, ...noted);
  for (;;) {
    const page = await checkpoints.after(from, 500);
    for (const checkpoint of page.filter(({ number }) => !noted.has(number))) {
      const { number } = checkpoint;
      if (!(await place.has?.(number))) {
        absent.push(number);
        continue;
      }
      const flaw = await place.compare?.(putOf(checkpoint), { reference: '' });
      if (flaw) return { flaw: differs(number, flaw), count, absent };
      count += 1;
    }
    from = page.at(-1)?.number ?? from;
    if (page.length === 0) return { count, absent };
  }
}

const differs = (number: number, flaw: string): string => `checkpoint ${number} is not outside as it is here: ${flaw}`;

/** 1, 2, 3, 7: "1 to 3, 7". */
function spans(numbers: readonly number[]): string {
  const found: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const open = found.at(-1);
    if (open?.last === number - 1) open.last = number;
    else found.push({ first: number, last: number });
  }
  return found.map(({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`)).join(', ');
}

async function flawOf(checkpoints: Checkpoints, place: Comparable, anchor: Anchor): Promise<string | undefined> {
  const checkpoint = await checkpoints.find(anchor.number);
  return checkpoint ? place.compare?.(putOf(checkpoint), anchor) : 'it is not here any more';
}

const putOf = (checkpoint: KeptCheckpoint): Anchored => ({
  number: checkpoint.number,
  hash: hashOfCheckpoint(checkpoint),
  body: bytesOf(checkpoint).toString(),
  signature: checkpoint.signature,
});
