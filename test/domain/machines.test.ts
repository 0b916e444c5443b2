import { describe, expect, test } from '@jest/globals';
import {
  type Assignment,
  type AssignmentCommand,
  assignmentEdges,
  decideAssignment,
  evolveAssignment,
} from '../../src/domain/assignment.js';
import { type Drift, type DriftCommand, decideDrift, driftEdges, evolveDrift } from '../../src/domain/drift.js';
import { type Edge, step } from '../../src/domain/edges.js';
import { decideGrant, evolveGrant, type Grant, type GrantCommand, grantEdges } from '../../src/domain/grant.js';
import { isRefusal, type Refusal } from '../../src/domain/refusal.js';
import {
  decideRequest,
  evolveRequest,
  type Request,
  type RequestCommand,
  requestEdges,
} from '../../src/domain/request.js';
import { analysis, assignment, at, days, drift, grant, hours, request, stage, text } from '../support/given.js';

/** Every state against every command: what is decided stands in the table, and nothing is thrown. */

type Event = { type: string };
type Machine<State extends { status: string }, Command, Its extends Event> = {
  readonly edges: Readonly<Record<string, Edge<string>>>;
  readonly states: readonly State[];
  readonly commands: readonly Command[];
  decide(state: State | undefined, command: Command, now: Date): Its[] | Refusal;
  evolve(state: State | undefined, event: Its, at: string): State;
  /** What other code than `decide` yields: a birth, or what another machine's event brings. */
  readonly elsewhere: readonly string[];
};

const moments = [0, hours(3.5), hours(4), days(3), days(30)].map(at);
const people = ['ana', 'ben', 'dana', 'mallory'];
const policies = [
  analysis(),
  analysis(stage('manager', ['ben', 'ana'])),
  analysis(stage('security', ['sam']), stage('owner', ['dana', 'ben'])),
];

const asked = {
  id: 'r1',
  requester: 'ana',
  recipient: 'ana',
  app: 'figma',
  role: 'editor',
  duration: hours(4),
  reason: text('t1'),
  lapse: days(3),
  catalog: 'c1',
};

const { lapse: _, ...plainlyAsked } = asked;
const adopted = { ...plainlyAsked, requester: 'dana', risk: 'elevated', adopts: 'd1' } as const;

const requests: Machine<Request, RequestCommand, Parameters<typeof evolveRequest>[1]> = {
  edges: requestEdges,
  states: (['pending', 'approved', 'denied', 'cancelled', 'lapsed'] as const).flatMap((status) => [
    request({ status }),
    request({ status, for: 'ben', approvals: ['cleo'] }),
    { ...request({ status }), remindedAt: at(1), issue: { key: 'ACC-1', url: 'https://jira.example.com' } },
  ]),
  commands: [
    ...policies.map((policy) => ({ ...asked, type: 'request.submit' as const, analysis: policy })),
    ...people.flatMap((by) =>
      policies.flatMap((policy): RequestCommand[] => [
        { type: 'request.approve', id: 'r1', by, analysis: policy, catalog: 'c1' },
        { type: 'request.deny', id: 'r1', by, reason: text('t2'), analysis: policy, catalog: 'c1' },
      ]),
    ),
    ...people.map((by) => ({ type: 'request.cancel' as const, id: 'r1', by })),
    ...people.map((by) => ({ type: 'request.cancel' as const, id: 'r1', by, move: 'move:1' })),
    { ...adopted, type: 'request.adopt' },
    { type: 'request.withdraw', id: 'r1', cause: 'left' },
    { type: 'request.lapse', id: 'r1' },
    { type: 'request.remind', id: 'r1' },
    { type: 'request.reroute', id: 'r1', left: 'ben', stages: [stage('owner', ['dana'])], catalog: 'c1' },
    { type: 'request.refuseMove', id: 'r1', move: 'move:1', account: 'a1', why: 'unbound', says: text('t3') },
    { type: 'request.leaveMove', id: 'r1', move: 'move:1', account: 'a1' },
    { type: 'request.mirror', id: 'r1', key: 'ACC-2', url: 'https://jira.example.com' },
  ],
  decide: decideRequest,
  evolve: evolveRequest,
  elsewhere: [],
};

