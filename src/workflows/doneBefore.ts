import type { Move } from '../domain/move.js';
import type { JiraActs, StatusMove } from '../jira/acting.js';
import type { Store } from '../store/store.js';
import type { House } from './contracts.js';

/**
 * What was done to the issue of a request and counts for nothing, although no event says so: Jira's ids of it. Whoever
 * writes here holds the lease of the issue.
 */
type Needs = { readonly store: Pick<Store, 'positions'>; readonly house: Pick<House, 'now'> };
type Reads = Needs & { readonly jira: Pick<JiraActs, 'answers' | 'moves'> };

const nameOf = (request: string): string => `before:${request}`;

export const answerBy = (approval: string, by: string): Move => `approval:${approval}:${by}`;

/** Stands among what is noted where there may have been answers, and we had no right to read them. */
export const unread: Move = 'approval:unread';

/** @returns nothing where nobody has noted anything. */
export async function doneBefore(
  { store }: Pick<Needs, 'store'>,
  request: string,
): Promise<readonly Move[] | undefined> {
  const noted = await store.positions.find(nameOf(request));
  return noted === undefined ? undefined : JSON.parse(noted);
}

/** Beside what is noted already. */
export async function noteDone(needs: Needs, request: string, moves: readonly Move[]): Promise<void> {
  const noted = await doneBefore(needs, request);
  const all = [...new Set([...(noted ?? []), ...moves])];
  if (noted && all.length === noted.length) return;
  await needs.store.positions.keep(nameOf(request), JSON.stringify(all), needs.house.now());
}

/**
 * All that was done to the issue until now. An issue of the portal is there before its request is: what was said to
 * another wording of it says nothing to this one. @returns the moves among it.
 */
export async function noteDoneBefore(needs: Reads, request: string, issue: string): Promise<readonly StatusMove[]> {
  const [answers, moves] = await Promise.all([needs.jira.answers(issue), needs.jira.moves(issue)]);
  const answered = answers === 'unreadable' ? [unread] : answers.map(({ approval, by }) => answerBy(approval, by));
  const done = [...answered, ...moves.map(({ id }) => `move:${id}`)];
  await noteDone(needs, request, done);
  return moves;
}
