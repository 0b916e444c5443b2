import type { DateToken } from './dates.js';
import { glyphOf, shortcode } from './emoji.js';

/** What Slack's marks mean, as a tree; who draws it decides how a mention or a date looks. */
export type Inline =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'bold' | 'italic' | 'strike'; readonly of: readonly Inline[] }
  | { readonly is: 'code'; readonly of: readonly Inline[] }
  | { readonly is: 'link'; readonly url: string; readonly label: string }
  | { readonly is: 'user' | 'channel' | 'group' | 'special'; readonly id: string; readonly label: string }
  | ({ readonly is: 'date'; readonly url?: string } & DateToken)
  | { readonly is: 'emoji'; readonly name: string; readonly glyph: string }
  | { readonly is: 'break' };

export type Part =
  | { readonly is: 'lines' | 'quote'; readonly of: readonly Inline[] }
  | { readonly is: 'preformatted'; readonly of: readonly Inline[] };

export type Links = 'as written' | 'found too';

const marks: Readonly<Record<string, 'bold' | 'italic' | 'strike'>> = { '*': 'bold', _: 'italic', '~': 'strike' };

export function readMrkdwn(text: string, links: Links = 'found too'): Part[] {
  const pieces = text.split(/```([\s\S]+?)```\n?/);
  return pieces.flatMap((piece, index): Part[] => {
    if (index % 2 === 1) return [{ is: 'preformatted', of: literal(piece.replace(/^\n|\n$/g, '')) }];
    // A line break before a block of code is not a line of its own.
    const said = index < pieces.length - 1 ? piece.replace(/\n$/, '') : piece;
    return said === '' ? [] : quotesAndLines(said, links);
  });
}

const quoteMark = /^(?:>|&gt;) ?/;
const restIsQuoted = /^(?:>>>|&gt;&gt;&gt;) ?/;

function quotesAndLines(text: string, links: Links): Part[] {
  const parts: { is: 'lines' | 'quote'; lines: string[] }[] = [];
  let quotesAll = false;
  for (const line of text.split('\n')) {
    const opensAll: boolean = !quotesAll && restIsQuoted.test(line);
    const is = quotesAll || opensAll || quoteMark.test(line) ? 'quote' : 'lines';
    const said = opensAll ? line.replace(restIsQuoted, '') : quotesAll ? line : line.replace(quoteMark, '');
    quotesAll ||= opensAll;
    const last = parts.at(-1);
    if (last?.is === is) last.lines.push(said);
    else parts.push({ is, lines: [said] });
  }
  return parts
    .filter(({ is, lines }, index) => is === 'quote' || index === 0 || lines.some((line) => line !== ''))
    .map(({ is, lines }) => ({ is, of: readInline(lines.join('\n'), links) }));
}

/** Inside code only Slack's own references and escapes count. */
const literal = (text: string): Inline[] => scan(text, (rest) => token(rest) ?? entity(rest) ?? lineBreak(rest));

export function readInline(text: string, links: Links = 'found too'): Inline[] {
  return scan(
    text,
    (rest, before) =>
      token(rest) ??
      entity(rest) ??
      lineBreak(rest) ??
      code(rest, before) ??
      marked(rest, before, links) ??
      emoji(rest) ??
      (links === 'found too' ? address(rest, before) : undefined),
  );
}

type Found = { readonly node: Inline; readonly length: number };
type Try = (rest: string, before: string) => Found | undefined;

