import type { App, ViewSubmitAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Person } from '../domain/person.js';
import type { Text } from '../store/store.js';
import type { ReasonMistake } from '../views/reasonForm.js';
import type { Deps } from './deps.js';
import { readSubmission } from './edge.js';
import { decided, readIdPress } from './press.js';
import { opened } from './screen.js';

/** A button that opens a form with one field, Reason, and what is done with it. */
export type Reasoned = {
  readonly button: string;
  readonly form: string;
  draw(about: string): ModalView;
  read(view: unknown): { about: string; reason: string } | ReasonMistake;
  /** @returns a refusal, or whatever was done. */
  act(person: Person, about: string, reason: Text): Promise<unknown>;
};

export function registerReasoned(app: App, deps: Deps, { button, form, draw, read, act }: Reasoned): void {
  app.action(button, async ({ ack, body }) => {
    await ack();
    const press = await readIdPress(deps, body);
    // From memory alone: what triggers a form is good for three seconds.
    if (press) await opened(deps, { ...press, isInModal: press.view?.type === 'modal' }, draw(press.value));
  });
  app.view<ViewSubmitAction>({ callback_id: form, type: 'view_submission' }, async ({ ack, body }) => {
    const sent = readSubmission(body);
    const entered = read(sent?.view);
    if ('errors' in entered) return ack({ response_action: 'errors', errors: { ...entered.errors } });
    await ack();
    if (!sent) return;
    const heard = { slackId: sent.slackId, once: `form:${sent.slackId}:${sent.view.id}`, typed: entered.reason };
    await decided(deps, heard, (person) => act(person, entered.about, deps.door.seal(entered.reason, person.id)));
  });
}
