import type { Assignment } from '../domain/assignment.js';
import { findApp, findRole } from '../domain/catalog.js';
import type { Person } from '../domain/person.js';
import type { Request } from '../domain/request.js';
import type { Store } from '../store/store.js';
import { firstPages, type Home, type HomePages, type HomePending, homePageSizes } from '../views/home.js';
import { pageOf } from '../views/paging.js';
import type { House } from './contracts.js';
import { readAsked } from './story.js';

type Needs = { readonly store: Store; readonly house: House };

/** What stands on a person's Home tab now. Only the pages that are shown are read in full. */
export async function readHome(needs: Needs, person: Person, pages: HomePages = firstPages): Promise<Home> {
  const { store, house } = needs;
  const [live, pending, waiting] = await Promise.all([
    store.assignments.liveOf(person.id),
    store.requests.openFrom(person.id),
    store.requests.waitingFor(person.id),
  ]);
  const access = pageOf([...live].sort(soonestFirst), pages.access, homePageSizes.access);
  const mine = pageOf([...pending].sort(oldestFirst), pages.pending, homePageSizes.pending);
  const theirs = pageOf([...waiting].sort(oldestFirst), pages.waiting, homePageSizes.waiting);
  const people = await store.people.findAll([
    ...new Set([...mine.items, ...theirs.items].flatMap(({ requester, recipient }) => [requester, recipient])),
  ]);
  return {
    access: { ...access, items: access.items.map((assignment) => ({ assignment, ...namesOf(needs, assignment) })) },
    pending: { ...mine, items: await Promise.all(mine.items.map((request) => readPending(needs, request, people))) },
    waiting: {
      ...theirs,
      items: await Promise.all(theirs.items.map(async (request) => ({ ...(await readAsked(needs, request)), people }))),
    },
    now: house.now(),
  };
}

/** What has no end stands last. */
const soonestFirst = (one: Assignment, other: Assignment): number =>
  (one.endsAt ?? '9').localeCompare(other.endsAt ?? '9') || one.openedAt.localeCompare(other.openedAt);

const oldestFirst = (one: Request, other: Request): number => one.submittedAt.localeCompare(other.submittedAt);

function namesOf({ house }: Needs, { app, role }: { app: string; role: string }) {
  const found = findRole(house.catalog, app, role);
  return { app: found?.app.name ?? findApp(house.catalog, app)?.name ?? app, role: found?.role.name ?? role };
}

/** Whom it waits for: those whose card still has its buttons. No directory is asked for a look at a page. */
async function readPending(needs: Needs, request: Request, people: ReadonlyMap<string, Person>): Promise<HomePending> {
  const asked = { ...(await readAsked(needs, request)), people };
  if (request.status === 'approved') return { asked, from: [], isPaused: await isPaused(needs) };
  const cards = await needs.store.links.of(request.id, 'approverCard');
  const open = cards.filter(({ closedAt, person }) => !closedAt && person);
  const approvers = await needs.store.people.findAll(open.map(({ person }) => person ?? ''));
  return { asked, from: [...approvers.values()].map(({ name }) => name) };
}

const isPaused = async ({ store }: Needs): Promise<boolean> =>
  (await store.trail.last('grants'))?.event.type === 'grants.paused';
