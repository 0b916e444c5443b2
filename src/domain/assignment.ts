import type { Duration } from './catalog.js';
import { type Edge, step } from './edges.js';
import { type Refusal, refuse } from './refusal.js';
import { after, isDue, type SealedText } from './request.js';

/** One recipient holding one role through one request: it owns the clock. Its id is its request's. */
export type Assignment = {
  readonly id: string;
  readonly status: 'opened' | 'active' | 'ending' | 'ended';
  readonly recipient: string;
  readonly app: string;
  readonly role: string;
  readonly duration: Duration;
  readonly grants: readonly string[];
  /** Entitlements of the role that the recipient had before us: not ours to take away. */
  readonly alreadyHad: readonly string[];
  readonly openedAt: string;
  readonly activatedAt?: string;
  /** Absent until active, and for a permanent one. */
  readonly endsAt?: string;
  readonly warnAt?: string;
  readonly warnedAt?: string;
  readonly endingAt?: string;
  readonly endedAt?: string;
  readonly cause?: EndCause;
  readonly endedBy?: string;
  readonly answer?: SealedText;
};

/**
 * Causes of ending, never states. `alreadyHad`, `notPossible`: nothing was ever given. `goneOutside`: somebody took it
 * away at the provider, not through Latchkey.
 */
export type EndCause =
  | 'expired'
  | 'revoked'
  | 'returned'
  | 'reclaimed'
  | 'alreadyHad'
  | 'notPossible'
  | 'left'
  | 'goneOutside';

export type AssignmentEvent =
  | {
      type: 'assignment.opened';
      id: string;
      recipient: string;
      app: string;
      role: string;
      duration: Duration;
      grants: string[];
      alreadyHad: string[];
    }
  | { type: 'assignment.activated'; id: string; endsAt?: string; warnAt?: string }
  | { type: 'assignment.extended'; id: string; by: string; endsAt: string; warnAt: string; request?: string }
  | { type: 'assignment.warned'; id: string }
  | { type: 'assignment.ending'; id: string; cause: EndCause; by?: string; reason?: SealedText }
  | { type: 'assignment.ended'; id: string; cause: EndCause };

export type AssignmentCommand =
  | {
      type: 'assignment.open';
      /** The approved request's id. */
      id: string;
      recipient: string;
      app: string;
      role: string;
      duration: Duration;
      /** The entitlements to be held, with an id for a grant of each, should none be live. */
      wanted: ReadonlyArray<{ entitlement: string; grant: string }>;
      alreadyHad: readonly string[];
    }
  | { type: 'assignment.confirm'; id: string }
  | { type: 'assignment.extend'; id: string; by: string; duration: number; longest: Duration; request?: string }
  | { type: 'assignment.warn'; id: string }
  | { type: 'assignment.expire'; id: string }
  | { type: 'assignment.giveBack'; id: string; by: string }
  | { type: 'assignment.revoke'; id: string; by: string; reason: SealedText; mayRevoke: readonly string[] }
  | { type: 'assignment.end'; id: string; cause: 'alreadyHad' | 'notPossible' | 'left' | 'goneOutside' }
  | { type: 'assignment.close'; id: string };

export const assignmentEdges = {
  'assignment.opened': { from: [], to: 'opened' },
  'assignment.activated': { from: ['opened'], to: 'active' },
  'assignment.extended': { from: ['active'], to: 'active' },
  'assignment.warned': { from: ['active'], to: 'active' },
  'assignment.ending': { from: ['opened', 'active'], to: 'ending' },
  'assignment.ended': { from: ['ending'], to: 'ended' },
} as const satisfies Record<AssignmentEvent['type'], Edge<Assignment['status']>>;

type LaterCommand = Exclude<AssignmentCommand, { type: 'assignment.open' }>;

