import { acme } from '../../sandbox/company.js';
import { asObjects, type Json } from '../../sandbox/slack/json.js';
import { type Reader, readable } from '../../sandbox/slack/readable.js';
import { buttonsOf, linesOf, surfaceOf } from '../../sandbox/slack/screen.js';
import { acceptBlocks, acceptView } from '../../sandbox/slack/surfaces.js';
import { createWorkspace } from '../../sandbox/slack/workspace.js';
import { monday } from './given.js';

/** What a person would read of a view, once Slack has checked it against its limits. */
export type OnScreen = {
  readonly text: string;
  readonly buttons: readonly string[];
  readonly blocks: readonly Json[];
};

const reader: Reader = { workspace: createWorkspace(acme, () => monday.getTime()), tz: 'UTC' };

const onScreen = (blocks: readonly Json[]): OnScreen => {
  const surface = surfaceOf(blocks);
  return { text: linesOf(reader, surface).join('\n'), buttons: buttonsOf(reader, surface), blocks };
};

/** Slack's limit for a changed text, in bytes after escaping: a new message may be longer, but a card is redrawn. */
const updatedText = 4_000;

/** @throws what Slack would refuse it with. */
export function shownMessage({ text, blocks }: { text: string; blocks: unknown }): OnScreen {
  const accepted = acceptBlocks(JSON.parse(JSON.stringify(blocks))) ?? [];
  if (text.trim() === '') throw new Error('a message without a text says nothing in a notification');
  if (Buffer.byteLength(text) > updatedText) throw new Error('msg_too_long');
  return onScreen(accepted);
}

export const shownView = (view: { type: string }): OnScreen =>
  onScreen(asObjects(acceptView(JSON.parse(JSON.stringify(view)), view.type === 'home' ? 'home' : 'modal').blocks));

export const read = (text: string): string => readable(reader, text);
