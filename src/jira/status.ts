import type { Assignment } from '../domain/assignment.js';
import type { Request } from '../domain/request.js';
import type { Outcome } from './mapping.js';
import type { Move, StatusCategory, Transition } from './port.js';

/** Which status an issue should be in, and the next step there. Pure. */

export type Category = 'open' | 'in progress' | 'done';

export const categoryFor = (request: Request, assignment: Assignment | undefined): Category =>
  wanted[outcomeOf(request, assignment)].category;

export function outcomeOf(request: Request, assignment: Assignment | undefined): Outcome {
  switch (request.status) {
    case 'pending':
      return 'waiting';
    case 'denied':
    case 'cancelled':
    case 'lapsed':
      return request.status;
    case 'approved':
      // What an approved extension gives belongs to the assignment that it extends, and to that one's issue.
      if (request.extends) return 'extended';
      return assignment?.status === 'ended' ? 'ended' : 'granted';
  }
}

type Wanted = {
  readonly category: Category;
  readonly names: readonly string[];
  readonly resolutions: readonly string[];
};

const refusals = ["won't do", 'wont do', "won't fix"];

/** Names of statuses and resolutions, the best first, as teams write them. */
const wanted = {
  waiting: { category: 'open', names: ['waiting for approval', 'pending', 'to do', 'open'], resolutions: [] },
  granted: { category: 'in progress', names: ['active', 'granted', 'approved', 'in progress'], resolutions: [] },
  extended: { category: 'done', names: ['extended', 'approved', ...closedWords()], resolutions: ['done', 'approved'] },
  ended: { category: 'done', names: ['ended', ...closedWords()], resolutions: ['done', 'fixed', 'completed'] },
  denied: {
    category: 'done',
    names: ['denied', 'declined', 'rejected', "won't do", ...closedWords()],
    resolutions: ['denied', 'declined', 'rejected', ...refusals],
  },
  cancelled: {
    category: 'done',
    names: ['cancelled', 'canceled', 'withdrawn', ...closedWords()],
    resolutions: ['cancelled', 'canceled', 'withdrawn', ...refusals],
  },
  lapsed: {
    category: 'done',
    names: ['lapsed', 'expired', 'timed out', 'declined', ...closedWords()],
    resolutions: ['lapsed', 'expired', ...refusals],
  },
} as const satisfies Record<Outcome, Wanted>;

function closedWords(): string[] {
  return ['done', 'closed', 'resolved', 'complete'];
}

/** `open` is whatever is not done: a workflow's own "Waiting for approval" is often one that is in progress. */
const fitting = {
  open: ['new', 'indeterminate'],
  'in progress': ['indeterminate'],
  done: ['done'],
} as const satisfies Record<Category, readonly StatusCategory[]>;

/** What may be passed on the way, the nearest first: what is not over never passes through a status that says so. */
const ways = {
  open: ['done'],
  'in progress': ['new'],
  done: ['indeterminate', 'new'],
} as const satisfies Record<Category, readonly StatusCategory[]>;

export const isIn = (category: Category, status: StatusCategory): boolean =>
  (fitting[category] as readonly StatusCategory[]).includes(status);

/** The transitions that each status has been seen to offer. */
export type Atlas = ReadonlyMap<string, readonly Transition[]>;

export type Journey = {
  readonly outcome: Outcome;
  /** Their own names for it, the best first; without any, it is the category that counts. */
  readonly names?: readonly string[];
  readonly from: StatusCategory;
  /** Names of statuses that it has been in, so that it never goes in a circle. */
  readonly visited: ReadonlySet<string>;
  /** Ids of transitions that Jira refused. */
  readonly refused: ReadonlySet<string>;
  /** What was learnt of this workflow, by other issues too. */
  readonly atlas?: Atlas;
  /** Names in lower case that say something else happened: passed through only where nothing else leads on. */
  readonly misleading?: ReadonlySet<string>;
  /** Names in lower case of statuses that are a person's answer: nothing that still waits for one may go there. */
  readonly answers?: ReadonlySet<string>;
  readonly reach: 'oneStep' | 'severalSteps';
};

export type NextMove = Move & {
  readonly to: Transition['to'];
  /** It leads to where we want to be. */
  readonly isLast: boolean;
};

type Aim = Pick<Journey, 'outcome' | 'names' | 'answers'>;

const isAnswer = ({ answers }: Pick<Aim, 'answers'>, { name }: Transition['to']): boolean =>
  answers?.has(name.toLowerCase()) === true;

/** Whether an issue in this status is where it should be. */
export function isArrived({ outcome, names = [], answers }: Aim, status: Transition['to']): boolean {
  if (isAnswer({ answers }, status)) return false;
  if (names.length === 0) return isIn(wanted[outcome].category, status.category);
  return rankIn(names, status.name) < names.length;
}

