import type { ModalView } from '@slack/types';
import { type ReasonMistake, readReason, reasonForm } from './reasonForm.js';

/** The form "Deny": its reason reaches the person who asked. */
export const denyForm = 'request.deny';

export const denyModal = (request: string): ModalView =>
  reasonForm({
    id: denyForm,
    about: request,
    title: 'Deny request',
    submit: 'Deny',
    hint: 'The person who asked reads this, and so do auditors.',
    placeholder: 'What should they know, or do instead?',
  });

export const readDenial = (view: unknown): { about: string; reason: string } | ReasonMistake => readReason(view);
