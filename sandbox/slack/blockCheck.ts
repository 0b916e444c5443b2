import { isDeepStrictEqual } from 'node:util';
import { blockShapes, elementShapes, isInteractive, type Rule, type Shape } from './blockRules.js';
import { asObject, asObjects, asText, isObject, type Json } from './json.js';

export type Problem = { readonly message: string; readonly pointer: string };

const say = (problem: Problem): string => `${problem.message} [json-pointer:${problem.pointer}]`;
export const sayAll = (problems: readonly Problem[]): string[] => problems.map(say);

/** Everything that Slack would refuse about `value`. */
export function check(rule: Rule, value: unknown, pointer: string): Problem[] {
  switch (rule.is) {
    case 'anything':
      return [];
    case 'string':
      return checkString(rule, value, pointer);
    case 'number':
      return checkNumber(rule, value, pointer);
    case 'boolean':
      return typeof value === 'boolean' ? [] : [{ message: 'must provide a boolean', pointer }];
    case 'text':
      return checkText(rule, value, pointer);
    case 'list':
      return checkList(rule, value, pointer);
    case 'shape':
      return checkShape(rule.shape, value, pointer, []);
    case 'typed':
      return checkTyped(rule.among, value, pointer);
  }
}

function lengthProblems(text: string, min: number | undefined, max: number | undefined, pointer: string): Problem[] {
  if (min !== undefined && text.length < min) return [{ message: `must be more than ${min - 1} characters`, pointer }];
  // A title is refused with its own limit in the text, all else with one more: that is how Slack words it.
  const said = max === 24 ? 24 : (max ?? 0) + 1;
  if (max !== undefined && text.length > max) return [{ message: `must be less than ${said} characters`, pointer }];
  return [];
}

function checkString(rule: Extract<Rule, { is: 'string' }>, value: unknown, pointer: string): Problem[] {
  if (typeof value !== 'string') return [{ message: 'must provide a string', pointer }];
  if (rule.oneOf && !rule.oneOf.includes(value)) return [{ message: 'must be a valid enum value', pointer }];
  return lengthProblems(value, rule.min, rule.max, pointer);
}

function checkNumber(rule: Extract<Rule, { is: 'number' }>, value: unknown, pointer: string): Problem[] {
  if (typeof value !== 'number' || !Number.isInteger(value)) return [{ message: 'must provide an integer', pointer }];
  if (rule.min !== undefined && value < rule.min) return [{ message: `must be at least ${rule.min}`, pointer }];
  if (rule.max !== undefined && value > rule.max) return [{ message: `must be at most ${rule.max}`, pointer }];
  return [];
}

function checkText(rule: Extract<Rule, { is: 'text' }>, value: unknown, pointer: string): Problem[] {
  if (!isObject(value)) return [{ message: 'must provide an object', pointer }];
  const type = asText(value.type);
  if (!rule.kinds.includes(type)) return [{ message: `unsupported type: ${type}`, pointer: `${pointer}/type` }];
  const known = type === 'plain_text' ? ['type', 'text', 'emoji'] : ['type', 'text', 'verbatim'];
  const strangers = unknownFields(value, known, pointer);
  if (typeof value.text !== 'string') return [...strangers, { message: 'missing required field: text', pointer }];
  return [...strangers, ...lengthProblems(value.text, rule.min, rule.max, `${pointer}/text`)];
}

function checkList(rule: Extract<Rule, { is: 'list' }>, value: unknown, pointer: string): Problem[] {
  if (!Array.isArray(value)) return [{ message: 'must be an array', pointer }];
  if (value.length < rule.min) return [{ message: `no fewer than ${rule.min} items allowed`, pointer }];
  if (value.length > rule.max) return [{ message: `no more than ${rule.max} items allowed`, pointer }];
  return value.flatMap((one, index) => check(rule.of, one, `${pointer}/${index}`));
}

function unknownFields(value: Json, known: readonly string[], pointer: string): Problem[] {
  return Object.keys(value)
    .filter((field) => !known.includes(field))
    .map((field) => ({ message: `invalid additional property: ${field}`, pointer }));
}

export function checkShape(shape: Shape, value: unknown, pointer: string, also: readonly string[]): Problem[] {
  if (!isObject(value)) return [{ message: 'must provide an object', pointer }];
  const absent = shape.required
    .filter((field) => value[field] === undefined || value[field] === null)
    .map((field) => ({ message: `missing required field: ${field}`, pointer }));
  const inside = Object.entries(shape.fields)
    .filter(([field]) => value[field] !== undefined && !(value[field] === null && shape.required.includes(field)))
    .flatMap(([field, rule]) => check(rule, value[field], `${pointer}/${field}`));
  return [...absent, ...unknownFields(value, [...Object.keys(shape.fields), ...also], pointer), ...inside];
}

