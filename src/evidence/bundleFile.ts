import { type BundleLine, format } from '../audit/bundle.js';
import type { Cursor, EvidenceEvent, KeptCheckpoint } from '../store/store.js';
import { prove } from '../trail/proof.js';
import { answersOf, type Begin, type Context, outputAt, storedRow } from './form.js';
import type { Output } from './output.js';

/**
 * JSON lines for `npm run audit -- verify --file`: see audit/bundle. First the requests; then the events in the order
 * of the record, each checkpoint behind those that it covers, so that neither writing nor checking needs much memory.
 */
export const bundleFile: Begin = async (place, statement, context) => {
  const output = await outputAt(place, '.jsonl');
  const { query, by, at, generator, key, ...more } = statement;
  const signed = { keyId: key?.id ?? null, publicKey: key?.publicKey ?? null };
  const said = { query, by: `${by.name} (${by.id})`, at, generator, ...signed, ...more };
  await output.write(line({ kind: 'header', format, holds: 'part', ...said }));
  const wanted: Wanted = { streams: new Set(), checkpoints: new Set() };
  return {
    async page({ rows, events }, names) {
      await output.write(rows.map((row) => line({ kind: 'request', ...answersOf(row, names) })).join(''));
      for (const event of events) {
        wanted.streams.add(event.stream);
        wanted.checkpoints.add(context.covers.of(event) ?? uncovered);
      }
    },
    async finish({ requests }) {
      const counted = await writeRecord({ output, context, wanted });
      await output.write(line({ kind: 'footer', counts: { requests, ...counted }, sha256: output.soFar() }));
      return [await output.close()];
    },
    drop: () => output.drop(),
  };
};

const line = (content: BundleLine): string => `${JSON.stringify(content)}\n`;

/** What to write: by name alone, so that a million events take tens of megabytes and not a thousand. */
type Wanted = { readonly streams: Set<string>; readonly checkpoints: Set<number> };
type Writing = { readonly output: Output; readonly context: Context; readonly wanted: Wanted };

/** In place of a checkpoint's number. */
const uncovered = 0;
const beginning: Cursor = { transaction: '0', id: '0' };

async function writeRecord(writing: Writing) {
  const { output, context, wanted } = writing;
  const { covers, store } = context;
  const counts = { events: 0, checkpoints: 0, anchors: 0, proofs: 0 };
  const bodies = await bodiesOf(writing);
  let before: KeptCheckpoint | undefined;
  for await (const checkpoint of covers.all()) {
    const isWanted = wanted.checkpoints.has(checkpoint.number);
    const proven = isWanted ? await writeCovered(writing, bodies, checkpoint, before) : undefined;
    const { peaks: _, last: _last, ...signed } = checkpoint;
    await output.write(line({ kind: 'checkpoint', ...signed }));
    counts.checkpoints += 1;
    if (proven) {
      const anchors = await store.checkpoints.anchorsOf(checkpoint.number);
      await output.write(
        anchors
          .map(({ place, number, ...said }) => line({ kind: 'anchor', checkpoint: number, where: place, ...said }))
          .join(''),
      );
      await output.write(line({ kind: 'proof', checkpoint: checkpoint.number, ...proven.proof }));
      counts.events += proven.count;
      counts.anchors += anchors.length;
      counts.proofs += 1;
    }
    before = checkpoint;
  }
  if (wanted.checkpoints.has(uncovered)) {
    for await (const events of bodies(before?.last ?? beginning, undefined)) {
      await output.write(events.map((event) => line({ kind: 'event', place: null, ...storedRow(event) })).join(''));
      counts.events += events.length;
    }
  }
  return counts;
}

/** The events that one checkpoint covers, and the proof that they are in its tree. */
async function writeCovered(
  { output, context, wanted }: Writing,
  bodies: Bodies,
  checkpoint: KeptCheckpoint,
  before: KeptCheckpoint | undefined,
) {
  const from = before?.size ?? 0;
  const leaves = await context.store.checkpoints.leaves(checkpoint.number);
  const places = new Map<string, number>();
  for (const [index, { stream, seq }] of leaves.entries())
    if (wanted.streams.has(stream)) places.set(`${stream} ${seq}`, from + index);
  let count = 0;
  for await (const events of bodies(before?.last ?? beginning, checkpoint.last)) {
    const lines = events.map((event) =>
      line({ kind: 'event', place: places.get(`${event.stream} ${event.seq}`) ?? null, ...storedRow(event) }),
    );
    await output.write(lines.join(''));
    count += events.length;
  }
  const part = { size: checkpoint.size, from, peaks: before?.peaks ?? [], leaves: leaves.map(({ hash }) => hash) };
  return { count, proof: { from, hashes: prove(part, [...places.values()]) } };
}

/** The wanted events behind one place and up to another, in the order of the record, page by page. */
type Bodies = (after: Cursor, upTo: Cursor | undefined) => AsyncGenerator<readonly EvidenceEvent[]>;

/** Of so few streams the events are read at once, and not the whole record for them. */
const few = 500;
const pageSize = 2_000;

async function bodiesOf({ context: { store, horizon }, wanted: { streams } }: Writing): Promise<Bodies> {
  if (streams.size <= few) {
    const all = (await store.evidence.events([...streams], horizon)).toSorted(inRecord);
    return async function* (after, upTo) {
      const events = all.filter((event) => inRecord(event, after) > 0 && (!upTo || inRecord(event, upTo) <= 0));
      if (events.length > 0) yield events;
    };
  }
  return async function* (after, upTo) {
    for (let from = after; ; ) {
      const page = await store.evidence.between(from, upTo, horizon, pageSize);
      const last = page.at(-1);
      if (!last) return;
      yield page.filter(({ stream }) => streams.has(stream));
      from = { transaction: last.transaction, id: last.id };
    }
  };
}

const inRecord = (one: Cursor, other: Cursor): number =>
  one.transaction === other.transaction
    ? Number(BigInt(one.id) - BigInt(other.id))
    : Number(BigInt(one.transaction) - BigInt(other.transaction));
