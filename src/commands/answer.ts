import type { ModalView } from '@slack/types';
import { escaped } from '../views/blocks.js';
import { submittedView, workingView } from '../views/plainViews.js';
import type { Deps } from './deps.js';
import { inTime } from './inTime.js';
import { redrawn, told } from './screen.js';

/** How a submitted form is answered: within Slack's three seconds, whatever the work takes. */

export type Outcome =
  /** @param says what the person reads when the form is still open. */
  | { readonly is: 'sent'; readonly says: string }
  | {
      readonly is: 'refused';
      /** By the block_id of the field. */
      readonly errors: Readonly<Record<string, string>>;
      /** The form with all that was typed, and the refusal on top: for when it is too late for a field's error. */
      again(note: string): ModalView;
    }
  | { readonly is: 'again'; readonly view: ModalView; readonly says: string };

export type FormAnswer =
  | { response_action: 'clear' }
  | { response_action: 'errors'; errors: Record<string, string> }
  | { response_action: 'update'; view: ModalView };

export type Form = { readonly slackId: string; readonly viewId: string; readonly title: string };

/** Leaves Slack's three seconds enough for the way there and back. */
export const patience = 2_200;

/** @param work never rejects: a fault is an outcome like any other. */
export async function answer(
  deps: Pick<Deps, 'slack' | 'log'>,
  ack: (answer: FormAnswer) => Promise<void>,
  form: Form,
  work: Promise<Outcome>,
): Promise<void> {
  const outcome = await inTime(work, patience);
  if (outcome !== 'late') return ack(answerOf(outcome));
  await ack({ response_action: 'update', view: workingView(form.title) });
  await showLate(deps, form, await work);
}

function answerOf(outcome: Outcome): FormAnswer {
  switch (outcome.is) {
    case 'sent':
      return { response_action: 'clear' };
    case 'refused':
      return { response_action: 'errors', errors: { ...outcome.errors } };
    case 'again':
      return { response_action: 'update', view: outcome.view };
  }
}

async function showLate(deps: Pick<Deps, 'slack' | 'log'>, { slackId, viewId, title }: Form, outcome: Outcome) {
  const shown = await redrawn(deps, { viewId, view: lateView(title, outcome) }).catch((error: unknown) => {
    deps.log.warn({ err: error }, 'The outcome of a form could not be shown');
    return 'gone' as const;
  });
  // Closed meanwhile: what was sent has its card, but a refusal would be lost.
  if (shown === 'gone' && outcome.is !== 'sent') {
    await told(deps, slackId, escaped(`“${title}” did not go through. ${saidBy(outcome)}`));
  }
}

function lateView(title: string, outcome: Outcome): ModalView {
  switch (outcome.is) {
    case 'sent':
      return submittedView(title, outcome.says);
    case 'refused':
      return outcome.again(saidBy(outcome));
    case 'again':
      return outcome.view;
  }
}

const saidBy = (outcome: Outcome): string =>
  outcome.is === 'refused' ? Object.values(outcome.errors).join(' ') : outcome.says;

/** What a person hears when something outside does not answer. Nothing is assumed, and nothing typed is lost. */
export const faultInWords = (error: unknown): string =>
  `${silentOne(error)} cannot be reached right now. Try again in a minute.`;

function silentOne(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'ProviderDown') return 'The directory';
  return name === 'SlackDown' ? 'Slack' : "Latchkey's records";
}
