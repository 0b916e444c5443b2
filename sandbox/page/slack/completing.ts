import type { Screen } from '../../web/contract.js';

/** What the composer offers while something is typed. */
export type Offer = {
  readonly title: string;
  /** What is replaced: from here to the cursor. */
  readonly from: number;
  readonly items: readonly OfferItem[];
};
export type OfferItem = { readonly text: string; readonly hint: string; readonly more: string };

type Known = Pick<Screen, 'commands' | 'people' | 'channels' | 'app'>;

export function offerFor(text: string, cursor: number, known: Known): Offer | undefined {
  const before = text.slice(0, cursor);
  if (/^\/\S*$/.test(before)) return commandsFor(before, known);
  const [, word = ''] = /(?:^|\s)([@#][^\s@#]*(?: [^\s@#]*)?)$/.exec(before) ?? [];
  if (word === '') return undefined;
  const items = word.startsWith('@') ? peopleFor(word, known) : channelsFor(word, known);
  // A name that is written out needs no help.
  if (items.length === 0 || items.some((item) => item.text.toLowerCase() === word.toLowerCase())) return undefined;
  return { title: word.startsWith('@') ? 'People' : 'Channels', from: cursor - word.length, items };
}

function commandsFor(typed: string, { commands, app }: Known): Offer | undefined {
  const items = commands
    .filter(({ name }) => name.startsWith(typed.toLowerCase()))
    .map(({ name, hint, description }) => ({ text: name, hint, more: description }));
  return items.length > 0 ? { title: `Commands of ${app.name}`, from: 0, items } : undefined;
}

const has = (name: string, word: string): boolean => {
  const wanted = word.slice(1).toLowerCase();
  const [lowered, ...rest] = [name.toLowerCase(), ...name.toLowerCase().split(' ')];
  return [lowered, ...rest].some((part) => part?.startsWith(wanted));
};

const peopleFor = (word: string, { people }: Known): OfferItem[] =>
  people.filter(({ name }) => has(name, word)).map(({ name, title }) => ({ text: `@${name}`, hint: '', more: title }));

const channelsFor = (word: string, { channels }: Known): OfferItem[] =>
  channels.filter(({ name }) => has(name, word)).map(({ name }) => ({ text: `#${name}`, hint: '', more: '' }));

/** The text with an offer taken, and where the cursor is then. */
export function complete(text: string, cursor: number, { from }: Offer, { text: chosen }: OfferItem) {
  const rest = text.slice(cursor).replace(/^ /, '');
  const begun = `${text.slice(0, from)}${chosen} `;
  return { text: begun + rest, cursor: begun.length };
}

/** What is still to be said of a command whose name stands there: `/access [app]`. */
export function usageOf(text: string, { commands }: Pick<Screen, 'commands'>) {
  const [name] = text.split(/\s/);
  return /^\/\S+\s/.test(text) ? commands.find((one) => one.name === name) : undefined;
}
