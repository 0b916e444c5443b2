import type { Recorded } from '../domain/events.js';
import type { Request } from '../domain/request.js';
import { JiraRefused } from '../jira/errors.js';
import { refersTo, type Telling, tellingsFor } from '../jira/mirror.js';
import type { Comment, Issue } from '../jira/port.js';
import { commentId, digestOf, showingOf, tellOnce } from './mirrorComment.js';
import { eventFacts, todaysFacts } from './mirrorFacts.js';
import { goneId, issueFor, issuesOf, type MirrorNeeds } from './mirrorIssue.js';
import { bringInLine } from './mirrorStatus.js';
import { takeComment } from './talk.js';

/** What was found of one issue that was not as the record says; all of it was mended, but for `refused`. */
export type Found = {
  readonly issues: number;
  readonly comments: number;
  readonly edited: number;
  readonly fields: number;
  readonly statuses: number;
  readonly refused: number;
};
export const nothingFound: Found = { issues: 0, comments: 0, edited: 0, fields: 0, statuses: 0, refused: 0 };

export const added = (one: Found, other: Found): Found => ({
  issues: one.issues + other.issues,
  comments: one.comments + other.comments,
  edited: one.edited + other.edited,
  fields: one.fields + other.fields,
  statuses: one.statuses + other.statuses,
  refused: one.refused + other.refused,
});

/** The issue of a request as it stands; `missing` when it was never made, `gone` when Jira no longer shows it. */
export async function issueOf(
  { store, jira, fields }: MirrorNeeds,
  request: Request,
): Promise<Issue | 'missing' | 'gone'> {
  const { current } = await issuesOf(store, request.id);
  if (!current) return 'missing';
  return (await jira.read(current, await fields.idsFor(current))) ?? 'gone';
}

/** Makes the issue, or another in the place of one that is gone. */
export async function remake(needs: MirrorNeeds, request: Request): Promise<Found> {
  const { store, house, jira, fields } = needs;
  const { current } = await issuesOf(store, request.id);
  if (current) {
    const gone = { id: goneId(current), kind: 'issue', request: request.id, note: current } as const;
    await store.links.begin(gone, house.now());
  }
  const key = await issueFor(needs, request);
  const issue = await jira.read(key, await fields.idsFor(key));
  return issue ? { ...added(await compare(needs, request, issue), nothingFound), issues: 1 } : nothingFound;
}

/** Compares an issue with all that it was to be told, in the order in which it happened, and mends what differs. */
export async function compare(needs: MirrorNeeds, request: Request, issue: Issue): Promise<Found> {
  const facts = await todaysFacts(needs, request);
  const comments = await compareComments(needs, request, issue);
  const fields = await mended(() => needs.fields.bringInLine(issue, facts));
  const statuses = await mended(() => bringInLine(needs, issue, facts));
  return {
    ...nothingFound,
    ...comments,
    fields: fields === 'mended' ? 1 : 0,
    statuses: statuses === 'mended' ? 1 : 0,
    refused: comments.refused + [fields, statuses].filter((one) => one === 'refused').length,
  };
}

async function compareComments(needs: MirrorNeeds, request: Request, { key }: Issue) {
  const { store, jira } = needs;
  const events = await store.trail.heard({ consumer: 'jira', lane: request.id });
  const me = await jira.me();
  const all = await jira.comments(key);
  const ours = all.filter(({ author = me }) => author === me);
  for (const comment of all) if (!ours.includes(comment)) await takeComment(needs, request.id, comment);
  const found = { comments: 0, edited: 0, refused: 0 };
  for (const recorded of events) {
    const tellings = tellingsFor(recorded, await eventFacts(needs, request, recorded), showingOf(needs));
    for (const telling of tellings) {
      const comment = ours.find(({ body }) => refersTo(body, telling.reference));
      const repair = comment
        ? () => restore(needs, request, key, recorded, telling, comment)
        : () => tellAgain(needs, request, key, recorded, telling);
      const outcome = await mended(repair);
      if (outcome === 'refused') found.refused += 1;
      if (outcome === 'mended') found[comment ? 'edited' : 'comments'] += 1;
    }
  }
  return found;
}

/** Under an id of its own each time: what is on record as told was told, and somebody has taken it away. */
async function tellAgain(
  needs: MirrorNeeds,
  request: Request,
  key: string,
  recorded: Recorded,
  telling: Telling,
): Promise<boolean> {
  const first = commentId(recorded, request.id, telling);
  const links = await needs.store.links.of(request.id, 'comment');
  const told = links.filter(({ id, doneAt }) => doneAt && (id === first || id.startsWith(`${first}+`)));
  const id = told.length === 0 ? first : `${first}+${told.length}`;
  await tellOnce(needs, { request: request.id, key, id }, telling);
  return true;
}

/** A comment says what it said when it was made, or what would be said now: names may have changed, or been erased. */
async function restore(
  { store, jira }: MirrorNeeds,
  request: Request,
  key: string,
  recorded: Recorded,
  telling: Telling,
  { id, body }: Comment,
): Promise<boolean> {
  const first = commentId(recorded, request.id, telling);
  const links = await store.links.of(request.id, 'comment');
  const told = links.filter(
    (link) => link.id === first || link.id.startsWith(`${first}+`) || link.id.startsWith(`${first}~`),
  );
  const known = new Set([digestOf(telling.body), ...told.map(({ note }) => note)]);
  if (!body || told.every(({ note }) => note === undefined) || known.has(digestOf(body))) return false;
  await jira.rewrite(key, id, telling.body);
  return true;
}

async function mended(repair: () => Promise<boolean>): Promise<'same' | 'mended' | 'refused'> {
  try {
    return (await repair()) ? 'mended' : 'same';
  } catch (error) {
    if (!(error instanceof JiraRefused)) throw error;
    return 'refused';
  }
}
