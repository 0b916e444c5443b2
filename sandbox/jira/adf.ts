/** Atlassian's document format: what v3 takes and gives wherever a text has more than one line. */
export type Node = {
  readonly type: string;
  readonly text?: string;
  readonly content?: readonly Node[];
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly marks?: readonly { readonly type: string; readonly attrs?: Readonly<Record<string, unknown>> }[];
};
export type Adf = Node & { readonly type: 'doc'; readonly version: 1 };

export const longestText = 32_767;

const blocks = new Set([
  'paragraph',
  'heading',
  'bulletList',
  'orderedList',
  'codeBlock',
  'blockquote',
  'rule',
  'panel',
  'table',
  'expand',
  'mediaGroup',
  'mediaSingle',
  'taskList',
]);
const inlines = new Set(['text', 'hardBreak', 'mention', 'emoji', 'date', 'status', 'inlineCard']);
const marks = new Set([
  'strong',
  'em',
  'code',
  'link',
  'strike',
  'underline',
  'subsup',
  'textColor',
  'backgroundColor',
]);

/** What may stand directly inside what. */
const inside: Readonly<Record<string, ReadonlySet<string>>> = {
  doc: blocks,
  paragraph: inlines,
  heading: inlines,
  codeBlock: new Set(['text']),
  blockquote: new Set(['paragraph', 'bulletList', 'orderedList', 'codeBlock']),
  panel: new Set(['paragraph', 'heading', 'bulletList', 'orderedList', 'codeBlock', 'rule']),
  expand: blocks,
  bulletList: new Set(['listItem']),
  orderedList: new Set(['listItem']),
  listItem: new Set(['paragraph', 'bulletList', 'orderedList', 'codeBlock']),
  taskList: new Set(['taskItem', 'taskList']),
  taskItem: inlines,
  table: new Set(['tableRow']),
  tableRow: new Set(['tableHeader', 'tableCell']),
  tableHeader: blocks,
  tableCell: blocks,
  mediaGroup: new Set(['media']),
  mediaSingle: new Set(['media']),
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function isAdf(value: unknown): value is Adf {
  return isRecord(value) && value.type === 'doc' && value.version === 1 && isNode(value);
}

function isNode(value: unknown): value is Node {
  if (!isRecord(value) || typeof value.type !== 'string') return false;
  if (value.type === 'text') return typeof value.text === 'string' && value.text !== '' && areMarks(value.marks);
  const content = value.content ?? [];
  const allowed = inside[value.type];
  if (!Array.isArray(content) || (value.type === 'doc' && value.content === undefined)) return false;
  if (content.length > 0 && !allowed) return false;
  return content.every((child: unknown) => isRecord(child) && allowed?.has(String(child.type)) && isNode(child));
}

const areMarks = (value: unknown): boolean =>
  value === undefined ||
  (Array.isArray(value) &&
    value.every((mark: unknown) => {
      if (!isRecord(mark) || !marks.has(String(mark.type))) return false;
      return mark.type !== 'link' || (isRecord(mark.attrs) && typeof mark.attrs.href === 'string');
    }));

const lineEnders = new Set(['paragraph', 'heading', 'codeBlock', 'rule', 'tableRow']);

export function plainText(node: Node): string {
  return textOf(node).trimEnd();
}

function textOf(node: Node): string {
  if (node.type === 'text') return node.text ?? '';
  if (node.type === 'hardBreak') return '\n';
  if (node.type === 'mention' || node.type === 'emoji' || node.type === 'status') return String(node.attrs?.text ?? '');
  if (node.type === 'inlineCard') return String(node.attrs?.url ?? '');
  if (node.type === 'tableRow') return `${(node.content ?? []).map((cell) => plainText(cell)).join(' | ')}\n`;
  const text = (node.content ?? []).map(textOf).join('');
  return lineEnders.has(node.type) ? `${text}\n` : text;
}

export const document = (text: string): Adf => ({
  type: 'doc',
  version: 1,
  content: text.split('\n').map((line) => ({
    type: 'paragraph',
    content: line === '' ? [] : [{ type: 'text', text: line }],
  })),
});

const tags: Readonly<Record<string, string>> = {
  paragraph: 'p',
  bulletList: 'ul',
  orderedList: 'ol',
  listItem: 'li',
  codeBlock: 'pre',
  blockquote: 'blockquote',
  table: 'table',
  tableRow: 'tr',
  tableHeader: 'th',
  tableCell: 'td',
};
const markTags: Readonly<Record<string, string>> = { strong: 'strong', em: 'em', code: 'code', strike: 's' };

export const escapeHtml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

export function html(node: Node): string {
  if (node.type === 'text') return markedUp(node);
  if (node.type === 'hardBreak') return '<br>';
  if (node.type === 'rule') return '<hr>';
  const inner = node.content ? node.content.map(html).join('') : escapeHtml(textOf(node));
  const tag = node.type === 'heading' ? `h${Number(node.attrs?.level ?? 3)}` : tags[node.type];
  return tag ? `<${tag}>${inner}</${tag}>` : inner;
}

function markedUp(node: Node): string {
  return (node.marks ?? []).reduce(
    (inner, mark) => {
      if (mark.type === 'link') return `<a href="${escapeHtml(String(mark.attrs?.href))}">${inner}</a>`;
      const tag = markTags[mark.type];
      return tag ? `<${tag}>${inner}</${tag}>` : inner;
    },
    escapeHtml(node.text ?? ''),
  );
}
