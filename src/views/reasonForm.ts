import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { input, limits, plain } from './blocks.js';
import { readEntered } from './entered.js';

/** A form with one field, Reason: for a no and for an end. */
export type ReasonForm = {
  readonly id: string;
  /** The id of what it is about: all that the form carries. */
  readonly about: string;
  readonly title: string;
  readonly submit: string;
  readonly hint: string;
  readonly placeholder: string;
};

const reasonBlock = 'reason';
const reasonInput = 'reason.text';
export const answerLimit = 1_000;

export const reasonForm = ({ id, about, title, submit, hint, placeholder }: ReasonForm): ModalView => ({
  type: 'modal',
  callback_id: id,
  private_metadata: about,
  title: plain(title, limits.title),
  submit: plain(submit, limits.title),
  close: plain('Cancel', limits.title),
  blocks: [
    input({
      blockId: reasonBlock,
      label: 'Reason',
      hint: `${hint} At most ${answerLimit.toLocaleString('en')} characters.`,
      element: {
        type: 'plain_text_input',
        action_id: reasonInput,
        multiline: true,
        focus_on_load: true,
        placeholder: plain(placeholder, limits.placeholder),
      },
    }),
  ],
});

/** What to say on the form: keyed by the block, as Slack wants it. */
export type ReasonMistake = { readonly errors: Readonly<Record<string, string>> };

const shape = z.object({ private_metadata: z.string().min(1).max(limits.blockId) });

export function readReason(view: unknown): { about: string; reason: string } | ReasonMistake {
  const about = shape.safeParse(view).data?.private_metadata;
  const reason = readEntered(view).typed(reasonBlock, reasonInput)?.trim() ?? '';
  const wrong = about === undefined ? 'This form is broken. Close it and try again.' : reasonMistake(reason);
  return wrong !== undefined || about === undefined ? { errors: { [reasonBlock]: wrong ?? '' } } : { about, reason };
}

/** What to say of a reason that will not do; nothing when it will. */
export function reasonMistake(reason: string): string | undefined {
  if (reason === '') return 'Say why, in a few words.';
  const length = [...reason].length;
  if (length <= answerLimit) return undefined;
  const [has, may, over] = [length, answerLimit, length - answerLimit].map((count) => count.toLocaleString('en'));
  return `This has ${has} characters. At most ${may} fit: shorten it by ${over}.`;
}
