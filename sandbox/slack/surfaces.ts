import { check, checkShape, checkTogether, type Problem, sayAll } from './blockCheck.js';
import { isInteractive, MESSAGE_BLOCKS_TEXT, messageBlocks, VIEW_BYTES, viewShapes } from './blockRules.js';
import { asObjects, asText, isObject, type Json, parseJson } from './json.js';
import { invalidArguments, missing, Refusal } from './refusal.js';
import { shortId } from './workspace.js';

/** Form clients send objects as JSON in a string. */
const unpacked = (value: unknown): unknown => (typeof value === 'string' ? parseJson(value) : value);

/** The view as it will be kept, or Slack's refusal. */
export function acceptView(given: unknown, wanted: 'modal' | 'home'): Json {
  if (given === undefined || given === '') throw missing('view');
  const view = unpacked(given);
  if (!isObject(view)) throw invalidArguments('must provide an object [json-pointer:/view]');
  if (view.type !== wanted) throw invalidArguments('must be a valid enum value [json-pointer:/view/type]');
  if (Buffer.byteLength(JSON.stringify(view)) > VIEW_BYTES) throw new Refusal('view_too_large');
  const blocks = asObjects(view.blocks);
  const problems = checkShape(viewShapes[wanted], view, '/view', ['type']);
  if (problems.length > 0) throw viewRefusal(problems);
  const together = checkTogether(blocks, '/view/blocks');
  if (together.length > 0) throw invalidArguments(...sayAll(together));
  if (wanted === 'modal') needSubmit(view, blocks);
  return withIds(view);
}

function needSubmit(view: Json, blocks: readonly Json[]): void {
  const index = blocks.findIndex((block) => block.type === 'input');
  if (index < 0 || view.submit !== undefined) return;
  const where = `/view/blocks/${index}/input`;
  throw invalidArguments(`must define \`submit\` to use an \`input\` block in modals [json-pointer:${where}]`);
}

function viewRefusal(problems: readonly Problem[]): Refusal {
  const first = problems[0]?.pointer ?? '/view';
  const ofText = /^\/view\/(title|submit|close)\/text$/.exec(first);
  const outer = ofText ? `/view/${ofText[1]}` : '/view';
  return invalidArguments(`failed to match all allowed schemas [json-pointer:${outer}]`, ...sayAll(problems));
}

/** The blocks of a message as they will be kept, or Slack's refusal. */
export function acceptBlocks(given: unknown): Json[] | undefined {
  if (given === undefined || given === '') return undefined;
  const blocks = unpacked(given);
  if (!Array.isArray(blocks)) throw new Refusal('invalid_blocks_format');
  const found = check(messageBlocks, blocks, '/blocks');
  const problems = found.length > 0 ? found : checkTogether(asObjects(blocks), '/blocks');
  if (problems.length > 0) throw blocksRefusal(problems);
  if (textLength(blocks) > MESSAGE_BLOCKS_TEXT) throw new Refusal('msg_blocks_too_long');
  return asObjects(withIds({ blocks }).blocks);
}

function blocksRefusal(problems: readonly Problem[]): Refusal {
  const errors = sayAll(problems);
  const messages = errors.map((one) => `[ERROR] ${one}`);
  return new Refusal('invalid_blocks', { errors, response_metadata: { messages } });
}

/** All that can be read in some blocks, in characters. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + textLength(one), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [field, one]) => sum + (field === 'text' && typeof one === 'string' ? one.length : textLength(one)),
    0,
  );
}

/** Slack gives an id to every block and interactive element that has none, and writes out what was left to its defaults. */
function withIds(surface: Json): Json {
  const blocks = asObjects(surface.blocks).map((block): Json => {
    const filled = fill(block);
    const isInput = block.type === 'input';
    const defaults = isInput ? { optional: false, dispatch_action: false } : {};
    return { ...defaults, ...(isObject(filled) ? filled : {}), block_id: asText(block.block_id) || shortId() };
  });
  const { blocks: _, ...rest } = surface;
  const outside = fill(rest);
  return { ...(isObject(outside) ? outside : {}), blocks };
}

function fill(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fill);
  if (!isObject(value)) return value;
  const inside: Json = Object.fromEntries(Object.entries(value).map(([field, one]) => [field, fill(one)]));
  const type = asText(value.type);
  if (type === 'plain_text') return { emoji: true, ...inside };
  if (type === 'mrkdwn') return { verbatim: false, ...inside };
  return isInteractive(type) && !asText(value.action_id) ? { ...inside, action_id: shortId() } : inside;
}
