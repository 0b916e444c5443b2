import type { Assignment } from '../domain/assignment.js';
import { findApp, findRole } from '../domain/catalog.js';
import type { Grant } from '../domain/grant.js';
import type { Person } from '../domain/person.js';
import type { Stage } from '../domain/policy.js';
import { isRefusal } from '../domain/refusal.js';
import { followerOf, type Request } from '../domain/request.js';
import type { Store } from '../store/store.js';
import { type Asked, providerTitle } from '../views/asked.js';
import type { HandWork, RequesterCard } from '../views/requesterCard.js';
import type { Directory, House } from './contracts.js';
import { partsOf } from './entitlements.js';
import { readOutside } from './outside.js';

/** All that is true of one request today: what every copy of it in Slack is drawn from. */
export type Story = {
  readonly request: Request;
  readonly requester: Person | undefined;
  readonly people: ReadonlyMap<string, Person>;
  readonly asked: Asked;
  /** While pending: what policy says now. */
  readonly stages?: readonly Stage[];
  readonly assignment?: Assignment;
  readonly grants: readonly Grant[];
  readonly card: RequesterCard;
};

type Needs = { store: Store; directory: Directory; house: House };

export async function readStory(needs: Needs, id: string): Promise<Story | undefined> {
  const { store } = needs;
  const request = await store.requests.find(id);
  if (!request) return undefined;
  const [policy, assignment] = await Promise.all([policyFor(needs, request), store.assignments.find(id)]);
  const grants = assignment ? await store.grants.of(assignment) : [];
  const people = await store.people.findAll(namesIn(request, policy.stages ?? [], assignment, grants));
  const outside = assignment?.cause === 'goneOutside' ? await readOutside(store, grants) : undefined;
  const asked = { ...(await readAsked(needs, request)), people, ...(outside && { outside }) };
  return {
    request,
    requester: people.get(followerOf(request)),
    people,
    asked,
    ...policy,
    ...(assignment && { assignment }),
    grants,
    card: { ...asked, ...policy, ...(await readCard(needs, request, assignment, grants)) },
  };
}

/** What policy says now, as long as anybody can still answer. */
async function policyFor(
  { directory }: Needs,
  request: Request,
): Promise<{ stages?: readonly Stage[]; stuck?: string }> {
  if (request.status !== 'pending') return {};
  const analysis = await directory.analyse(request, request.approvals);
  return isRefusal(analysis) ? { stuck: analysis.says } : { stages: analysis.stages };
}

const namesIn = (
  request: Request,
  stages: readonly Stage[],
  assignment: Assignment | undefined,
  grants: readonly Grant[],
): string[] => [
  ...new Set(
    [
      request.requester,
      request.recipient,
      request.decidedBy,
      ...request.approvals.map(({ by }) => by),
      ...stages.flatMap(({ approvers }) => approvers.map((approver) => approver.id)),
      assignment?.endedBy,
      ...grants.map(({ handledBy }) => handledBy),
    ].filter((person): person is string => person !== undefined),
  ),
];

/** A request with its texts opened and its names looked up, without the people. */
export async function readAsked({ store, house }: Pick<Needs, 'store' | 'house'>, request: Request) {
  const found = findRole(house.catalog, request.app, request.role);
  const [reason, answer] = await Promise.all([
    store.texts.find(request.reason.id),
    request.answer && store.texts.find(request.answer.id),
  ]);
  return {
    request,
    app: found?.app.name ?? findApp(house.catalog, request.app)?.name ?? request.app,
    role: found?.role.name ?? request.role,
    ...(reason !== undefined && { reason }),
    ...(answer !== undefined && { answer }),
  };
}

async function readCard(
  { store, house }: Needs,
  request: Request,
  assignment: Assignment | undefined,
  grants: readonly Grant[],
) {
  const app = findApp(house.catalog, request.app);
  const role = app?.roles.find(({ id }) => id === request.role);
  const owner = app && (await store.people.byEmail(app.owner));
  const ending = assignment?.answer && (await store.texts.find(assignment.answer.id));
  const sessionsEnd = role?.endSessions === true || app?.provider === 'manual';
  return {
    ...(assignment && { assignment }),
    ...(ending !== undefined && { answer: ending }),
    ...(owner && { owner }),
    ...(app && { fallback: app.fallback }),
    tasks: grants.flatMap(handWork),
    sessions: sessionsEnd ? ('ended' as const) : ('may go on' as const),
    ...(await readPause({ store }, request, assignment)),
  };
}

function handWork({ task, entitlement }: Grant): HandWork[] {
  return task ? [{ ...task, provider: providerTitle[partsOf(entitlement).provider] }] : [];
}

/** Only what is approved and not yet begun waits for a pause to be over. */
async function readPause({ store }: Pick<Needs, 'store'>, request: Request, assignment: Assignment | undefined) {
  if (request.status !== 'approved' || request.extends || (assignment && assignment.status !== 'opened')) return {};
  const last = await store.trail.last('grants');
  if (last?.event.type !== 'grants.paused') return {};
  const by = await store.people.find(last.event.by);
  return { pausedBy: by?.name ?? 'An admin' };
}
