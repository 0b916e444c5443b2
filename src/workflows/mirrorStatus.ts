import { JiraRefused } from '../jira/errors.js';
import { type Facts, noticeFor } from '../jira/mirror.js';
import type { Issue, Move, Status, Transition } from '../jira/port.js';
import { answersTo } from '../jira/standing.js';
import { categoryFor, isArrived, type Journey, misleadingFor, nextMove, outcomeOf } from '../jira/status.js';
import { findComment, type Place } from './mirrorComment.js';
import { isSurelyUnmade, type MirrorNeeds } from './mirrorIssue.js';
import { onlyOnce } from './onlyOnce.js';

const mostSteps = 6;

type Aim = Pick<Journey, 'outcome' | 'names' | 'answers' | 'misleading' | 'reach'>;
type Arrival = {
  readonly status: Status;
  /** There was a way, and Jira would not let us go. */
  readonly refusal?: JiraRefused;
  /** Fields that a screen on the way insists on, and that we cannot fill. */
  readonly lacking: readonly string[];
};

/**
 * Brings the issue's status in line with what is true today, whichever event is being told.
 * @returns whether it was moved. @throws JiraRefused when there was a way that Jira would not let us go.
 */
export async function bringInLine(needs: MirrorNeeds, issue: Issue, facts: Facts): Promise<boolean> {
  const { store, mapping } = needs;
  const { request, assignment } = facts;
  const outcome = outcomeOf(request, assignment);
  const names = mapping.statuses[outcome] ?? [];
  const answers = answersTo(request, mapping.acting);
  const aim = { outcome, names, answers, misleading: misleadingFor(outcome, mapping.statuses) };
  if (isArrived(aim, issue.status)) return false;
  const category = categoryFor(request, assignment);
  const id = `status:${names.length > 0 ? outcome : category.replace(' ', '-')}:${request.id}`;
  const isKnownDeadEnd = (await store.links.find(id))?.doneAt !== undefined;
  const reach = isKnownDeadEnd ? 'oneStep' : 'severalSteps';
  const first = await travel(needs, issue, facts, { ...aim, reach });
  const arrival = isArrived(aim, first.status)
    ? first
    : await settleFor(needs, issue, facts, first, { outcome, answers, reach });
  const hasMoved = arrival.status.name !== issue.status.name;
  if (isArrived(aim, arrival.status)) return hasMoved;
  if (arrival.refusal) throw arrival.refusal;
  if (isKnownDeadEnd) return hasMoved;
  const place = { request: request.id, key: issue.key, id };
  if (names.length > 0 || category === 'done') await sayDeadEnd(needs, facts, place, arrival, names);
  else await rememberDeadEnd(needs, place);
  return hasMoved;
}

/** A finding or a task is open or over; where no way leads there it stays where it is. @returns whether it was moved. */
export async function bringMatterInLine(
  needs: MirrorNeeds,
  issue: Issue,
  outcome: 'waiting' | 'ended',
): Promise<boolean> {
  const names = needs.mapping.statuses[outcome] ?? [];
  const aim = {
    outcome,
    names,
    misleading: misleadingFor(outcome, needs.mapping.statuses),
    reach: 'severalSteps',
  } as const;
  if (isArrived(aim, issue.status) || isArrived({ outcome }, issue.status)) return false;
  const first = await travel(needs, issue, undefined, aim);
  const arrival = isArrived({ outcome }, first.status)
    ? first
    : await travel(needs, { ...issue, status: first.status }, undefined, { outcome, reach: 'severalSteps' });
  if (arrival.refusal && !isArrived({ outcome }, arrival.status)) throw arrival.refusal;
  return arrival.status.name !== issue.status.name;
}

/** Where no way leads to their own name for it, a status of the right kind still says more than a wrong one. */
async function settleFor(
  needs: MirrorNeeds,
  issue: Issue,
  facts: Facts,
  so: Arrival,
  aim: Pick<Aim, 'outcome' | 'answers' | 'reach'>,
): Promise<Arrival> {
  if (isArrived({ outcome: aim.outcome, answers: aim.answers }, so.status)) return so;
  const further = await travel(needs, { ...issue, status: so.status }, facts, aim);
  const refusal = isArrived(aim, further.status) ? so.refusal : (further.refusal ?? so.refusal);
  return { ...further, ...(refusal && { refusal }), lacking: [...so.lacking, ...further.lacking] };
}

