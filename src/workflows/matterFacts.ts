import { findApp, findRole } from '../domain/catalog.js';
import type { Drift, DriftEvent } from '../domain/drift.js';
import type { DomainEvent, Recorded } from '../domain/events.js';
import type { Request } from '../domain/request.js';
import { type FindingFacts, findingMatter, findingWords, type Matter } from '../jira/matters.js';
import { bodyOf, type Erased, referenceTo, saidSince, type Telling } from '../jira/mirror.js';
import { said } from '../jira/words.js';
import { providerTitle } from '../views/asked.js';
import { partsOf } from './entitlements.js';
import { readMany } from './manyInWords.js';
import type { Told } from './mirrorComment.js';
import { erasedAmong, eventFacts } from './mirrorFacts.js';
import type { MirrorNeeds } from './mirrorIssue.js';
import { driftLane, taskLane } from './reactions.js';

/** An issue beside those of requests, as the record would have it. */
export type Kept = {
  readonly lane: string;
  readonly matter: Matter;
  /** What it is to be told, in order. */
  readonly tellings: readonly KeptTelling[];
  /** Whether its first words hold something that was erased since. */
  readonly isErased: boolean;
  readonly isOver: boolean;
  /** The request that it is about: the two issues are linked. */
  readonly request?: string;
};

export type KeptTelling = Pick<Told, 'telling' | 'isErased'> & { readonly recorded: Recorded };

/** A finding has one issue, from found to answered; what is to be done by hand one for each time that it is handed over. */
export async function keptIn(needs: MirrorNeeds, lane: string): Promise<readonly Kept[]> {
  const heard = await needs.store.trail.heard({ consumer: 'jira', lane });
  return lane.startsWith(driftLane('')) ? findingIn(needs, lane, heard) : tasksIn(needs, lane, heard);
}

async function findingIn(needs: MirrorNeeds, lane: string, heard: readonly Recorded[]): Promise<readonly Kept[]> {
  const drift = await needs.store.drifts.find(lane.slice(driftLane('').length));
  if (!drift) return [];
  const facts = await findingFacts(needs, asFound(drift, heard));
  const request = drift.request ?? (drift.grant && (await originOf(needs, drift.grant)));
  const tellings = heard.flatMap((recorded) => {
    const { event } = recorded;
    if (!isDriftEvent(event)) return [];
    const { said: words, isErased } = saidSince(facts, (known) => findingWords(event, known));
    const telling = tellingOf(recorded, { ...words, text: facts.reason });
    return [{ recorded, telling, isErased: isErased || (words.takesText === true && facts.reason === undefined) }];
  });
  const matter = findingMatter(facts);
  const isErased = drift.person !== undefined && facts.erased.people.has(drift.person);
  return [{ lane, matter, tellings, isErased, isOver: drift.status === 'closed', ...(request && { request }) }];
}

/** Of many, those who have left since were found there all the same. */
function asFound(drift: Drift, heard: readonly Recorded[]): Drift {
  const found = heard.find(({ event }) => event.type === 'drift.found')?.event;
  return found?.type === 'drift.found' ? { ...drift, accounts: found.accounts } : drift;
}

/** Handed over once more, or anew for the way out: what was to be done before is not to be done any more. */
async function tasksIn(needs: MirrorNeeds, lane: string, heard: readonly Recorded[]): Promise<readonly Kept[]> {
  const { store } = needs;
  const id = lane.slice(taskLane('').length);
  const grant = await store.grants.find(id);
  const origin = grant && (await originOf(needs, id));
  const request = origin && (await store.requests.find(origin));
  if (!grant || !request) return [];
  const kept: Kept[] = [];
  for (const recorded of heard) {
    const facts = await eventFacts(needs, request, recorded);
    const { said: words, isErased } = saidSince(facts, (known) => said(recorded.event, known));
    if (!words) continue;
    const telling = { recorded, telling: tellingOf(recorded, words), isErased };
    const last = kept.at(-1);
    if (recorded.event.type === 'grant.handedOver') {
      const matter = taskMatter(`${lane}:${recorded.seq}`, recorded.event.task.kind, request, facts);
      if (last) kept[kept.length - 1] = { ...last, isOver: true };
      kept.push({ lane, matter, tellings: [telling], isErased, isOver: !grant.task, request: request.id });
    } else if (last) kept[kept.length - 1] = { ...last, tellings: [...last.tellings, telling] };
  }
  return kept;
}

function tellingOf(recorded: Recorded, words: Parameters<typeof bodyOf>[0]): Telling {
  const reference = referenceTo(recorded);
  return { body: bodyOf(words, reference, recorded.at), audience: 'agents', reference };
}

const isDriftEvent = (event: DomainEvent): event is DriftEvent => event.type.startsWith('drift.');

function taskMatter(
  id: string,
  kind: 'add' | 'remove',
  request: Request,
  { app, role, group, nameOf }: Awaited<ReturnType<typeof eventFacts>>,
): Matter {
  const who = nameOf(request.recipient);
  const where = group?.name ?? app;
  const summary = kind === 'add' ? `By hand: add ${who} to ${where}` : `By hand: remove ${who} from ${where}`;
  return {
    id,
    summary,
    rows: [
      ['To do', `${summary.slice('By hand: '.length).replace(/^./, (first) => first.toUpperCase())}.`],
      ['App', app],
      ['Role', role],
      ['Then', 'press “Mark as done” on the card in Slack: only what is confirmed there counts.'],
    ],
    labels: ['task', request.risk, `app-${request.app}`, `role-${request.role}`],
  };
}

/** The request that a grant was opened for. */
async function originOf({ store }: MirrorNeeds, grant: string): Promise<string | undefined> {
  const [first] = await store.trail.streams([`grant:${grant}`]);
  return first?.event.type === 'grant.opened' ? first.event.assignment : undefined;
}

async function findingFacts({ store, house }: MirrorNeeds, drift: Drift): Promise<FindingFacts & { erased: Erased }> {
  const { provider, group } = partsOf(drift.entitlement);
  const people = [drift.person, drift.answeredBy].filter((id) => id !== undefined);
  const [known, groups, reason, many] = await Promise.all([
    store.people.findAll(people),
    store.entitlements.all(provider),
    drift.reason && store.texts.find(drift.reason.id),
    drift.kind === 'many' ? readMany(store, drift) : undefined,
  ]);
  const who = drift.person && known.get(drift.person)?.name;
  return {
    drift,
    ...(who && { who }),
    ...(many && { among: many.people.map(({ name }) => name), by: many.hands }),
    app: findApp(house.catalog, drift.app)?.name ?? drift.app,
    role: findRole(house.catalog, drift.app, drift.role)?.role.name ?? drift.role,
    group: groups.find(({ id }) => id === drift.entitlement)?.name ?? group,
    provider: providerTitle[provider],
    ...(reason !== undefined && { reason }),
    erased: { people: erasedAmong(known), words: false },
    nameOf: (id) => known.get(id)?.name ?? 'somebody whose name was erased',
  };
}
