import { isLive } from '../domain/assignment.js';
import type { Recorded } from '../domain/events.js';
import type { Acting as Mapped } from '../domain/jiraMapping.js';
import type { Move } from '../domain/move.js';
import type { Request } from '../domain/request.js';
import type { ActedOn, StatusMove } from '../jira/acting.js';
import type { StatusCategory } from '../jira/port.js';
import { isNamedIn, isSo } from '../jira/standing.js';
import {
  type ActingNeeds,
  beforeItCounted,
  cancelByClosing,
  type Deed,
  decide,
  endByClosing,
  refuseMove,
} from './answering.js';
import { NotYet } from './contracts.js';
import { answerBy, doneBefore, unread } from './doneBefore.js';
import { isCurrent } from './mirrorIssue.js';

/** What people do in Jira, as what they decided: read back from there, and checked as a press in Slack is. */
export type Acting = {
  /**
   * Looks at the issue of a request and acts on what was done to it. Looked at again, it does nothing twice.
   * @param issue its id @returns whether it is one
   */
  look(issue: string): Promise<boolean>;
};

export function createActing(needs: ActingNeeds): Acting {
  return {
    async look(id) {
      const { store, jira } = needs;
      const link = await store.links.byMark('issue', id);
      // The issue of a task belongs to no request: it is not that of the one for which somebody has to do it by hand.
      const request = link && (await store.requests.find(link.request));
      // In one that was made anew since, nobody decides any more.
      if (!request || !(await isCurrent(store, link))) return false;
      const issue = await jira.issue(id);
      if (!issue) return true;
      const before = await doneBefore(needs, request.id);
      const counted = countedIn(await store.trail.streams([`request:${request.id}`]), before);
      const answered = await hearAnswers(needs, request, issue, counted);
      await hearMove(needs, request.id, issue, { ...counted, moves: new Set([...counted.moves, ...answered]) });
      return true;
    },
  };
}

/** @param answers whether those of before are among the moves: nobody may have noted them, or been able to */
type Counted = { readonly moves: ReadonlySet<Move>; readonly answers: 'noted' | 'unread' | 'unknown' };

/** Each counts once: what is on record is done with. */
const countedIn = (events: readonly Recorded[], before: readonly Move[] | undefined): Counted => ({
  answers: before === undefined ? 'unknown' : before.includes(unread) ? 'unread' : 'noted',
  moves: new Set([
    ...(before ?? []),
    ...events.flatMap(({ event }) => ('move' in event && event.move !== undefined ? [event.move] : [])),
  ]),
});

/** @returns those that were news. */
async function hearAnswers(needs: ActingNeeds, request: Request, issue: ActedOn, counted: Counted): Promise<Move[]> {
  const news: Move[] = [];
  const since = unnotedUntil(needs, request, counted);
  const answers = await needs.jira.answers(issue.id);
  if (answers === 'unreadable') return news;
  for (const { approval, by, decision, askedAt } of answers) {
    const move = answerBy(approval, by);
    if (counted.moves.has(move) || (since && askedAt < since)) continue;
    const means = decision === 'approved' ? 'approve' : 'deny';
    // For the same reason, whatever they wrote last since they were asked may be why.
    await decide(needs, { request: request.id, issue: issue.id, move, account: by, at: askedAt, means });
    news.push(move);
  }
  return news;
}

/**
 * Jira does not say when it was answered: where nobody has noted what was answered until a request was to be decided
 * there, what was asked before may have been answered before.
 */
function unnotedUntil(needs: ActingNeeds, request: Request, { answers }: Counted): Date | undefined {
  const since = needs.since();
  const submitted = new Date(request.submittedAt);
  if (answers === 'noted') return undefined;
  if (submitted < since) return since;
  return answers === 'unread' ? submitted : undefined;
}

/**
 * Only what somebody did last: what was taken back again, or moved on by somebody else, is no answer. That we put the
 * issue in its place since then takes nothing back.
 */
