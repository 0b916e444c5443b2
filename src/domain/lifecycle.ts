import {
  type Assignment,
  type AssignmentCommand,
  type AssignmentEvent,
  decideAssignment,
  evolveAssignment,
} from './assignment.js';
import { type Drift, type DriftCommand, type DriftEvent, evolveDrift } from './drift.js';
import { adoption, decideFinding } from './drifting.js';
import type { DomainEvent } from './events.js';
import { decideGrant, evolveGrant, type Grant, type GrantCommand, type GrantEvent } from './grant.js';
import { isRefusal, type Refusal, refuse } from './refusal.js';
import {
  after,
  decideRequest,
  evolveRequest,
  isDue,
  type Request,
  type RequestCommand,
  type RequestEvent,
} from './request.js';

/**
 * The four machines together. All requests, assignments, grants and findings of one recipient change under one lock, so
 * one command and all that follows from it (an assignment ends, its grants with it) is one decision over one small world.
 */
export type World = {
  readonly requests: ReadonlyMap<string, Request>;
  readonly assignments: ReadonlyMap<string, Assignment>;
  readonly grants: ReadonlyMap<string, Grant>;
  readonly drifts: ReadonlyMap<string, Drift>;
};

/** What may come from outside. */
export type Command = Exclude<Inner, { type: Consequence }>;
type Inner = RequestCommand | AssignmentCommand | GrantCommand | DriftCommand;
/** What only follows from an event: said from outside, it would let a grant and its assignments disagree. */
type Consequence = 'assignment.confirm' | 'assignment.close' | 'grant.release' | 'request.adopt';
export type LifecycleEvent = RequestEvent | AssignmentEvent | GrantEvent | DriftEvent;
export type Decision = { readonly events: readonly LifecycleEvent[]; readonly world: World };

export const emptyWorld: World = {
  requests: new Map(),
  assignments: new Map(),
  grants: new Map(),
  drifts: new Map(),
};

/** Only the command itself can be refused; what follows from an event is the machines' own and stays silent. */
export function decide(world: World, command: Command, now: Date): Decision | Refusal {
  const first = decideOne(world, command, now);
  if (isRefusal(first)) return first;
  const events: LifecycleEvent[] = [];
  const waiting = [...first];
  let current = world;
  for (let event = waiting.shift(); event; event = waiting.shift()) {
    events.push(event);
    current = evolve(current, event, now.toISOString());
    for (const next of consequences(current, event)) {
      const more = decideOne(current, next, now);
      if (!isRefusal(more)) waiting.push(...more.filter((one) => !waiting.some((queued) => isSame(queued, one))));
    }
  }
  return { events, world: current };
}

const isSame = (one: LifecycleEvent, other: LifecycleEvent): boolean => one.type === other.type && one.id === other.id;

function decideOne(world: World, command: Inner, now: Date): LifecycleEvent[] | Refusal {
  if (command.type === 'assignment.open') return open(world, command);
  if (isOf(command, 'request')) {
    const request = world.requests.get(command.id);
    return obstacle(world, command, now) ?? decideRequest(request, command, now);
  }
  if (command.type === 'assignment.extend') {
    return decideAssignment(world.assignments.get(command.id), withApproval(world, command), now);
  }
  if (isOf(command, 'assignment')) return decideAssignment(world.assignments.get(command.id), command, now);
  if (isOf(command, 'grant')) return decideGrant(world.grants.get(command.id), command);
  return decideFinding(world, command, now);
}

type Later = Exclude<Inner, { type: 'assignment.open' }>;
type Kind = 'request' | 'assignment' | 'grant' | 'drift';
const isOf = <K extends Kind>(command: Later, kind: K): command is Extract<Later, { type: `${K}.${string}` }> =>
  command.type.startsWith(`${kind}.`);

/** Why this cannot be asked for or approved now, or nothing. What was submitted already is only said again. */
function obstacle(world: World, command: RequestCommand, now: Date): Refusal | undefined {
  const request = world.requests.get(command.id);
  if (command.type === 'request.submit' && !request) {
    return taken(world, command) ?? (command.extends ? unextendable(world, command, now) : undefined);
  }
  const isAnswer = command.type === 'request.approve' && request?.status === 'pending';
  return isAnswer && request.extends ? unextendable(world, request, now) : undefined;
}

type Submit = Extract<RequestCommand, { type: 'request.submit' }>;