const special = /[<&\n`*_~:h]/g;

function scan(text: string, look: Try): Inline[] {
  const nodes: Inline[] = [];
  let [at, said] = [0, ''];
  while (at < text.length) {
    special.lastIndex = at;
    const next = special.exec(text)?.index ?? text.length;
    said += text.slice(at, next);
    at = next;
    if (at >= text.length) break;
    const found = look(text.slice(at), text.charAt(at - 1));
    const isPlain = found?.node.is === 'text';
    if (found && !isPlain) {
      if (said) nodes.push({ is: 'text', text: said });
      nodes.push(found.node);
      said = '';
    } else {
      said += found?.node.is === 'text' ? found.node.text : text.charAt(at);
    }
    at += found?.length ?? 1;
  }
  if (said) nodes.push({ is: 'text', text: said });
  return nodes;
}

const unescaped: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };
export const withoutEscapes = (text: string): string =>
  text.replace(/&(?:amp|lt|gt);/g, (one) => unescaped[one] ?? one);

function entity(rest: string): Found | undefined {
  const found = /^&(?:amp|lt|gt);/.exec(rest)?.[0];
  return found ? { node: { is: 'text', text: unescaped[found] ?? '' }, length: found.length } : undefined;
}

const lineBreak = (rest: string): Found | undefined =>
  rest.startsWith('\n') ? { node: { is: 'break' }, length: 1 } : undefined;

const isWord = (character: string): boolean => /[\p{L}\p{N}]/u.test(character);

function code(rest: string, before: string): Found | undefined {
  const found = /^`([^`\n]+)`/.exec(rest);
  if (!found?.[1] || isWord(before)) return undefined;
  return { node: { is: 'code', of: literal(found[1]) }, length: found[0].length };
}

function marked(rest: string, before: string, links: Links): Found | undefined {
  const mark = rest.charAt(0);
  const is = marks[mark];
  if (!is || isWord(before) || before === mark || /^[\s]|^$/.test(rest.charAt(1)) || rest.charAt(1) === mark) {
    return undefined;
  }
  const end = closing(rest, mark);
  return end === undefined ? undefined : { node: { is, of: readInline(rest.slice(1, end), links) }, length: end + 1 };
}

/** Where a mark is closed on the same line: not within a reference or code, not after a space or before a letter. */
function closing(rest: string, mark: string): number | undefined {
  const atoms = /<[^<>\n]*>|`[^`\n]+`|[\s\S]/gu;
  atoms.lastIndex = 1;
  for (let atom = atoms.exec(rest); atom; atom = atoms.exec(rest)) {
    if (atom[0] === '\n') return undefined;
    if (atom[0] !== mark || atom.index < 2) continue;
    const after = rest.charAt(atom.index + 1);
    if (!/\s/.test(rest.charAt(atom.index - 1)) && !isWord(after) && after !== mark) return atom.index;
  }
  return undefined;
}

function emoji(rest: string): Found | undefined {
  const found = new RegExp(`^${shortcode.source}`).exec(rest);
  const glyph = found?.[1] && glyphOf(found[1]);
  return found?.[1] && glyph ? { node: { is: 'emoji', name: found[1], glyph }, length: found[0].length } : undefined;
}

function address(rest: string, before: string): Found | undefined {
  const url = /^https?:\/\/[^\s<>|]+?(?=[.,;:!?)\]'"]*(?:[\s<>|]|$))/.exec(rest)?.[0];
  if (!url || isWord(before)) return undefined;
  return { node: { is: 'link', url: withoutEscapes(url), label: withoutEscapes(url) }, length: url.length };
}

function token(rest: string): Found | undefined {
  // An address has no space in it; a date's pattern and every label may.
  const found = /^<((?:[@#!][^<>\n]+|[a-z][a-z0-9+.-]*:[^\s<>|]+(?:\|[^<>\n]*)?))>/i.exec(rest);
  return found?.[1] ? { node: readToken(found[1]), length: found[0].length } : undefined;
}

function readToken(inside: string): Inline {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = withoutEscapes(bar < 0 ? '' : inside.slice(bar + 1));
  if (target.startsWith('@')) return { is: 'user', id: target.slice(1), label };
  if (target.startsWith('#')) return { is: 'channel', id: target.slice(1), label };
  if (target.startsWith('!subteam^')) return { is: 'group', id: target.slice(9), label };
  if (target.startsWith('!date^')) return readDate(target, label);
  if (target.startsWith('!')) return { is: 'special', id: target.slice(1), label };
  const url = withoutEscapes(target);
  return { is: 'link', url, label: label || url.replace(/^mailto:/, '') };
}

function readDate(target: string, fallback: string): Inline {
  const [, seconds = '', pattern = '', url] = target.split('^');
  if (!/^-?\d+$/.test(seconds)) return { is: 'text', text: fallback };
  return {
    is: 'date',
    seconds: Number(seconds),
    pattern: withoutEscapes(pattern),
    fallback,
    ...(url && { url: withoutEscapes(url) }),
  };
}

export type Names = {
  readonly userName: (id: string) => string | undefined;
  readonly channelName: (id: string) => string | undefined;
};

/** What a mention says. */
export function mentionText(
  node: Extract<Inline, { is: 'user' | 'channel' | 'group' | 'special' }>,
  names: Names,
): string {
  switch (node.is) {
    case 'user':
      return `@${names.userName(node.id) ?? (node.label || node.id)}`;
    case 'channel':
      return `#${names.channelName(node.id) ?? (node.label || node.id)}`;
    case 'group':
      return node.label || '@group';
    case 'special':
      return node.label || `@${node.id}`;
  }
}
