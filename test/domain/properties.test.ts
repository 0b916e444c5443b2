import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Assignment, assignmentEdges } from '../../src/domain/assignment.js';
import { driftEdges } from '../../src/domain/drift.js';
import { grantEdges } from '../../src/domain/grant.js';
import {
  type Command,
  decide,
  emptyWorld,
  evolve,
  type LifecycleEvent,
  type World,
} from '../../src/domain/lifecycle.js';
import { isRefusal } from '../../src/domain/refusal.js';
import { requestEdges } from '../../src/domain/request.js';
import { live, type Moment, steps } from '../support/anyLifecycle.js';
import { at } from '../support/given.js';

const often = { numRuns: 100 };
const holds = (name: string, look: (moment: Moment) => void) =>
  test(name, () =>
    fc.assert(
      fc.property(steps, (all) => void live(all, look)),
      often,
    ),
  );

const values = <T>(map: ReadonlyMap<string, T>): T[] => [...map.values()];
const isLive = ({ status }: Assignment) => status === 'opened' || status === 'active';
const entriesOf = (one: object | undefined) => (one && 'entries' in one ? { entries: one.entries } : {});
const twice = (keys: readonly string[]) => keys.filter((key, index) => keys.indexOf(key) !== index);

holds('no grant without an approved request', ({ after }) => {
  for (const { id: request } of values(after.assignments)) {
    expect(after.requests.get(request)).toMatchObject({ status: 'approved' });
    expect(after.requests.get(request)?.extends).toBeUndefined();
  }
  for (const { id: grant, holders } of values(after.grants)) {
    expect(holders.length).toBeGreaterThan(0);
    for (const holder of holders) expect(after.assignments.get(holder)?.grants).toContain(grant);
  }
});

holds('a finding gives and takes nothing by itself: only an answer by somebody else does', ({ events, after }) => {
  const mayFollow = (type: string) => events.some((event) => event.type === type);
  const isFound = events.some(({ type }) =>
    /^drift\.(found|traced|undone|settled|removed|refused|removing)$/.test(type),
  );
  if (isFound) expect(events.filter(({ type }) => !type.startsWith('drift.'))).toEqual([]);
  for (const event of events) {
    if (event.type === 'request.submitted' && event.adopts) expect(mayFollow('drift.answered')).toBe(true);
    if (event.type === 'drift.answered' || event.type === 'drift.removing') {
      expect(event.by).not.toBe(after.drifts.get(event.id)?.person);
    }
  }
});

holds('what is adopted holds the group that was found, has an end, and was found before', ({ after }) => {
  for (const { id: request, adopts, duration, requester, recipient } of values(after.requests)) {
    if (!adopts) continue;
    expect(after.drifts.get(adopts)).toMatchObject({ status: 'closed', answer: 'adopted', request, person: recipient });
    expect(requester).not.toBe(recipient);
    expect(duration).not.toBe('permanent');
    for (const held of after.assignments.get(request)?.grants ?? [])
      expect(after.grants.get(held)?.entitlement).toBe(after.drifts.get(adopts)?.entitlement);
  }
});

test('one finding is open for each membership', () => {
  fc.assert(
    fc.property(steps, (all) => {
      live(all, ({ after }) => {
        const open = values(after.drifts).filter(({ status }) => status !== 'closed');
        expect(twice(open.map(({ kind, entitlement, accounts }) => `${kind} ${entitlement} ${accounts[0]}`))).toEqual(
          [],
        );
      });
    }),
    often,
  );
});

holds('what ended never returns', ({ before, after }) => {
  for (const kind of ['assignments', 'grants'] as const) {
    for (const { id: ended } of values<{ id: string; status: string }>(before[kind]).filter(
      ({ status }) => status === 'ended',
    )) {
      // The provider's own log may still tell of it.
      expect(after[kind].get(ended)).toEqual({ ...before[kind].get(ended), ...entriesOf(after[kind].get(ended)) });
    }
  }
  for (const request of values(before.requests).filter(({ status }) => status !== 'pending')) {
    expect(after.requests.get(request.id)?.status).toBe(request.status);
  }
});

test('the events alone fold to the same world', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const { world, history } = live(all, () => undefined);
      const stored: [LifecycleEvent, string][] = JSON.parse(JSON.stringify(history));
      expect(stored.reduce((before, [event, when]) => evolve(before, event, when), emptyWorld)).toEqual(world);
    }),
    often,
  );
});

