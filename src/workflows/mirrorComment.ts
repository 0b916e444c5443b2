import { createHash } from 'node:crypto';
import type { Recorded } from '../domain/events.js';
import type { Request } from '../domain/request.js';
import { type Adf, plain } from '../jira/adf.js';
import { type Facts, type Reference, refersTo, type Showing, type Telling, tellingsFor } from '../jira/mirror.js';
import type { Comment, JiraClient } from '../jira/port.js';
import type { Link } from '../store/store.js';
import { isSurelyUnmade, type MirrorNeeds } from './mirrorIssue.js';
import { type Made, onlyOnce } from './onlyOnce.js';

/** Where a comment belongs, and the id it is remembered by. */
export type Place = { readonly request: string; readonly key: string; readonly id: string };

/** What an issue was to be told at some time; `isErased`: it was told in words of which some were erased since. */
export type Told = { readonly place: Place; readonly telling: Telling; readonly isErased: boolean };

export async function commentOn(
  needs: MirrorNeeds,
  request: Request,
  key: string,
  recorded: Recorded,
  facts: Facts,
): Promise<void> {
  for (const telling of tellingsFor(recorded, facts, showingOf(needs))) {
    await tellOnce(needs, { request: request.id, key, id: commentId(recorded, request.id, telling) }, telling);
  }
}

export const showingOf = ({ mapping, jira }: MirrorNeeds): Showing => ({
  ...mapping.show,
  as: jira.desk ? 'requests' : 'issues',
});

export const commentId = ({ stream, seq }: Recorded, request: string, { reference }: Telling): string =>
  `comment:${stream}:${seq}${reference.mark === `#${seq}` ? '' : ':reason'}:${request}`;

export async function tellOnce(needs: MirrorNeeds, { request, key, id }: Place, telling: Telling): Promise<void> {
  const { store, house, jira } = needs;
  await onlyOnce(
    { store, now: house.now },
    {
      id,
      kind: 'comment',
      request,
      // What it said, so that it can be seen when somebody changes it.
      prepare: async () => digestOf(telling.body),
      // Unlike the search, the list of an issue's comments is always up to date.
      look: () => findComment(jira, key, telling.reference),
      make: async () => ({ place: key, mark: await jira.comment(key, telling.body, telling.audience) }),
      isSurelyUnmade,
    },
  );
}

/** Ours only: whoever writes the same line under their own name has not told it for us. */
export async function findComment(
  jira: Pick<JiraClient, 'me' | 'comments'>,
  key: string,
  reference: Reference,
): Promise<Made | undefined> {
  const me = await jira.me();
  const found = (await jira.comments(key)).find(({ body, author = me }) => author === me && refersTo(body, reference));
  return found && { place: key, mark: found.id };
}

export const isStill =
  ({ reference }: Telling) =>
  ({ body }: Comment): boolean =>
    refersTo(body, reference);

/** Under an id of its own each time: what is on record as told was told, and somebody has taken it away. */
export async function tellAgain(needs: MirrorNeeds, { place, telling }: Told): Promise<boolean> {
  const told = (await rowsOf(needs, place)).filter(({ id, doneAt }) => doneAt && !id.startsWith(`${place.id}~`));
  await tellOnce(needs, told.length === 0 ? place : { ...place, id: `${place.id}+${told.length}` }, telling);
  return true;
}

/** A comment says what it said when it was made, if that was not forgotten since, or what would be said now. */
export async function restore(needs: MirrorNeeds, told: Told, { id, body }: Comment): Promise<boolean> {
  const { place, telling, isErased } = told;
  const notes = (await rowsOf(needs, place)).flatMap(({ note }) => note ?? []);
  const known = new Set([digestOf(telling.body), ...notes]);
  if (!body || (notes.length === 0 && !isErased) || known.has(digestOf(body))) return false;
  await needs.jira.rewrite(place.key, id, telling.body);
  return true;
}

/** What was said is not right any more, and its digest is as good as the words, to whoever can guess them. */
export async function forgetWords(needs: MirrorNeeds, { place, telling }: Told): Promise<void> {
  const now = digestOf(telling.body);
  for (const { id, note } of await rowsOf(needs, place))
    if (note !== undefined && note !== now) await needs.store.links.note(id, now);
}

/** Every time that it was told, and every attempt at that. */
async function rowsOf({ store }: MirrorNeeds, { request, id: first }: Place): Promise<readonly Link[]> {
  const rows = await store.links.of(request, 'comment');
  return rows.filter(({ id }) => id === first || id.startsWith(`${first}+`) || id.startsWith(`${first}~`));
}

/** Of its letters and digits only: Jira has its own ways with spaces, signs and lines. */
export const digestOf = (body: Adf): string =>
  createHash('sha256')
    .update(plain(body).replace(/[^\p{L}\p{N}]/gu, ''))
    .digest('hex');