/** One pending request and one live assignment for each (recipient, role); the database's indexes say the same. */
function taken(world: World, command: Submit): Refusal | undefined {
  const isSameRole = (one: { app: string; role: string }) => one.app === command.app && one.role === command.role;
  const pending = [...world.requests.values()].find((request) => request.status === 'pending' && isSameRole(request));
  if (pending) return refuse('You have already asked for this. It is waiting for an answer.', 'role');
  const opening = [...world.requests.values()].find(
    (request) =>
      request.status === 'approved' && isSameRole(request) && !request.extends && !world.assignments.has(request.id),
  );
  if (opening) return refuse('This is already approved and on its way.', 'role');
  const live = [...world.assignments.values()].find((one) => one.status !== 'ended' && isSameRole(one));
  if (!live || live.id === command.extends) return undefined;
  return refuse(
    live.status === 'ending'
      ? 'This access is just ending. Try again in a minute.'
      : 'You already have this. Extend it instead.',
    'role',
  );
}

type Extending = Pick<Submit, 'extends' | 'app' | 'role' | 'duration'>;

/** An approval must never lead to nothing: what cannot be extended is neither asked for nor approved. */
function unextendable(world: World, { duration, ...extending }: Extending, now: Date): Refusal | undefined {
  const target = world.assignments.get(extending.extends ?? '');
  const isSameRole = target?.app === extending.app && target.role === extending.role;
  if (!isSameRole || target.status !== 'active') return refuse('Only active access can be extended.');
  if (!target.endsAt) return refuse('This access has no end: there is nothing to extend.');
  if (duration === 'permanent') return refuse('An extension has an end. Choose how long.', 'duration');
  return isDue(after(new Date(target.endsAt), duration), now)
    ? refuse('The new end would be in the past. It has to be asked again.')
    : undefined;
}

type Extend = Extract<AssignmentCommand, { type: 'assignment.extend' }>;

/** The request counts only if it was approved, and for this access. */
function withApproval(world: World, { request: id, ...command }: Extend): Extend {
  const request = id === undefined ? undefined : world.requests.get(id);
  return request?.status === 'approved' && request.extends === command.id ? { ...command, request: id } : command;
}

type Open = Extract<AssignmentCommand, { type: 'assignment.open' }>;

/** No grant without an approved request: this is the only place where an assignment is born. */
function open(world: World, command: Open): LifecycleEvent[] {
  const request = world.requests.get(command.id);
  if (request?.status !== 'approved' || request.extends || world.assignments.has(command.id)) return [];
  // What was approved is opened, whatever the opener says; and two names may mean the same group.
  const { id, recipient, app, role, duration } = request;
  const adopted = request.adopts === undefined ? undefined : world.drifts.get(request.adopts)?.entitlement;
  // An adoption holds what was found and gives nothing beside it.
  const asked =
    request.adopts === undefined ? command.wanted : command.wanted.filter((one) => one.entitlement === adopted);
  const wanted = [...new Map(asked.toReversed().map((one) => [one.entitlement, one])).values()].toReversed();
  // What is on its way out must be out first; the opener comes again.
  if (wanted.some(({ entitlement }) => liveGrant(world, entitlement)?.status === 'revoking')) return [];
  const grants = wanted.map(({ entitlement, grant }) => liveGrant(world, entitlement)?.id ?? grant);
  const alreadyHad = [...command.alreadyHad];
  return [
    { type: 'assignment.opened', id, recipient, app, role, duration, grants, alreadyHad },
    ...wanted.map(({ entitlement, grant }): LifecycleEvent => {
      const live = liveGrant(world, entitlement);
      if (live) return { type: 'grant.held', id: live.id, assignment: id };
      return { type: 'grant.opened', id: grant, recipient, entitlement, assignment: id };
    }),
  ];
}

/** The grant that holds this entitlement now, also one that is on its way out. */
export const liveGrant = (world: World, entitlement: string): Grant | undefined =>
  [...world.grants.values()].find((grant) => grant.entitlement === entitlement && grant.status !== 'ended');

