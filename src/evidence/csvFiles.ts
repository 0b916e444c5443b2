import type { Anchor, EvidenceEvent, KeptCheckpoint } from '../store/store.js';
import { cellsOf, columnNames } from './columns.js';
import { csvHead, csvRows, jsonCell } from './csv.js';
import { type Begin, outputAt, storedRow } from './form.js';
import { alteredInWords } from './sealed.js';
import { factsOf } from './statement.js';

/** A table a file: one row a request, one an event, one a checkpoint that covers some, and one that says what they are. */
export const csvFiles: Begin = async (place, statement, { covers, store }) => {
  const requests = await outputAt(place, '-requests.csv');
  const events = await outputAt(place, '-events.csv');
  const proofs = await outputAt(place, '-proofs.csv');
  const about = await outputAt(place, '-about.csv');
  await requests.write(csvHead(columnNames));
  await events.write(csvHead(eventColumns));
  await proofs.write(csvHead(checkpointColumns));
  const covering = new Set<number | undefined>();
  return {
    async page({ rows, events: fresh }, names) {
      await requests.write(csvRows(rows.map((row) => cellsOf(row, names))));
      for (const event of fresh) covering.add(covers.of(event));
      const cells = (event: EvidenceEvent) => [...eventCells(storedRow(event)), String(covers.of(event) ?? '')];
      await events.write(csvRows(fresh.map(cells)));
    },
    async finish(totals) {
      for await (const checkpoint of covers.all()) {
        if (!covering.has(checkpoint.number)) continue;
        const anchors = await store.checkpoints.anchorsOf(checkpoint.number);
        await proofs.write(csvRows([checkpointCells(checkpoint, anchors)]));
      }
      const made = [await requests.close(), await events.close(), await proofs.close()];
      await about.write(csvHead(['what', 'value']));
      await about.write(
        csvRows([
          ...factsOf(statement),
          ['events in this export', String(totals.events)],
          ['texts altered since they were sealed', alteredInWords(totals.altered)],
        ]),
      );
      await about.write(csvRows(made.map(({ name, sha256 }) => [`SHA-256 of ${name}`, sha256])));
      return [await about.close(), ...made];
    },
    async drop() {
      for (const output of [requests, events, proofs, about]) await output.drop();
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

const checkpointColumns = ['checkpoint', 'size', 'root', 'previous', 'at', 'key_id', 'signature', 'put_outside'];

const checkpointCells = (checkpoint: KeptCheckpoint, anchors: readonly Anchor[]): string[] => {
  const { number, size, root, previous, at, keyId, signature } = checkpoint;
  const outside = anchors.map((anchor) => `${anchor.place} ${anchor.at} ${anchor.reference}`).join(' | ');
  return [String(number), String(size), root, previous, at, keyId, signature, outside];
};