const assignments: Machine<Assignment, Parameters<typeof decideAssignment>[1], Parameters<typeof evolveAssignment>[1]> =
  {
    edges: assignmentEdges,
    states: (['opened', 'active', 'ending', 'ended'] as const).flatMap((status) => [
      assignment({ status }),
      assignment({ status, warnedAt: at(hours(3.3)) }),
      assignment({ status, endsAt: undefined, warnAt: undefined, duration: 'permanent' }),
    ]),
    commands: [
      { type: 'assignment.confirm', id: 'r1' },
      ...people.flatMap((by): Exclude<AssignmentCommand, { type: 'assignment.open' }>[] => [
        { type: 'assignment.extend', id: 'r1', by, duration: hours(1), longest: hours(8) },
        { type: 'assignment.extend', id: 'r1', by, duration: days(9), longest: hours(8) },
        { type: 'assignment.extend', id: 'r1', by, duration: days(9), longest: 'permanent', request: 'r2' },
        { type: 'assignment.giveBack', id: 'r1', by },
        { type: 'assignment.revoke', id: 'r1', by, reason: text('t3'), mayRevoke: ['dana'] },
      ]),
      { type: 'assignment.warn', id: 'r1' },
      { type: 'assignment.expire', id: 'r1' },
      { type: 'assignment.end', id: 'r1', cause: 'left' },
      { type: 'assignment.end', id: 'r1', cause: 'goneOutside' },
      { type: 'assignment.close', id: 'r1' },
    ],
    decide: decideAssignment,
    evolve: evolveAssignment,
    elsewhere: ['assignment.opened'],
  };

const entry = { id: 'e1', at: at(60), actor: '00uadmin' };
const task = { kind: 'add', why: 'manual', says: 'Please' } as const;
const grants: Machine<Grant, GrantCommand, Parameters<typeof evolveGrant>[1]> = {
  edges: grantEdges,
  states: (['provisioning', 'active', 'revoking', 'ended'] as const).flatMap((status) => [
    grant({ status }),
    grant({ status, holders: ['r1', 'r2'] }),
    grant({ status, handledBy: 'dana' }),
    // Only what waits for the provider can wait for a person.
    ...(status === 'provisioning' || status === 'revoking' ? [grant({ status, task })] : []),
  ]),
  commands: [
    ...(['done', 'already', 'byHand'] as const).map((how) => ({
      type: 'grant.confirmProvisioned' as const,
      id: 'g1',
      how,
    })),
    { type: 'grant.delay' as const, id: 'g1', says: 'Okta answered 503' },
    ...(['add', 'remove'] as const).map((kind) => ({
      type: 'grant.handOver' as const,
      id: 'g1',
      task: { ...task, kind },
    })),
    ...people.map((by) => ({ type: 'grant.handle' as const, id: 'g1', by, mayHandle: ['dana'] })),
    ...['r1', 'r2', 'r3'].map((one) => ({
      type: 'grant.release' as const,
      id: 'g1',
      assignment: one,
      cause: 'expired' as const,
    })),
    { type: 'grant.confirmRevoked', id: 'g1', how: 'groupGone' },
    { type: 'grant.witness', id: 'g1', change: 'added', entry },
    { type: 'grant.lose', id: 'g1', drift: 'd1' },
  ],
  decide: decideGrant,
  evolve: evolveGrant,
  elsewhere: ['grant.opened', 'grant.held'],
};

const found = { id: 'd1', entitlement: 'okta:1', recipient: 'ana', person: 'ana', accounts: ['00u1'] };
const role = { app: 'figma', role: 'editor', risk: 'elevated', source: 'log' } as const;

