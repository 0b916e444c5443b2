import type { Recorded } from '../domain/events.js';
import { JiraRefused } from '../jira/errors.js';
import { draftMatter } from '../jira/matters.js';
import type { Issue } from '../jira/port.js';
import type { Log } from './contracts.js';
import { despiteRefusals } from './despiteRefusals.js';
import { type Kept, type KeptTelling, keptIn } from './matterFacts.js';
import { type Place, type Told, tellOnce } from './mirrorComment.js';
import { type MirrorNeeds, matterIssue, matterIssues } from './mirrorIssue.js';
import {
  added,
  commentsOn,
  compareComments,
  type Found,
  mendDescription,
  mended,
  noteGone,
  nothingFound,
} from './mirrorRepair.js';
import { bringMatterInLine } from './mirrorStatus.js';
import { driftLane, taskLane } from './reactions.js';

type Needs = MirrorNeeds & { readonly log: Pick<Log, 'warn'> };

export const isMatter = (lane: string): boolean => lane.startsWith(driftLane('')) || lane.startsWith(taskLane(''));

/** Tells the issue of a finding or a task of one event, and links it with the request that it is about. */
export async function hearMatter(needs: Needs, recorded: Recorded, lane: string): Promise<void> {
  const all = await keptIn(needs, lane);
  const isIt = (one: KeptTelling) => one.recorded.stream === recorded.stream && one.recorded.seq === recorded.seq;
  const at = all.findIndex(({ tellings }) => tellings.some(isIt));
  const kept = all[at];
  const told = kept?.tellings.find(isIt);
  if (!kept || !told) return;
  const key = await matterIssue(needs, lane, kept.matter);
  const issue = await needs.jira.read(key);
  if (!issue) throw new JiraRefused(`Issue ${key} is no longer there, or Latchkey may no longer see it.`, 404);
  await despiteRefusals([
    () => tellOnce(needs, placeOf(kept, key, told), told.telling),
    () => bringMatterInLine(needs, issue, outcomeOf(kept)),
    async () => {
      if (told === kept.tellings[0]) for (const before of all.slice(0, at)) await close(needs, before);
    },
    () => relate(needs, kept, key),
  ]);
}

const outcomeOf = ({ isOver }: Kept) => (isOver ? 'ended' : 'waiting');

const placeOf = ({ lane }: Kept, key: string, { recorded }: KeptTelling): Place => ({
  request: lane,
  key,
  id: `comment:${recorded.stream}:${recorded.seq}:${lane}:${key}`,
});

export const toldIn = (kept: Kept, key: string): readonly Told[] =>
  kept.tellings.map((one) => ({ place: placeOf(kept, key, one), telling: one.telling, isErased: one.isErased }));

async function close(needs: Needs, before: Kept): Promise<void> {
  const { current } = await matterIssues(needs.store, before.lane, before.matter.id);
  const issue = current && (await needs.jira.read(current));
  if (issue) await bringMatterInLine(needs, issue, 'ended');
}

export type Compared = { readonly issues: number; readonly found: Found; readonly gone: readonly Kept[] };

/** Compares every issue of a lane with the record, and mends what differs; what Jira no longer shows is left. */
export async function compareMatters(needs: Needs, lane: string): Promise<Compared> {
  const gone: Kept[] = [];
  let found = nothingFound;
  let issues = 0;
  for (const kept of await keptIn(needs, lane)) {
    const { current } = await matterIssues(needs.store, lane, kept.matter.id);
    const issue = current && (await needs.jira.read(current, ['description']));
    if (current && !issue) gone.push(kept);
    else {
      found = added(found, issue ? await compareMatter(needs, kept, issue) : await remakeMatter(needs, kept));
      issues += 1;
    }
  }
  return { issues, found, gone };
}

/** Makes the issue, or another in the place of one that is gone. */
export async function remakeMatter(needs: Needs, kept: Kept): Promise<Found> {
  const { current } = await matterIssues(needs.store, kept.lane, kept.matter.id);
  if (current) await noteGone(needs, kept.lane, current);
  const key = await matterIssue(needs, kept.lane, kept.matter);
  const issue = await needs.jira.read(key);
  if (!issue) return nothingFound;
  await relate(needs, kept, key);
  return { ...(await compareMatter(needs, kept, issue)), issues: 1 };
}

async function compareMatter(needs: Needs, kept: Kept, issue: Issue): Promise<Found> {
  const { ours } = await commentsOn(needs, kept.lane, issue.key);
  const comments = await compareComments(needs, toldIn(kept, issue.key), ours);
  const draft = draftMatter(kept.matter);
  const description = kept.isErased ? await mendDescription(needs, issue, draft) : nothingFound;
  const fields = await mended('fields', () => needs.fields.bringHeadInLine(issue, draft));
  const statuses = await mended('statuses', () => bringMatterInLine(needs, issue, outcomeOf(kept)));
  return [comments, description, fields, statuses].reduce(added);
}

/** A help, not the record: where it is refused, it is said and left. The request's own issue may come later. */
async function relate({ store, house, jira, log }: Needs, { lane, request }: Kept, key: string): Promise<void> {
  const other = request && (await store.requests.find(request))?.issue?.key;
  if (!other) return;
  const of = lane.startsWith(driftLane('')) ? lane : `${lane}:${key}`;
  const before = await store.links.find(`issueLink:${of}`);
  // A finding's issue may have been made a second time.
  const id = before?.place && before.place !== key ? `issueLink:${of}:${key}` : `issueLink:${of}`;
  if ((await store.links.find(id))?.doneAt) return;
  await store.links.begin({ id, kind: 'remoteLink', request: of }, house.now());
  try {
    await jira.relate(key, other);
  } catch (error) {
    if (!(error instanceof JiraRefused)) throw error;
    log.warn({ issue: key, problem: error.message }, 'two issues could not be linked');
  }
  await store.links.done(id, house.now(), { place: key });
}
