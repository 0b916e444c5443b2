/** The standard Markdown of a `markdown` block in Slack's own marks: near enough to read, which is what it is for. */
export const asMrkdwn = (markdown: string): string =>
  markdown
    .split(/(```[\s\S]*?```)/)
    .map((piece, index) => (index % 2 === 1 ? piece.replace(/^```\w*\n/, '```') : asMarks(piece)))
    .join('');

const asMarks = (text: string): string =>
  text
    .replace(/!?\[([^\]\n]+)\]\(([^)\s]+)\)/g, '<$2|$1>')
    .replace(/(?<![*\w])\*([^*\s][^*\n]*)\*(?![*\w])/g, '_$1_')
    .replace(/\*\*([^*\n]+)\*\*/g, '*$1*')
    .replace(/~~([^~\n]+)~~/g, '~$1~')
    .replace(/^#{1,6} +(.+)$/gm, '*$1*')
    .replace(/^( *)[-*+] +/gm, '$1• ');
