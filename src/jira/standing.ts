import type { Assignment } from '../domain/assignment.js';
import type { Acting } from '../domain/jiraMapping.js';
import type { Request } from '../domain/request.js';
import type { Status, Transition } from './port.js';
import { categoryFor, isIn } from './status.js';

/** Whether where an issue stands agrees with the record, now that a status may also be somebody's answer. Pure. */

/** Jira itself tells its statuses apart whatever the case of their letters. */
export const isNamedIn = (names: readonly string[], name: string): boolean =>
  names.some((one) => one.toLowerCase() === name.toLowerCase());

const isAnswer = (acting: Acting | undefined, { name }: Pick<Status, 'name'>): boolean =>
  isNamedIn([...(acting?.approved ?? []), ...(acting?.declined ?? [])], name);

export function isSo(request: Request, assignment: Assignment | undefined, status: Status, acting?: Acting): boolean {
  if (request.status === 'pending' && isAnswer(acting, status)) return false;
  return isIn(categoryFor(request, assignment), status.category);
}

/** Nothing that waits for an answer passes through a status that is one. */
export const allowed = (
  request: Request,
  transitions: readonly Transition[],
  acting?: Acting,
): readonly Transition[] =>
  request.status === 'pending' ? transitions.filter(({ to }) => !isAnswer(acting, to)) : transitions;