async function travel(
  needs: MirrorNeeds,
  { key, status: from }: Issue,
  facts: Facts | undefined,
  aim: Aim,
): Promise<Arrival> {
  const { atlas } = needs;
  const visited = new Set([from.name]);
  const refused = new Map<string, JiraRefused>();
  const lacking = new Set<string>();
  let status = from;
  for (let steps = 0; steps < mostSteps; ) {
    const { open, screens } = await offered(needs, key, facts, lacking);
    atlas.set(status.name, open);
    const journey = { ...aim, atlas, from: status.category, visited, refused: new Set(refused.keys()) };
    const move = nextMove(open, journey);
    if (!move) break;
    const refusal = await tryMove(needs, key, { ...move, ...screens.get(move.transition) });
    if (refusal) {
      refused.set(move.transition, refusal);
      continue;
    }
    status = move.to;
    visited.add(status.name);
    steps += 1;
    if (move.isLast) return { status, lacking: [] };
  }
  const [refusal] = refused.values();
  return { status, ...(refusal && { refusal }), lacking: [...lacking] };
}

async function tryMove({ jira }: MirrorNeeds, key: string, move: Move): Promise<JiraRefused | undefined> {
  try {
    await jira.move(key, move);
    return undefined;
  } catch (error) {
    if (!(error instanceof JiraRefused)) throw error;
    return error;
  }
}

type Offered = {
  readonly open: readonly Transition[];
  readonly screens: ReadonlyMap<string, Pick<Move, 'fields'>>;
};

/** The moves whose screens we can fill; what another one lacks is noted. */
async function offered(
  needs: MirrorNeeds,
  key: string,
  facts: Facts | undefined,
  lacking: Set<string>,
): Promise<Offered> {
  const open: Transition[] = [];
  const screens = new Map<string, Pick<Move, 'fields'>>();
  for (const transition of await needs.jira.transitions(key)) {
    const insists = transition.insists ?? [];
    const fields = insists.length === 0 ? {} : facts && (await needs.fields.fill(insists, facts));
    if (!fields) {
      for (const { name } of insists) lacking.add(name);
      continue;
    }
    open.push(transition);
    if (Object.keys(fields).length > 0) screens.set(transition.id, { fields });
  }
  return { open, screens };
}

/** Said once: the promise is that Jira shows how it stands, and here it cannot. Nothing is lost but the status. */
async function sayDeadEnd(
  needs: MirrorNeeds,
  { request, assignment }: Facts,
  at: Place,
  { status, lacking }: Arrival,
  names: readonly string[],
): Promise<void> {
  const { jira, store, house, door } = needs;
  const outcome = outcomeOf(request, assignment);
  const isOver = categoryFor(request, assignment) === 'done';
  const reference = { stream: `request:${at.request}`, mark: names.length > 0 ? `status ${outcome}` : 'status' };
  const wanted = names.length > 0 ? `to ${names.map((name) => `“${name}”`).join(' or ')}` : 'to a status that is done';
  const screen = lacking.length > 0 ? ` A screen on the way insists on ${[...new Set(lacking)].join(', ')}.` : '';
  const words =
    `${isOver ? 'This request is over' : 'This request has come further'}, but Latchkey found no transition that leads from “${status.name}” ${wanted}: ` +
    `the workflow has none, or Latchkey may not use it.${screen} Its comments are complete all the same. Please move this issue by hand.`;
  await onlyOnce(
    { store, now: house.now },
    {
      id: at.id,
      kind: 'comment',
      request: at.request,
      look: () => findComment(jira, at.key, reference),
      make: async () => ({ place: at.key, mark: await jira.comment(at.key, noticeFor(words, reference), 'internal') }),
      isSurelyUnmade,
    },
  );
  const id = `${request.app}/${outcome}`;
  await door.record(
    { type: 'jira.stuck', id, request: request.id, key: at.key },
    'latchkey',
    'jira',
    (last) => last !== undefined,
  );
}

/** While access goes on the status is a courtesy: no comment, but no searching for a way at each event either. */
async function rememberDeadEnd({ store, house }: MirrorNeeds, { id, request, key }: Place): Promise<void> {
  await store.links.begin({ id, kind: 'comment', request }, house.now());
  await store.links.done(id, house.now(), { place: key });
}
