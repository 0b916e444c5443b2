import { answersOf, type Begin, outputAt, storedRow } from './form.js';
import { append } from './output.js';

/** One object: `about`, `requests`, `events`, and at the end the hash of every byte before it. */
export const jsonFile: Begin = async (place, statement, { covers }) => {
  const output = await outputAt(place, '.json');
  // The events come with their requests and belong behind the last of them.
  const aside = await outputAt(place, '.json.events');
  const written = { rows: 0, events: 0 };
  await output.write(`{"about":${JSON.stringify(statement)},\n"requests":[`);
  return {
    async page({ rows, events }, names) {
      await output.write(
        rows.map((row) => `${comma(written.rows++)}${JSON.stringify(answersOf(row, names))}`).join(''),
      );
      await aside.write(
        events
          .map(
            (event) =>
              `${comma(written.events++)}${JSON.stringify({ ...storedRow(event), checkpoint: covers.of(event) ?? null })}`,
          )
          .join(''),
      );
    },
    async finish({ altered, ...counts }) {
      await output.write('],\n"events":[');
      await append(output, aside.path);
      await aside.drop();
      await output.write('],\n"counts":');
      await output.write(`${JSON.stringify(counts)},\n"altered":${JSON.stringify(altered)},\n`);
      await output.write(`"sha256OfEverythingBefore":"${output.soFar()}"}\n`);
      return [await output.close()];
    },
    async drop() {
      await output.drop();
      await aside.drop();
    },
  };
};

const comma = (before: number): string => (before === 0 ? '\n' : ',\n');
