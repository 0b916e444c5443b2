import { elementsOf, optionsOf } from './blockCheck.js';
import { isStateful } from './blockRules.js';
import { asObject, asObjects, asText, isObject, type Json } from './json.js';
import { nameOf, type Reader, readable } from './readable.js';
import { entered, isEmpty, type ViewState } from './state.js';

/** Some blocks as they stand before a person: what they say, and what was entered. */
export type Surface = {
  readonly blocks: readonly Json[];
  readonly state: ViewState;
  readonly errors: ReadonlyMap<string, string>;
};

export const surfaceOf = (blocks: readonly Json[] | undefined): Surface => ({
  blocks: blocks ?? [],
  state: new Map(),
  errors: new Map(),
});

export function textOf(reader: Reader, text: unknown): string {
  const object = asObject(text);
  const raw = asText(object.text);
  return object.type === 'mrkdwn' ? readable(reader, raw) : raw;
}

const many = (reader: Reader, texts: unknown): string[] => asObjects(texts).map((one) => textOf(reader, one));

/** Everything that can be read, line by line, in order. */
export const linesOf = (reader: Reader, surface: Surface): string[] =>
  surface.blocks.flatMap((block) => blockLines(reader, surface, block)).filter((line) => line !== '');

export function blockLines(reader: Reader, surface: Surface, block: Json): string[] {
  switch (asText(block.type)) {
    case 'section': {
      const accessory = isObject(block.accessory) ? [elementLine(reader, surface, block, block.accessory)] : [];
      return [textOf(reader, block.text), ...many(reader, block.fields), ...accessory];
    }
    case 'header':
      return [textOf(reader, block.text)];
    case 'markdown':
      return [readable(reader, asText(block.text).replaceAll('**', '*'))];
    case 'image':
      return [textOf(reader, block.title), asText(block.alt_text)];
    case 'context':
    case 'actions':
      return [
        asObjects(block.elements)
          .map((one) => elementLine(reader, surface, block, one))
          .join('  '),
      ];
    case 'input':
      return inputLines(reader, surface, block);
    case 'video':
      return [...many(reader, [block.title, block.description])];
    case 'divider':
      return [];
    // Rich text, tables: whatever text is in there.
    case 'rich_text':
    case 'table':
      return [looseText(reader, block)];
  }
  return [];
}

function inputLines(reader: Reader, surface: Surface, block: Json): string[] {
  const isOptional = block.optional === true ? ' (optional)' : '';
  const error = surface.errors.get(asText(block.block_id));
  return [
    `${textOf(reader, block.label)}${isOptional}`,
    elementLine(reader, surface, block, asObject(block.element)),
    textOf(reader, block.hint),
    error ?? '',
  ];
}

function elementLine(reader: Reader, surface: Surface, block: Json, element: Json): string {
  const type = asText(element.type);
  if (type === 'mrkdwn' || type === 'plain_text') return textOf(reader, element);
  if (type === 'image') return asText(element.alt_text);
  if (type === 'button' || type === 'workflow_button') return `[${textOf(reader, element.text)}]`;
  if (type === 'overflow') return '[…]';
  if (!isStateful(type)) return '';
  if (type === 'checkboxes' || type === 'radio_buttons') return boxes(reader, surface, block, element);
  const value = valueLine(reader, entered(surface.state, asText(block.block_id), element));
  return value || textOf(reader, element.placeholder);
}

function boxes(reader: Reader, surface: Surface, block: Json, element: Json): string {
  const chosen = JSON.stringify(entered(surface.state, asText(block.block_id), element) ?? '');
  const isChosen = (option: Json) => chosen.includes(JSON.stringify(option.value));
  return optionsOf(element)
    .map((one) =>
      `${isChosen(one) ? '(x)' : '( )'} ${textOf(reader, one.text)} ${textOf(reader, one.description)}`.trim(),
    )
    .join('\n');
}

/** A value as the field shows it. */
export function valueLine(reader: Reader, value: unknown): string {
  if (isEmpty(value)) return '';
  if (Array.isArray(value)) return value.map((one) => valueLine(reader, one)).join(', ');
  if (isObject(value)) return isObject(value.text) ? textOf(reader, value.text) : looseText(reader, value);
  const text = String(value);
  return nameOf(reader.workspace, text) ?? reader.workspace.channels.get(text)?.name ?? text;
}

function looseText(reader: Reader, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => looseText(reader, one)).join('');
  if (!isObject(value)) return '';
  const person = nameOf(reader.workspace, asText(value.user_id));
  if (person) return `@${person}`;
  const own = asText(value.text) || (value.type === 'emoji' ? `:${asText(value.name)}:` : '');
  const inside = [value.elements, value.rows].map((one) => looseText(reader, one)).join('');
  return own + inside + (asText(value.type) === 'rich_text_section' ? '\n' : '');
}

/** An element with the block that it stands in. */
export type Placed = { readonly block: Json; readonly element: Json; readonly index: number };

export const placedElements = (surface: Surface): Placed[] =>
  surface.blocks.flatMap((block, index) => elementsOf(block).map((element) => ({ block, element, index })));

export const buttonsOf = (reader: Reader, surface: Surface): string[] =>
  placedElements(surface)
    .filter(({ element }) => element.type === 'button')
    .map(({ element }) => textOf(reader, element.text));

export const matches = (text: string, wanted: string | RegExp): boolean =>
  typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);

export type Near = { readonly near?: string | RegExp };

/** The button with this text; with `near`, in the first block that says so and has it, or else the next one after it. */
export function findButton(reader: Reader, surface: Surface, text: string, { near }: Near = {}): Placed | undefined {
  const buttons = placedElements(surface).filter(
    ({ element }) => element.type === 'button' && textOf(reader, element.text) === text,
  );
  if (near === undefined) return buttons[0];
  const says = surface.blocks.map((block) => matches(blockLines(reader, surface, block).join('\n'), near));
  const first = says.indexOf(true);
  return buttons.find(({ index }) => says[index]) ?? buttons.find(({ index }) => first >= 0 && index > first);
}

/** What a confirm dialog says, line by line. */
export function confirmText(reader: Reader, element: Json): string | undefined {
  if (!isObject(element.confirm)) return undefined;
  const { title, text, confirm, deny } = element.confirm;
  const says = [textOf(reader, title) || 'Are you sure?', textOf(reader, text)];
  return [...says, `[${textOf(reader, confirm) || 'Yes'}] [${textOf(reader, deny) || 'Cancel'}]`].join('\n');
}
