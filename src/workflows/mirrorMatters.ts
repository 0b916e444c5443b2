import { findApp, findRole } from '../domain/catalog.js';
import type { Drift } from '../domain/drift.js';
import type { DomainEvent, Recorded } from '../domain/events.js';
import type { Request } from '../domain/request.js';
import { JiraRefused } from '../jira/errors.js';
import { type FindingFacts, findingMatter, findingWords, type Matter } from '../jira/matters.js';
import { bodyOf, referenceTo } from '../jira/mirror.js';
import { said } from '../jira/words.js';
import { providerTitle } from '../views/asked.js';
import type { Log } from './contracts.js';
import { partsOf } from './entitlements.js';
import { findComment, tellOnce } from './mirrorComment.js';
import { eventFacts } from './mirrorFacts.js';
import { type MirrorNeeds, matterIssue } from './mirrorIssue.js';
import { bringMatterInLine } from './mirrorStatus.js';
import { driftLane, taskLane } from './reactions.js';

type Needs = MirrorNeeds & { readonly log: Pick<Log, 'warn'> };

/** How a comment is made: once, or, in a comparison, where it is missing. */
type Tell = typeof tellOnce;

/** A finding has one issue, from found to answered, linked with the request that it is about. */
export async function hearFinding(
  needs: Needs,
  recorded: Recorded,
  lane: string,
  tell: Tell = tellOnce,
): Promise<void> {
  const { event } = recorded;
  const drift = await needs.store.drifts.find(lane.slice(driftLane('').length));
  if (!drift || !isDriftEvent(event)) return;
  const facts = await findingFacts(needs, drift);
  const key = await matterIssue(needs, lane, findingMatter(facts));
  const words = findingWords(event, facts);
  const body = bodyOf({ ...words, text: facts.reason }, referenceTo(recorded), recorded.at);
  await tellAndMove(needs, { lane, key, recorded, body, isOver: drift.status === 'closed', tell });
  const request = drift.request ?? (drift.grant && (await originOf(needs, drift.grant)));
  if (request) await relate(needs, lane, key, request);
}

/**
 * What a person has to do by hand has one issue for each time that it is handed over, linked with the request; it is
 * over when nothing is to be done any more, whoever did it.
 */
export async function hearTask(needs: Needs, recorded: Recorded, lane: string, tell: Tell = tellOnce): Promise<void> {
  const { store } = needs;
  const id = lane.slice(taskLane('').length);
  const grant = await store.grants.find(id);
  const origin = grant && (await originOf(needs, id));
  const request = origin && (await store.requests.find(origin));
  if (!grant || !request) return;
  const facts = await eventFacts(needs, request, recorded);
  const words = said(recorded.event, facts);
  if (!words) return;
  const task = recorded.event.type === 'grant.handedOver' ? recorded.event.task : undefined;
  const before = await issueBefore(needs, lane, recorded.seq);
  // Handed over once more, or anew for the way out: what was to be done before is not to be done any more.
  if (task && before) await close(needs, before);
  const key = task
    ? await matterIssue(needs, lane, taskMatter(`${lane}:${recorded.seq}`, task.kind, request, facts))
    : before;
  if (!key) return;
  const body = bodyOf(words, referenceTo(recorded), recorded.at);
  await tellAndMove(needs, { lane, key, recorded, body, isOver: !grant.task, tell });
  await relate(needs, `${lane}:${key}`, key, request.id);
}

/** Tells again what is missing in the issues of a lane, and moves them. @returns how many comments were. */
export async function compareMatter(needs: Needs, lane: string): Promise<number> {
  const { store, jira } = needs;
  let missing = 0;
  const tell: Tell = async (_, place, telling) => {
    if (await findComment(jira, place.key, telling.reference)) return;
    const told = (await store.links.of(lane, 'comment')).filter(
      ({ id, doneAt }) => doneAt && (id === place.id || id.startsWith(`${place.id}+`)),
    );
    await tellOnce(needs, told.length === 0 ? place : { ...place, id: `${place.id}+${told.length}` }, telling);
    missing += 1;
  };
  const hear = lane.startsWith(driftLane('')) ? hearFinding : hearTask;
  for (const recorded of await store.trail.heard({ consumer: 'jira', lane })) await hear(needs, recorded, lane, tell);
  return missing;
}

