import { createHash } from 'node:crypto';
import type { Catalog } from '../../src/domain/catalog.js';
import { type DomainEvent, type Recorded, streamOf } from '../../src/domain/events.js';
import { type Command, decide, emptyWorld, type World } from '../../src/domain/lifecycle.js';
import type { Person } from '../../src/domain/person.js';
import { isRefusal, type Refusal } from '../../src/domain/refusal.js';
import type { Request } from '../../src/domain/request.js';
import type { Link, Store, Text } from '../../src/store/store.js';
import type { Door, House } from '../../src/workflows/contracts.js';

/** A house in memory for the mirror: the real decisions and a record, with nothing behind them. */
export type SmallHouse = {
  readonly store: Store;
  readonly door: Door;
  readonly house: House;
  readonly links: Map<string, Link>;
  /** Every event so far, in order. */
  readonly trail: Recorded[];
  readonly groups: Map<string, string>;
  readonly positions: Map<string, string>;
  /** Whose each text is, by its id. */
  readonly sealed: Map<string, string>;
  readonly people: Map<string, Pick<Person, 'id' | 'name' | 'email' | 'isActive' | 'jiraAccountId'>>;
  /** What Jira's lanes were ever to hear, and what they have not heard yet. */
  readonly lanes: { told: [Recorded, string][]; waiting: [Recorded, string][] };
  /** The moment, in ms; tests push it. */
  clock: number;
  do(command: Command, by?: string): readonly Recorded[];
  text(body: string, id?: string): Text;
  erase(textId: string): void;
  world(): World;
};

export const smallCatalog: Catalog = {
  hash: 'c'.repeat(64),
  apps: [
    {
      id: 'figma',
      name: 'Figma',
      owner: 'dana@acme.example.com',
      provider: 'okta',
      fallback: 'Ask in #it-help',
      roles: [
        {
          id: 'editor',
          name: 'Editor',
          risk: 'standard',
          groups: ['figma-editors'],
          durations: [28_800],
          endSessions: false,
        },
      ],
    },
  ],
  policy: {
    risks: {
      low: { approval: 'auto' },
      standard: { approval: [{ kind: 'manager', quorum: 1 }] },
      sensitive: { approval: [] },
      elevated: { approval: [] },
      privileged: { approval: [] },
    },
    security: [],
    admins: [],
    lapse: 259_200,
    pilot: [],
    directory: 'okta',
  },
};

const people = [
  ['ana', 'Ana Silva'],
  ['ben', 'Ben Okafor'],
  ['dana', 'Dana Levi'],
] as const;

export function createSmallHouse(start: string, catalog: Catalog = smallCatalog): SmallHouse {
  let world = emptyWorld;
  const trail: Recorded[] = [];
  const links = new Map<string, Link>();
  const texts = new Map<string, string>();
  const small: SmallHouse = {
    clock: new Date(start).getTime(),
    links,
    trail,
    groups: new Map(),
    positions: new Map(),
    sealed: new Map(),
    people: new Map(people.map(([id, name]) => [id, { id, name, email: `${id}@acme.example.com`, isActive: true }])),
    lanes: { told: [], waiting: [] },
    house: { catalog, now: () => new Date(small.clock), newId: () => String(trail.length) },
    world: () => world,
    do: (command, by = 'latchkey') => {
      const outcome = run(command, by);
      if (isRefusal(outcome)) throw new Error(outcome.says);
      return outcome;
    },
    text: (body, id = `text-${texts.size + 1}`) => {
      texts.set(id, body);
      return { id, body, salt: '', personId: 'ana', hash: createHash('sha256').update(body).digest('hex') };
    },
    erase: (id) => void texts.delete(id),
    get store() {
      return storeOf(small, texts);
    },
    get door() {
      const record: Door['record'] = async (event, by, _cause, unless) => {
        const last = small.trail.findLast(({ stream }) => stream === streamOf(event));
        return unless?.(last) ? [] : [append(small, event, by)];
      };
      const seal: Door['seal'] = (body, personId) => {
        const text = small.text(body);
        small.sealed.set(text.id, personId);
        return { ...text, personId };
      };
      return { run: async (command, by) => run(command, by), record, seal } satisfies Door;
    },
  };
  function run(command: Command, by: string): Refusal | readonly Recorded[] {
    const decision = decide(world, command, new Date(small.clock));
    if (isRefusal(decision)) return decision;
    world = decision.world;
    return decision.events.map((event) => append(small, event, by));
  }
  return small;
}

