import type { ModalView } from '@slack/types';
import { type ReasonMistake, readReason, reasonForm } from './reasonForm.js';

/** The form "Explain": its reason stands on the record of the finding. */
export const explainForm = 'drift.explain';

export const explainModal = (drift: string): ModalView =>
  reasonForm({
    id: explainForm,
    about: drift,
    title: 'Explain this change',
    submit: 'Explain',
    hint: 'Nothing is changed by it. Auditors read this.',
    placeholder: 'Who did it, and why is it as it should be?',
  });

export const explainAllForm = 'drift.explainAll';

export const explainAllModal = (app: string): ModalView =>
  reasonForm({
    id: explainAllForm,
    about: app,
    title: 'Explain these changes',
    submit: 'Explain',
    hint: 'Said of each of them; nothing is changed by it. Auditors read this.',
    placeholder: 'Who did it, and why is it as it should be?',
  });

export const readExplanation = (view: unknown): { about: string; reason: string } | ReasonMistake => readReason(view);
