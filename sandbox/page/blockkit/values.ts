import { asObject, asObjects, asText, type Json } from '../../slack/json.js';

/** block_id -> action_id -> Slack's state value. */
export type State = Readonly<Record<string, Readonly<Record<string, Json>>>>;
export type BlockState = Readonly<Record<string, Json>>;

/** Where an element keeps its value, what fills it at first, and what it is when empty. */
type Slot = { readonly field: string; readonly initial: string; readonly empty: unknown };

const slot = (field: string, initial: string, empty: unknown = null): Slot => ({ field, initial, empty });
const text = slot('value', 'initial_value');

const slots = {
  static_select: slot('selected_option', 'initial_option'),
  external_select: slot('selected_option', 'initial_option'),
  radio_buttons: slot('selected_option', 'initial_option'),
  users_select: slot('selected_user', 'initial_user'),
  conversations_select: slot('selected_conversation', 'initial_conversation'),
  channels_select: slot('selected_channel', 'initial_channel'),
  multi_static_select: slot('selected_options', 'initial_options', []),
  multi_external_select: slot('selected_options', 'initial_options', []),
  checkboxes: slot('selected_options', 'initial_options', []),
  multi_users_select: slot('selected_users', 'initial_users', []),
  multi_conversations_select: slot('selected_conversations', 'initial_conversations', []),
  multi_channels_select: slot('selected_channels', 'initial_channels', []),
  datepicker: slot('selected_date', 'initial_date'),
  timepicker: slot('selected_time', 'initial_time'),
  datetimepicker: slot('selected_date_time', 'initial_date_time'),
  plain_text_input: text,
  email_text_input: text,
  url_text_input: text,
  number_input: text,
  rich_text_input: slot('rich_text_value', 'initial_value'),
} as const satisfies Readonly<Record<string, Slot>>;

export type Fillable = keyof typeof slots;

export const isFillable = (type: string): type is Fillable => Object.hasOwn(slots, type);

const typeOf = (element: Json): Fillable => {
  const type = asText(element.type);
  return isFillable(type) ? type : 'plain_text_input';
};

export const slotFor = (element: Json): Slot => slots[typeOf(element)];

/** What stands in an element at first: what was entered before, where its ids and type are the same, or its own. */
export function valueIn(state: BlockState | undefined, element: Json): unknown {
  const kept = state?.[asText(element.action_id)];
  const { field, initial, empty } = slotFor(element);
  if (kept && kept.type === element.type) return kept[field] ?? empty;
  return element[initial] ?? empty;
}

/** As in `view.state.values`. */
export const stateValue = (element: Json, value: unknown): Json => ({
  type: asText(element.type),
  [slotFor(element).field]: value,
});

/** As in the payload of an action. */
export const actionValue = (element: Json, value: unknown): Json => ({ [slotFor(element).field]: value });

export const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

export const sameJson = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);

/** When typing dispatches: an input block has to ask for it; elsewhere Enter does, unless it is configured. */
export function dispatchesOn(block: Json, element: Json): { readonly enter: boolean; readonly character: boolean } {
  const isHeard = block.type !== 'input' || block.dispatch_action === true;
  const asked = asObject(element.dispatch_action_config).trigger_actions_on;
  const on: readonly unknown[] = Array.isArray(asked) && asked.length > 0 ? asked : ['on_enter_pressed'];
  return {
    enter: isHeard && on.includes('on_enter_pressed'),
    character: isHeard && on.includes('on_character_entered'),
  };
}

export const richTextOf = (typed: string): Json | null =>
  typed === ''
    ? null
    : {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: typed }] }],
      };

/** All text in a rich text value, for a field that knows only letters. */
export function richTextAsTyped(value: unknown): string {
  const node = asObject(value);
  const own = asText(node.text) || asText(node.url);
  const inside = asObjects(node.elements).map(richTextAsTyped);
  const isList = node.type === 'rich_text' || node.type === 'rich_text_list';
  return own + inside.join(isList ? '\n' : '');
}
