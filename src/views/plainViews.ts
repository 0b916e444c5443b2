import type { ModalView } from '@slack/types';
import { escaped, limits, plain, section } from './blocks.js';

/** A modal without fields, for what is said while there is nothing to enter. */
function saying(title: string, text: string, close: string): ModalView {
  return {
    type: 'modal',
    callback_id: 'said',
    title: plain(title, limits.title),
    close: plain(close, limits.title),
    blocks: [section(text)],
  };
}

/** @param title as on the form it stands in for, so that nothing jumps. */
export const workingView = (title: string): ModalView => saying(title, 'Checking…', 'Close');

export const refusedView = (title: string, says: string): ModalView => saying(title, escaped(says), 'Close');

export const submittedView = (title: string, says: string): ModalView => saying(title, escaped(says), 'Done');
