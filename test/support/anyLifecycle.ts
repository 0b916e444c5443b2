import fc from 'fast-check';
import type { Duration } from '../../src/domain/catalog.js';
import { type Command, decide, emptyWorld, type LifecycleEvent, type World } from '../../src/domain/lifecycle.js';
import { isRefusal } from '../../src/domain/refusal.js';
import { adopt, analysis, at, explain, find, hours, minutes, stage, takeAway, text } from './given.js';

/**
 * Any commands in any order at any pace over Ana's access: what must hold, holds after each of them. Two roles share
 * a group, so that windows overlap and touch.
 */
const groupsOf = {
  viewer: ['okta:shared'],
  editor: ['okta:shared', 'okta:own'],
  // By id and by name: the same group twice.
  admin: ['okta:own', 'okta:own'],
} as const;
type RoleId = keyof typeof groupsOf;

const oneOf = <const T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const person = oneOf('ana', 'ben', 'iris');
const nobodyAsked = analysis();
const policy = oneOf(
  nobodyAsked,
  nobodyAsked,
  analysis(stage('manager', ['ben'])),
  analysis(stage('security', ['iris', 'ana']), stage('owner', ['ben'])),
);

/** `made` is the step's number: what is new takes its id from it. */
type Act = (world: World, made: number) => Command | undefined;
type Step = { readonly wait: number; readonly act: Act };

/** One of what there is; the newest most often. */
function pick(all: ReadonlyMap<string, unknown>, back: number): string | undefined {
  const keys = [...all.keys()];
  return keys[keys.length - 1 - (back % Math.max(1, keys.length))];
}

const back = oneOf(0, 0, 0, 1, 1, 2, 3, 7);
const to = (all: 'requests' | 'assignments' | 'grants', commands: fc.Arbitrary<(id: string) => Command>) =>
  fc.tuple(back, commands).map(
    ([steps, make]): Act =>
      (world) => {
        const id = pick(world[all], steps);
        return id === undefined ? undefined : make(id);
      },
  );

const submit = fc
  .record({
    role: oneOf<RoleId>('viewer', 'editor', 'admin'),
    duration: oneOf<Duration>(minutes(30), hours(4), 'permanent'),
    analysis: policy,
    again: oneOf(false, false, false, false, true),
    extending: oneOf(false, false, false, true),
    back,
  })
  .map(
    ({ again, extending, back: steps, ...asked }): Act =>
      (world, made) => {
        const target = extending ? world.assignments.get(pick(world.assignments, steps) ?? '') : undefined;
        const known = again ? pick(world.requests, steps) : undefined;
        return {
          ...asked,
          ...(target && { role: target.role, extends: target.id }),
          type: 'request.submit',
          id: known ?? `r${made}`,
          requester: 'ana',
          recipient: 'ana',
          app: 'figma',
          reason: text('t1'),
          lapse: hours(2),
          catalog: 'c1',
        };
      },
  );

/** As the opener does: the role's groups, some of which Ana has from elsewhere. */
const open = fc
  .record({
    had: oneOf<readonly string[]>([], [], [], [], ['okta:shared'], ['okta:own'], ['okta:shared', 'okta:own']),
    back,
  })
  .map(
    ({ had, back: steps }): Act =>
      (world, made) => {
        const request = world.requests.get(pick(world.requests, steps) ?? '');
        if (!request) return undefined;
        const { id, recipient, app, role, duration } = request;
        const wanted = groupsOf[role as RoleId]
          .filter((group) => !had.includes(group))
          .map((entitlement, index) => ({ entitlement, grant: `g${made}-${index}` }));
        return { type: 'assignment.open', id, recipient, app, role, duration, wanted, alreadyHad: had };
      },
  );

const answer = fc.record({ by: person, analysis: policy });
const byMachines: readonly ((id: string) => Command)[] = [
  (id) => ({ type: 'request.withdraw', id, cause: 'roleRemoved' }),
  (id) => ({ type: 'request.lapse', id }),
  (id) => ({ type: 'request.remind', id }),
  (id) => ({ type: 'request.refuseMove', id, move: 'move:1', account: 'a1', why: 'unbound', says: text('t3') }),
  (id) => ({ type: 'request.leaveMove', id, move: 'move:2', account: 'a1' }),
  (id) => ({ type: 'request.reroute', id, left: 'ben', stages: [stage('owner', ['dana'])], catalog: 'c1' }),
  (id) => ({ type: 'assignment.warn', id }),
  (id) => ({ type: 'assignment.warn', id }),
  (id) => ({ type: 'assignment.warn', id }),
  (id) => ({ type: 'assignment.end', id, cause: 'left' }),
  (id) => ({ type: 'grant.lose', id, drift: 'd1' }),
  (id) => ({ type: 'grant.witness', id, change: 'added', entry: { id: 'e1', at: at(0), actor: '0oabot' } }),
  (id) => ({ type: 'grant.handOver', id, task: { kind: 'add', why: 'refused', says: 'No' } }),
  (id) => ({ type: 'grant.handOver', id, task: { kind: 'remove', why: 'refused', says: 'No' } }),
  (id) => ({ type: 'grant.delay', id, says: 'Okta answered 503' }),
  (id) => ({ type: 'grant.handle', id, by: 'iris', mayHandle: ['iris'] }),
];
const byMachine = (kind: 'requests' | 'assignments' | 'grants') =>
  to(kind, oneOf(...byMachines.filter((make) => make('').type.startsWith(kind.slice(0, -1)))));

