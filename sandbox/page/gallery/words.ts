import type { Json } from '../../slack/json.js';

/** Short ways to write Block Kit down. */
export const plain = (text: string): Json => ({ type: 'plain_text', text, emoji: true });
export const mrkdwn = (text: string): Json => ({ type: 'mrkdwn', text });
export const option = (text: string, description?: string): Json => ({
  text: plain(text),
  value: text.toLowerCase().replaceAll(' ', '-'),
  ...(description && { description: plain(description) }),
});
export const button = (text: string, more: Json = {}): Json => ({
  type: 'button',
  action_id: `press ${text}`,
  text: plain(text),
  ...more,
});
export const section = (text: string, accessory?: Json): Json => ({
  type: 'section',
  text: mrkdwn(text),
  ...(accessory && { accessory }),
});
export const context = (...texts: string[]): Json => ({ type: 'context', elements: texts.map(mrkdwn) });
export const actions = (...elements: Json[]): Json => ({ type: 'actions', elements });
export const input = (label: string, element: Json, more: Json = {}): Json => ({
  type: 'input',
  label: plain(label),
  element: { action_id: `enter ${label}`, ...element },
  ...more,
});

/** As Slack does with blocks that come without ids. */
export const withIds = (blocks: readonly Json[], prefix = 'b'): Json[] =>
  blocks.map((block, index) => ({ block_id: `${prefix}${index}`, ...block }));

export const inSeconds = (hours: number): number => Math.floor(Date.now() / 1000 + hours * 3600);
