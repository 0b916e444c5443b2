import { type BundleLine, format } from '../audit/bundle.js';
import { provenLines } from '../audit/provenLines.js';
import { dataOf } from '../store/chain.js';
import type { Checkpoints, Cursor, EvidenceEvent, Walked } from '../store/store.js';
import { answersOf, type Begin, type Context, outputAt } from './form.js';
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
  // By name alone, so that a million events take tens of megabytes and not a thousand.
  const streams = new Set<string>();
  return {
    async page({ rows, events }, names) {
      await output.write(rows.map((row) => line({ kind: 'request', ...answersOf(row, names) })).join(''));
      for (const { stream } of events) streams.add(stream);
    },
    async finish({ requests, altered }) {
      const counted = await writeRecord(output, context, streams);
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

async function writeRecord(output: Output, context: Context, streams: ReadonlySet<string>) {
  const counts = { events: 0, checkpoints: 0, anchors: 0, proofs: 0 };
  let waiting: string[] = [];
  for await (const one of provenLines(asTheyWere(context), inRecord(context, streams))) {
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
function asTheyWere({ store: { checkpoints }, covers }: Context): Checkpoints {
  return {
    ...checkpoints,
    covering: async (event) => {
      const number = await checkpoints.covering(event);
      return number !== undefined && number <= covers.count ? number : undefined;
    },
  };
}

/** Of so few streams the events are read at once, and not the whole record for them. */
const few = 500;
const pageSize = 2_000;

/** Every event of these streams, in the order of the record. */
async function* inRecord({ store, horizon }: Context, streams: ReadonlySet<string>): AsyncGenerator<Walked> {
  if (streams.size <= few) {
    yield* (await store.evidence.events([...streams], horizon)).toSorted(byPlace).map(walked);
    return;
  }
  for (let from: Cursor | undefined; ; ) {
    const page = await store.evidence.behind(from, horizon, pageSize);
    const last = page.at(-1);
    if (!last) return;
    for (const event of page) if (streams.has(event.stream)) yield walked(event);
    from = last;
  }
}

const walked = (event: EvidenceEvent): Walked => ({ ...event, ...dataOf(event.event) });

const byPlace = (one: Cursor, other: Cursor): number =>
  one.transaction === other.transaction
    ? Number(BigInt(one.id) - BigInt(other.id))
    : Number(BigInt(one.transaction) - BigInt(other.transaction));