const drifts: Machine<Drift, DriftCommand, Parameters<typeof evolveDrift>[1]> = {
  edges: driftEdges,
  states: (['open', 'removing', 'closed'] as const).flatMap((status) => [
    drift({ status }),
    drift({ status, kind: 'removed', grant: 'g1', entries: ['e1'] }),
    drift({ status, kind: 'many', person: undefined, accounts: ['00u1'] }),
    drift({ status, kind: 'many', person: undefined, accounts: ['00u1', '00u2'] }),
    drift({ status, person: undefined, recipient: 'okta:00u1', undoneAt: at(60) }),
    ...(status === 'closed' ? [drift({ status, answer: 'explained' }), drift({ status, answer: 'removed' })] : []),
  ]),
  commands: [
    ...(['added', 'removed', 'many'] as const).flatMap((kind): DriftCommand[] => [
      { ...found, ...role, type: 'drift.find', kind },
      { ...found, ...role, type: 'drift.find', kind, entry },
    ]),
    { type: 'drift.trace', id: 'd1', change: 'added', entry },
    ...['00u1', '00uana', '00u9'].map((account): DriftCommand => ({ type: 'drift.undo', id: 'd1', account })),
    ...people.flatMap((by): DriftCommand[] => {
      const answering = { id: 'd1', by, accounts: [`00u${by}`], mayAnswer: ['dana', 'ana'] };
      const adoption = { reason: text('t1'), request: 'r9', offered: [hours(4), 'permanent'] as const, catalog: 'c1' };
      return [
        { ...answering, ...adoption, type: 'drift.adopt', duration: hours(4), risk: 'elevated' },
        { ...answering, ...adoption, type: 'drift.adopt', duration: 'permanent', risk: 'privileged' },
        { ...answering, ...adoption, type: 'drift.adopt', duration: hours(9), risk: 'low' },
        { ...answering, ...adoption, type: 'drift.adopt', duration: hours(4), risk: 'low', longest: hours(1) },
        { ...answering, type: 'drift.explain', reason: text('t1') },
        { ...answering, type: 'drift.remove' },
      ];
    }),
    { type: 'drift.refuse', id: 'd1', says: 'No' },
    { type: 'drift.confirmRemoved', id: 'd1', how: 'done' },
    { type: 'drift.settle', id: 'd1', cause: 'ours' },
  ],
  decide: decideDrift,
  evolve: evolveDrift,
  elsewhere: [],
};

function walk<State extends { status: string }, Command extends { type: string }, Its extends Event>(
  name: string,
  { edges, states, commands, decide, evolve, elsewhere }: Machine<State, Command, Its>,
) {
  describe(`the ${name}`, () => {
    const seen = new Set(elsewhere);
    test.each(states.map((state) => [state.status, state] as const))(
      '%s: every command at every moment',
      (_, state) => {
        for (const command of commands) {
          for (const now of moments) follow(state, command, now);
        }
      },
    );

    function follow(from: State | undefined, command: Command, now: string) {
      const decided = decide(from, command, new Date(now));
      if (isRefusal(decided)) return expect(decided.says).toMatch(/^[A-Z].*\.$/);
      let state = from;
      for (const event of decided) {
        seen.add(event.type);
        state = evolve(state, event, now);
      }
    }

    test('nothing: every command', () => {
      for (const command of commands) follow(undefined, command, at(0));
    });

    test('every event of the table is decided by something', () => {
      expect([...seen].sort()).toEqual(Object.keys(edges).sort());
    });

    test('each event comes only where the table allows it', () => {
      const statuses = [undefined, ...new Set(states.map(({ status }) => status))];
      for (const [type, { from, to }] of Object.entries(edges)) {
        for (const status of statuses) {
          const isAllowed = status === undefined ? from.length === 0 : from.includes(status);
          const next = () => step(edges, status, type);
          if (isAllowed) expect(next()).toBe(to === 'same' ? status : to);
          else expect(next).toThrow(`${type} cannot follow ${status ?? 'nothing'}`);
        }
      }
    });

    test('what is over stays over', () => {
      const last = Object.values(edges)
        .map(({ to }) => to)
        .filter((to) => to !== 'same');
      const ends = last.filter(
        (status) => !Object.values(edges).some(({ from, to }) => to !== 'same' && from.includes(status)),
      );
      for (const state of states.filter(({ status }) => ends.includes(status))) {
        for (const command of commands) {
          const decided = decide(state, command, new Date(at(days(99))));
          for (const event of isRefusal(decided) ? [] : decided) {
            expect(evolve(state, event, at(days(99))).status).toBe(state.status);
          }
        }
      }
    });
  });
}

walk('request', requests);
walk('assignment', assignments);
walk('grant', grants);
walk('finding', drifts);
