import type { Request } from '../domain/request.js';
import type { Adf } from '../jira/adf.js';
import { JiraRefused } from '../jira/errors.js';
import { draftIssue, endsAs, saidSince, tellingsFor } from '../jira/mirror.js';
import type { Comment, Issue } from '../jira/port.js';
import {
  commentId,
  digestOf,
  forgetWords,
  isStill,
  restore,
  showingOf,
  type Told,
  tellAgain,
} from './mirrorComment.js';
import { draftFacts, eventFacts, todaysFacts } from './mirrorFacts.js';
import { eraseFromForm } from './mirrorForm.js';
import { goneId, issueFor, issuesOf, type MirrorNeeds } from './mirrorIssue.js';
import { bringInLine } from './mirrorStatus.js';
import { takeComment } from './talk.js';

/** What was found that was not as the record says; all of it was mended, but for `refused`. */
export type Found = {
  readonly issues: number;
  readonly comments: number;
  readonly edited: number;
  /** Comments and descriptions that still had words which were erased. */
  readonly erased: number;
  readonly fields: number;
  readonly statuses: number;
  /** Of the portal: what its form offers. */
  readonly choices: number;
  readonly refused: number;
};
export const nothingFound: Found = {
  issues: 0,
  comments: 0,
  edited: 0,
  erased: 0,
  fields: 0,
  statuses: 0,
  choices: 0,
  refused: 0,
};

export const added = (one: Found, other: Found): Found => ({
  issues: one.issues + other.issues,
  comments: one.comments + other.comments,
  edited: one.edited + other.edited,
  erased: one.erased + other.erased,
  fields: one.fields + other.fields,
  statuses: one.statuses + other.statuses,
  choices: one.choices + other.choices,
  refused: one.refused + other.refused,
});

/** The issue of a request as it stands; `missing` when it was never made, `gone` when Jira no longer shows it. */
export async function issueOf(
  { store, jira, fields }: MirrorNeeds,
  request: Request,
): Promise<Issue | 'missing' | 'gone'> {
  const { current } = await issuesOf(store, request.id);
  if (!current) return 'missing';
  return (await jira.read(current, [...(await fields.idsFor(current)), 'description'])) ?? 'gone';
}

/** Makes the issue, or another in the place of one that is gone. */
export async function remake(needs: MirrorNeeds, request: Request): Promise<Found> {
  const { store, jira, fields } = needs;
  const { current } = await issuesOf(store, request.id);
  if (current) await noteGone(needs, request.id, current);
  const key = await issueFor(needs, request);
  const issue = await jira.read(key, await fields.idsFor(key));
  return issue ? { ...(await compare(needs, request, issue)), issues: 1 } : nothingFound;
}

/** That an issue was there, and is no longer: another one is made in its place. */
export const noteGone = ({ store, house }: MirrorNeeds, owner: string, key: string): Promise<unknown> =>
  store.links.begin({ id: goneId(key), kind: 'issue', request: owner, note: key }, house.now());

/** Compares an issue with all that it was to be told, in the order in which it happened, and mends what differs. */
export async function compare(needs: MirrorNeeds, request: Request, issue: Issue): Promise<Found> {
  const { ours, others } = await commentsOn(needs, request.id, issue.key);
  for (const comment of others) await takeComment(needs, request.id, comment);
  const facts = await todaysFacts(needs, request);
  const comments = await compareComments(needs, await toldOf(needs, request, issue.key), ours);
  const { draft, isErased, isReasonGone } = await draftOf(needs, request);
  const description = isErased ? await mendDescription(needs, issue, draft) : nothingFound;
  const form = isReasonGone ? await mended('erased', () => eraseFromForm(needs, request, issue.key)) : nothingFound;
  const fields = await mended('fields', () => needs.fields.bringInLine(issue, facts));
  const statuses = await mended('statuses', () => bringInLine(needs, issue, facts));
  return [comments, description, form, fields, statuses].reduce(added);
}

/** As the issue would be made today, and whether it was made in other words. */
export async function draftOf(needs: MirrorNeeds, request: Request) {
  const facts = await draftFacts(needs, request);
  const { said: draft, isErased } = saidSince(facts, draftIssue);
  return { draft, isErased, isReasonGone: facts.erased.words };
}

/** Nothing is written where people have put words of their own in the place of ours. */
export const mendDescription = (
  { jira }: MirrorNeeds,
  { key, fields }: Issue,
  { description }: { readonly description: Adf },
): Promise<Found> =>
  mended('erased', async () => {
    if (!isStale(fields.description, description)) return false;
    await jira.edit(key, { fields: { description } });
    return true;
  });

export const isStale = (shown: unknown, wanted: Adf): boolean =>
  endsAs(shown, wanted) && digestOf(shown) !== digestOf(wanted);

export async function toldOf(needs: MirrorNeeds, request: Request, key: string): Promise<readonly Told[]> {
  const told: Told[] = [];
  for (const recorded of await needs.store.trail.heard({ consumer: 'jira', lane: request.id })) {
    const facts = await eventFacts(needs, request, recorded);
    const { said, isErased } = saidSince(facts, (known) => tellingsFor(recorded, known, showingOf(needs)));
    for (const telling of said)
      told.push({
        place: { request: request.id, key, id: commentId(recorded, request.id, telling) },
        telling,
        isErased,
      });
  }
  return told;
}

type Comments = { readonly ours: readonly Comment[]; readonly others: readonly Comment[] };

/** Ours are told from others' by who wrote them, or by their ids: we may have had another account then. */
export async function commentsOn({ store, jira }: MirrorNeeds, owner: string, key: string): Promise<Comments> {
  const [me, all, links] = await Promise.all([jira.me(), jira.comments(key), store.links.of(owner, 'comment')]);
  const made = new Set(links.flatMap(({ place, mark, doneAt }) => (doneAt && place === key && mark ? [mark] : [])));
  const ours = all.filter(({ id, author = me }) => author === me || made.has(id));
  return { ours, others: all.filter((comment) => !ours.includes(comment)) };
}

/** What is missing is told again, and what somebody made to say something else is written anew. */
export async function compareComments(
  needs: MirrorNeeds,
  told: readonly Told[],
  ours: readonly Comment[],
): Promise<Found> {
  let found = nothingFound;
  for (const one of told) {
    if (one.isErased) await forgetWords(needs, one);
    const comments = ours.filter(isStill(one.telling));
    if (comments.length === 0) found = added(found, await mended('comments', () => tellAgain(needs, one)));
    for (const comment of comments)
      found = added(found, await mended(one.isErased ? 'erased' : 'edited', () => restore(needs, one, comment)));
  }
  return found;
}

/** One thing that was mended, or not: it was as it should be, or Jira would not have it. */
export async function mended(what: keyof Found, repair: () => Promise<boolean>): Promise<Found> {
  try {
    return (await repair()) ? { ...nothingFound, [what]: 1 } : nothingFound;
  } catch (error) {
    if (!(error instanceof JiraRefused)) throw error;
    return { ...nothingFound, refused: 1 };
  }
}
