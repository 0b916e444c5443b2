import { stringify } from 'csv-stringify/sync';

/**
 * For Excel: UTF-8 with a BOM, CRLF, every cell in quotes, and nothing that a spreadsheet would run. The library puts a
 * ' before a cell that begins like a formula. A spreadsheet also begins one after what it takes for space, and, where
 * its language parts cells by semicolons, in the middle of ours: there the ' is put by us.
 */
const options = { record_delimiter: 'windows', escape_formulas: true, quoted: true, quoted_empty: false } as const;

const hidden =
  /(^[\s\u200b\u200e\u200f\ufeff]+|[;\t\r\n][\s\u200b\u200e\u200f\ufeff]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/gu;

const safe = (cell: string): string => cell.replace(hidden, "$1'");

export const csvHead = (names: readonly string[]): string => stringify([[...names]], { ...options, bom: true });
export const csvRows = (rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? ''
    : stringify(
        rows.map((row) => row.map(safe)),
        options,
      );
