import type {
  ActionsBlock,
  ActionsBlockElement,
  Button,
  ColorScheme,
  ConfirmationDialog,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  InputBlock,
  MrkdwnElement,
  PlainTextElement,
  PlainTextOption,
  SectionBlock,
  StaticSelect,
} from '@slack/types';
import { isOnCalendar, momentInUtc, readMoment } from '../domain/wording.js';
import { escaped, oneLine, shorten, shortenMarkup } from './text.js';

export { escaped, oneLine, shorten, shortenMarkup } from './text.js';

/** What Slack allows, in UTF-16 units and counts. Sources: the JSDoc of @slack/types 3.2 unless a line says otherwise. */
export const limits = {
  modalBlocks: 100,
  homeBlocks: 100,
  messageBlocks: 50,
  /** Found by trial: slackapi/bolt-js#2509, `msg_blocks_too_long`. */
  messageText: 13_200,
  /** docs.slack.dev/reference/methods/views.open, `view_too_large`. */
  viewBytes: 256_000,
  /** Of a view; also its buttons. */
  title: 24,
  header: 150,
  section: 3_000,
  field: 2_000,
  fields: 10,
  contextElements: 10,
  actionsElements: 25,
  buttonText: 75,
  buttonValue: 2_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  optionText: 75,
  optionDescription: 75,
  /** @slack/types says 75, the option object's page and Slack's Python SDK 150: the smaller one is safe in both. */
  optionValue: 75,
  options: 100,
  placeholder: 150,
  label: 2_000,
  hint: 2_000,
  typedText: 3_000,
  blockId: 255,
  actionId: 255,
} as const;

/** Our own: a name longer than this is shortened, so that a line stays a line. */
export const nameLength = 60;

/** A name on one line, escaped and shortened: what to put into mrkdwn. */
export const named = (text: string): string => escaped(shorten(oneLine(text), nameLength));

/** A person as Slack shows them, or by name when no Slack account is bound. */
export const person = (who: { readonly name: string; readonly slackId?: string } | undefined): string => {
  if (!who) return 'somebody';
  return who.slackId && /^[UW]\w+$/.test(who.slackId) ? `<@${who.slackId}>` : named(who.name);
};

/** A moment in the reader's own zone. Only mrkdwn shows it so; a notification shows the fallback. */
export function moment(iso: string | undefined): string {
  const date = readMoment(iso);
  if (!date || !isOnCalendar(date)) return momentInUtc(iso);
  const seconds = Math.floor(date.getTime() / 1000);
  return `<!date^${seconds}^{date_short_pretty} at {time}|${momentInUtc(iso)}>`;
}

/** What a person wrote, as a quotation: every line of it, so that it cannot pass for our own words. */
export const quoted = (text: string, max = 1_000): string =>
  escaped(shorten(text.trim(), max))
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => `>${line}`)
    .join('\n');

/** Slack refuses an empty text. */
const filled = (text: string): string => (text.trim() === '' ? '–' : text);

export const plain = (text: string, max: number = limits.section): PlainTextElement => ({
  type: 'plain_text',
  text: shorten(filled(text), max),
  emoji: true,
});

/** @param text already escaped where people wrote it. Shortened without cutting a mention, a date or an entity in two. */
export const mrkdwn = (text: string, max: number = limits.section): MrkdwnElement => ({
  type: 'mrkdwn',
  text: shortenMarkup(filled(text), max),
  // Otherwise Slack would turn names and addresses that people wrote into links.
  verbatim: true,
});

export const divider: DividerBlock = { type: 'divider' };

export const header = (text: string): HeaderBlock => ({ type: 'header', text: plain(oneLine(text), limits.header) });

export const section = (text: string, accessory?: Button): SectionBlock => ({
  type: 'section',
  text: mrkdwn(text),
  ...(accessory && { accessory }),
});

/** Pairs of label and value, side by side; the label is ours, the value already escaped. */
export const fields = (pairs: ReadonlyArray<readonly [label: string, value: string]>): SectionBlock => ({
  type: 'section',
  fields: pairs.slice(0, limits.fields).map(([label, value]) => mrkdwn(`*${label}*\n${value}`, limits.field)),
});

export const context = (...texts: string[]): ContextBlock => ({
  type: 'context',
  elements: texts.slice(0, limits.contextElements).map((text) => mrkdwn(text)),
});

export const actions = (elements: readonly ActionsBlockElement[], blockId?: string): ActionsBlock => ({
  type: 'actions',
  ...(blockId && { block_id: blockId }),
  elements: elements.slice(0, limits.actionsElements),
});

export type ButtonWords = {
  readonly id: string;
  readonly text: string;
  readonly value?: string;
  readonly style?: ColorScheme;
  readonly confirm?: ConfirmationDialog;
};

export const button = ({ id, text, value, style, confirm }: ButtonWords): Button => ({
  type: 'button',
  action_id: id,
  text: plain(text, limits.buttonText),
  ...(value !== undefined && { value }),
  ...(style && { style }),
  ...(confirm && { confirm }),
});

export type ConfirmWords = {
  readonly title: string;
  /** Plain text. */
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  readonly style?: ColorScheme;
};

export const confirmation = ({ title, text, yes, no, style }: ConfirmWords): ConfirmationDialog => ({
  title: plain(title, limits.confirmTitle),
  text: plain(text, limits.confirmText),
  confirm: plain(yes, limits.confirmButton),
  deny: plain(no, limits.confirmButton),
  ...(style && { style }),
});

/** @param value an id of ours, never a text that may be long: it comes back as it is. */
export const option = (text: string, value: string, description?: string): PlainTextOption => ({
  text: plain(oneLine(text), limits.optionText),
  value,
  ...(description && { description: plain(oneLine(description), limits.optionDescription) }),
});

export type SelectWords = {
  readonly id: string;
  readonly placeholder: string;
  readonly options: readonly PlainTextOption[];
  readonly initial?: PlainTextOption;
};

export const staticSelect = ({ id, placeholder, options, initial }: SelectWords): StaticSelect => ({
  type: 'static_select',
  action_id: id,
  placeholder: plain(placeholder, limits.placeholder),
  options: options.slice(0, limits.options),
  ...(initial && { initial_option: initial }),
});

export type InputWords = {
  readonly blockId: string;
  readonly label: string;
  readonly element: InputBlock['element'];
  readonly hint?: string;
  /** Whether each change is told to us while the form is open. */
  readonly dispatch?: 'onChange';
};

export const input = ({ blockId, label, element, hint, dispatch }: InputWords): InputBlock => ({
  type: 'input',
  block_id: blockId,
  label: plain(label, limits.label),
  element,
  ...(hint && { hint: plain(hint, limits.hint) }),
  ...(dispatch && { dispatch_action: true }),
});
