import type { Assignment } from '../domain/assignment.js';
import type { Acting, JiraMapping } from '../domain/jiraMapping.js';
import type { Request } from '../domain/request.js';
import type { Status } from './port.js';
import { isArrived, outcomeOf } from './status.js';

/** Whether where an issue stands agrees with the record, now that a status may also be somebody's answer. Pure. */

/** Jira itself tells its statuses apart whatever the case of their letters. */
export const isNamedIn = (names: readonly string[], name: string): boolean =>
  names.some((one) => one.toLowerCase() === name.toLowerCase());

/** The statuses that are an answer to this request, in lower case; none once it has one. */
export const answersTo = ({ status }: Request, acting: Acting | undefined): ReadonlySet<string> =>
  new Set(
    status === 'pending' && acting ? [...acting.approved, ...acting.declined].map((name) => name.toLowerCase()) : [],
  );

export function isSo(
  request: Request,
  assignment: Assignment | undefined,
  status: Status,
  { statuses, acting }: Pick<JiraMapping, 'statuses' | 'acting'>,
): boolean {
  const outcome = outcomeOf(request, assignment);
  return isArrived({ outcome, names: statuses[outcome] ?? [], answers: answersTo(request, acting) }, status);
}
