import type { App, ViewSubmitAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Catalog } from '../domain/catalog.js';
import { appCalled } from '../domain/search.js';
import { oneLine, shorten } from '../views/blocks.js';
import { refusedView } from '../views/plainViews.js';
import {
  appSelect,
  type Draft,
  type RequestForm,
  readRequest,
  requestAccess,
  requestForm,
  requestModal,
  requestTitle,
  roleSelect,
  settled,
} from '../views/requestModal.js';
import { answer } from './answer.js';
import { isRepetition } from './command.js';
import type { Deps } from './deps.js';
import { type Change, readChange, readPress, readSubmission } from './edge.js';
import { inTime } from './inTime.js';
import { type Known, nothing, whatIsKnown } from './known.js';
import { createLatest, type IsLatest, opened, redrawn } from './screen.js';
import { submitRequest } from './submission.js';

/** Asking for access: the form opens from memory, and what has to be looked up is drawn into it afterwards. */
export function register(app: App, deps: Deps): void {
  const latest = createLatest();
  app.action(requestAccess, async ({ ack, body }) => {
    await ack();
    const press = readPress(body);
    if (press) await openRequest(deps, { ...press, words: press.value });
  });
  for (const field of [appSelect, roleSelect]) {
    app.action(field, async ({ ack, body }) => {
      await ack();
      const change = readChange(body);
      if (change) await redrawRequest(deps, change, latest.changed(change.view.id, change.at));
    });
  }
  app.view<ViewSubmitAction>({ callback_id: requestForm, type: 'view_submission' }, async ({ ack, body }) => {
    const sent = readSubmission(body);
    if (!sent) return ack();
    latest.submitted(sent.view.id);
    const form = { slackId: sent.slackId, viewId: sent.view.id, title: requestTitle };
    await answer(deps, ack, form, submitRequest(deps, sent));
  });
}

export type Opening = {
  readonly slackId: string;
  readonly triggerId: string;
  /** Nothing, an app's name or id, or `<app>/<role>`. */
  readonly words: string;
};

export async function openRequest(deps: Deps, opening: Opening): Promise<void> {
  const { catalog, now } = deps.house;
  const { draft, note } = preselected(catalog, opening.words);
  const known = whatIsKnown(deps, opening.slackId, draft);
  const shown = await opened(deps, opening, requestModal({ catalog, draft, note, now: now() }));
  const found = await known;
  if (!shown || found.is === 'nothing') return;
  // Whoever may not ask at all hears it whatever they have chosen meanwhile.
  const hash = found.is === 'barred' ? undefined : shown.hash;
  await redrawn(deps, { viewId: shown.viewId, hash, view: formWith(deps, { draft, note }, found) });
}

/** What somebody chose by words: an unknown word opens the form all the same, and says so. */
export function preselected(catalog: Catalog, words: string): { draft: Draft; note?: string } {
  const wanted = oneLine(words);
  if (wanted === '') return { draft: {} };
  const [appId, roleId] = wanted.split('/');
  const exact = catalog.apps.find(({ id }) => id === appId);
  if (exact && roleId !== undefined) return { draft: settled(catalog, { app: exact.id, role: roleId }) };
  const app = appCalled(catalog, wanted);
  if (app) return { draft: settled(catalog, { app: app.id }) };
  return { draft: {}, note: `There is no app “${shorten(wanted, 60)}”. Choose one from the list.` };
}

/** What a look-up may take before the choice is drawn without it. */
const glance = 400;

/** On each choice: with what is known about it when that is found at once, else first without. */
export async function redrawRequest(deps: Deps, change: Change, isLatest: IsLatest): Promise<void> {
  const { slackId, view } = change;
  if (!isLatest() || (await isRepetition(deps, `change:${view.id}:${change.at}`))) return;
  const draft = settled(deps.house.catalog, readRequest(view));
  const looking = draft.role ? whatIsKnown(deps, slackId, draft) : Promise.resolve(nothing);
  const known = await inTime(looking, glance);
  if (!isLatest()) return;
  const form = formWith(deps, { draft }, known === 'late' ? nothing : known);
  let drawn = await redrawn(deps, { viewId: view.id, hash: view.hash, view: form });
  // A note was drawn while this choice was made; the choice is younger.
  if (drawn === 'conflict' && isLatest()) drawn = await redrawn(deps, { viewId: view.id, view: form });
  if (known !== 'late' || drawn === 'conflict' || drawn === 'gone') return;
  const late = await looking;
  if (late.is === 'nothing' || !isLatest()) return;
  await redrawn(deps, { viewId: view.id, hash: drawn.hash, view: formWith(deps, { draft }, late) });
}

function formWith({ house }: Deps, entered: Pick<RequestForm, 'draft' | 'note'>, known: Known): ModalView {
  const form = { catalog: house.catalog, now: house.now(), ...entered };
  switch (known.is) {
    case 'barred':
      return refusedView(requestTitle, known.says);
    case 'refused':
      return requestModal({ ...form, note: known.says });
    case 'standing':
      return requestModal({ ...form, standing: known.standing });
    case 'nothing':
      return requestModal(form);
  }
}
