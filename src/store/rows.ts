import type { Assignment } from '../domain/assignment.js';
import type { Duration } from '../domain/catalog.js';
import type { Drift } from '../domain/drift.js';
import type { Grant } from '../domain/grant.js';
import type { Request, SealedText } from '../domain/request.js';

/**
 * Today's rows and the states they stand for. Rows come from the client (dates) or from json_agg (strings), so every
 * moment is brought to the one form that events use: ISO 8601 in UTC with milliseconds.
 */
type Row = Readonly<Record<string, unknown>>;

const moment = (value: unknown): string => new Date(value as string | Date).toISOString();
const text = (value: unknown): string => value as string;
const durationOf = (seconds: unknown): Duration => (typeof seconds === 'number' ? seconds : 'permanent');
const secondsOf = (duration: Duration): number | null => (duration === 'permanent' ? null : duration);

/** What is null in the row is absent in the state. */
function present<T extends Row>(
  row: Row,
  keys: readonly (keyof T & string)[],
  read: (value: unknown) => unknown,
): Partial<T> {
  return Object.fromEntries(keys.filter((key) => row[key] != null).map((key) => [key, read(row[key])])) as Partial<T>;
}

const sealed = (row: Row, name: 'reason' | 'answer'): SealedText => ({
  id: text(row[`${name}Id`]),
  hash: text(row[`${name}Hash`]),
});

export function requestOf(row: Row): Request {
  return {
    ...present<Request>(row, ['extends', 'adopts', 'decidedBy', 'cause'], text),
    ...present<Request>(row, ['remindedAt', 'decidedAt'], moment),
    id: text(row.id),
    status: row.status as Request['status'],
    requester: text(row.requester),
    recipient: text(row.recipient),
    app: text(row.app),
    role: text(row.role),
    risk: row.risk as Request['risk'],
    duration: durationOf(row.duration),
    reason: sealed(row, 'reason'),
    approvals: row.approvals as Request['approvals'],
    submittedAt: moment(row.submittedAt),
    remindAt: moment(row.remindAt),
    lapsesAt: moment(row.lapsesAt),
    ...(row.answerId != null && { answer: sealed(row, 'answer') }),
    ...(row.issueKey != null && { issue: { key: text(row.issueKey), url: text(row.issueUrl) } }),
  };
}

export function requestRow(request: Request): Row {
  const { reason, answer, issue, duration, ...plain } = request;
  return {
    ...plain,
    duration: secondsOf(duration),
    reasonId: reason.id,
    reasonHash: reason.hash,
    answerId: answer?.id ?? null,
    answerHash: answer?.hash ?? null,
    issueKey: issue?.key ?? null,
    issueUrl: issue?.url ?? null,
  };
}

export function assignmentOf(row: Row): Assignment {
  const moments = ['activatedAt', 'endsAt', 'warnAt', 'warnedAt', 'endingAt', 'endedAt'] as const;
  return {
    ...present<Assignment>(row, moments, moment),
    ...present<Assignment>(row, ['cause', 'endedBy'], text),
    id: text(row.id),
    status: row.status as Assignment['status'],
    recipient: text(row.recipient),
    app: text(row.app),
    role: text(row.role),
    duration: durationOf(row.duration),
    grants: row.grants as string[],
    alreadyHad: row.alreadyHad as string[],
    openedAt: moment(row.openedAt),
    ...(row.answerId != null && { answer: sealed(row, 'answer') }),
  };
}

export function assignmentRow(assignment: Assignment): Row {
  const { answer, duration, ...plain } = assignment;
  return { ...plain, duration: secondsOf(duration), answerId: answer?.id ?? null, answerHash: answer?.hash ?? null };
}

export function grantOf(row: Row): Grant {
  return {
    ...present<Grant>(row, ['activatedAt', 'endingAt', 'endedAt'], moment),
    ...present<Grant>(row, ['handledBy', 'lostBy', 'cause'], text),
    ...present<Grant>(row, ['task', 'delay'], (value) => value),
    id: text(row.id),
    status: row.status as Grant['status'],
    recipient: text(row.recipient),
    entitlement: text(row.entitlement),
    holders: row.holders as string[],
    entries: row.entries as string[],
    openedAt: moment(row.openedAt),
  };
}

export const grantRow = (grant: Grant): Row => ({ ...grant });

export function driftOf(row: Row): Drift {
  return {
    ...present<Drift>(row, ['undoneAt', 'answeredAt', 'closedAt'], moment),
    ...present<Drift>(row, ['person', 'grant', 'says', 'answer', 'answeredBy', 'request'], text),
    id: text(row.id),
    status: row.status as Drift['status'],
    kind: row.kind as Drift['kind'],
    entitlement: text(row.entitlement),
    recipient: text(row.recipient),
    accounts: row.accounts as string[],
    app: text(row.app),
    role: text(row.role),
    risk: row.risk as Drift['risk'],
    source: row.source as Drift['source'],
    entries: row.entries as string[],
    foundAt: moment(row.foundAt),
    ...(row.reasonId != null && { reason: sealed(row, 'reason') }),
  };
}

export function driftRow(drift: Drift): Row {
  const { reason, ...plain } = drift;
  return { ...plain, reasonId: reason?.id ?? null, reasonHash: reason?.hash ?? null };
}
