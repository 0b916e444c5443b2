import type { Assignment } from '../../src/domain/assignment.js';
import { type DomainEvent, type Recorded, streamOf } from '../../src/domain/events.js';
import type { Request } from '../../src/domain/request.js';
import type { Facts } from '../../src/jira/mirror.js';

/** Ana's request for Figma Editor, all that is known about it, and every event that can be told of it. */
const names: Readonly<Record<string, string>> = { ana: 'Ana Silva', ben: 'Ben Okafor', dana: 'Dana Levi' };
const hash = 'a'.repeat(64);
const hours = (count: number) => count * 3600;

export const request: Request = {
  id: '7f3c',
  status: 'pending',
  requester: 'ana',
  recipient: 'ana',
  app: 'figma',
  role: 'editor',
  risk: 'standard',
  duration: hours(8),
  reason: { id: 'text-1', hash },
  approvals: [],
  submittedAt: '2026-11-21T09:00:00.000Z',
  remindAt: '2026-11-22T21:00:00.000Z',
  lapsesAt: '2026-11-24T09:00:00.000Z',
};

export const assignment: Assignment = {
  id: '7f3c',
  status: 'active',
  recipient: 'ana',
  app: 'figma',
  role: 'editor',
  duration: hours(8),
  grants: ['grant-1'],
  alreadyHad: [],
  openedAt: '2026-11-21T09:10:00.000Z',
  endsAt: '2026-11-21T17:10:00.000Z',
};

export const facts: Facts = {
  request,
  app: 'Figma',
  role: 'Editor',
  rule: 'standard risk needs manager',
  reason: 'Ship the new onboarding',
  nameOf: (id) => names[id] ?? id,
};

export const recorded = (event: DomainEvent, seq = 1): Recorded => ({
  stream: streamOf(event),
  seq,
  at: '2026-11-21T09:00:00.000Z',
  actor: 'latchkey',
  cause: 'slack',
  event,
});

export const submitted: DomainEvent = {
  type: 'request.submitted',
  id: '7f3c',
  requester: 'ana',
  recipient: 'ana',
  app: 'figma',
  role: 'editor',
  risk: 'standard',
  duration: hours(8),
  reason: { id: 'text-1', hash },
  rule: 'standard risk needs manager',
  stages: [{ kind: 'manager', quorum: 1, approvers: ['ben', 'dana'] }],
  remindAt: request.remindAt,
  lapsesAt: request.lapsesAt,
  catalog: hash,
};

export const id = '7f3c';
export const sealed = { id: 'text-2', hash };
export const catalog = hash;
const task = { kind: 'remove', why: 'refused', says: 'the group takes no writes' } as const;

