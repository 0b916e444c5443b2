import { findApp, findRole } from '../domain/catalog.js';
import { isPseudonym } from '../domain/erasure.js';
import type { DomainEvent, Recorded } from '../domain/events.js';
import { isLifecycleEvent } from '../domain/lifecycle.js';
import type { Person } from '../domain/person.js';
import type { Request, SealedText } from '../domain/request.js';
import type { StageRecord } from '../domain/stages.js';
import type { Erased, Facts } from '../jira/mirror.js';
import type { Store } from '../store/store.js';
import type { House } from './contracts.js';
import { readOutside } from './outside.js';

type Needs = { readonly store: Store; readonly house: House };

/** For the issue itself: what was asked, and under which rule. */
export async function draftFacts(needs: Needs, request: Request): Promise<Facts & { readonly erased: Erased }> {
  const { store } = needs;
  const trail = await store.trail.streams([`request:${request.id}`]);
  const first = trail.map(({ event }) => event).find((event) => event.type === 'request.submitted');
  const facts = await commonFacts(needs, request, []);
  const reason = await store.texts.find(request.reason.id);
  return { ...facts, rule: first?.rule, reason, erased: { ...facts.erased, words: reason === undefined } };
}

/** For what the issue shows of today: its fields and its status. */
export async function todaysFacts(needs: Needs, request: Request): Promise<Facts> {
  const asked = request.status === 'pending' ? await askedNow(needs, request) : [];
  return { ...(await commonFacts(needs, request, asked)), asked };
}

/** Of the stages as they were last put on record, the one that is open. */
async function askedNow({ store }: Needs, { id, approvals }: Request): Promise<readonly string[]> {
  const events = (await store.trail.streams([`request:${id}`])).map(({ event }) => event);
  const last = events.findLast(({ type }) => type === 'request.submitted' || type === 'request.rerouted');
  if (last?.type !== 'request.submitted' && last?.type !== 'request.rerouted') return [];
  const given = (kind: StageRecord['kind']) => approvals.filter(({ stage }) => stage === kind).length;
  return last.stages.find(({ kind, quorum }) => given(kind) < quorum)?.approvers ?? [];
}

/** For one comment. */
export async function eventFacts(needs: Needs, request: Request, { event }: Recorded): Promise<Facts> {
  const facts = await commonFacts(needs, request, peopleIn(event));
  const sealed = textIn(event);
  const answer = sealed && (await needs.store.texts.find(sealed.id));
  const outside = await outsideOf(needs, event);
  const words = (sealed !== undefined && answer === undefined) || outside.some(isPseudonym);
  return {
    ...facts,
    answer,
    group: await groupOf(needs, event),
    ...(outside.length > 0 && { outside: outside.join(' by ') }),
    erased: { ...facts.erased, words },
  };
}

/** What is said about a move is ours, and may name people all the same. */
function textIn(event: DomainEvent): SealedText | undefined {
  if (event.type === 'request.denied' || event.type === 'assignment.ending') return event.reason;
  if (event.type === 'request.moveRefused') return event.says;
  return event.type === 'talk.said' ? event.text : undefined;
}

async function commonFacts({ store, house }: Needs, request: Request, people: readonly string[]) {
  const { requester, recipient, approvals } = request;
  const named = [requester, recipient, ...approvals.map(({ by }) => by), ...people];
  const [assignment, known] = await Promise.all([
    store.assignments.find(request.id),
    store.people.findAll([...new Set(named)]),
  ]);
  return {
    request,
    assignment,
    app: findApp(house.catalog, request.app)?.name ?? request.app,
    role: findRole(house.catalog, request.app, request.role)?.role.name ?? request.role,
    erased: { people: erasedAmong(known), words: false },
    nameOf: (id: string) =>
      id === 'latchkey' ? 'Latchkey' : (known.get(id)?.name ?? 'somebody whose name was erased'),
  } satisfies Facts;
}

export const erasedAmong = (known: ReadonlyMap<string, Pick<Person, 'id' | 'erasedAt'>>): ReadonlySet<string> =>
  new Set([...known.values()].flatMap(({ id, erasedAt }) => (erasedAt ? [id] : [])));

/** Where somebody else took it away, and who. */
async function outsideOf({ store }: Needs, event: DomainEvent): Promise<readonly string[]> {
  if (event.type !== 'assignment.ending' || event.cause !== 'goneOutside') return [];
  const assignment = await store.assignments.find(event.id);
  const found = assignment && (await readOutside(store, await store.grants.of(assignment)));
  return found ? [found.provider, ...(found.actor ? [found.actor] : [])] : [];
}

function peopleIn(event: DomainEvent): string[] {
  const by = 'by' in event && event.by ? [event.by] : [];
  if (event.type === 'request.approvalRecorded') return [...by, ...missingIn(event)];
  if (event.type !== 'request.submitted' && event.type !== 'request.rerouted') return by;
  const left = event.type === 'request.rerouted' ? [event.left] : [];
  return [...left, ...event.stages.flatMap((stage) => [...stage.approvers, ...missingIn(stage)])];
}

/** Who is stood in for is named too. */
const missingIn = ({ standsIn }: Pick<StageRecord, 'standsIn'>): string[] =>
  (standsIn?.missing ?? []).map(({ id }) => id);

/** The provider's name for the group of a grant, as it was last resolved; its id where the catalog no longer has it. */
async function groupOf({ store }: Needs, event: DomainEvent): Promise<Facts['group']> {
  if (!isLifecycleEvent(event) || !event.type.startsWith('grant.')) return undefined;
  const grant = await store.grants.find(event.id);
  if (!grant) return undefined;
  const colon = grant.entitlement.indexOf(':');
  const provider = grant.entitlement.slice(0, colon);
  const known = await store.entitlements.all(provider);
  const name = known.find(({ id }) => id === grant.entitlement)?.name ?? grant.entitlement.slice(colon + 1);
  return { name, provider };
}
