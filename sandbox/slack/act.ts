import { asText, isObject, type Json } from './json.js';
import type { Reader } from './readable.js';
import { textOf } from './screen.js';
import type { Stage } from './stage.js';
import { slotOf } from './state.js';
import { type DeliveryAnswer, notify, type SlackUser, TROUBLE } from './workspace.js';

/** A person at the screen, and what they act with. */
export type Actor = {
  readonly stage: Stage;
  readonly user: SlackUser;
  readonly reader: Reader;
  readonly onScreen: () => string;
};

/** Whether a confirm dialog, where there is one, is agreed to. */
export type Confirming = { readonly confirm?: 'accept' | 'decline' };

export type Pressed = {
  /** What the confirm dialog said, where the button has one. */
  readonly confirm?: string;
  /** What Slack says when the app did not answer. */
  readonly trouble?: string;
};

/** Tell the app of an interaction; where it stays silent the person sees that something went wrong. */
export async function interact({ stage, user }: Actor, payload: Json): Promise<DeliveryAnswer> {
  const answer = await stage.deliver({ kind: 'interaction', name: asText(payload.type), payload });
  if (answer.kind === 'silence' && payload.type !== 'view_closed') notify(stage.workspace, user.id, TROUBLE);
  return answer;
}

/** One entry of `actions`, as Slack words it for this kind of element. */
export function actionJson(block: Json, element: Json, value: unknown): Json {
  const type = asText(element.type);
  const base = { type, action_id: element.action_id, block_id: block.block_id };
  if (type === 'button') {
    const { text, value: own, style } = element;
    return { ...base, text, ...(own !== undefined && { value: own }), ...(style !== undefined && { style }) };
  }
  const { placeholder } = element;
  return { ...base, [slotOf(type).field]: value, ...(isObject(placeholder) && { placeholder }) };
}

export function chosenFrom(reader: Reader, options: readonly Json[], wanted: string, where: string): Json {
  const found = options.find((option) => textOf(reader, option.text) === wanted);
  if (found) return found;
  const offered = options.map((option) => `'${textOf(reader, option.text)}'`).join(', ') || 'nothing';
  throw new Error(`'${where}' does not offer '${wanted}', but ${offered}.`);
}
