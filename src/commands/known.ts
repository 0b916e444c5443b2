import type { Person } from '../domain/person.js';
import { isRefusal, type Refusal } from '../domain/refusal.js';
import { type Standing, standingOf } from '../domain/standing.js';
import type { Draft } from '../views/requestModal.js';
import type { Deps } from './deps.js';

/** What is known about a person and the role they are looking at: for the form that is open before them. */
export type Known =
  /** This person may not ask for anything. */
  | { readonly is: 'barred'; readonly says: string }
  /** This role cannot be given to them. */
  | { readonly is: 'refused'; readonly says: string }
  | { readonly is: 'standing'; readonly standing: Standing }
  | { readonly is: 'nothing' };

export const nothing: Known = { is: 'nothing' };

/** Only shows; what counts is looked up again when the form is sent. So a fault here is logged and left. Never rejects. */
export async function whatIsKnown(deps: Deps, slackId: string, draft: Draft): Promise<Known> {
  try {
    const person = await deps.directory.whoWas(slackId);
    const may = isRefusal(person) ? person : await deps.directory.mayAsk(person);
    if (isRefusal(may)) return { is: 'barred', says: may.says };
    const { app, role } = draft;
    if (isRefusal(person) || !app || !role) return nothing;
    const standing = await standingIn(deps, person, { app, role });
    if (!standing) return nothing;
    return isRefusal(standing) ? { is: 'refused', says: standing.says } : { is: 'standing', standing };
  } catch (error) {
    deps.log.warn({ err: error }, 'What is known about a request could not be looked up');
    return nothing;
  }
}

/** @param own an id that does not count: the request that is just being made. */
export async function standingIn(
  { store, directory }: Pick<Deps, 'store' | 'directory'>,
  person: Person,
  wanted: { app: string; role: string },
  own?: string,
): Promise<Standing | Refusal | undefined> {
  const [live, pending] = await Promise.all([
    store.assignments.liveFor(person.id, wanted),
    store.requests.pendingFor(person.id, wanted),
  ]);
  const standing = standingOf(live?.id === own ? undefined : live, pending?.id === own ? undefined : pending);
  if (standing || live || pending) return standing;
  const has = await directory.alreadyHas(person, wanted);
  if (isRefusal(has)) return has;
  if (!has.all) return undefined;
  return { is: has.isNested ? 'nested' : 'elsewhere' };
}
