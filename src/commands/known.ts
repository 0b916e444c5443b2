import { isRefusal } from '../domain/refusal.js';
import type { Standing } from '../domain/standing.js';
import type { Draft } from '../views/requestModal.js';
import { standingIn } from '../workflows/asking.js';
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
