import type { KnownBlock, ModalView } from '@slack/types';
import { Refusal } from '../../sandbox/slack/refusal.js';
import { stateFor, stateJson } from '../../sandbox/slack/state.js';
import { acceptBlocks, acceptView } from '../../sandbox/slack/surfaces.js';

/** What Slack would say to a form or a message: `ok`, or why not. */
export const slackSays = (view: { type: string; [more: string]: unknown } | ModalView): unknown =>
  saying(() => acceptView(JSON.parse(JSON.stringify(view)), view.type === 'home' ? 'home' : 'modal'));
export const slackSaysToMessage = (blocks: readonly KnownBlock[]): unknown => saying(() => acceptBlocks(blocks));

function saying(accept: () => unknown): unknown {
  try {
    accept();
    return 'ok';
  } catch (error) {
    if (error instanceof Refusal) return { said: error.code, ...error.extra };
    throw error;
  }
}

/** A form as Slack sends it back when nothing was changed in it. */
export function untouched(view: ModalView): ModalView & { id: string; state: unknown } {
  const blocks = JSON.parse(JSON.stringify(view.blocks));
  return { ...view, id: 'V1', state: stateJson(stateFor(blocks, new Map())) };
}

type Value = { text: string } | { option: string };

/** The same after somebody entered something: by action_id. */
export function entered(view: ModalView, values: Readonly<Record<string, Value>>): ReturnType<typeof untouched> {
  const sent = untouched(view);
  const { values: blocks } = sent.state as { values: Record<string, Record<string, unknown>> };
  for (const fields of Object.values(blocks)) {
    for (const [actionId, value] of Object.entries(values)) {
      if (!(actionId in fields)) continue;
      fields[actionId] = 'text' in value ? { value: value.text } : { selected_option: { value: value.option } };
    }
  }
  return sent;
}

/** All that a view or message says, line by line, as we wrote it. */
export const wordsOf = (value: unknown): string => texts(value).join('\n');

function texts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'text' && typeof inner === 'string' ? [inner] : texts(inner),
  );
}

export const blockIdsOf = (view: ModalView): string[] => view.blocks.flatMap(({ block_id: id }) => (id ? [id] : []));
