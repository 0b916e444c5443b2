import { type BundleLine, format } from '../audit/bundle.js';
import { answersOf, type Begin, outputAt, storedRow } from './form.js';

/** JSON lines for `npm run audit -- verify --file`: see audit/bundle. */
export const bundleFile: Begin = async (place, statement) => {
  const output = await outputAt(place, '.jsonl');
  const { query, by, at, generator, key, ...more } = statement;
  await output.write(
    line({
      kind: 'header',
      format,
      query,
      by: `${by.name} (${by.id})`,
      at,
      generator,
      holds: 'part',
      keyId: key?.id ?? null,
      publicKey: key?.publicKey ?? null,
      ...more,
    }),
  );
  return {
    async page({ rows, events }, names) {
      await output.write(rows.map((row) => line({ kind: 'request', ...answersOf(row, names) })).join(''));
      await output.write(
        events.map((event) => line({ kind: 'event', place: null, ...eventLineOf(storedRow(event)) })).join(''),
      );
    },
    async finish({ requests, events }) {
      const counts = { requests, events, checkpoints: 0, anchors: 0, proofs: 0 };
      await output.write(line({ kind: 'footer', counts, sha256: output.soFar() }));
      return [await output.close()];
    },
    drop: () => output.drop(),
  };
};

const line = (content: BundleLine): string => `${JSON.stringify(content)}\n`;

const eventLineOf = ({ data, ...row }: ReturnType<typeof storedRow>) => ({ ...row, data: { ...data } });
