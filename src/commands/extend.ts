import type { App, ViewSubmitAction } from '@slack/bolt';
import { isRefusal } from '../domain/refusal.js';
import {
  type ExtendForm,
  extendAccess,
  extendForm,
  extendModal,
  extendTitle,
  extensionSelect,
  readExtension,
} from '../views/extendModal.js';
import { refusedView, workingView } from '../views/plainViews.js';
import { answer, faultInWords } from './answer.js';
import { isRepetition } from './command.js';
import type { Deps } from './deps.js';
import { type Change, type Press, readChange, readPress, readSubmission } from './edge.js';
import { ownExtending, submitExtension } from './extension.js';
import { createLatest, type IsLatest, opened, redrawn } from './screen.js';

/** Making an access last longer. */
export function register(app: App, deps: Deps): void {
  const latest = createLatest();
  app.action(extendAccess, async ({ ack, body }) => {
    await ack();
    const press = readPress(body);
    if (press) await openExtension(deps, press);
  });
  app.action(extensionSelect, async ({ ack, body }) => {
    await ack();
    const change = readChange(body);
    if (change) await redrawExtension(deps, change, latest.changed(change.view.id, change.at));
  });
  app.view<ViewSubmitAction>({ callback_id: extendForm, type: 'view_submission' }, async ({ ack, body }) => {
    const sent = readSubmission(body);
    if (!sent) return ack();
    latest.submitted(sent.view.id);
    const form = { slackId: sent.slackId, viewId: sent.view.id, title: extendTitle };
    await answer(deps, ack, form, submitExtension(deps, sent));
  });
}

export async function openExtension(deps: Deps, { slackId, triggerId, value, view }: Press): Promise<void> {
  const trigger = { slackId, triggerId, isInModal: view?.type === 'modal' };
  const shown = await opened(deps, trigger, workingView(extendTitle));
  if (shown) await draw(deps, { ...shown, slackId, assignment: value });
}

/** What would come of another duration. */
export async function redrawExtension(deps: Deps, change: Change, isLatest: IsLatest): Promise<void> {
  const { slackId, view } = change;
  if (!isLatest() || (await isRepetition(deps, `change:${view.id}:${change.at}`))) return;
  const { assignment, duration: chosen, reason, round } = readExtension(view);
  const look = { viewId: view.id, slackId, assignment, chosen, reason, round };
  const drawn = await draw(deps, { ...look, hash: view.hash });
  if (drawn === 'conflict' && isLatest()) await draw(deps, look);
}

type Look = Pick<ExtendForm, 'chosen' | 'reason' | 'round'> & {
  readonly viewId: string;
  readonly hash?: string;
  readonly slackId: string;
  readonly assignment: string;
};

async function draw(deps: Deps, { viewId, hash, slackId, assignment: id, ...entered }: Look) {
  const view = await drawing().catch((error: unknown) => {
    deps.log.error({ err: error }, 'An access to be extended could not be read');
    return refusedView(extendTitle, faultInWords(error));
  });
  return redrawn(deps, { viewId, hash, view });

  async function drawing() {
    const person = await deps.directory.whoWas(slackId);
    const mine = isRefusal(person) ? person : await ownExtending(deps, person.id, id);
    if (isRefusal(mine)) return refusedView(extendTitle, mine.says);
    return extendModal({ ...mine, ...entered, now: deps.house.now() });
  }
}
