import type { JiraMapping } from '../domain/jiraMapping.js';
import { followerOf, type Request } from '../domain/request.js';
import { JiraDown, JiraRefused } from '../jira/errors.js';
import { draftMatter, type Matter, matterLabel } from '../jira/matters.js';
import { draftIssue, type Facts, isDraftOf, labelOf } from '../jira/mirror.js';
import type { Desk, Issue, IssuePlace, JiraClient, Transition } from '../jira/port.js';
import type { Link, Store } from '../store/store.js';
import type { Door, House } from './contracts.js';
import { draftFacts } from './mirrorFacts.js';
import type { FieldKeeper } from './mirrorFields.js';
import { type Made, onlyOnce } from './onlyOnce.js';

export type MirrorNeeds = {
  readonly store: Store;
  readonly house: House;
  readonly jira: JiraClient;
  readonly door: Door;
  readonly mapping: JiraMapping;
  readonly fields: FieldKeeper;
  /** What this process has learnt of the project's workflow. */
  readonly atlas: Map<string, readonly Transition[]>;
};

/** The issue of a request, made when it is not there yet. @returns its key. */
export async function issueFor(needs: MirrorNeeds, request: Request): Promise<string> {
  const { store, house, jira, door } = needs;
  const { gone } = await issuesOf(store, request.id);
  const made = await onlyOnce(
    { store, now: house.now },
    {
      id: gone.length === 0 ? `issue:${request.id}` : `issue:${request.id}:${gone.length + 1}`,
      kind: 'issue',
      request: request.id,
      // Also the first call of an attempt: while Jira is away it fails here, before there is any doubt.
      prepare: async () => String(await jira.newest()),
      look: async (unsure) => adopt(jira, await findIssue(jira, request.id, labelOf(request.id), unsure)),
      make: async () => adopt(jira, await create(needs, request)),
      isSurelyUnmade,
    },
  );
  const { place: key, url } = made as Required<Made>;
  if (request.issue?.key !== key) {
    const instead = gone.find((one) => one === request.issue?.key);
    const mirrored = { type: 'request.mirror', id: request.id, key, url, ...(instead && { instead }) } as const;
    await door.run(mirrored, 'latchkey', 'jira');
  }
  return key;
}

/** The issue of a finding or a task: always one for those who work in the project, never a customer's request. */
export async function matterIssue({ store, house, jira }: MirrorNeeds, owner: string, matter: Matter): Promise<string> {
  const made = await onlyOnce(
    { store, now: house.now },
    {
      id: `issue:${matter.id}`,
      kind: 'issue',
      request: owner,
      prepare: async () => String(await jira.newest()),
      look: async (unsure) => adopt(jira, await findIssue(jira, matter.id, matterLabel(matter.id), unsure)),
      make: async () => adopt(jira, await jira.create(draftMatter(matter))),
      isSurelyUnmade,
    },
  );
  return (made as Required<Made>).place;
}

/** The key of a request's issue, and of those that were deleted since, in the order in which they were made. */
export async function issuesOf(
  { links }: Pick<Store, 'links'>,
  request: string,
): Promise<{ readonly current?: string; readonly gone: readonly string[] }> {
  const rows = await links.of(request, 'issue');
  const gone = rows.flatMap(({ id, note }) => (id.startsWith(goneId('')) && note ? [note] : []));
  const current = rows.findLast(({ doneAt, place }) => doneAt && place && !gone.includes(place))?.place;
  return { ...(current && { current }), gone };
}

/** Whether this is still the issue of its request: one that was deleted is made anew, and has another by now. */
export async function isCurrent(store: Pick<Store, 'links'>, { request, place }: Link): Promise<boolean> {
  const { current } = await issuesOf(store, request);
  return current !== undefined && current === place;
}

/** A row of its own says that an issue was deleted: the row of its making says whether an attempt was in vain. */
export const goneId = (key: string): string => `gone:${key}`;

async function create(needs: MirrorNeeds, request: Request): Promise<IssuePlace> {
  const facts = await draftFacts(needs, request);
  return needs.jira.desk ? raise(needs, needs.jira.desk, facts) : needs.jira.create(draftIssue(facts));
}

/**
 * As a request in the name of who asked. Whose address Jira hides or does not know, and who is no customer of the desk,
 * is named in the text, and we raise it. Our label and property do not fit into that call: they are set with the fields.
 */
async function raise(needs: MirrorNeeds, desk: Desk, facts: Facts): Promise<IssuePlace> {
  const { store, jira, fields } = needs;
  const { summary, description } = draftIssue(facts);
  const asked = await desk.fields();
  const insisted = asked.filter(({ id, isRequired }) => isRequired && id !== 'summary' && id !== 'description');
  const requester = await store.people.findAll([followerOf(facts.request)]);
  const email = requester.get(followerOf(facts.request))?.email;
  const onBehalfOf = email && (await jira.accountOf(email));
  const filled = await fields.fill(insisted, facts);
  const draft = {
    summary,
    ...(asked.some(({ id }) => id === 'description') && { description }),
    ...(filled && { fields: filled }),
  };
  try {
    return await desk.raise({ ...draft, ...(onBehalfOf && { onBehalfOf }) });
  } catch (error) {
    if (!onBehalfOf || !(error instanceof JiraRefused)) throw error;
    return desk.raise(draft);
  }
}

export const isSurelyUnmade = (error: unknown): boolean =>
  error instanceof JiraRefused || (error instanceof JiraDown && error.outcome === 'notApplied');

async function adopt(jira: JiraClient, found: Pick<Issue, 'id' | 'key'>): Promise<Made>;
async function adopt(jira: JiraClient, found: Pick<Issue, 'id' | 'key'> | undefined): Promise<Made | undefined>;
async function adopt(jira: JiraClient, found: Pick<Issue, 'id' | 'key'> | undefined): Promise<Made | undefined> {
  return found && { place: found.key, mark: found.id, url: await jira.browseUrl(found.key) };
}

/** So many keys in a row that are nobody's: numbers are given in order, and only a few are lost on the way. */
const gap = 10;

/**
 * The issue that an earlier attempt may have made. Jira has no idempotency key, and its search trails behind by
 * minutes: "not found" means nothing there. Reading by key is always up to date, and keys are given in order, so an
 * issue made since the attempt began lies right behind the number that was known before it.
 */
async function findIssue(
  jira: JiraClient,
  request: string,
  label: string,
  unsure: readonly Link[],
): Promise<Issue | undefined> {
  const isOurs = (issue: Issue | undefined): issue is Issue =>
    issue?.request === request ||
    issue?.labels.includes(label) === true ||
    // A request in Jira Service Management is made first and marked afterwards.
    (issue?.request === undefined && isDraftOf(request, issue?.fields.description));
  const indexed = await jira.findByLabel(label);
  const found = indexed ? await jira.read(indexed, ['description']) : undefined;
  if (isOurs(found)) return found;
  const before = Math.min(...unsure.map(({ note }) => Number(note)));
  const newest = await jira.newest();
  for (let number = before + 1, last = Math.max(before, newest); number <= last + gap; number += 1) {
    const issue = await jira.read(`${jira.project}-${number}`, ['description']);
    if (isOurs(issue)) return issue;
    if (issue) last = Math.max(last, number);
  }
  return undefined;
}
