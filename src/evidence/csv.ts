import { stringify } from 'csv-stringify/sync';

/**
 * For Excel: UTF-8 with a BOM, CRLF, every cell in quotes, and nothing that a spreadsheet would run (OWASP, CSV
 * injection). The library puts a ' before a cell that begins like a formula. A spreadsheet also begins one after what
 * it takes for space or for a quote, and, where it is told to part cells by another sign, in the middle of ours: there
 * the ' is put by us.
 */
const options = { record_delimiter: 'windows', escape_formulas: true, quoted: true, quoted_empty: false } as const;

const begin = '=+\\-@\\uff1d\\uff0b\\uff0d\\uff20';
const unseen = '\\s\\u200b\\u200e\\u200f\\ufeff"\'\\u2018\\u2019\\u201c\\u201d';
const hidden = new RegExp(`(^[${unseen}]+|[,;\\t\\r\\n][${unseen}]*)(?=[${begin}])`, 'gu');
/** A spreadsheet keeps 15 digits of a number, no zero before it, and takes 12e45 for one. A hash is for programs. */
const lookingLikeNumbers = /^(?![0-9a-f]{64}$)(?:\d{16,}|0\d+|\d+e\d+)$/i;

const safe = (cell: string): string =>
  (lookingLikeNumbers.test(cell) || cell.startsWith('\n') ? "'" : '') + cell.replace(hidden, "$1'");

export const csvHead = (names: readonly string[]): string => stringify([[...names]], { ...options, bom: true });
export const csvRows = (rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? ''
    : stringify(
        rows.map((row) => row.map(safe)),
        options,
      );

const literals = /"(?:[^"\\]|\\.)*"/g;
const within = new RegExp(`(^"|[,;])([${unseen}\\\\]*)([${begin}])`, 'gu');

/**
 * JSON that stays what it is, letter for letter once it is parsed: whoever checks a hash needs it whole. So inside its
 * texts, where a spreadsheet could begin a formula, the sign is escaped as JSON does it.
 */
export const jsonCell = (data: object): string =>
  JSON.stringify(data).replace(literals, (literal) =>
    literal.replace(
      within,
      (_, before: string, between: string, sign: string) =>
        `${before}${between}\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