const blockId: Rule = { is: 'string', max: 255 };

function checkTyped(among: readonly string[], value: unknown, pointer: string): Problem[] {
  if (!isObject(value)) return [{ message: 'must provide an object', pointer }];
  const type = asText(value.type);
  if (!among.includes(type)) return [{ message: `unsupported type: ${type}`, pointer: `${pointer}/type` }];
  if (type === 'plain_text' || type === 'mrkdwn') {
    return checkText({ is: 'text', kinds: [type], min: 1, max: 3000 }, value, pointer);
  }
  // An image is a block as well as an element; only the block may have a title and a block_id.
  const isBlock = among.includes('divider');
  const shape = isBlock ? blockShapes[type] : elementShapes[type];
  if (!shape) return [{ message: `unsupported type: ${type}`, pointer: `${pointer}/type` }];
  const problems = checkShape(shape, value, pointer, isBlock ? ['type', 'block_id'] : ['type']);
  if (problems.length > 0) return problems;
  if (!isBlock) return checkElement(value, pointer);
  const named = value.block_id === undefined ? [] : check(blockId, value.block_id, `${pointer}/block_id`);
  return [...named, ...checkBlock(value, pointer)];
}

function checkBlock(block: Json, pointer: string): Problem[] {
  if (block.type === 'section' && block.text === undefined && block.fields === undefined) {
    return [{ message: 'must define either `text` or `fields`', pointer }];
  }
  if (block.type === 'image') return checkImage(block, pointer);
  return duplicates(elementsOf(block).map((element) => asText(element.action_id))).map((id) => ({
    message: `\`action_id\` "${id}" already exists for another element`,
    pointer,
  }));
}

function checkImage(image: Json, pointer: string): Problem[] {
  if ((image.image_url === undefined) !== (image.slack_file === undefined)) return [];
  return [{ message: 'must define exactly one of `image_url` or `slack_file`', pointer }];
}

/** The options of an element, whether in groups or not. */
export function optionsOf(element: Json): Json[] {
  return [...asObjects(element.options), ...asObjects(element.option_groups).flatMap((one) => asObjects(one.options))];
}

function checkElement(element: Json, pointer: string): Problem[] {
  const type = asText(element.type);
  if (type === 'image') return checkImage(element, pointer);
  if (type.endsWith('static_select') && (element.options === undefined) === (element.option_groups === undefined)) {
    return [{ message: 'must define exactly one of `options` or `option_groups`', pointer }];
  }
  if (type.endsWith('external_select')) return [];
  const options = optionsOf(element);
  const initial = [...(isObject(element.initial_option) ? [element.initial_option] : [])];
  const strangers = [...initial, ...asObjects(element.initial_options)].filter(
    (one) => !options.some((option) => isDeepStrictEqual(option, one)),
  );
  const field = element.initial_option === undefined ? 'initial_options' : 'initial_option';
  const wrong = strangers.map(() => ({ message: 'must be one of the options', pointer: `${pointer}/${field}` }));
  return [...wrong, ...checkTyping(element, pointer)];
}

function checkTyping(element: Json, pointer: string): Problem[] {
  const { initial_value: initial, max_length: max, min_length: min } = element;
  if (typeof initial === 'string' && typeof max === 'number' && initial.length > max) {
    return [{ message: `must be less than ${max + 1} characters`, pointer: `${pointer}/initial_value` }];
  }
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    return [{ message: '`min_length` must not be more than `max_length`', pointer }];
  }
  return [];
}

export function duplicates(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id, index) => id !== '' && ids.indexOf(id) !== index))];
}

/** The interactive elements of a block, wherever they stand in it. */
export function elementsOf(block: Json): Json[] {
  const found = [...asObjects(block.elements), asObject(block.accessory), asObject(block.element)];
  return found.filter((element) => isInteractive(asText(element.type)));
}

/** What concerns all blocks together: ids that are there twice, and two elements that want the focus. */
export function checkTogether(blocks: readonly Json[], pointer: string): Problem[] {
  const twice = duplicates(blocks.map((block) => asText(block.block_id)));
  const focused = blocks.flatMap(elementsOf).filter((element) => element.focus_on_load === true);
  return [
    ...twice.map((id) => ({ message: `\`block_id\` "${id}" already exists`, pointer })),
    ...(focused.length > 1 ? [{ message: 'only one element may have `focus_on_load`', pointer }] : []),
  ];
}