/** Every event that can be told of, with a word that has to be in its comment. */
export const told: ReadonlyArray<readonly [DomainEvent, RegExp]> = [
  [
    submitted,
    /^Submitted\. Ana Silva asks for Figma Editor for 8 hours\. To decide: Ben Okafor or Dana Levi \(manager/,
  ],
  [{ type: 'request.approvalRecorded', id, by: 'ben', stage: 'manager', catalog }, /Ben Okafor agrees as manager/],
  [{ type: 'request.approved', id, rule: 'standard risk needs manager', catalog }, /^Approved automatically/],
  [{ type: 'request.denied', id, by: 'ben', stage: 'manager', reason: sealed, catalog }, /^Denied by Ben Okafor/],
  [{ type: 'request.cancelled', id, cause: 'requester', by: 'ana' }, /^Cancelled by Ana Silva/],
  [{ type: 'request.cancelled', id, cause: 'roleRemoved' }, /^Cancelled because the role is no longer in the catalog/],
  [{ type: 'request.cancelled', id, cause: 'accessEnded' }, /^Cancelled because the access that it would extend/],
  [{ type: 'request.cancelled', id, cause: 'left' }, /^Cancelled because the person has left/],
  [{ type: 'request.lapsed', id }, /^Lapsed: nobody answered by Tue 24 Nov 2026, 09:00 UTC/],
  [{ type: 'request.reminded', id }, /^Reminder: no answer yet/],
  [
    {
      type: 'request.rerouted',
      id,
      left: 'ben',
      stages: [
        {
          kind: 'manager',
          quorum: 1,
          approvers: ['dana'],
          standsIn: { as: 'owner', missing: [{ id: 'ben', why: 'has left' }] },
        },
      ],
      catalog,
    },
    /^Asked anew: Ben Okafor has left\. To decide: Dana Levi \(manager, owner standing in: Ben Okafor \(manager\) has left\)\./,
  ],
  [
    { type: 'request.rerouted', id, left: 'ben', stages: [], catalog },
    /^Asked anew: Ben Okafor has left\. Nobody is left who could decide\./,
  ],
  [
    {
      type: 'assignment.opened',
      id,
      recipient: 'ana',
      app: 'figma',
      role: 'editor',
      duration: hours(8),
      grants: ['grant-1'],
      alreadyHad: ['okta:2'],
    },
    /^On its way\..*1 group to confirm\. 1 group came before Latchkey/,
  ],
  [
    { type: 'assignment.activated', id, endsAt: assignment.endsAt, warnAt: assignment.endsAt },
    /^Active\. Ana Silva has Figma Editor until Sat 21 Nov 2026, 17:10 UTC/,
  ],
  [{ type: 'assignment.activated', id }, /^Active\. Ana Silva has Figma Editor with no end date/],
  [
    {
      type: 'assignment.extended',
      id,
      by: 'ana',
      endsAt: '2026-11-21T19:10:00.000Z',
      warnAt: '2026-11-21T19:00:00.000Z',
    },
    /^Extended by Ana Silva: Figma Editor until Sat 21 Nov 2026, 19:10 UTC/,
  ],
  [{ type: 'assignment.warned', id }, /^Ends soon\. Ana Silva has Figma Editor until/],
  [{ type: 'assignment.ending', id, cause: 'expired' }, /^Ending: time is up/],
  [{ type: 'assignment.ending', id, cause: 'revoked', by: 'dana', reason: sealed }, /^Ending: revoked by Dana Levi/],
  [{ type: 'assignment.ending', id, cause: 'returned', by: 'ana' }, /^Ending: given back by Ana Silva/],
  [
    { type: 'assignment.ending', id, cause: 'goneOutside' },
    /^Ending: Ana Silva was removed in Okta by Dana Levi, not through Latchkey/,
  ],
  [{ type: 'assignment.ended', id, cause: 'expired' }, /^Ended\. Ana Silva no longer has Figma Editor/],
  [
    { type: 'grant.opened', id: 'grant-1', recipient: 'ana', entitlement: 'okta:1', assignment: id },
    /^Adding\. Ana Silva is being added to group figma-editors in Okta/,
  ],
  [{ type: 'grant.held', id: 'grant-1', assignment: id }, /this one now holds it as well/],
  [{ type: 'grant.held', id: 'grant-1', assignment: 'other' }, /^Shared\. Another request of Ana Silva/],
  [
    { type: 'grant.activated', id: 'grant-1', how: 'done' },
    /^Confirmed\. Okta confirms: Ana Silva is in group figma-editors in Okta/,
  ],
  [{ type: 'grant.activated', id: 'grant-1', how: 'byHand' }, /Done by hand and Okta confirms/],
  [
    { type: 'grant.handedOver', id: 'grant-1', task },
    /^Handed over to a person\. Remove Ana Silva from group figma-editors in Okta\. The provider refused: the group takes no writes\./,
  ],
  [{ type: 'grant.handled', id: 'grant-1', by: 'dana' }, /^Marked as done by Dana Levi/],
  [{ type: 'grant.released', id: 'grant-1', assignment: id }, /stays in group figma-editors in Okta/],
  [{ type: 'grant.ending', id: 'grant-1', cause: 'expired' }, /is being taken out of group figma-editors/],
  [{ type: 'grant.ended', id: 'grant-1', cause: 'expired', how: 'done' }, /Okta confirms: Ana Silva is out of group/],
  [{ type: 'grant.ended', id: 'grant-1', cause: 'expired', how: 'groupGone' }, /is no longer there/],
  [{ type: 'grant.ended', id: 'grant-1', cause: 'expired', how: 'personGone' }, /Ana Silva is no longer there/],
];

export const telling: Facts = {
  ...facts,
  assignment,
  answer: 'Use the shared seat',
  outside: 'Okta by Dana Levi',
  group: { name: 'figma-editors', provider: 'okta' },
};
