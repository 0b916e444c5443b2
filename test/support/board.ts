import { LogLevel, WebClient } from '@slack/web-api';
import { acme } from '../../sandbox/company.js';
import { type Slack, startSlack } from '../../sandbox/slack/index.js';
import type { Catalog } from '../../src/domain/catalog.js';
import { type DomainEvent, type Recorded, streamOf } from '../../src/domain/events.js';
import { type Command, decide, emptyWorld, type World } from '../../src/domain/lifecycle.js';
import type { Person } from '../../src/domain/person.js';
import { type Analysis, analyse, type Circle, type Somebody } from '../../src/domain/policy.js';
import { isRefusal, type Refusal } from '../../src/domain/refusal.js';
import type { Link, Store } from '../../src/store/store.js';
import type { Directory, House } from '../../src/workflows/contracts.js';
import { createNotify, type Notify } from '../../src/workflows/notify.js';
import { createPosting, type Posting } from '../../src/workflows/posting.js';
import { reactions } from '../../src/workflows/reactions.js';
import { acmeCatalog } from './catalogs.js';
import { hours, monday, text } from './given.js';

/** A notice board: the real decisions in memory, told over the real client to the stand-in of Slack. */
export type Board = {
  readonly slack: Slack;
  readonly notify: Notify;
  readonly posting: Posting;
  readonly links: Map<string, Link>;
  readonly people: Map<string, Person>;
  /** Who is asked: tests change it as a directory would. */
  circle: Circle;
  /** Seconds since Monday at nine. */
  passed: number;
  /** Everything that was logged as a warning or worse. */
  readonly complaints: string[];
  /** What fails the next time it is asked of the store. */
  crash?: keyof Store['links'];
  /** Decides and tells Slack of each event, in order. */
  do(command: Command): Promise<void>;
  decide(command: Command): readonly Recorded[];
  tell(recorded: readonly Recorded[]): Promise<void>;
  analysis(request: { app: string; role: string }): Analysis;
  stop(): Promise<void>;
};

export async function openBoard(catalog: Catalog = acmeCatalog): Promise<Board> {
  const slack = await startSlack({ company: acme });
  const client = new WebClient(slack.botToken, {
    slackApiUrl: slack.url,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
    fetch: fetchHere,
  });
  let world = emptyWorld;
  const grants = () => world.grants;
  const trail: Recorded[] = [];
  const house: House = { catalog, now: () => new Date(monday.getTime() + board.passed * 1000), newId: () => 'unused' };
  const complain = (facts: object, sentence: string) =>
    void board.complaints.push(`${sentence} ${JSON.stringify(facts)}`);
  const log = { debug: () => {}, info: () => {}, warn: complain, error: complain };
  const people = new Map(slack.people.all().map((user) => [user.key, personOf(user)]));
  const board: Board = {
    slack,
    people,
    links: new Map(),
    circle: circleOf(people),
    passed: 0,
    complaints: [],
    get notify() {
      // A new one each time, as after a restart: nothing may depend on what a process remembers.
      return createNotify({
        store: storeOf(board, () => world, trail),
        directory: directoryOf(board, catalog),
        house,
        client,
        log,
      });
    },
    get posting() {
      return createPosting({ store: storeOf(board, () => world, trail), house, client });
    },
    analysis: (wanted) => policyOf(catalog, wanted, board.circle),
    decide(command) {
      const decision = decide(world, command, house.now());
      if (isRefusal(decision)) throw new Error(decision.says);
      world = decision.world;
      return decision.events.map((event) => record(trail, event, house.now()));
    },
    async tell(recorded) {
      for (const one of recorded) {
        for (const { consumer, lane } of reactions(one, grants())) {
          if (consumer === 'slack') await board.notify.hear(one, lane);
        }
      }
    },
    do: (command) => board.tell(board.decide(command)),
    stop: () => slack.stop(),
  };
  return board;
}

/** jest gives tests an `Error` of their own: of Node's, the client would keep the words and drop the code. */
const fetchHere: typeof fetch = (...asked) =>
  fetch(...asked).catch(({ message, cause }: Error) => {
    throw new Error(message, { cause });
  });

const personOf = (user: { id: string; key: string; name: string; email: string; title: string }): Person => ({
  id: user.key,
  directory: 'okta',
  directoryId: `00u${user.key}`,
  email: user.email,
  name: user.name,
  title: user.title,
  isActive: true,
  readAt: monday.toISOString(),
  slackId: user.id,
});

/** Ben manages Ana, Priya owns AWS, Dana Figma. */
function circleOf(people: ReadonlyMap<string, Person>): Circle {
  const one = (id: string): Somebody => ({ id, name: people.get(id)?.name ?? id, isActive: true, isInSlack: true });
  const [security, admins] = [[one('sam')], [one('it')]];
  return {
    requester: 'ana',
    recipient: 'ana',
    manager: one('ben'),
    owner: one('priya'),
    ownersManager: one('grace'),
    security,
    admins,
  };
}

function policyOf(
  catalog: Catalog,
  wanted: { app: string; role: string },
  circle: Circle,
  decided: Parameters<typeof analyse>[3] = [],
) {
  const found: Analysis | Refusal = analyse(catalog, wanted, circle, decided);
  if (isRefusal(found)) throw new Error(found.says);
  return found;
}

