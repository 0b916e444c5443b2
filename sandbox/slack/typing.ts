import type { Json } from './json.js';
import { type Channel, dmWith, shortId, type Workspace } from './workspace.js';

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** What was typed, as Slack passes it on: `@Ana Silva`, `@ana` and `#general` become references. */
export function typedText(workspace: Workspace, text: string): string {
  const names = [...workspace.people.values()].flatMap((one) => [
    { said: `@${one.name}`, ref: `<@${one.id}|${one.key}>` },
    { said: `@${one.key}`, ref: `<@${one.id}|${one.key}>` },
  ]);
  const bot = { said: `@${workspace.bot.name}`, ref: `<@${workspace.bot.userId}>` };
  const channels = [...workspace.channels.values()]
    .filter((one) => one.kind !== 'im')
    .map((one) => ({ said: `#${one.name}`, ref: `<#${one.id}|${one.name}>` }));
  // The longest first, so that `@ana` does not take the place of `@anatole`.
  const all = [...names, bot, ...channels].sort((a, b) => b.said.length - a.said.length);
  let rest = escaped(text);
  for (const { said, ref } of all) rest = rest.replaceAll(new RegExp(`${plainly(said)}(?![\\w-])`, 'g'), ref);
  return rest;
}

/** The same as the rich text that Slack makes of it. */
export function richText(text: string): Json[] {
  const parts = text.split(/(<@\w+(?:\|[^>]*)?>)/).filter((part) => part !== '');
  const elements = parts.map((part): Json => {
    const user = /^<@(\w+)/.exec(part)?.[1];
    return user ? { type: 'user', user_id: user } : { type: 'text', text: part };
  });
  return [{ type: 'rich_text', block_id: shortId(), elements: [{ type: 'rich_text_section', elements }] }];
}

const plainly = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A channel by its name; without one, the person's DM with the bot. */
export function channelCalled(workspace: Workspace, name: string | undefined, user: string): Channel {
  if (name === undefined) return dmWith(workspace, user);
  const found = [...workspace.channels.values()].find((one) => one.id === name || one.name === name.replace(/^#/, ''));
  if (!found) throw new Error(`There is no channel called '${name}'.`);
  return found;
}
