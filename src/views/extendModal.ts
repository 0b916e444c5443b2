import type { KnownBlock, ModalView } from '@slack/types';
import type { Assignment } from '../domain/assignment.js';
import { type Extending, endAfter } from '../domain/extending.js';
import { durationInWords, timeLeft } from '../domain/wording.js';
import { escaped, input, limits, moment, named, option, plain, section, shorten, staticSelect } from './blocks.js';
import { readEntered } from './entered.js';
import { readDuration, reasonHint } from './requestModal.js';

/** The form "Extend access": where the end would be, and whether that is applied at once or asked again. */

export { extendAccess } from './standing.js';
export const extendForm = 'extend';
export const extensionSelect = 'extend.duration';
export const extensionReason = 'extend.reason';

export type ExtendForm = {
  readonly assignment: Assignment;
  readonly extending: Extending;
  readonly now: Date;
  /** Seconds. */
  readonly chosen?: number;
  readonly reason?: string;
  /** Why the form is here again. Plain text. */
  readonly note?: string;
  /** How often it was sent before without an outcome. */
  readonly round?: number;
};

const durationPrefix = 'extend.duration:';
const reasonBlock = 'extend.reason';

export const extendTitle = 'Extend access';

export function extendModal(form: ExtendForm): ModalView {
  const { assignment, extending, note, reason } = form;
  const chosen = extending.durations.find((one) => one === form.chosen) ?? extending.durations[0];
  const isAskedAgain = endAfter(assignment, extending, chosen)?.needsApproval === true;
  return {
    type: 'modal',
    callback_id: extendForm,
    private_metadata: assignment.id,
    title: plain(extendTitle, limits.title),
    submit: plain(isAskedAgain ? 'Submit' : 'Extend', limits.title),
    close: plain('Cancel', limits.title),
    blocks: [
      ...(note ? [section(escaped(note))] : []),
      today(form),
      durationInput(form, chosen),
      outcome(form, chosen),
      ...(isAskedAgain ? [reasonField(reason)] : []),
    ],
  };
}

function today({ assignment, extending: { app, role }, now }: ExtendForm): KnownBlock {
  const { endsAt } = assignment;
  return section(`*${named(role.name)}* in *${named(app.name)}* ends ${moment(endsAt)} (${timeLeft(endsAt, now)}).`);
}

function durationInput({ assignment, extending, round }: ExtendForm, chosen: number): KnownBlock {
  const options = extending.durations.map((one) => {
    const isAskedAgain = endAfter(assignment, extending, one)?.needsApproval === true;
    return option(durationInWords(one), String(one), isAskedAgain ? 'has to be approved again' : 'applied at once');
  });
  return input({
    // The end it was drawn for: a form that is sent twice must not extend twice.
    blockId: `${durationPrefix}${assignment.endsAt}/${round ?? 0}`,
    label: 'Duration',
    dispatch: 'onChange',
    element: staticSelect({
      id: extensionSelect,
      placeholder: 'Choose a duration',
      options,
      initial: options.find(({ value }) => value === String(chosen)),
    }),
  });
}

function outcome({ assignment, extending }: ExtendForm, chosen: number): KnownBlock {
  const extension = endAfter(assignment, extending, chosen);
  const newEnd = `The new end would be ${moment(extension?.endsAt)}.`;
  if (!extension?.needsApproval) return section(`${newEnd} It is applied at once.`);
  const longest = durationInWords(extending.longest);
  return section(
    `${newEnd} That passes the longest time for this role (${longest} since it began), so it is asked again like a new request. Until then your access goes on to its old end.`,
  );
}

const reasonField = (reason: string | undefined): KnownBlock =>
  input({
    blockId: reasonBlock,
    label: 'Reason',
    hint: reasonHint,
    element: {
      type: 'plain_text_input',
      action_id: extensionReason,
      multiline: true,
      placeholder: plain('What do you need it for?'),
      ...(reason && { initial_value: shorten(reason, limits.typedText) }),
    },
  });

export type Extension = {
  readonly assignment: string;
  /** The end that the form showed. */
  readonly from?: string;
  readonly round: number;
  /** Seconds. */
  readonly duration?: number;
  readonly reason?: string;
  /** Whether there was a field for the reason, be it empty. */
  readonly wasAskedWhy: boolean;
};

export function readExtension(view: { readonly private_metadata?: string }): Extension {
  const entered = readEntered(view);
  const blockId = entered.blockIds.find((id) => id.startsWith(durationPrefix)) ?? '';
  const [from, round] = blockId.slice(durationPrefix.length).split('/');
  const duration = readDuration(entered.chosen(blockId, extensionSelect));
  return {
    assignment: view.private_metadata ?? '',
    ...(from && { from }),
    round: /^\d{1,3}$/.test(round ?? '') ? Number(round) : 0,
    ...(typeof duration === 'number' && { duration }),
    reason: entered.typed(reasonBlock, extensionReason),
    wasAskedWhy: entered.has(reasonBlock),
  };
}

/** The field that a refusal stands on. */
export function extensionField(view: unknown, about: 'duration' | 'reason'): string {
  const { blockIds } = readEntered(view);
  const duration = blockIds.find((id) => id.startsWith(durationPrefix)) ?? durationPrefix;
  return about === 'reason' && blockIds.includes(reasonBlock) ? reasonBlock : duration;
}
