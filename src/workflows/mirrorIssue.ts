import type { JiraMapping } from '../domain/jiraMapping.js';
import type { Request } from '../domain/request.js';
import { JiraDown, JiraRefused } from '../jira/errors.js';
import { draftIssue, labelOf } from '../jira/mirror.js';
import type { Issue, JiraClient, Transition } from '../jira/port.js';
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
  const made = await onlyOnce(
    { store, now: house.now },
    {
      id: `issue:${request.id}`,
      kind: 'issue',
      request: request.id,
      // Also the first call of an attempt: while Jira is away it fails here, before there is any doubt.
      prepare: async () => String(await jira.newest()),
      look: async (unsure) => adopt(jira, await findIssue(jira, request.id, unsure)),
      make: async () => adopt(jira, await jira.create(draftIssue(await draftFacts(needs, request)))),
      isSurelyUnmade,
    },
  );
  const { place: key, url } = made as Required<Made>;
  if (!request.issue) await door.run({ type: 'request.mirror', id: request.id, key, url }, 'latchkey', 'jira');
  return key;
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
async function findIssue(jira: JiraClient, request: string, unsure: readonly Link[]): Promise<Issue | undefined> {
  const isOurs = (issue: Issue | undefined): issue is Issue =>
    issue?.request === request || issue?.labels.includes(labelOf(request)) === true;
  const indexed = await jira.findByLabel(labelOf(request));
  const found = indexed ? await jira.read(indexed) : undefined;
  if (isOurs(found)) return found;
  const before = Math.min(...unsure.map(({ note }) => Number(note)));
  const newest = await jira.newest();
  for (let number = before + 1, last = Math.max(before, newest); number <= last + gap; number += 1) {
    const issue = await jira.read(`${jira.project}-${number}`);
    if (isOurs(issue)) return issue;
    if (issue) last = Math.max(last, number);
  }
  return undefined;
}
