import type { ModalView } from '@slack/types';
import type { Deps, Slack } from '../../src/commands/deps.js';
import type { Submission } from '../../src/commands/edge.js';
import type { Assignment } from '../../src/domain/assignment.js';
import type { Catalog } from '../../src/domain/catalog.js';
import type { Recorded } from '../../src/domain/events.js';
import { type Command, decide, emptyWorld, type World } from '../../src/domain/lifecycle.js';
import type { Person } from '../../src/domain/person.js';
import { isRefusal, type Refusal, refuse } from '../../src/domain/refusal.js';
import type { Store } from '../../src/store/store.js';
import type { Directory, Door } from '../../src/workflows/contracts.js';
import { acmeCatalog } from './catalogs.js';
import { slackSays } from './forms.js';

/** A desk where people ask: the real decisions in memory, a Slack that remembers its views, nothing else. */
export type Desk = Deps & {
  world: World;
  readonly people: Map<string, Person>;
  readonly house: { catalog: Catalog; now: () => Date; newId: () => string };
  /** What is on the screen, by view id. */
  readonly views: Map<string, { view: ModalView; hash: string }>;
  readonly said: { to: string; text: string }[];
  readonly errors: string[];
  /** Every command that got through the door. */
  readonly commands: Command[];
  readonly houseEvents: Recorded[];
  /** What the directory is like today. */
  weather: {
    isDown: boolean;
    isSlow?: Promise<void>;
    refusal?: Refusal;
    alreadyHas: boolean;
    isNested?: boolean;
    fault?: Error;
  };
  clock: Date;
  isFirst(key: string): boolean;
};

const person = (id: string, name: string): Person => ({
  id,
  directory: 'okta',
  directoryId: `00u${id}`,
  email: `${id}@acme.example.com`,
  name,
  isActive: true,
  readAt: '2026-11-27T09:00:00Z',
  slackId: `U0${id.toUpperCase()}`,
});

export function createDesk(catalog: Catalog = acmeCatalog): Desk {
  const people = [
    person('ana', 'Ana Silva'),
    person('ben', 'Ben Okafor'),
    person('dana', 'Dana Levi'),
    person('it', 'Iris Tan'),
  ];
  const delivered = new Set<string>();
  const desk: Desk = {
    isFirst: (key) => !delivered.has(key) && !!delivered.add(key),
    world: emptyWorld,
    people: new Map(people.map((one) => [one.id, one])),
    clock: new Date('2026-11-27T13:40:00Z'),
    house: { catalog, now: () => desk.clock, newId: () => 'unused' },
    views: new Map(),
    said: [],
    errors: [],
    commands: [],
    houseEvents: [],
    weather: { isDown: false, alreadyHas: false },
    log: {
      debug() {},
      info() {},
      warn: (_, said) => void desk.errors.push(said),
      error: (_, said) => void desk.errors.push(said),
    },
    get store() {
      return storeOf(desk);
    },
    get door() {
      return doorOf(desk);
    },
    get directory() {
      return directoryOf(desk);
    },
    slack: undefined as unknown as Slack,
  };
  return Object.assign(desk, { slack: slackOf(desk) });
}

const platformError = (error: string) => Object.assign(new Error(error), { data: { ok: false, error } });

function slackOf(desk: Desk): Slack {
  const used = new Set<string>();
  let count = 0;
  const put = (id: string, view: ModalView) => {
    if (slackSays(view) !== 'ok') throw platformError(`invalid_arguments: ${JSON.stringify(slackSays(view))}`);
    desk.views.set(id, { view, hash: `h${++count}` });
    return { view: { id, hash: `h${count}` } };
  };
  const open: Slack['views']['open'] = async ({ trigger_id: trigger, view }) => {
    if (used.has(trigger)) throw platformError('exchanged_trigger_id');
    used.add(trigger);
    return put(`V${used.size}`, view);
  };
  return {
    views: {
      open,
      push: open,
      async update({ view_id: id, hash, view }) {
        const before = desk.views.get(id);
        if (!before) throw platformError('not_found');
        if (hash && hash !== before.hash) throw platformError('hash_conflict');
        return put(id, view);
      },
    },
    chat: { postMessage: async ({ channel, text }) => void desk.said.push({ to: channel, text }) },
  };
}

