import { createObjectStore } from '../anchors/objectStore.js';
import { type Anchored, type AnchorPlace, Unreadable } from '../anchors/port.js';
import { createChannelReading } from '../anchors/slackChannel.js';
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
  { audit, jira, slack }: AuditSettings,
  now: () => Date,
): Promise<Compared> {
  const places: Comparable[] = [
    ...(audit.timeStamp ? [createTimeStamps(audit.timeStamp)] : []),
    ...(audit.objectStore ? [createObjectStore(audit.objectStore, now)] : []),
    ...(jira ? [commentsIn(createJira(jira, { now, log: quiet }))] : []),
    ...(slack && (await checkpoints.lastAnchor('slack')) ? [createChannelReading(slack)] : []),
  ];
  const says: string[] = [];
  for (const place of places) {
    const { flaw, count, absent, late, unread } = await compareAt(checkpoints, place);
    if (unread !== undefined) {
      says.push(...(await lookYourself(checkpoints, place.name, unread)));
      continue;
    }
    if (flaw) return { flaw, says };
    says.push(`Outside: ${count} checkpoints are at ${place.name} as they are here.`);
    if (late.length > 0) says.push(lateWords(place.name, late));
    if (absent.length > 0) says.push(`Not outside: ${place.name} has no checkpoint ${spans(absent)}.`);
  }
  if (!jira) says.push(...(await lookYourself(checkpoints, 'jira', 'Jira is not set here')));
  if (!slack) says.push(...(await lookYourself(checkpoints, 'slack', 'SLACK_BOT_TOKEN is not set here')));
  return { says };
}

/** What cannot be read is left to people, with the reason: it is never taken for compared. */
async function lookYourself(checkpoints: Checkpoints, place: string, why: string): Promise<string[]> {
  const last = await checkpoints.lastAnchor(place);
  const checkpoint = last && (await checkpoints.find(last.number));
  if (!checkpoint) return [];
  return [
    `Look yourself: ${place}, ${last.reference}, has to name ${hashOfCheckpoint(checkpoint)} for checkpoint ${last.number}. Not compared: ${why}.`,
  ];
}

type Comparable = Pick<AnchorPlace, 'name' | 'compare' | 'isGone' | 'vouchesSince' | 'has' | 'newest'>;

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
/** Put outside long after it says that it was signed: it is proven to have been there since then, and not before. */
type Late = { readonly number: number; readonly at: string; readonly since: string };

/** An outage may delay what is put outside by so long, in ms, without a word. */
const longestWait = 86_400_000;

type Found = Counted & { readonly late: readonly Late[]; readonly unread?: string };

async function compareAt(checkpoints: Checkpoints, place: Comparable): Promise<Found> {
  try {
    return await compareAll(checkpoints, place);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { count: 0, absent: [], late: [], unread: error.message };
  }
}

async function compareAll(checkpoints: Checkpoints, place: Comparable): Promise<Found> {
  const noted = new Set<number>();
  const gone: number[] = [];
  const late: Late[] = [];
  for (let last = 0; ; ) {
    const anchors = await checkpoints.anchors(place.name, last);
    for (const anchor of anchors) {
      const checkpoint = await checkpoints.find(anchor.number);
      if (checkpoint && (await place.isGone?.(anchor))) {
        gone.push(anchor.number);
        noted.add(anchor.number);
        continue;
      }
      const flaw = checkpoint ? await place.compare?.(putOf(checkpoint), anchor) : 'it is not here any more';
      if (flaw) return { flaw: differs(anchor.number, flaw), count: noted.size, absent: [], late };
      noted.add(anchor.number);
      late.push(...(checkpoint ? await lateOf(checkpoint, place, anchor) : []));
    }
    last = anchors.at(-1)?.number ?? last;
    if (anchors.length === 0) break;
  }
  const { flaw, count, absent } = await compareUnnoted(checkpoints, place, noted);
  const counted = { count: noted.size - gone.length + count, absent: [...gone, ...absent], late };
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

async function lateOf({ number, at }: KeptCheckpoint, place: Comparable, anchor: Anchor): Promise<Late[]> {
  const since = await place.vouchesSince?.(anchor);
  return since === undefined || Date.parse(since) - Date.parse(at) <= longestWait ? [] : [{ number, at, since }];
}

/** No flaw, and said all the same: so late may mean an outage, or a record that was signed anew. */
function lateWords(place: string, late: readonly Late[]): string {
  const wait = ({ at, since }: Late) => Date.parse(since) - Date.parse(at);
  const [{ number, at, since }] = late.toSorted((one, other) => wait(other) - wait(one)) as [Late];
  return `Proven only since later: ${place} vouches for checkpoint ${spans(late.map((one) => one.number))} more than a day after it says it was signed. The latest: ${number}, signed at ${at} by its own word, and there since ${since}; until then nobody outside vouches for it.`;
}

const putOf = (checkpoint: KeptCheckpoint): Anchored => ({
  number: checkpoint.number,
  hash: hashOfCheckpoint(checkpoint),
  body: bytesOf(checkpoint).toString(),
  signature: checkpoint.signature,
});
