import type { Recorded } from '../domain/events.js';
import type { Request } from '../domain/request.js';
import { commentFor, type Reference, referenceTo, refersTo } from '../jira/mirror.js';
import type { JiraClient } from '../jira/port.js';
import { eventFacts } from './mirrorFacts.js';
import { isSurelyUnmade, type MirrorNeeds } from './mirrorIssue.js';
import { type Made, onlyOnce } from './onlyOnce.js';

/** Where a comment belongs, and the id it is remembered by. */
export type Place = { readonly request: string; readonly key: string; readonly id: string };

export async function commentOn(needs: MirrorNeeds, request: Request, key: string, recorded: Recorded): Promise<void> {
  const { store, house, jira } = needs;
  const body = commentFor(recorded, await eventFacts(needs, request, recorded));
  if (!body) return;
  await onlyOnce(
    { store, now: house.now },
    {
      id: `comment:${recorded.stream}:${recorded.seq}:${request.id}`,
      kind: 'comment',
      request: request.id,
      // Unlike the search, the list of an issue's comments is always up to date.
      look: () => findComment(jira, key, referenceTo(recorded)),
      make: async () => ({ place: key, mark: await jira.comment(key, body) }),
      isSurelyUnmade,
    },
  );
}

export async function findComment(jira: JiraClient, key: string, reference: Reference): Promise<Made | undefined> {
  const found = (await jira.comments(key)).find(({ body }) => refersTo(body, reference));
  return found && { place: key, mark: found.id };
}
