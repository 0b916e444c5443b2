import type { Request } from '../domain/request.js';
import { JiraRefused } from '../jira/errors.js';
import { noticeFor } from '../jira/mirror.js';
import type { JiraClient, Status, Transition } from '../jira/port.js';
import { allowed, isSo } from '../jira/standing.js';
import { categoryFor, type Journey, nextMove, outcomeOf } from '../jira/status.js';
import { findComment, type Place } from './mirrorComment.js';
import { isSurelyUnmade, type MirrorNeeds } from './mirrorIssue.js';
import { onlyOnce } from './onlyOnce.js';

const mostSteps = 4;

/** Brings the status in line with what is true today, whichever event is being told. */
export async function bringInLine(needs: MirrorNeeds, request: Request, key: string, status: Status): Promise<void> {
  const { store, jira, house } = needs;
  const assignment = await store.assignments.find(request.id);
  const category = categoryFor(request, assignment);
  const acting = house.catalog.jira?.acting;
  if (isSo(request, assignment, status, acting)) return;
  const id = `status:${category.replace(' ', '-')}:${request.id}`;
  const isKnownDeadEnd = (await store.links.find(id))?.doneAt !== undefined;
  const arrived = await travel(jira, key, status, {
    outcome: outcomeOf(request, assignment),
    reach: isKnownDeadEnd ? 'oneStep' : 'severalSteps',
    allowed: (transitions) => allowed(request, transitions, acting),
  });
  if (isSo(request, assignment, arrived, acting) || isKnownDeadEnd) return;
  if (category === 'done') await sayDeadEnd(needs, { request: request.id, key, id }, arrived);
  else await rememberDeadEnd(needs, { request: request.id, key, id });
}

type Aim = Pick<Journey, 'outcome' | 'reach'> & {
  allowed(transitions: readonly Transition[]): readonly Transition[];
};

/** @returns the status where it ends. @throws JiraRefused when there was a way that Jira would not let us go. */
async function travel(jira: JiraClient, key: string, from: Status, { allowed: mayGo, ...aim }: Aim): Promise<Status> {
  const visited = new Set([from.name]);
  const refused = new Map<string, JiraRefused>();
  let status = from;
  for (let steps = 0; steps < mostSteps; ) {
    const journey = { ...aim, from: status.category, visited, refused: new Set(refused.keys()) };
    const move = nextMove(mayGo(await jira.transitions(key)), journey);
    if (!move) break;
    try {
      await jira.move(key, move);
    } catch (error) {
      if (!(error instanceof JiraRefused)) throw error;
      refused.set(move.transition, error);
      continue;
    }
    status = move.to;
    visited.add(status.name);
    steps += 1;
    if (move.isLast) return status;
  }
  const [refusal] = refused.values();
  if (refusal) throw refusal;
  return status;
}

/** Said once: the promise is that what is over is done, and here Jira cannot keep it. Nothing is lost but the status. */
async function sayDeadEnd(needs: MirrorNeeds, at: Place, status: Status): Promise<void> {
  const { jira, store, house } = needs;
  const reference = { stream: `request:${at.request}`, mark: 'status' };
  const words =
    `This request is over, but Latchkey found no transition that leads from “${status.name}” to a status that is done: ` +
    'the workflow has none, or Latchkey may not use it. Its comments are complete all the same. Please close this issue by hand.';
  await onlyOnce(
    { store, now: house.now },
    {
      id: at.id,
      kind: 'comment',
      request: at.request,
      look: () => findComment(jira, at.key, reference),
      make: async () => ({ place: at.key, mark: await jira.comment(at.key, noticeFor(words, reference)) }),
      isSurelyUnmade,
    },
  );
}

/** While access goes on the status is a courtesy: no comment, but no searching for a way at each event either. */
async function rememberDeadEnd({ store, house }: MirrorNeeds, { id, request, key }: Place): Promise<void> {
  await store.links.begin({ id, kind: 'comment', request }, house.now());
  await store.links.done(id, house.now(), { place: key });
}
