/** A spreadsheet runs what begins so, also behind blanks: with an apostrophe before it, it is text. */
const formula = /^[\s\uFEFF]*[=+\-@|%\t\r]/;

const cell = (value: string | number | undefined): string => {
  const text = typeof value === 'number' ? String(value) : (value ?? '');
  const safe = typeof value === 'string' && formula.test(text) ? `'${text}` : text;
  return /[",\r\n;\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** One line of RFC 4180. */
export const csvLine = (values: readonly (string | number | undefined)[]): string =>
  `${values.map(cell).join(',')}\r\n`;

/** Before the first line: without it Excel takes UTF-8 for something else. */
export const byteOrderMark = '\uFEFF';
