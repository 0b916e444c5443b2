import { type BundleLine, format, isTooOld } from '../audit/bundle.js';
import { provenLines } from '../audit/provenLines.js';
import { dataOf } from '../store/chain.js';
import type { Checkpoints, Cursor, EvidenceEvent, Walked } from '../store/store.js';
import { requestLineOf } from './bundleRow.js';
import { type Begin, type Context, outputAt } from './form.js';
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
  const holds = (await context.store.evidence.isEverything(query, context.horizon)) ? 'record' : 'part';
  await output.write(line({ kind: 'header', format, holds, ...said }));
  // By name alone, so that a million events take tens of megabytes and not a thousand.
  const streams = new Set<string>();
  return {
    async page({ rows, events }, names) {
      await output.write(rows.map((row) => line(requestLineOf(row, names))).join(''));
      for (const { stream } of events) streams.add(stream);
    },
    async finish({ requests, altered }) {
      const counted = await writeRecord(output, context, holds === 'record' ? 'every stream' : streams);
      const counts = { requests, ...counted };
      await output.write(line({ kind: 'footer', counts, altered, sha256: output.soFar() }));
      return [await output.close()];
    },
    drop: () => output.drop(),
  };
};

const line = (content: BundleLine): string => `${JSON.stringify(content)}\n`;

const countedAs = { event: 'events', checkpoint: 'checkpoints', anchor: 'anchors', proof: 'proofs' } as const;
const linesAtOnce = 500;

type Chosen = ReadonlySet<string> | 'every stream';

async function writeRecord(output: Output, context: Context, streams: Chosen) {
  const counts = { events: 0, checkpoints: 0, anchors: 0, proofs: 0 };
  let waiting: string[] = [];
  const checkpoints = upTo(await lastBeforeTheRest(context), context.store.checkpoints);
  for await (const one of provenLines(checkpoints, inRecord(context, streams))) {
    counts[countedAs[one.kind]] += 1;
    waiting.push(line(one));
    if (waiting.length < linesAtOnce) continue;
    await output.write(waiting.join(''));
    waiting = [];
  }
  await output.write(waiting.join(''));
  return counts;
}

/** Made again, a bundle is the same, whatever was signed since. */
function upTo(last: number, checkpoints: Checkpoints): Checkpoints {
  return {
    ...checkpoints,
    covering: async (event) => {
      const number = await checkpoints.covering(event);
      return number !== undefined && number <= last ? number : undefined;
    },
  };
}

/**
 * The last checkpoint that is older than all that it does not cover. A transaction that stays open keeps what is recorded
 * meanwhile out of the next checkpoint, and whoever checks a bundle has to take an event that is older than
 * a checkpoint and not under it for one that was changed.
 */
async function lastBeforeTheRest({ store: { checkpoints, evidence }, covers, horizon }: Context): Promise<number> {
  let behind: string | undefined;
  let next: Cursor | undefined;
  for (let number = covers.count; number > 0; number -= 1) {
    const checkpoint = await checkpoints.find(number);
    if (!checkpoint) throw new Error(`checkpoint ${number} is missing: see npm run audit -- verify`);
    const oldest = await evidence.oldest({ after: checkpoint.last, ...(next && { upTo: next }) }, horizon);
    if (oldest !== undefined && (behind === undefined || oldest < behind)) behind = oldest;
    if (behind === undefined || !isTooOld({ at: behind }, checkpoint)) return number;
    next = checkpoint.last;
  }
  return 0;
}

/** Of so few streams the events are read at once, and not the whole record for them. */
const few = 500;
const pageSize = 2_000;

/** Every event of these streams, in the order of the record. */
async function* inRecord({ store, horizon }: Context, streams: Chosen): AsyncGenerator<Walked> {
  if (streams !== 'every stream' && streams.size <= few) {
    yield* (await store.evidence.events([...streams], horizon)).toSorted(byPlace).map(walked);
    return;
  }
  for (let from: Cursor | undefined; ; ) {
    const page = await store.evidence.behind(from, horizon, pageSize);
    const last = page.at(-1);
    if (!last) return;
    for (const event of page) if (streams === 'every stream' || streams.has(event.stream)) yield walked(event);
    from = last;
  }
}

const walked = (event: EvidenceEvent): Walked => ({ ...event, ...dataOf(event.event) });

const byPlace = (one: Cursor, other: Cursor): number =>
  one.transaction === other.transaction
    ? Number(BigInt(one.id) - BigInt(other.id))
    : Number(BigInt(one.transaction) - BigInt(other.transaction));
