import { asObjects, asText, type Json } from '../../slack/json.js';
import type { Reader } from './reader.js';
import { withGlyphs } from './text/emoji.js';

/** Something to choose. `value` is what Slack's state holds: a whole option, or an id. */
export type Choice = {
  readonly key: string;
  readonly text: string;
  readonly description?: string;
  readonly value: unknown;
  /** Whether it is somebody with a face. */
  readonly isPerson?: true;
};

/** A row of the list: a group's name, or a choice with its place among all. */
export type Row =
  | { readonly is: 'group'; readonly label: string }
  | { readonly is: 'choice'; readonly choice: Choice; readonly place: number; readonly group?: string };

export type ChoiceGroup = { readonly label?: string; readonly choices: readonly Choice[] };

export function choiceOf(option: Json): Choice {
  const description = plainOf(option.description);
  return {
    key: asText(option.value),
    text: plainOf(option.text),
    ...(description && { description }),
    value: option,
  };
}

export const plainOf = (text: unknown): string => {
  const [object] = asObjects([text]);
  return withGlyphs(asText(object?.text));
};

export function groupsOf({ options, option_groups: groups }: Json): ChoiceGroup[] {
  const named = asObjects(groups).map((group) => ({
    label: plainOf(group.label),
    choices: asObjects(group.options).map(choiceOf),
  }));
  return named.length > 0 ? named : [{ choices: asObjects(options).map(choiceOf) }];
}

export const peopleChoices = (reader: Reader): Choice[] =>
  reader.people.map(({ slackId, name, title }) => ({
    key: slackId,
    text: name,
    ...(title && { description: title }),
    value: slackId,
    isPerson: true as const,
  }));

export const channelChoices = (reader: Reader): Choice[] =>
  reader.channels.map(({ id, name }) => ({ key: id, text: `# ${name}`, value: id }));

export function conversationChoices(reader: Reader, element: Json): Choice[] {
  const [filter] = asObjects([element.filter]);
  const include = Array.isArray(filter?.include) ? filter.include : ['im', 'public', 'private'];
  const hasChannels = include.includes('public') || include.includes('private');
  return [...(hasChannels ? channelChoices(reader) : []), ...(include.includes('im') ? peopleChoices(reader) : [])];
}

/** The choices that have what was typed in their text, first those that begin with it. */
export function matching(groups: readonly ChoiceGroup[], typed: string): ChoiceGroup[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return [...groups];
  return groups
    .map(({ label, choices }) => {
      const found = choices.filter(({ text }) => text.toLowerCase().includes(wanted));
      const begins = (one: Choice) => (one.text.toLowerCase().startsWith(wanted) ? 0 : 1);
      return { label, choices: found.sort((one, other) => begins(one) - begins(other)) };
    })
    .filter(({ choices }) => choices.length > 0);
}

export function rowsOf(groups: readonly ChoiceGroup[]): Row[] {
  let place = 0;
  return groups.flatMap(({ label, choices }): Row[] => [
    ...(label ? [{ is: 'group' as const, label }] : []),
    ...choices.map((choice) => ({ is: 'choice' as const, choice, place: place++, group: label })),
  ]);
}

const heights = { group: 30, plain: 36, described: 52 };

const heightOf = (row: Row): number =>
  row.is === 'group' ? heights.group : row.choice.description ? heights.described : heights.plain;

/** Where each row begins; the last one is where the list ends. */
export function offsetsOf(rows: readonly Row[]): number[] {
  const offsets = [0];
  for (const row of rows) offsets.push((offsets.at(-1) ?? 0) + heightOf(row));
  return offsets;
}

/** The rows within sight and a few more: a thousand options are a dozen elements. */
export function inSight(offsets: readonly number[], top: number, height: number): { from: number; to: number } {
  const more = 4;
  const count = offsets.length - 1;
  const first = offsets.findIndex((_, index) => index === count || (offsets[index + 1] ?? 0) > top);
  const after = offsets.findIndex((offset, index) => index >= first && (index === count || offset >= top + height));
  return { from: Math.max(0, first - more), to: Math.min(count, after + more) };
}
