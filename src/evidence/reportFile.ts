import { type Begin, outputAt } from './form.js';
import { pageFoot, pageHead } from './html.js';
import { colophon, reportOf } from './reportPage.js';

/** A page to read and to print: nothing in it is loaded from elsewhere, and nothing in it runs. */
export const reportFile: Begin = async (place, statement) => {
  const output = await outputAt(place, '.html');
  await output.write(pageHead('Latchkey, the record of a request'));
  return {
    async page({ rows, events }, names) {
      for (const row of rows) await output.write(reportOf(row, events, names));
    },
    async finish() {
      await output.write(colophon(statement));
      await output.write(pageFoot);
      return [await output.close()];
    },
    drop: () => output.drop(),
  };
};