holds('lesson 1: a group is left exactly when its last holder ends', ({ after }) => {
  for (const grant of values(after.grants)) {
    const needing = values(after.assignments).filter((one) => isLive(one) && one.grants.includes(grant.id));
    const isHeld = grant.status === 'provisioning' || grant.status === 'active';
    if (isHeld) expect([...grant.holders].sort()).toEqual(needing.map(({ id: holder }) => holder).sort());
    else expect(needing).toEqual([]);
  }
});

holds('one live grant for each group', ({ after }) => {
  const entitlements = values(after.grants)
    .filter(({ status }) => status !== 'ended')
    .map(({ entitlement }) => entitlement);
  expect(twice(entitlements)).toEqual([]);
});

holds('at most one pending request and one live assignment for each role', ({ after }) => {
  expect(
    twice(
      values(after.requests)
        .filter(({ status }) => status === 'pending')
        .map(({ role }) => role),
    ),
  ).toEqual([]);
  expect(
    twice(
      values(after.assignments)
        .filter(({ status }) => status !== 'ended')
        .map(({ role }) => role),
    ),
  ).toEqual([]);
});

holds('access is active exactly while all of its groups are', ({ after }) => {
  for (const assignment of values(after.assignments).filter(isLive)) {
    const areActive = assignment.grants.every((grant) => after.grants.get(grant)?.status === 'active');
    expect(assignment.status).toBe(areActive ? 'active' : 'opened');
  }
});

holds('access that is ending waits for a group that only it still holds', ({ after }) => {
  for (const assignment of values(after.assignments).filter(({ status }) => status === 'ending')) {
    const waitingFor = assignment.grants
      .map((grant) => after.grants.get(grant))
      .filter((grant) => grant?.status === 'revoking');
    expect(waitingFor.filter((grant) => grant?.holders.includes(assignment.id)).length).toBeGreaterThan(0);
  }
});

holds('lesson 5: nothing expires before its end, nor counts before it is active', ({ before, events, now }) => {
  for (const event of events) {
    const end = before.assignments.get(event.id)?.endsAt ?? '';
    if (event.type === 'assignment.ending' && event.cause === 'expired') expect(end <= now && end !== '').toBe(true);
    if (event.type === 'assignment.extended') expect(event.endsAt > now && event.endsAt > end).toBe(true);
    if (event.type === 'assignment.activated' && event.endsAt) expect(event.endsAt > now).toBe(true);
  }
});

holds('an approval is never for nothing: an approved extension extends', ({ after, events }) => {
  for (const event of events.filter(({ type }) => type === 'request.approved')) {
    const { extends: target, id: request } = after.requests.get(event.id)!;
    if (target)
      expect(events).toContainEqual(expect.objectContaining({ type: 'assignment.extended', id: target, request }));
  }
});

holds('an extension waits only for access that is active', ({ after }) => {
  for (const { extends: target } of values(after.requests).filter(({ status }) => status === 'pending')) {
    if (target) expect(after.assignments.get(target)?.status).toBe('active');
  }
});

test('lesson 14: Ana never decides for herself', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const { history } = live(all, () => undefined);
      for (const [event] of history) {
        if (event.type === 'request.approvalRecorded' || event.type === 'request.denied')
          expect(event.by).not.toBe('ana');
      }
    }),
    often,
  );
});

test('whatever happened, all access can still end', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const { world, passed } = live(all, () => undefined);
      const later = new Date(at(passed));
      const run = (before: World, next: Command): World => {
        const decision = decide(before, next, later);
        return isRefusal(decision) ? before : decision.world;
      };
      const returned = values(world.assignments).reduce(
        (now, one) => run(now, { type: 'assignment.giveBack', id: one.id, by: 'ana' }),
        world,
      );
      const over = values(returned.grants).reduce(
        (now, one) => run(now, { type: 'grant.confirmRevoked', id: one.id, how: 'done' }),
        returned,
      );
      expect(values(over.assignments).filter(({ status }) => status !== 'ended')).toEqual([]);
      expect(values(over.grants).filter(({ status }) => status !== 'ended')).toEqual([]);
    }),
    often,
  );
});

test('the random commands reach every event of the lifecycle', () => {
  const seen = new Set<string>();
  const look = ({ events }: Moment) => events.forEach(({ type }) => void seen.add(type));
  fc.assert(
    fc.property(steps, (all) => void live(all, look)),
    { numRuns: 300, seed: 7 },
  );
  const all = [requestEdges, assignmentEdges, grantEdges, driftEdges].flatMap((edges) => Object.keys(edges));
  expect(all.filter((type) => !seen.has(type))).toEqual(['request.mirrored']);
});