export function decideAssignment(
  assignment: Assignment | undefined,
  command: LaterCommand,
  now: Date,
): AssignmentEvent[] | Refusal {
  if (!assignment) return refuse('Latchkey does not know this access.');
  const { id, status } = assignment;
  switch (command.type) {
    case 'assignment.confirm':
      return status === 'opened' ? [{ type: 'assignment.activated', id, ...clock(assignment.duration, now) }] : [];
    case 'assignment.extend':
      return extend(assignment, command, now);
    case 'assignment.warn':
      return isWarningDue(assignment, now) ? [{ type: 'assignment.warned', id }] : [];
    case 'assignment.expire':
      return status === 'active' && assignment.endsAt && isDue(assignment.endsAt, now)
        ? [{ type: 'assignment.ending', id, cause: 'expired' }]
        : [];
    case 'assignment.giveBack':
      if (command.by !== assignment.recipient) return refuse('Only the person who holds an access can give it back.');
      return isLive(assignment) ? [{ type: 'assignment.ending', id, cause: 'returned', by: command.by }] : over;
    case 'assignment.revoke':
      if (!command.mayRevoke.includes(command.by)) return refuse("Only an admin or the app's owner can revoke access.");
      return isLive(assignment)
        ? [{ type: 'assignment.ending', id, cause: 'revoked', by: command.by, reason: command.reason }]
        : over;
    case 'assignment.end':
      return isLive(assignment) ? [{ type: 'assignment.ending', id, cause: command.cause }] : [];
    case 'assignment.close':
      return status === 'ending' ? [{ type: 'assignment.ended', id, cause: assignment.cause ?? 'revoked' }] : [];
  }
}

const over = refuse('This access has already ended.');

export const isLive = (assignment: Assignment): boolean =>
  assignment.status === 'opened' || assignment.status === 'active';

function isWarningDue({ status, warnAt, warnedAt, endsAt }: Assignment, now: Date): boolean {
  const isRunning = status === 'active' && !!endsAt && !isDue(endsAt, now);
  return isRunning && !warnedAt && !!warnAt && isDue(warnAt, now);
}

type Extend = Extract<AssignmentCommand, { type: 'assignment.extend' }>;

function extend(assignment: Assignment, command: Extend, now: Date): AssignmentEvent[] | Refusal {
  const { id, by, request } = command;
  if (by !== assignment.recipient) return refuse('Only the person who holds an access can extend it.');
  if (assignment.status !== 'active') return refuse('Only active access can be extended.');
  const extension = extensionOf(assignment, command.duration, command.longest);
  if (!extension) return refuse('This access has no end: there is nothing to extend.');
  if (isDue(extension.endsAt, now)) return refuse('The new end would be in the past. Ask again with /access.');
  if (extension.needsApproval && !request)
    return refuse('This is longer than the role allows without a new approval.', 'duration');
  return [
    {
      type: 'assignment.extended',
      id,
      by,
      endsAt: extension.endsAt,
      warnAt: warningBefore(extension.endsAt, now),
      ...(request && { request }),
    },
  ];
}

/**
 * Where an extension would lead: it adds to the current end. Within the role's longest time since activation it is
 * applied at once; beyond, it has to be approved like a new request.
 */
export function extensionOf(
  assignment: Pick<Assignment, 'endsAt' | 'activatedAt'>,
  seconds: number,
  longest: Duration,
): { endsAt: string; needsApproval: boolean } | undefined {
  const { endsAt, activatedAt } = assignment;
  if (!endsAt || !activatedAt) return undefined;
  const newEnd = after(new Date(endsAt), seconds);
  const limit = longest === 'permanent' ? undefined : after(new Date(activatedAt), longest);
  return { endsAt: newEnd, needsApproval: limit !== undefined && newEnd > limit };
}

/** The clock starts when access is active, not when it was asked for: a late approval must not eat the time. */
function clock(duration: Duration, now: Date): { endsAt?: string; warnAt?: string } {
  if (duration === 'permanent') return {};
  const endsAt = after(now, duration);
  return { endsAt, warnAt: warningBefore(endsAt, now) };
}

const day = 24 * 3600;

/** When 20 % of the time is left, at most a day before the end. */
export function warningBefore(endsAt: string, now: Date): string {
  const left = (new Date(endsAt).getTime() - now.getTime()) / 1000;
  return after(new Date(endsAt), -Math.min(left * 0.2, day));
}

export function evolveAssignment(assignment: Assignment | undefined, event: AssignmentEvent, at: string): Assignment {
  const status = step(assignmentEdges, assignment?.status, event.type);
  if (event.type === 'assignment.opened') {
    const { type: _, ...opened } = event;
    return { ...opened, status, openedAt: at };
  }
  const before = assignment as Assignment; // step() refused every other first event
  switch (event.type) {
    case 'assignment.activated':
      return { ...before, status, activatedAt: at, endsAt: event.endsAt, warnAt: event.warnAt };
    case 'assignment.extended':
      return { ...before, status, endsAt: event.endsAt, warnAt: event.warnAt, warnedAt: undefined };
    case 'assignment.warned':
      return { ...before, warnedAt: at };
    case 'assignment.ending':
      return { ...before, status, endingAt: at, cause: event.cause, endedBy: event.by, answer: event.reason };
    case 'assignment.ended':
      return { ...before, status, endedAt: at };
  }
}