/** The step to take from here, or nothing: no way leads there that has not been tried. */
export function nextMove(transitions: readonly Transition[], journey: Journey): NextMove | undefined {
  const open = transitions.filter(({ id }) => !journey.refused.has(id));
  const there = open.filter(({ to }) => isArrived(journey, to) && !journey.visited.has(to.name));
  const chosen = there.length > 0 ? best(there, journey) : wayOn(open, journey);
  if (!chosen) return undefined;
  const resolution = resolutionFrom(chosen, journey.outcome);
  return { transition: chosen.id, to: chosen.to, isLast: there.length > 0, ...(resolution && { resolution }) };
}

const best = (there: readonly Transition[], { names = [], outcome }: Aim): Transition | undefined =>
  names.length > 0
    ? there.toSorted((one, other) => rankIn(names, one.to.name) - rankIn(names, other.to.name))[0]
    : bestNamed(there, wanted[outcome].names);

const rankIn = (names: readonly string[], name: string): number =>
  rank(
    names.map((one) => one.toLowerCase()),
    name.toLowerCase(),
  );

const emptyAtlas: Atlas = new Map();

/**
 * The first step of a way that is known to lead there, else towards the nearest status that nobody has looked out of
 * yet. So a wrong turn is taken once, and not by every issue.
 */
function wayOn(open: readonly Transition[], journey: Journey): Transition | undefined {
  if (journey.reach === 'oneStep') return undefined;
  const { atlas = emptyAtlas, visited, refused } = journey;
  const first = passable(open, journey).map((step) => ({ step, to: step.to }));
  const seen = new Set<string>();
  let unknown: Transition | undefined;
  for (const { step, to } of first) {
    if (seen.has(to.name)) continue;
    seen.add(to.name);
    const onward = atlas.get(to.name);
    if (onward?.some((next) => isArrived(journey, next.to) && !refused.has(next.id))) return step;
    if (!onward && !visited.has(to.name)) unknown ??= step;
    for (const next of passable(onward ?? [], journey)) first.push({ step, to: next.to });
  }
  return unknown;
}

/** What may be passed on the way to a status that has a name, the nearest first. */
const throughNamed = {
  open: ['new', 'indeterminate', 'done'],
  'in progress': ['indeterminate', 'new'],
  done: ['indeterminate', 'new', 'done'],
} as const satisfies Record<Category, readonly StatusCategory[]>;

/**
 * By kind alone never back to where nothing has begun once something has: where no way is found, an issue would swing to
 * and fro. A name is looked for with the atlas, by which no way is gone in vain twice.
 */
function passable(transitions: readonly Transition[], journey: Journey): readonly Transition[] {
  const { outcome, names = [], from, misleading = new Set() } = journey;
  const { category } = wanted[outcome];
  const all: readonly StatusCategory[] = names.length > 0 ? throughNamed[category] : ways[category];
  const isGoingOn = names.length === 0 && category === 'done' && from !== 'new';
  const order = isGoingOn ? all.filter((one) => one !== 'new') : all;
  const rankOf = ({ to }: Transition) =>
    rank(order, to.category) + (misleading.has(to.name.toLowerCase()) ? order.length : 0);
  return transitions
    .filter(({ to }) => order.includes(to.category) && !isAnswer(journey, to))
    .toSorted((one, other) => rankOf(one) - rankOf(other));
}

/** Whose own names say something else than this outcome: what was denied does not pass through `Active`. */
export function misleadingFor(
  outcome: Outcome,
  statuses: Readonly<Partial<Record<Outcome, readonly string[]>>>,
): ReadonlySet<string> {
  const own = new Set((statuses[outcome] ?? []).map((name) => name.toLowerCase()));
  const others = Object.entries(statuses).flatMap(([other, names]) => (other === outcome ? [] : (names ?? [])));
  const isOver = wanted[outcome].category === 'done';
  const waiting = new Set(isOver ? (statuses.waiting ?? []).map((name) => name.toLowerCase()) : []);
  return new Set(others.map((name) => name.toLowerCase()).filter((name) => !own.has(name) && !waiting.has(name)));
}

/** A status whose name says exactly what happened, else the first that is of the right kind. */
function bestNamed(transitions: readonly Transition[], names: readonly string[]): Transition | undefined {
  return transitions.toSorted((one, other) => nameRank(one.to.name, names) - nameRank(other.to.name, names))[0];
}

function nameRank(name: string, names: readonly string[]): number {
  const exact = rank(names, name.toLowerCase());
  if (exact < names.length) return exact;
  const within = names.findIndex((word) => name.toLowerCase().includes(word));
  return names.length + (within < 0 ? names.length : within);
}

const rank = <Item>(order: readonly Item[], item: Item): number => {
  const at = order.indexOf(item);
  return at < 0 ? order.length : at;
};

function resolutionFrom({ resolutions = [] }: Transition, outcome: Outcome): string | undefined {
  return resolutions.toSorted(
    (one, other) => nameRank(one, wanted[outcome].resolutions) - nameRank(other, wanted[outcome].resolutions),
  )[0];
}
