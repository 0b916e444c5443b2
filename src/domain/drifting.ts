import { type Drift, type DriftCommand, type DriftEvent, decideDrift } from './drift.js';
import { isStillComing, recount } from './flood.js';
import type { World } from './lifecycle.js';
import { isRefusal, type Refusal, refuse } from './refusal.js';
import type { RequestCommand } from './request.js';

/** How findings and access meet: which finding is not new, which cannot be adopted, and what an adoption becomes. */

export function decideFinding(world: World, command: DriftCommand, now: Date): DriftEvent[] | Refusal {
  const drift = world.drifts.get(command.id);
  if (command.type === 'drift.find') return known(world, command, now) ?? decideDrift(drift, command);
  const decided = decideDrift(drift, command);
  return command.type === 'drift.adopt' && !isRefusal(decided) ? (unadoptable(world, drift) ?? decided) : decided;
}

type Find = Extract<DriftCommand, { type: 'drift.find' }>;

/**
 * A membership that is already asked about is not found a second time: the log only adds what it knows of it. Many who
 * come soon after many are the same finding.
 */
function known(world: World, command: Find, now: Date): DriftEvent[] | undefined {
  const { accounts, entry, entries = [], kind } = command;
  const same = [...world.drifts.values()].find(
    (one) =>
      one.status !== 'closed' &&
      one.kind === kind &&
      one.entitlement === command.entitlement &&
      (one.accounts[0] === accounts[0] || (kind === 'many' && isStillComing(one, now))),
  );
  if (!same) return undefined;
  if (kind === 'many') return recount(same, { change: 'added', accounts, entries });
  if (!entry || same.entries.includes(entry.id)) return [];
  return [{ type: 'drift.traced', id: same.id, change: kind, entry }];
}

/** Why it cannot become access through Latchkey now, or nothing. */
function unadoptable(world: World, drift: Drift | undefined): Refusal | undefined {
  if (!drift) return undefined;
  const { app, role, entitlement } = drift;
  const isSameRole = (one: { app: string; role: string }) => one.app === app && one.role === role;
  if ([...world.grants.values()].some((grant) => grant.entitlement === entitlement && grant.status !== 'ended'))
    return refuse('Latchkey holds this membership by now. Look at who has the role, with /access who.');
  const asked = [...world.requests.values()].some(
    (request) =>
      isSameRole(request) &&
      !request.extends &&
      (request.status === 'pending' || (request.status === 'approved' && !world.assignments.has(request.id))),
  );
  if (asked) return refuse('This person has asked for the same role. Have that decided first.');
  const isLive = [...world.assignments.values()].some((one) => one.status !== 'ended' && isSameRole(one));
  return isLive ? refuse('This person has the same role through Latchkey already. Explain it instead.') : undefined;
}

type Answered = Extract<DriftEvent, { type: 'drift.answered' }>;

/** No grant without an approved request, here too: the answer is the approval, and it stands on record as a request. */
export function adoption(world: World, { id, by, reason, adoption: adopted }: Answered): RequestCommand[] {
  const drift = world.drifts.get(id);
  if (!drift?.person || !adopted) return [];
  const { person: recipient, app, role } = drift;
  const { request, duration, risk, catalog } = adopted;
  return [
    {
      type: 'request.adopt',
      id: request,
      requester: by,
      recipient,
      app,
      role,
      risk,
      duration,
      reason,
      adopts: id,
      catalog,
    },
  ];
}
