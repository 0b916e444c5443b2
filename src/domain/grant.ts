import type { EndCause } from './assignment.js';
import { type Change, type Entry, impersonal } from './drift.js';
import { type Edge, step } from './edges.js';
import { type Refusal, refuse } from './refusal.js';

/** One recipient in one entitlement (one group), held by one or more assignments, from *opened* to *ended*. */
export type Grant = {
  readonly id: string;
  readonly status: 'provisioning' | 'active' | 'revoking' | 'ended';
  readonly recipient: string;
  /** `okta:00g…`: the provider and its own group id; `manual:badge/server-room` where there is no group. */
  readonly entitlement: string;
  /** The assignments that need it; while revoking, the last one, which waits for the end. */
  readonly holders: readonly string[];
  /** Set while a person, not Latchkey, has to make the provider agree. */
  readonly task?: Task;
  /** Set while the provider has failed us for so long that people should know; Latchkey goes on trying. */
  readonly delay?: { readonly says: string };
  /** Who said that the task is done. */
  readonly handledBy?: string;
  /** The finding that the membership is gone, and it was not Latchkey. */
  readonly lostBy?: string;
  /** Ids of the provider's own log entries that tell of our changes. */
  readonly entries: readonly string[];
  readonly openedAt: string;
  readonly activatedAt?: string;
  readonly endingAt?: string;
  readonly endedAt?: string;
  readonly cause?: EndCause;
};

export type Task = { readonly kind: 'add' | 'remove'; readonly why: TaskCause; readonly says: string };
/** `refused`: the provider said no for good; the others are known before it is asked. */
export type TaskCause = 'manual' | 'observe' | 'refused';

export type GrantEvent =
  | { type: 'grant.opened'; id: string; recipient: string; entitlement: string; assignment: string }
  | { type: 'grant.held'; id: string; assignment: string }
  /** `account`: the provider's own id of the recipient, where the directory is another one; their address may change. */
  | { type: 'grant.activated'; id: string; how: 'done' | 'already' | 'byHand'; account?: string }
  | { type: 'grant.delayed'; id: string; says: string }
  | { type: 'grant.handedOver'; id: string; task: Task }
  | { type: 'grant.handled'; id: string; by: string }
  | { type: 'grant.released'; id: string; assignment: string }
  /** The provider's own log tells of this change of ours. */
  | { type: 'grant.witnessed'; id: string; change: Change; entry: Entry }
  /** The provider shows that the recipient is out, and it was not Latchkey; `drift` is the finding. */
  | { type: 'grant.lost'; id: string; drift: string }
  | { type: 'grant.ending'; id: string; cause: EndCause }
  | {
      type: 'grant.ended';
      id: string;
      cause: EndCause;
      how: 'done' | 'already' | 'byHand' | 'groupGone' | 'personGone';
    };

export type GrantCommand =
  | { type: 'grant.confirmProvisioned'; id: string; how: 'done' | 'already' | 'byHand'; account?: string }
  | { type: 'grant.delay'; id: string; says: string }
  | { type: 'grant.handOver'; id: string; task: Task }
  | { type: 'grant.handle'; id: string; by: string; mayHandle: readonly string[] }
  | { type: 'grant.witness'; id: string; change: Change; entry: Entry }
  | { type: 'grant.lose'; id: string; drift: string }
  | { type: 'grant.release'; id: string; assignment: string; cause: EndCause }
  | { type: 'grant.confirmRevoked'; id: string; how: 'done' | 'already' | 'byHand' | 'groupGone' | 'personGone' };

export const grantEdges = {
  'grant.opened': { from: [], to: 'provisioning' },
  'grant.held': { from: ['provisioning', 'active'], to: 'same' },
  'grant.released': { from: ['provisioning', 'active'], to: 'same' },
  'grant.delayed': { from: ['provisioning', 'revoking'], to: 'same' },
  'grant.handedOver': { from: ['provisioning', 'revoking'], to: 'same' },
  'grant.handled': { from: ['provisioning', 'revoking'], to: 'same' },
  'grant.activated': { from: ['provisioning'], to: 'active' },
  'grant.lost': { from: ['active'], to: 'same' },
  // The provider's log comes late, also after the end.
  'grant.witnessed': { from: ['provisioning', 'active', 'revoking', 'ended'], to: 'same' },
  // One way out: the provider may have acted without telling us, so also what never became active is revoked.
  'grant.ending': { from: ['provisioning', 'active'], to: 'revoking' },
  'grant.ended': { from: ['revoking'], to: 'ended' },
} as const satisfies Record<GrantEvent['type'], Edge<Grant['status']>>;

