import { elementsOf } from './blockCheck.js';
import { isStateful } from './blockRules.js';
import { asObjects, asText, type Json } from './json.js';

/** What a person entered: block_id -> action_id -> value. */
export type ViewState = Map<string, Map<string, Json>>;

/** Where an element keeps its value, what fills it at first, and what it is when empty. */
type Slot = { readonly field: string; readonly initial: string; readonly empty: unknown };

const slot = (field: string, initial: string, empty: unknown = null): Slot => ({ field, initial, empty });

const slots: Readonly<Record<string, Slot>> = {
  static_select: slot('selected_option', 'initial_option'),
  external_select: slot('selected_option', 'initial_option'),
  radio_buttons: slot('selected_option', 'initial_option'),
  overflow: slot('selected_option', 'initial_option'),
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
  rich_text_input: slot('rich_text_value', 'initial_value'),
  file_input: slot('files', 'none', []),
};
const typed = slot('value', 'initial_value');

export const slotOf = (type: string): Slot => slots[type] ?? typed;

export function initialValue(element: Json): Json {
  const type = asText(element.type);
  const { field, initial, empty } = slotOf(type);
  return { type, [field]: element[initial] ?? empty };
}

/** The state of some blocks; what was entered before stays where block_id, action_id and type are the same. */
export function stateFor(blocks: readonly Json[], before: ViewState): ViewState {
  const state: ViewState = new Map();
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      if (!isStateful(asText(element.type))) continue;
      const blockId = asText(block.block_id);
      const actionId = asText(element.action_id);
      const kept = before.get(blockId)?.get(actionId);
      const value = kept?.type === element.type ? kept : initialValue(element);
      const inBlock = state.get(blockId) ?? new Map<string, Json>();
      state.set(blockId, inBlock.set(actionId, value ?? initialValue(element)));
    }
  }
  return state;
}

export const stateJson = (state: ViewState): Json => ({
  values: Object.fromEntries([...state].map(([blockId, values]) => [blockId, Object.fromEntries(values)])),
});

export function enter(state: ViewState, blockId: string, element: Json, value: unknown): void {
  const type = asText(element.type);
  const inBlock = state.get(blockId) ?? new Map<string, Json>();
  state.set(blockId, inBlock.set(asText(element.action_id), { type, [slotOf(type).field]: value }));
}

export function entered(state: ViewState, blockId: string, element: Json): unknown {
  const value = state.get(blockId)?.get(asText(element.action_id)) ?? initialValue(element);
  return value[slotOf(asText(element.type)).field];
}

export const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

export const inputBlocks = (definition: Json): Json[] =>
  asObjects(definition.blocks).filter((block) => block.type === 'input');
