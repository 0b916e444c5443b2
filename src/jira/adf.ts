/**
 * Atlassian's document format. All of it is built from text nodes, which Jira shows as they are: what a person wrote is
 * never read as markup, a mention or a link, so there is nothing to escape.
 */
export type AdfNode = {
  readonly type: string;
  readonly text?: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly content?: readonly AdfNode[];
  readonly marks?: readonly { readonly type: string; readonly attrs?: Readonly<Record<string, unknown>> }[];
};
export type Adf = AdfNode & { readonly type: 'doc'; readonly version: 1; readonly content: readonly AdfNode[] };

/** Jira's limit for a description or a comment. We hold it for the whole document, so that it holds for its text. */
export const longestDocument = 32_767;

const cutNote = ' … (cut here: too long for Jira. The audit trail has the whole text.)';

/** What a person wrote, between `before` and `after`; cut where it would not fit, and then it says so. */
export function documentAround(
  before: readonly AdfNode[],
  written: string | undefined,
  after: readonly AdfNode[],
): Adf {
  const build = (text: string | undefined): Adf => ({
    type: 'doc',
    version: 1,
    content: [...before, ...(text ? [quote(text)] : []), ...after],
  });
  const whole = build(written && readable(written));
  if (!written || fits(whole)) return whole;
  let kept = readable(written);
  let cut = whole;
  while (kept.length > 0 && !fits(cut)) {
    kept = shortened(kept, Math.floor(kept.length * 0.8));
    cut = build(`${kept}${cutNote}`);
  }
  return cut;
}

const fits = (document: Adf): boolean => JSON.stringify(document).length <= longestDocument;

export const paragraph = (...content: readonly AdfNode[]): AdfNode => ({ type: 'paragraph', content });

/** An empty text node is not valid: Jira would refuse the whole document. */
export const text = (words: string): AdfNode => ({ type: 'text', text: accepted(words).replace(/\s+/g, ' ') || '–' });
export const strong = (words: string): AdfNode => ({ ...text(words), marks: [{ type: 'strong' }] });
export const small = (words: string): AdfNode => ({
  ...text(words),
  marks: [{ type: 'subsup', attrs: { type: 'sub' } }],
});

function quote(words: string): AdfNode {
  const lines = words
    .split('\n')
    .flatMap((line, at): AdfNode[] => [
      ...(at === 0 ? [] : [{ type: 'hardBreak' }]),
      ...(line === '' ? [] : [{ type: 'text', text: line }]),
    ]);
  return { type: 'blockquote', content: [{ type: 'paragraph', content: lines }] };
}

/** Without what Jira refuses (control characters, half an emoji) or what turns a line around for the reader. */
const accepted = (words: string): string =>
  words
    .replace(/\r\n?/g, '\n')
    .replace(/\p{Cc}/gu, (sign) => (sign === '\n' || sign === '\t' ? sign : ''))
    .replace(/\p{Surrogate}/gu, '\u{FFFD}')
    .replace(/[\u202A-\u202E\u2066-\u2069]/g, '');

const readable = (words: string): string =>
  accepted(words)
    .replace(/\n{3,}/g, '\n\n')
    .trim();

export const oneLine = (words: string): string => readable(words).replace(/\s+/g, ' ');

/** At most that many UTF-16 units, never half a character. */
export function shortened(words: string, most: number): string {
  if (words.length <= most) return words;
  const kept = words.slice(0, most);
  return /[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept;
}

/** The words of a node and of all inside it. */
export const plain = (node: AdfNode): string => node.text ?? (node.content ?? []).map(plain).join('');

/**
 * As text, for Jira Service Management, which takes no documents. It reads what it gets as wiki markup: so what could
 * mention somebody, link, show a picture or be a macro is escaped. The last block is kept when the rest has to be cut.
 */
export function asText({ content }: Adf): string {
  const blocks = content.map((block) =>
    block.type === 'blockquote' ? lined(block).replace(/^/gm, '> ') : lined(block),
  );
  const last = blocks.at(-1) ?? '';
  const before = blocks.slice(0, -1).join('\n\n');
  const room = longestDocument - last.length - cutNote.length - 2;
  const kept = before.length <= room ? before : `${shortened(before, room).replace(/\\$/, '')}${cutNote}`;
  return kept === '' ? last : `${kept}\n\n${last}`;
}

const lined = (node: AdfNode): string => {
  if (node.type === 'hardBreak') return '\n';
  return node.text === undefined ? (node.content ?? []).map(lined).join('') : node.text.replace(/[\\{[!]/g, '\\$&');
};

/** What somebody wrote, line by line. */
export const inLines = ({ content }: Adf): string => readable(content.map(spoken).join('\n'));

/** A mention, an emoji or a card has no text of its own, but words in its attributes. */
function spoken({ type, text: words, content, attrs }: AdfNode): string {
  if (type === 'hardBreak') return '\n';
  if (words !== undefined) return words;
  const own = attrs?.text ?? attrs?.url;
  const within = (content ?? []).map(spoken);
  const isBlocks = (content ?? []).some((one) => ['paragraph', 'listItem', 'blockquote'].includes(one.type));
  return `${typeof own === 'string' ? own : ''}${within.join(isBlocks ? '\n' : '')}`;
}
