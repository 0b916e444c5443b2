import { join } from 'node:path';
import type { EvidenceFile } from '../domain/evidenceQuery.js';
import { dataOf } from '../store/chain.js';
import type { Chained, Store } from '../store/store.js';
import { cellsOf, columnNames } from './columns.js';
import type { Covers } from './covers.js';
import type { Gathered } from './gather.js';
import type { Names } from './names.js';
import { type Output, openOutput } from './output.js';
import type { Altered } from './sealed.js';
import type { Statement } from './statement.js';

/** A way of writing evidence down: page by page, so that only one page is ever in memory. */
export type Form = {
  page(gathered: Gathered, names: Names): Promise<void>;
  /** Writes what comes last, and closes. @param events how many were written. */
  finish(totals: Totals): Promise<readonly MadeFile[]>;
  /** Leaves no half file behind. */
  drop(): Promise<void>;
};

export type MadeFile = EvidenceFile & { readonly path: string };
export type Totals = {
  readonly requests: number;
  readonly events: number;
  /** The texts that are not what was sealed. */
  readonly altered: Altered;
};

/** Where the files go, and what they are called in front of their endings. */
export type Place = { readonly directory: string; readonly name: string };
/** What more than the pages a form may need. */
export type Context = {
  readonly store: Pick<Store, 'evidence' | 'checkpoints'>;
  readonly horizon: string;
  readonly covers: Covers;
};
export type Begin = (place: Place, statement: Statement, context: Context) => Promise<Form>;

export const outputAt = ({ directory, name }: Place, ending: string): Promise<Output> =>
  openOutput(join(directory, `${name}${ending}`), `${name}${ending}`);

/** An event as it lies in the database: what its hash was made of, and the hash. */
export function storedRow({ event, ...place }: Chained) {
  const { id, version, stream, seq, at, actor, cause, previousHash, hash } = place;
  const { type, data } = dataOf(event);
  return { id, version, stream, seq, type, data: { ...data }, at, actor, cause, previousHash, hash };
}

/** The answers in words, by their column, and beside them the same as the record has it: by ids. */
export const answersOf = (row: Gathered['rows'][number], names: Names) => {
  const cells = cellsOf(row, names);
  return {
    id: row.request,
    answers: Object.fromEntries(columnNames.map((name, index) => [name, cells[index] ?? ''])),
    record: row,
  };
};