function directoryOf(board: Board, catalog: Catalog): Directory {
  const isOwner = ({ email }: Person, app: string) => catalog.apps.find(({ id }) => id === app)?.owner === email;
  const isAdmin = ({ email }: Person) => catalog.policy.admins.includes(email);
  const part: Pick<Directory, 'analyse' | 'keepersOf' | 'isOwner' | 'isAdmin'> = {
    analyse: async (wanted, approvals) => analyse(catalog, wanted, board.circle, approvals),
    keepersOf: async (app) => [...board.people.values()].filter((person) => isOwner(person, app) || isAdmin(person)),
    isOwner,
    isAdmin,
  };
  return part as Directory;
}

function record(trail: Recorded[], event: DomainEvent, now: Date): Recorded {
  const stream = streamOf(event);
  const seq = trail.filter((one) => one.stream === stream).length + 1;
  const recorded = { stream, seq, at: now.toISOString(), actor: 'latchkey', cause: 'test', event };
  trail.push(recorded);
  return recorded;
}

/** What telling Slack uses of a store; the rest is not there, so that using it fails. */
function storeOf(board: Board, world: () => World, trail: readonly Recorded[]): Store {
  const open = (request: string, person: string) =>
    [...board.links.values()].some((link) => link.request === request && link.person === person && !link.closedAt);
  const part = {
    trail: {
      streams: async (streams: string[]) => trail.filter(({ stream }) => streams.includes(stream)),
      last: async () => undefined,
    },
    requests: {
      find: async (id: string) => world().requests.get(id),
      openFrom: async (person: string) =>
        [...world().requests.values()].filter(
          ({ id, requester, status }) =>
            requester === person && (status === 'pending' || (status === 'approved' && !world().assignments.has(id))),
        ),
      waitingFor: async (person: string) =>
        [...world().requests.values()].filter(({ id, status }) => status === 'pending' && open(id, person)),
    },
    assignments: {
      find: async (id: string) => world().assignments.get(id),
      liveOf: async (person: string) =>
        [...world().assignments.values()].filter(({ recipient, status }) => recipient === person && status !== 'ended'),
    },
    grants: { of: async ({ grants }: { grants: string[] }) => grants.flatMap((id) => world().grants.get(id) ?? []) },
    people: {
      find: async (id: string) => board.people.get(id),
      findAll: async (ids: string[]) => new Map([...board.people].filter(([id]) => ids.includes(id))),
      byEmail: async (email: string) => [...board.people.values()].find((person) => person.email === email),
    },
    texts: { find: async (id: string) => `the text of ${id}` },
    entitlements: { all: async () => [{ id: 'okta:00g1', groupId: '00g1', name: 'figma-editors' }] },
    links: linksOf(board),
  };
  return part as unknown as Store;
}

function linksOf(board: Board): Store['links'] {
  const fail = (what: keyof Store['links']) => {
    if (board.crash !== what) return;
    board.crash = undefined;
    throw new Error(`the process is gone at ${what}`);
  };
  const change = (id: string, more: Partial<Link>) => {
    const link = board.links.get(id);
    if (link) board.links.set(id, { ...link, ...more });
  };
  return {
    find: async (id) => board.links.get(id),
    of: async (request, kind) =>
      [...board.links.values()].filter((link) => link.request === request && (!kind || link.kind === kind)),
    byMark: async (kind, mark) => [...board.links.values()].find((link) => link.kind === kind && link.mark === mark),
    matters: async (after, limit) =>
      [...new Set([...board.links.values()].flatMap(({ kind, request }) => (kind === 'issue' ? [request] : [])))]
        .filter((owner) => /^(drift|task):/.test(owner) && owner > after)
        .toSorted()
        .slice(0, limit),
    at: async (place, mark) =>
      [...board.links.values()].filter((link) => link.place === place && (!mark || link.mark === mark)),
    begin: async (link, at) => {
      fail('begin');
      const known = board.links.get(link.id);
      if (!known) board.links.set(link.id, { ...link, begunAt: at.toISOString() });
      return { ...(known ?? { ...link, begunAt: at.toISOString() }), isNew: !known };
    },
    done: async (id, at, where) => {
      fail('done');
      change(id, { doneAt: at.toISOString(), ...where });
    },
    note: async (id, note) => change(id, { note }),
    close: async (id, at) => {
      fail('close');
      change(id, { closedAt: at.toISOString() });
    },
  };
}

/** What people do, in the words of the record. */
export const asksForFigma = (board: Board): Command => ({
  type: 'request.submit',
  id: 'r1',
  requester: 'ana',
  recipient: 'ana',
  app: 'figma',
  role: 'editor',
  duration: hours(8),
  reason: text('reason'),
  analysis: board.analysis({ app: 'figma', role: 'editor' }),
  lapse: 3 * 24 * 3600,
  catalog: 'c',
});

export const asksForProduction = (board: Board): Command =>
  ({
    ...asksForFigma(board),
    type: 'request.submit',
    app: 'aws',
    role: 'production-admin',
    duration: hours(4),
    analysis: board.analysis({ app: 'aws', role: 'production-admin' }),
  }) as Command;