export function decideGrant(grant: Grant | undefined, command: GrantCommand): GrantEvent[] | Refusal {
  if (!grant) return refuse('Latchkey does not know this task.');
  const { id, status } = grant;
  switch (command.type) {
    case 'grant.confirmProvisioned':
      return status === 'provisioning' ? [{ ...command, type: 'grant.activated' }] : [];
    case 'grant.delay':
      return isWaiting(grant) && !grant.delay ? [{ type: 'grant.delayed', id, says: impersonal(command.says) }] : [];
    case 'grant.handOver':
      return handOver(grant, command.task);
    case 'grant.handle':
      if (!command.mayHandle.includes(command.by))
        return refuse("Only an admin or the app's owner can mark this as done.");
      if (!grant.task) return refuse('This is already done. Nothing is left to do here.');
      return [{ type: 'grant.handled', id, by: command.by }];
    case 'grant.witness':
      return grant.entries.includes(command.entry.id)
        ? []
        : [{ type: 'grant.witnessed', id, change: command.change, entry: command.entry }];
    case 'grant.lose':
      return status === 'active' ? [{ type: 'grant.lost', id, drift: command.drift }] : [];
    case 'grant.release':
      return release(grant, command);
    case 'grant.confirmRevoked':
      return status === 'revoking'
        ? [{ type: 'grant.ended', id, cause: grant.cause ?? 'revoked', how: command.how }]
        : [];
  }
}

const isHeld = (grant: Grant): boolean => grant.status === 'provisioning' || grant.status === 'active';

const isWaiting = ({ status, task }: Grant): boolean => (status === 'provisioning' || status === 'revoking') && !task;

function handOver(grant: Grant, task: Task): GrantEvent[] {
  const fits = task.kind === 'add' ? grant.status === 'provisioning' : grant.status === 'revoking';
  return fits && !grant.task
    ? [{ type: 'grant.handedOver', id: grant.id, task: { ...task, says: impersonal(task.says) } }]
    : [];
}

/** The membership is left exactly when its last holder ends. */
function release(grant: Grant, { assignment, cause }: { assignment: string; cause: EndCause }): GrantEvent[] {
  if (!isHeld(grant) || !grant.holders.includes(assignment)) return [];
  const isLast = grant.holders.length === 1;
  return [
    isLast ? { type: 'grant.ending', id: grant.id, cause } : { type: 'grant.released', id: grant.id, assignment },
  ];
}

export function evolveGrant(grant: Grant | undefined, event: GrantEvent, at: string): Grant {
  const status = step(grantEdges, grant?.status, event.type);
  if (event.type === 'grant.opened') {
    const { id, recipient, entitlement, assignment } = event;
    return { id, status, recipient, entitlement, holders: [assignment], entries: [], openedAt: at };
  }
  const before = grant as Grant; // step() refused every other first event
  switch (event.type) {
    case 'grant.held':
      return { ...before, holders: [...before.holders, event.assignment] };
    case 'grant.released':
      return { ...before, holders: before.holders.filter((holder) => holder !== event.assignment) };
    case 'grant.witnessed':
      return { ...before, entries: [...before.entries, event.entry.id] };
    case 'grant.lost':
      return { ...before, lostBy: event.drift };
    case 'grant.delayed':
      return { ...before, delay: { says: event.says } };
    case 'grant.handedOver':
      return { ...before, task: event.task, delay: undefined, handledBy: undefined };
    case 'grant.handled':
      return { ...before, task: undefined, handledBy: event.by };
    case 'grant.activated':
      return { ...before, status, activatedAt: at, task: undefined, delay: undefined, handledBy: undefined };
    case 'grant.ending':
      return {
        ...before,
        status,
        endingAt: at,
        cause: event.cause,
        task: undefined,
        delay: undefined,
        handledBy: undefined,
      };
    case 'grant.ended':
      return { ...before, status, endedAt: at, task: undefined, delay: undefined };
  }
}