/** What follows inside the house from an event. What the outside must hear is in workflows/reactions. */
function consequences(world: World, event: LifecycleEvent): Later[] {
  switch (event.type) {
    case 'request.approved':
      return extension(world.requests.get(event.id));
    case 'drift.answered':
      return adoption(world, event);
    case 'grant.lost':
      return losses(world.grants.get(event.id));
    case 'assignment.opened':
      return event.grants.length === 0 ? [{ type: 'assignment.end', id: event.id, cause: emptiness(event) }] : [];
    case 'assignment.ending':
      return [...releases(world, event), ...pendingExtensions(world, event.id), ...closing(world, [event.id])];
    case 'grant.held':
      return confirmations(world, [event.assignment]);
    case 'grant.activated':
      return confirmations(world, world.grants.get(event.id)?.holders ?? []);
    case 'grant.released':
      return [...closing(world, [event.assignment]), ...losses(world.grants.get(event.id))];
    case 'grant.ended':
      return closing(world, world.grants.get(event.id)?.holders ?? []);
    case 'request.submitted':
    case 'request.approvalRecorded':
    case 'request.denied':
    case 'request.cancelled':
    case 'request.lapsed':
    case 'request.reminded':
    case 'request.rerouted':
    case 'request.mirrored':
    case 'request.moveRefused':
    case 'request.moveLeft':
    case 'assignment.activated':
    case 'assignment.extended':
    case 'assignment.warned':
    case 'assignment.ended':
    case 'grant.opened':
    case 'grant.delayed':
    case 'grant.handedOver':
    case 'grant.handled':
    case 'grant.ending':
    case 'grant.witnessed':
    case 'drift.found':
    case 'drift.traced':
    case 'drift.undone':
    case 'drift.recounted':
    case 'drift.removing':
    case 'drift.refused':
    case 'drift.removed':
    case 'drift.settled':
      return [];
  }
}

/** One holder after the other: each has let go before the next one is asked. */
const losses = (grant: Grant | undefined): Later[] =>
  (grant?.lostBy === undefined ? [] : grant.holders.slice(0, 1)).map((id) => ({
    type: 'assignment.end',
    id,
    cause: 'goneOutside',
  }));

const emptiness = ({ alreadyHad }: { alreadyHad: readonly string[] }) =>
  alreadyHad.length > 0 ? 'alreadyHad' : 'notPossible';

function extension(request: Request | undefined): Later[] {
  if (!request?.extends || request.duration === 'permanent') return [];
  const { recipient: by, duration, id } = request;
  return [{ type: 'assignment.extend', id: request.extends, by, duration, longest: 'permanent', request: id }];
}

const releases = (world: World, event: { id: string; cause: Assignment['cause'] & string }): Later[] =>
  (world.assignments.get(event.id)?.grants ?? []).map((grant) => ({
    type: 'grant.release',
    id: grant,
    assignment: event.id,
    cause: event.cause,
  }));

const pendingExtensions = (world: World, assignment: string): Later[] =>
  [...world.requests.values()]
    .filter((request) => request.extends === assignment && request.status === 'pending')
    .map(({ id }) => ({ type: 'request.withdraw', id, cause: 'accessEnded' }));

/** An assignment is active when its last grant is: only then does its clock start. */
const confirmations = (world: World, holders: readonly string[]): Later[] =>
  holders
    .filter((id) => world.assignments.get(id)?.grants.every((grant) => world.grants.get(grant)?.status === 'active'))
    .map((id) => ({ type: 'assignment.confirm', id }));

/** An assignment has ended when none of its grants is held for it any more. */
const closing = (world: World, holders: readonly string[]): Later[] =>
  holders
    .filter((id) => world.assignments.get(id)?.grants.every((grant) => isLetGo(world.grants.get(grant), id)))
    .map((id) => ({ type: 'assignment.close', id }));

/** A grant on its way out waits for its last holder only: whoever let go of it before is done with it. */
const isLetGo = (grant: Grant | undefined, holder: string): boolean =>
  !grant || grant.status === 'ended' || !grant.holders.includes(holder);

export function evolve(world: World, event: LifecycleEvent, at: string): World {
  if (isEventOf(event, 'request')) {
    return {
      ...world,
      requests: replaced(world.requests, event.id, evolveRequest(world.requests.get(event.id), event, at)),
    };
  }
  if (isEventOf(event, 'assignment')) {
    const assignment = evolveAssignment(world.assignments.get(event.id), event, at);
    return { ...world, assignments: replaced(world.assignments, event.id, assignment) };
  }
  if (isEventOf(event, 'drift')) {
    return { ...world, drifts: replaced(world.drifts, event.id, evolveDrift(world.drifts.get(event.id), event, at)) };
  }
  return { ...world, grants: replaced(world.grants, event.id, evolveGrant(world.grants.get(event.id), event, at)) };
}

const isEventOf = <K extends Kind>(
  event: LifecycleEvent,
  kind: K,
): event is Extract<LifecycleEvent, { type: `${K}.${string}` }> => event.type.startsWith(`${kind}.`);

const replaced = <T>(map: ReadonlyMap<string, T>, id: string, value: T): ReadonlyMap<string, T> =>
  new Map(map).set(id, value);

export const isLifecycleEvent = (event: DomainEvent): event is LifecycleEvent =>
  /^(request|assignment|grant|drift)\./.test(event.type);
