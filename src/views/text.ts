/** Text of people's own on Slack's screen: escaped, on one line, and short enough without being cut in the wrong place. */

/**
 * Mrkdwn's three characters, without which `<!channel>` or a false mention could be written into our cards; and without
 * the marks that turn a line around for the reader.
 */
export const escaped = (text: string): string =>
  text
    .replace(/[\u202A-\u202E\u2066-\u2069]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** At most `max` UTF-16 units, cut between code points, with an ellipsis where something is missing. */
export const shorten = (text: string, max: number): string => cut(text, max, /[\s\S]/gu);

/** As shorten, for text with Slack's own marks: a `<@U…>`, a `<!date…>` or an `&amp;` stays whole or goes whole. */
export const shortenMarkup = (text: string, max: number): string =>
  cut(text, max, /<[^<>\n]*>|&(?:amp|lt|gt);|[\s\S]/gu);

function cut(text: string, max: number, pieces: RegExp): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const [piece] of text.matchAll(pieces)) {
    if (kept.length + piece.length > max - 1) break;
    kept += piece;
  }
  return `${kept.trimEnd()}…`;
}