async function hearMove(needs: ActingNeeds, id: string, issue: ActedOn, counted: Counted): Promise<void> {
  const { store, jira, mapping } = needs;
  const [me, moves] = await Promise.all([jira.me(), jira.moves(issue.id)]);
  const last = moves.findLast(({ by }) => by !== me);
  if (!last || counted.moves.has(`move:${last.id}`)) return;
  const request = await store.requests.find(id);
  const deed = { request: id, issue: issue.id, move: `move:${last.id}`, account: last.by ?? 'nobody', at: last.at };
  const means = meaningOf(last, mapping.acting);
  if (request?.status === 'pending' && means) {
    return last.at < needs.since() ? refuseMove(needs, deed, beforeItCounted) : decide(needs, { ...deed, means });
  }
  // Jira moves an issue by itself once an approval is answered: that is the same answer.
  const agrees = means !== undefined && request && outcomesOf[means].includes(request.status);
  const isFollowing = [...counted.moves].some((move) => move.startsWith('approval:') && move.endsWith(`:${last.by}`));
  if (agrees && (isFollowing || last !== moves.at(-1))) return;
  if (last === moves.at(-1)) return hearStatus(needs, issue, last, deed);
  // Something else was told to Jira just then, and the issue put in its place by it: that is no answer to who moved it.
  if (moves.at(-1)?.to !== last.from && !(await closedWhatGoesOn(needs, request, last))) return;
  await answerMove(needs, deed, { names: [last.to], category: await jira.categoryOf(last.to) });
}

/** It never was over, so nothing but us can have opened it again: also where we were just moving it from elsewhere. */
async function closedWhatGoesOn(
  needs: ActingNeeds,
  request: Request | undefined,
  { to: name, at }: StatusMove,
): Promise<boolean> {
  const { store, jira, mapping } = needs;
  const assignment = request && (await store.assignments.find(request.id));
  const isHeld = assignment && isLive(assignment) && new Date(assignment.openedAt) <= at;
  if (!request || (request.status !== 'pending' && !isHeld)) return false;
  const category = await jira.categoryOf(name);
  const isClosed = closes(needs, { names: [name], category });
  return isClosed && category !== undefined && !isSo(request, assignment, { name, category }, mapping);
}

/** A status that is nobody's answer: it says what is so, or it does not. */
async function hearStatus(needs: ActingNeeds, issue: ActedOn, last: StatusMove, deed: Deed): Promise<void> {
  const { store, house } = needs;
  const soon = new Date(house.now().getTime() + 2_000);
  // Not by its name: somebody may have renamed the status since then.
  if (last.toId !== issue.status.id) throw new NotYet('the issue was moved while it was read', soon);
  const [request, assignment, unheard] = await Promise.all([
    store.requests.find(deed.request),
    store.assignments.find(deed.request),
    store.outbox.undone({ consumer: 'jira', lane: deed.request }),
  ]);
  if (!request || isSo(request, assignment, issue.status, needs.mapping)) return;
  const to = { names: [last.to, issue.status.name], category: issue.status.category };
  const isClosing = closes(needs, to) && assignment && isLive(assignment);
  // What Jira has not heard yet may be just why it stands there.
  if (unheard.length > 0 && !isClosing) throw new NotYet('Jira has not heard everything yet', soon);
  await answerMove(needs, deed, to);
}

/** A status, by what it was called when the issue was moved there and by what it is called now. */
type Place = { readonly names: readonly string[]; readonly category: StatusCategory | undefined };

/** Whoever says yes closes nothing, also where the status for that is of the kind *done*. */
const closes = ({ mapping: { acting } }: ActingNeeds, { names, category }: Place): boolean =>
  category === 'done' && !names.some((name) => isNamedIn(acting.approved, name));

async function answerMove(needs: ActingNeeds, deed: Deed, to: Place): Promise<void> {
  const { store } = needs;
  const [request, assignment] = await Promise.all([
    store.requests.find(deed.request),
    store.assignments.find(deed.request),
  ]);
  // Whatever is on its way out is about to be where it was moved.
  const isLeaving = to.category === 'done' && assignment && !isLive(assignment);
  if (!request || isLeaving) return;
  const isClosed = closes(needs, to);
  if (isClosed && (await cancelByClosing(needs, request, deed))) return;
  const closed = isClosed ? await endByClosing(needs, assignment, deed) : undefined;
  if (closed !== 'ended') await refuseMove(needs, deed, closed ?? { why: 'notSo', says: notSo[request.status] });
}

function meaningOf({ to }: StatusMove, { approved, declined }: Mapped): 'approve' | 'deny' | undefined {
  if (isNamedIn(approved, to)) return 'approve';
  return isNamedIn(declined, to) ? 'deny' : undefined;
}

/** Whoever asked and says no has taken it back. */
const outcomesOf: Readonly<Record<'approve' | 'deny', readonly Request['status'][]>> = {
  approve: ['approved'],
  deny: ['denied', 'cancelled'],
};

const notSo = {
  pending: 'This request still waits for an answer, and a status alone does not change that.',
  approved: 'This request was approved, and where the issue stands follows from what became of the access.',
  denied: 'This request is already decided: it was denied. It has to be asked again.',
  cancelled: 'This request was cancelled. It has to be asked again.',
  lapsed: 'Nobody answered in time: this request has lapsed. It has to be asked again.',
} as const satisfies Record<Request['status'], string>;
