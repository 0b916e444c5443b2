import type { App, ViewSubmitAction } from '@slack/bolt';
import type { Catalog } from '../domain/catalog.js';
import { appCalled } from '../domain/search.js';
import { oneLine, shorten } from '../views/blocks.js';
import {
  appSelect,
  type Draft,
  readRequest,
  requestAccess,
  requestForm,
  requestModal,
  requestTitle,
  roleSelect,
  settled,
} from '../views/requestModal.js';
import { answer } from './answer.js';
import type { Deps } from './deps.js';
import { type Press, readPress, readSubmission } from './edge.js';
import { showWhatIsKnown } from './known.js';
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
      const press = readPress(body);
      if (press?.view) await redrawRequest(deps, press, latest(press.view.id));
    });
  }
  app.view<ViewSubmitAction>({ callback_id: requestForm, type: 'view_submission' }, async ({ ack, body }) => {
    const sent = readSubmission(body);
    if (!sent) return ack();
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
  const shown = await opened(deps, opening, requestModal({ catalog, draft, note, now: now() }));
  if (shown) await showWhatIsKnown(deps, { ...shown, slackId: opening.slackId, draft, note });
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

/** On each choice: first what memory knows, then what has to be looked up. */
export async function redrawRequest(deps: Deps, { slackId, view }: Press, isLatest: IsLatest): Promise<void> {
  if (!view) return;
  const { catalog, now } = deps.house;
  const draft = settled(catalog, readRequest(view));
  const form = requestModal({ catalog, draft, now: now() });
  let drawn = await redrawn(deps, { viewId: view.id, hash: view.hash, view: form });
  // A note was drawn while this choice was made; the choice is younger.
  if (drawn === 'conflict' && isLatest()) drawn = await redrawn(deps, { viewId: view.id, view: form });
  if (drawn === 'conflict' || drawn === 'gone' || !isLatest()) return;
  await showWhatIsKnown(deps, { viewId: view.id, hash: drawn.hash, slackId, draft });
}