function append(small: SmallHouse, event: DomainEvent, by: string): Recorded {
  const stream = streamOf(event);
  const seq = small.trail.filter((one) => one.stream === stream).length + 1;
  const at = new Date(small.clock).toISOString();
  const recorded = { stream, seq, at, actor: by === 'latchkey' ? by : `person:${by}`, cause: 'test', event };
  small.trail.push(recorded);
  return recorded;
}

/** What the mirror uses of a store; the rest is not there, so that using it fails. */
function storeOf(small: SmallHouse, texts: ReadonlyMap<string, string>): Store {
  const known = small.people;
  const part = {
    trail: {
      streams: async (streams: string[]) => small.trail.filter(({ stream }) => streams.includes(stream)),
      heard: async ({ lane }: { lane: string }) =>
        small.lanes.told.flatMap(([recorded, one]) => (one === lane ? [recorded] : [])),
    },
    requests: {
      find: async (id: string) => small.world().requests.get(id),
      after: async (id: string, limit: number) => pageAfter(small, id, limit),
      pendingAfter: async (id: string, limit: number) =>
        pageAfter(small, id, limit, ({ status }) => status === 'pending'),
    },
    positions: {
      find: async (name: string) => small.positions.get(name),
      keep: async (name: string, value: string) => void small.positions.set(name, value),
      forget: async (name: string) => void small.positions.delete(name),
    },
    leases: { hold: async (_name: string, work: () => Promise<unknown>) => work() },
    outbox: {
      undone: async ({ lane }: { lane: string }) => small.lanes.waiting.filter(([, one]) => one === lane),
    },
    assignments: { find: async (id: string) => small.world().assignments.get(id) },
    drifts: { find: async (id: string) => small.world().drifts.get(id) },
    grants: { find: async (id: string) => small.world().grants.get(id) },
    people: {
      find: async (id: string) => known.get(id),
      findAll: async () => known,
      byJiraAccount: async (account: string) => [...known.values()].find((one) => one.jiraAccountId === account),
    },
    texts: { find: async (id: string) => texts.get(id) },
    links: linksOf(small.links),
    entitlements: {
      all: async (provider: string) =>
        [...small.groups].map(([id, name]) => ({ id, name, groupId: id })).filter(({ id }) => id.startsWith(provider)),
    },
  };
  return part as unknown as Store;
}

const pageAfter = (small: SmallHouse, id: string, limit: number, isWanted = (_: Request) => true) =>
  [...small.world().requests.values()]
    .filter((one) => one.id > id && isWanted(one))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .slice(0, limit);

function linksOf(links: Map<string, Link>): Store['links'] {
  const change = (id: string, more: Partial<Link>) => {
    const link = links.get(id);
    if (!link) throw new Error(`no link ${id}`);
    links.set(id, { ...link, ...more });
  };
  return {
    find: async (id) => links.get(id),
    of: async (request, kind) =>
      [...links.values()].filter((link) => link.request === request && (!kind || link.kind === kind)),
    byMark: async (kind, mark) => [...links.values()].find((link) => link.kind === kind && link.mark === mark),
    matters: async (after, limit) =>
      [...new Set([...links.values()].flatMap(({ kind, request }) => (kind === 'issue' ? [request] : [])))]
        .filter((owner) => /^(drift|task):/.test(owner) && owner > after)
        .toSorted()
        .slice(0, limit),
    at: async (place, mark) => [...links.values()].filter((one) => one.place === place && (!mark || one.mark === mark)),
    begin: async (link, at) => {
      const known = links.get(link.id);
      if (known) return { ...known, isNew: false };
      const begun = { ...link, begunAt: at.toISOString() };
      links.set(link.id, begun);
      return { ...begun, isNew: true };
    },
    done: async (id, at, where) => change(id, { doneAt: at.toISOString(), ...where }),
    close: async (id, at) => change(id, { closedAt: at.toISOString() }),
  };
}
