import type { ReactNode } from 'react';
import { asText, type Json } from '../../../slack/json.js';
import { type ElementProps, idsOf, type Says } from '../field.js';
import { plainOf } from '../options.js';
import { Picture } from '../Picture.js';
import { TextObject } from '../text/Text.js';
import { Unknown } from '../Unknown.js';
import { type BlockState, isFillable } from '../values.js';
import { Boxes } from './Boxes.js';
import { Button } from './Button.js';
import { Overflow } from './Overflow.js';
import { Picker } from './Pickers.js';
import { ExternalSelect, ListedSelect } from './Select.js';
import { Typing } from './Typing.js';

type Draw = (props: ElementProps) => ReactNode;

const drawn: Readonly<Record<string, Draw>> = {
  button: Button,
  overflow: Overflow,
  static_select: ListedSelect,
  users_select: ListedSelect,
  conversations_select: ListedSelect,
  channels_select: ListedSelect,
  multi_static_select: ListedSelect,
  multi_users_select: ListedSelect,
  multi_conversations_select: ListedSelect,
  multi_channels_select: ListedSelect,
  external_select: ExternalSelect,
  multi_external_select: ExternalSelect,
  datepicker: Picker,
  timepicker: Picker,
  datetimepicker: Picker,
  checkboxes: Boxes,
  radio_buttons: Boxes,
  plain_text_input: Typing,
  email_text_input: Typing,
  url_text_input: Typing,
  number_input: Typing,
  rich_text_input: Typing,
  image: ({ element }) => <Picture image={element} size="small" />,
  mrkdwn: ({ element }) => <TextObject text={element} />,
  plain_text: ({ element }) => <TextObject text={element} />,
};

/** Whether a label can be bound to it. */
export const isDrawn = (element: Json): boolean => Object.hasOwn(drawn, asText(element.type));

type Props = { readonly block: Json; readonly element: Json; readonly state?: BlockState; readonly says?: Says };

export function Element({ block, element, state, says }: Props) {
  const type = asText(element.type);
  const Draw = Object.hasOwn(drawn, type) ? drawn[type] : undefined;
  if (!Draw) return <Unknown what="element" type={element.type} />;
  const label = plainOf(element.placeholder) || named[type] || 'Field';
  return <Draw block={block} element={element} state={state} says={says ?? { label }} />;
}

/** What an element without a label of its own is called. */
const named: Readonly<Record<string, string>> = {
  datepicker: 'Date',
  timepicker: 'Time',
  datetimepicker: 'Date and time',
  checkboxes: 'Checkboxes',
  radio_buttons: 'Choices',
};

/** Another element at the same place begins anew; the same one stays as it is. A button holds nothing but a press. */
export function keyOf(block: Json, element: Json, index: number): string {
  const { blockId, actionId } = idsOf(block, element);
  const type = asText(element.type);
  if (!actionId) return `${index}`;
  return isFillable(type) ? `${blockId}/${actionId}/${type}` : `${actionId}/${type}`;
}
