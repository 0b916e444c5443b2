import type { Person } from '../domain/person.js';
import { isRefusal, type Refusal } from '../domain/refusal.js';
import { type Standing, standingOf } from '../domain/standing.js';
import { refusedView } from '../views/plainViews.js';
import { type Draft, requestModal, requestTitle } from '../views/requestModal.js';
import type { Deps } from './deps.js';
import { redrawn } from './screen.js';

/** What is known about a person and the role they are looking at, drawn into the open form. */

export type Look = {
  readonly viewId: string;
  readonly hash?: string;
  readonly slackId: string;
  readonly draft: Draft;
  readonly note?: string;
};

/** Only shows; what counts is looked up again when the form is sent. So a fault here is logged and left. */
export async function showWhatIsKnown(deps: Deps, look: Look): Promise<void> {
  try {
    await show(deps, look);
  } catch (error) {
    deps.log.warn({ err: error }, 'What is known about a request could not be shown');
  }
}

async function show(deps: Deps, { viewId, hash, slackId, draft, note }: Look): Promise<void> {
  const { catalog, now } = deps.house;
  const person = await deps.directory.whoWas(slackId);
  const may = isRefusal(person) ? person : await deps.directory.mayAsk(person);
  if (isRefusal(may)) {
    await redrawn(deps, { viewId, view: refusedView(requestTitle, may.says) });
    return;
  }
  if (isRefusal(person) || !draft.app || !draft.role) return;
  const known = await standingIn(deps, person, { app: draft.app, role: draft.role });
  if (!known) return;
  const said = isRefusal(known) ? { note: known.says } : { note, standing: known };
  await redrawn(deps, { viewId, hash, view: requestModal({ catalog, draft, ...said, now: now() }) });
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
  return has.all ? { is: 'elsewhere' } : undefined;
}
