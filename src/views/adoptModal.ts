import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { Duration } from '../domain/catalog.js';
import { durationInWords } from '../domain/wording.js';
import { input, limits, named, option, plain, section, staticSelect } from './blocks.js';
import { readEntered } from './entered.js';
import { answerLimit, reasonMistake } from './reasonForm.js';

/** The form "Adopt with an end": a duration of the role, and why. */
export const adoptForm = 'drift.adopt';
export const adoptTitle = 'Adopt with an end';
const [durationBlock, durationSelect] = ['duration', 'duration.select'];
const [reasonBlock, reasonInput] = ['reason', 'reason.text'];

export type AdoptForm = {
  /** The finding's id. */
  readonly drift: string;
  readonly person: string;
  readonly role: string;
  readonly app: string;
  /** The first one is chosen already. */
  readonly durations: readonly Duration[];
};

export function adoptModal({ drift, person, role, app, durations }: AdoptForm): ModalView {
  const options = durations.map((one) => option(durationInWords(one), String(one)));
  return {
    type: 'modal',
    callback_id: adoptForm,
    private_metadata: drift,
    title: plain(adoptTitle, limits.title),
    submit: plain('Adopt', limits.title),
    close: plain('Cancel', limits.title),
    blocks: [
      section(
        `*${named(person)}* keeps *${named(role)}* in *${named(app)}*, and Latchkey takes it away when the time is up. They are told.`,
      ),
      input({
        blockId: durationBlock,
        label: 'Duration',
        hint: 'It begins now.',
        element: staticSelect({
          id: durationSelect,
          placeholder: 'Choose a duration',
          options,
          ...(options[0] && { initial: options[0] }),
        }),
      }),
      input({
        blockId: reasonBlock,
        label: 'Reason',
        hint: `The person who has the access reads this, and so do auditors. At most ${answerLimit.toLocaleString('en')} characters.`,
        element: {
          type: 'plain_text_input',
          action_id: reasonInput,
          multiline: true,
          placeholder: plain('Why is it right that they have this?', limits.placeholder),
        },
      }),
    ],
  };
}

const shape = z.object({ private_metadata: z.string().min(1).max(limits.blockId) });

export type Adopted = { readonly drift: string; readonly duration: Duration; readonly reason: string };

/** What to say on the form instead: by the block that it is about. */
export function readAdoption(view: unknown): Adopted | { readonly errors: Readonly<Record<string, string>> } {
  const entered = readEntered(view);
  const drift = shape.safeParse(view).data?.private_metadata;
  const duration = readDuration(entered.chosen(durationBlock, durationSelect));
  const reason = entered.typed(reasonBlock, reasonInput)?.trim() ?? '';
  if (drift === undefined) return { errors: { [reasonBlock]: 'This form is broken. Close it and try again.' } };
  if (duration === undefined) return { errors: { [durationBlock]: 'Choose a duration.' } };
  const wrong = reasonMistake(reason);
  return wrong === undefined ? { drift, duration, reason } : { errors: { [reasonBlock]: wrong } };
}

const readDuration = (value: string | undefined): Duration | undefined => {
  if (value === 'permanent') return value;
  return value !== undefined && /^[1-9]\d{0,9}$/.test(value) ? Number(value) : undefined;
};
