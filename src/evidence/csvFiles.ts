import { cellsOf, columnNames } from './columns.js';
import { csvHead, csvRows } from './csv.js';
import { type Begin, outputAt, storedRow } from './form.js';
import { factsOf } from './statement.js';

/** A table a file: one row a request, one row an event, and one that says what the others are. */
export const csvFiles: Begin = async (place, statement) => {
  const requests = await outputAt(place, '-requests.csv');
  const events = await outputAt(place, '-events.csv');
  const about = await outputAt(place, '-about.csv');
  await requests.write(csvHead(columnNames));
  await events.write(csvHead(eventColumns));
  return {
    async page({ rows, events: fresh }, names) {
      await requests.write(csvRows(rows.map((row) => cellsOf(row, names))));
      await events.write(csvRows(fresh.map((event) => eventCells(storedRow(event)))));
    },
    async finish(totals) {
      const made = [await requests.close(), await events.close()];
      await about.write(csvHead(['what', 'value']));
      await about.write(csvRows([...factsOf(statement), ['events in this export', String(totals.events)]]));
      await about.write(csvRows(made.map(({ name, sha256 }) => [`SHA-256 of ${name}`, sha256])));
      return [await about.close(), ...made];
    },
    async drop() {
      for (const output of [requests, events, about]) await output.drop();
    },
  };
};

type Stored = ReturnType<typeof storedRow>;

const eventColumns = [
  'id',
  'stream',
  'seq',
  'type',
  'at',
  'actor',
  'cause',
  'data',
  'version',
  'previous_hash',
  'hash',
];

const eventCells = ({
  id,
  stream,
  seq,
  type,
  at,
  actor,
  cause,
  data,
  version,
  previousHash,
  hash,
}: Stored): string[] => [
  ...[id, stream, String(seq), type, at, actor, cause, jsonCell(data)],
  ...[String(version), previousHash, hash],
];

const beginsFormula = /(;[\s\u200b\u200e\u200f\ufeff]*)([=+\-@\uff1d\uff0b\uff0d\uff20])/gu;

/** JSON that stays what it is, letter for letter once it is parsed: whoever checks the hash needs it whole. */
function jsonCell(data: object): string {
  const escaped = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(data).replace(beginsFormula, (_, before: string, sign: string) => `${before}${escaped(sign)}`);
}