function storeOf(desk: Desk): Store {
  const requests = () => [...desk.world.requests.values()];
  const live = () => [...desk.world.assignments.values()].filter(({ status }) => status !== 'ended');
  const is = (role: { app: string; role: string }) => (one: { app: string; role: string }) =>
    one.app === role.app && one.role === role.role;
  const parts = {
    requests: {
      find: async (id: string) => desk.world.requests.get(id),
      openFrom: async (id: string) =>
        requests().filter(
          (one) =>
            one.requester === id &&
            (one.status === 'pending' || (one.status === 'approved' && !desk.world.assignments.has(one.id))),
        ),
      pendingFor: async (id: string, role: { app: string; role: string }) =>
        requests().find((one) => one.recipient === id && one.status === 'pending' && is(role)(one)),
    },
    assignments: {
      find: async (id: string) => desk.world.assignments.get(id),
      liveOf: async (id: string) => live().filter(({ recipient }) => recipient === id),
      liveIn: async (app: string) => live().filter((one) => one.app === app),
      liveFor: async (id: string, role: { app: string; role: string }) =>
        live().find((one) => one.recipient === id && is(role)(one)),
    },
    people: {
      findAll: async () => desk.people,
      bySlackId: async (slackId: string) => [...desk.people.values()].find((one) => one.slackId === slackId),
      byEmail: async (email: string) => [...desk.people.values()].find((one) => one.email === email),
    },
    deliveries: { isFirst: async (key: string) => desk.isFirst(key) },
  };
  return parts as unknown as Store;
}

function doorOf(desk: Desk): Door {
  return {
    async run(command) {
      if (desk.weather.fault) throw desk.weather.fault;
      const decision = decide(desk.world, command, desk.clock);
      if (isRefusal(decision)) return decision;
      desk.world = decision.world;
      desk.commands.push(command);
      return [];
    },
    async record(event, by, cause, unless) {
      const last = desk.houseEvents.at(-1);
      if (unless?.(last)) return [];
      const recorded: Recorded = { stream: 'grants', seq: 1, at: desk.clock.toISOString(), actor: by, cause, event };
      desk.houseEvents.push(recorded);
      return [recorded];
    },
    seal: (body, personId) => ({ id: `text of ${body.length}`, hash: body, salt: '', personId, body }),
  };
}

function directoryOf(desk: Desk): Directory {
  const { catalog } = desk.house;
  const whoIs = async (slackId: string) => {
    await desk.weather.isSlow;
    if (desk.weather.isDown) throw Object.assign(new Error('503'), { name: 'ProviderDown' });
    if (desk.weather.refusal) return desk.weather.refusal;
    const found = [...desk.people.values()].find((one) => one.slackId === slackId);
    return found ?? refuse('The company directory does not know you.', 'app');
  };
  return {
    whoIs,
    whoWas: whoIs,
    mayAsk: async () => true,
    analyse: async () => ({
      risk: 'standard',
      rule: 'standard risk needs manager',
      stages: [
        { kind: 'manager', quorum: 1, approvers: [{ id: 'ben', name: 'Ben', isActive: true, isInSlack: true }] },
      ],
    }),
    located: async (one) => one,
    pointedAt: async (email) => [...desk.people.values()].find((one) => one.email === email),
    afresh: async (id) => desk.people.get(id),
    keepersOf: async () => [],
    security: async () => [],
    admins: async () => [],
    isAdmin: ({ id }) => id === 'it',
    mayTakeEvidence: ({ id }) => id === 'it',
    isOwner: ({ email }, app) => catalog.apps.some(({ id, owner }) => id === app && owner === email),
    alreadyHas: async () => {
      const { alreadyHas: all, isNested = false } = desk.weather;
      return { all, entitlements: [], isNested };
    },
    confirm: async (slackId) => ({ ...person('ana', 'Ana Silva'), slackId }),
  };
}

/** Somebody holds this, as if it had been asked for and approved before. */
export function hold(desk: Desk, but: Partial<Assignment> = {}): Assignment {
  const assignment: Assignment = {
    id: 'a1',
    status: 'active',
    recipient: 'ana',
    app: 'figma',
    role: 'editor',
    duration: 8 * 3600,
    grants: [],
    alreadyHad: [],
    openedAt: '2026-11-27T09:00:00.000Z',
    activatedAt: '2026-11-27T09:00:00.000Z',
    endsAt: '2026-11-27T17:00:00.000Z',
    ...but,
  };
  desk.world = { ...desk.world, assignments: new Map(desk.world.assignments).set(assignment.id, assignment) };
  return assignment;
}

export const sentBy = (slackId: string, view: unknown): Submission => ({ slackId, view: view as Submission['view'] });
