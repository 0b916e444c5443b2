import { createObjectStore } from '../anchors/objectStore.js';
import { type Anchored, type AnchorPlace, Unreadable } from '../anchors/port.js';
import { createChannelReading } from '../anchors/slackChannel.js';
import { createTimeStamps } from '../anchors/timeStamp.js';
import type { AuditSettings } from '../config.js';
import { plain } from '../jira/adf.js';
import { createJira } from '../jira/client.js';
import type { JiraClient } from '../jira/port.js';
import type { Checkpoints, KeptCheckpoint } from '../store/store.js';
import { bytesOf, hashOfCheckpoint } from '../trail/checkpoint.js';
import { lateUnder, lateWords, type Stamp } from './vouched.js';

export type Compared = {
  /** The first that is not outside as it is here, in words. */
  readonly flaw?: string;
  readonly says: readonly string[];
  /** Where the newest ones should be, and are not for longer than an outage explains, in words. */
  readonly lacks: readonly string[];
};

/** Compares every checkpoint with what was put outside, wherever that can be read with these settings. */
export async function compareAnchors(
  checkpoints: Checkpoints,
  settings: AuditSettings,
  now: () => Date,
): Promise<Compared> {
  const { audit, jira, slack } = settings;
  const places: Comparable[] = [
    ...(audit.timeStamp ? [createTimeStamps(audit.timeStamp)] : []),
    ...(audit.objectStore ? [createObjectStore(audit.objectStore, now)] : []),
    ...(jira ? [commentsIn(createJira(jira, { now, log: quiet }))] : []),
    ...(slack && (await checkpoints.lastAnchor('slack')) ? [createChannelReading(slack)] : []),
  ];
  const says: string[] = [];
  const lacking = new Map<string, readonly number[]>();
  for (const place of places) {
    const { flaw, count, absent, gone = [], stamps, unread } = await compareAt(checkpoints, place);
    if (unread !== undefined) {
      says.push(...(await lookYourself(checkpoints, place.name, unread)));
      continue;
    }
    if (flaw) return { flaw, says, lacks: [] };
    says.push(`Outside: ${count} checkpoints are at ${place.name} as they are here.`);
    says.push(...lateWords(place.name, await lateUnder(checkpoints, stamps)));
    const all = [...gone, ...absent];
    if (all.length > 0) says.push(`Not outside: ${place.name} has no checkpoint ${spans(all)}.`);
    lacking.set(place.name, absent);
  }
  if (!jira) says.push(...(await lookYourself(checkpoints, 'jira', 'Jira is not set here')));
  if (!slack) says.push(...(await lookYourself(checkpoints, 'slack', 'SLACK_BOT_TOKEN is not set here')));
  const isSaid = (place: string) => places.some(({ name }) => name === place) || ['jira', 'slack'].includes(place);
  for (const place of (await checkpoints.places()).filter((one) => !isSaid(one)))
    says.push(`Not compared: checkpoints were put to ${place} as well, and it is not set here.`);
  return { says, lacks: await lacksOf(checkpoints, settings.checkpointPlaces, lacking, now()) };
}

/** For so long, in ms, a place may be away before what is missing there counts. */
const longestAway = 86_400_000;

/** A place that should have the newest checkpoint, and has none since one of more than a day ago. */
async function lacksOf(
  checkpoints: Checkpoints,
  places: readonly string[],
  lacking: ReadonlyMap<string, readonly number[]>,
  now: Date,
): Promise<string[]> {
  const newest = (await checkpoints.newest())?.number ?? 0;
  const lacks: string[] = [];
  for (const place of places) {
    const absent = lacking.get(place);
    const first = absent
      ? newest + 1 - trailing(absent, newest)
      : ((await checkpoints.lastAnchor(place))?.number ?? 0) + 1;
    const checkpoint = first > newest ? undefined : await checkpoints.find(first);
    if (!checkpoint || now.getTime() - Date.parse(checkpoint.at) <= longestAway) continue;
    lacks.push(
      `NOT outside: ${place} has none since checkpoint ${first} of ${checkpoint.at}, more than a day ago: it is away, or somebody deleted what it gave.`,
    );
  }
  return lacks;
}

/** How many of these are the last ones, without a gap. */
function trailing(absent: readonly number[], newest: number): number {
  let count = 0;
  while (absent.at(-1 - count) === newest - count && count < absent.length) count += 1;
  return count;
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

type Counted = {
  readonly flaw?: string;
  readonly count: number;
  readonly absent: readonly number[];
  /** Noted, and there no more, where a place may forget by itself. */
  readonly gone?: readonly number[];
};
type Found = Counted & { readonly stamps: readonly Stamp[]; readonly unread?: string };

async function compareAt(checkpoints: Checkpoints, place: Comparable): Promise<Found> {
  try {
    return await compareAll(checkpoints, place);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { count: 0, absent: [], stamps: [], unread: error.message };
  }
}

async function compareAll(checkpoints: Checkpoints, place: Comparable): Promise<Found> {
  const noted = new Set<number>();
  const gone: number[] = [];
  const stamps: Stamp[] = [];
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
      if (flaw) return { flaw: differs(anchor.number, flaw), count: noted.size, absent: [], stamps };
      noted.add(anchor.number);
      const since = await place.vouchesSince?.(anchor);
      if (since !== undefined) stamps.push({ number: anchor.number, since });
    }
    last = anchors.at(-1)?.number ?? last;
    if (anchors.length === 0) break;
  }
  const { flaw, count, absent } = await compareUnnoted(checkpoints, place, noted);
  const counted = { count: noted.size - gone.length + count, absent, gone, stamps };
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

const putOf = (checkpoint: KeptCheckpoint): Anchored => ({
  number: checkpoint.number,
  hash: hashOfCheckpoint(checkpoint),
  body: bytesOf(checkpoint).toString(),
  signature: checkpoint.signature,
});
