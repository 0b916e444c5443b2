import type { Button, ModalView } from '@slack/types';
import { button } from './blocks.js';
import { type ReasonMistake, readReason, reasonForm } from './reasonForm.js';

/** A button that opens the form "Revoke"; its value is the assignment's id. */
export const revokeAction = 'assignment.revoke.open';
export const revokeForm = 'assignment.revoke';

export const revokeButton = (assignment: string): Button =>
  button({ id: revokeAction, text: 'Revoke', value: assignment, style: 'danger' });

export const revokeModal = (assignment: string): ModalView =>
  reasonForm({
    id: revokeForm,
    about: assignment,
    title: 'Revoke access',
    submit: 'Revoke',
    hint: 'The person who has the access reads this, and so do auditors.',
    placeholder: 'Why does it have to end now?',
  });

export const readRevocation = (view: unknown): { about: string; reason: string } | ReasonMistake => readReason(view);