const groups = ['okta:shared', 'okta:own'] as const;
const finding = fc
  .record({
    kind: oneOf<'added' | 'removed' | 'many'>('added', 'added', 'added', 'removed', 'many'),
    entitlement: oneOf(...groups),
    entry: oneOf(undefined, { id: 'e1', at: at(0), actor: '00uadmin' }, { id: 'e2', at: at(1), actor: '00uadmin' }),
  })
  .map(
    ({ entry, ...found }): Act =>
      (_, made) =>
        find({ ...found, id: `d${made}`, role: 'viewer', ...(entry && { entry }) }),
  );

const aboutFinding = fc
  .record({ by: person, back, which: fc.nat(10), duration: oneOf<Duration>(hours(4), hours(4), 'permanent', hours(9)) })
  .map(
    ({ by, back: steps, which, duration }): Act =>
      (world, made) => {
        const id = pick(world.drifts, steps);
        if (id === undefined) return undefined;
        const entry = { id: `e${which}`, at: at(0), actor: '00uadmin' };
        const commands: Command[] = [
          adopt(by, { id, request: `r${made}`, duration, offered: [hours(4), 'permanent'] }),
          adopt(by, { id, request: `r${made}`, duration, offered: [hours(4), 'permanent'] }),
          adopt('iris', { id, request: `r${made}` }),
          { ...explain(by), id } as Command,
          { ...takeAway('iris'), id } as Command,
          { type: 'drift.trace', id, change: 'added', entry },
          { type: 'drift.undo', id, account: '00uana' },
          { type: 'drift.refuse', id, says: 'No' },
          { type: 'drift.confirmRemoved', id, how: 'done' },
          { type: 'drift.settle', id, cause: 'ours' },
          {
            type: 'drift.recount',
            id,
            change: 'added',
            accounts: ['00uben'],
            entries: [{ ...entry, account: '00uben' }],
          },
        ];
        return commands[which];
      },
  );

const extension = fc.record({
  by: person,
  duration: oneOf(minutes(5), hours(9)),
  longest: oneOf<Duration>(hours(8), 'permanent'),
  request: oneOf(undefined, 'r1', 'r2'),
});

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: submit },
  {
    weight: 6,
    arbitrary: to(
      'requests',
      answer.map((one) => (id) => ({ ...one, type: 'request.approve', id, catalog: 'c1' })),
    ),
  },
  {
    weight: 1,
    arbitrary: to(
      'requests',
      answer.map((one) => (id) => ({ ...one, type: 'request.deny', id, reason: text('t2'), catalog: 'c1' })),
    ),
  },
  {
    weight: 1,
    arbitrary: to(
      'requests',
      person.map((by) => (id) => ({ type: 'request.cancel', id, by })),
    ),
  },
  { weight: 7, arbitrary: open },
  {
    weight: 2,
    arbitrary: to(
      'assignments',
      extension.map((one) => (id) => ({ ...one, type: 'assignment.extend', id })),
    ),
  },
  {
    weight: 4,
    arbitrary: to(
      'assignments',
      fc.constant((id) => ({ type: 'assignment.expire', id })),
    ),
  },
  {
    weight: 2,
    arbitrary: to(
      'assignments',
      person.map((by) => (id) => ({ type: 'assignment.giveBack', id, by })),
    ),
  },
  {
    weight: 1,
    arbitrary: to(
      'assignments',
      person.map((by) => (id) => ({ type: 'assignment.revoke', id, by, reason: text('t3'), mayRevoke: ['iris'] })),
    ),
  },
  {
    weight: 8,
    arbitrary: to(
      'grants',
      fc.constant((id) => ({ type: 'grant.confirmProvisioned', id, how: 'done' })),
    ),
  },
  {
    weight: 6,
    arbitrary: to(
      'grants',
      fc.constant((id) => ({ type: 'grant.confirmRevoked', id, how: 'done' })),
    ),
  },
  { weight: 3, arbitrary: finding },
  { weight: 5, arbitrary: aboutFinding },
  { weight: 1, arbitrary: byMachine('requests') },
  { weight: 3, arbitrary: byMachine('assignments') },
  { weight: 3, arbitrary: byMachine('grants') },
);

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ wait: oneOf(0, 0, 0, 0, minutes(1), minutes(1), minutes(20), hours(1)), act }),
  {
    minLength: 40,
    maxLength: 80,
    size: 'max',
  },
);

export type Moment = { before: World; after: World; events: readonly LifecycleEvent[]; now: string };

type Life = { world: World; history: [LifecycleEvent, string][]; passed: number };

/** Lives through the steps and looks at each; what is refused leaves everything as it was. */
export function live(all: readonly Step[], look: (moment: Moment) => void): Life {
  const life: Life = { world: emptyWorld, history: [], passed: 0 };
  for (const [made, one] of all.entries()) {
    life.passed += one.wait;
    const now = at(life.passed);
    const before = life.world;
    const command = one.act(before, made);
    const decision = command && decide(before, command, new Date(now));
    if (!decision || isRefusal(decision)) continue;
    life.world = decision.world;
    life.history.push(...decision.events.map((event): [LifecycleEvent, string] => [event, now]));
    told(life, () => look({ before, after: decision.world, events: decision.events, now }));
  }
  return life;
}

/** A failure is of no use without the events that led to it. */
function told({ history }: Life, look: () => void): void {
  try {
    look();
  } catch (error) {
    const story = history.map(([event, when]) => `${when} ${JSON.stringify(event)}`).join('\n');
    throw new Error(`${(error as Error).message}\nafter\n${story}`, { cause: error });
  }
}