/** The issue of the task that was handed over last before this event. */
async function issueBefore({ store }: Needs, lane: string, seq: number): Promise<string | undefined> {
  const made = (await store.links.of(lane, 'issue')).flatMap(({ id, place, doneAt }) => {
    const at = Number(id.slice(`issue:${lane}:`.length));
    return doneAt && place && at < seq ? [{ at, place }] : [];
  });
  return made.toSorted((one, other) => one.at - other.at).at(-1)?.place;
}

async function close(needs: Needs, key: string): Promise<void> {
  const issue = await needs.jira.read(key);
  if (issue) await bringMatterInLine(needs, issue, 'ended');
}

const isDriftEvent = (event: DomainEvent): event is Extract<DomainEvent, { type: `drift.${string}` }> =>
  event.type.startsWith('drift.');

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

type Telling = {
  readonly lane: string;
  readonly key: string;
  readonly recorded: Recorded;
  readonly body: ReturnType<typeof bodyOf>;
  readonly isOver: boolean;
  readonly tell: Tell;
};

async function tellAndMove(needs: Needs, { lane, key, recorded, body, isOver, tell }: Telling): Promise<void> {
  const issue = await needs.jira.read(key);
  if (!issue) throw new JiraRefused(`Issue ${key} is no longer there, or Latchkey may no longer see it.`, 404);
  const id = `comment:${recorded.stream}:${recorded.seq}:${lane}:${key}`;
  const telling = { body, audience: 'internal', reference: referenceTo(recorded) } as const;
  await tell(needs, { request: lane, key, id }, telling);
  await bringMatterInLine(needs, issue, isOver ? 'ended' : 'waiting');
}

/** A help, not the record: where it is refused, it is said and left. The request's own issue may come later. */
async function relate({ store, house, jira, log }: Needs, of: string, key: string, request: string): Promise<void> {
  const id = `issueLink:${of}`;
  const other = (await store.requests.find(request))?.issue?.key;
  if (!other || (await store.links.find(id))?.doneAt) return;
  await store.links.begin({ id, kind: 'remoteLink', request: of }, house.now());
  try {
    await jira.relate(key, other);
  } catch (error) {
    if (!(error instanceof JiraRefused)) throw error;
    log.warn({ issue: key, problem: error.message }, 'two issues could not be linked');
  }
  await store.links.done(id, house.now(), { place: key });
}

/** The request that a grant was opened for. */
async function originOf({ store }: Needs, grant: string): Promise<string | undefined> {
  const [first] = await store.trail.streams([`grant:${grant}`]);
  return first?.event.type === 'grant.opened' ? first.event.assignment : undefined;
}

async function findingFacts({ store, house }: Needs, drift: Drift): Promise<FindingFacts> {
  const { provider, group } = partsOf(drift.entitlement);
  const people = [drift.person, drift.answeredBy].filter((id) => id !== undefined);
  const [known, groups, reason] = await Promise.all([
    store.people.findAll(people),
    store.entitlements.all(provider),
    drift.reason && store.texts.find(drift.reason.id),
  ]);
  const who = drift.person && known.get(drift.person)?.name;
  return {
    drift,
    ...(who && { who }),
    app: findApp(house.catalog, drift.app)?.name ?? drift.app,
    role: findRole(house.catalog, drift.app, drift.role)?.role.name ?? drift.role,
    group: groups.find(({ id }) => id === drift.entitlement)?.name ?? group,
    provider: providerTitle[provider],
    ...(reason !== undefined && { reason }),
    nameOf: (id) => known.get(id)?.name ?? 'somebody whose name was erased',
  };
}
