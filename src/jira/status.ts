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

export type Journey = {
  readonly outcome: Outcome;
  readonly from: StatusCategory;
  /** Names of statuses that it has been in, so that it never goes in a circle. */
  readonly visited: ReadonlySet<string>;
  /** Ids of transitions that Jira refused. */
  readonly refused: ReadonlySet<string>;
  readonly reach: 'oneStep' | 'severalSteps';
};

export type NextMove = Move & {
  readonly to: Transition['to'] /** It leads to where we want to be. */;
  readonly isLast: boolean;
};

/** The step to take from here, or nothing: no way leads there that has not been tried. */
export function nextMove(transitions: readonly Transition[], journey: Journey): NextMove | undefined {
  const { category, names } = wanted[journey.outcome];
  const open = transitions.filter(({ id, to }) => !journey.visited.has(to.name) && !journey.refused.has(id));
  const there = open.filter(({ to }) => isIn(category, to.category));
  const chosen = there.length > 0 ? bestNamed(there, names) : wayOn(open, journey, category);
  if (!chosen) return undefined;
  const resolution = resolutionFrom(chosen, journey.outcome);
  return { transition: chosen.id, to: chosen.to, isLast: there.length > 0, ...(resolution && { resolution }) };
}

/** Never back to where nothing has begun once something has: where no way is found, an issue would swing to and fro. */
function wayOn(open: readonly Transition[], { reach, from }: Journey, category: Category): Transition | undefined {
  if (reach === 'oneStep') return undefined;
  const order: readonly StatusCategory[] = category === 'done' && from !== 'new' ? ['indeterminate'] : ways[category];
  return open
    .filter(({ to }) => order.includes(to.category))
    .toSorted((one, other) => rank(order, one.to.category) - rank(order, other.to.category))[0];
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
