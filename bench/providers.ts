import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median, ms, type Row, times } from './measure.js';

const run = promisify(execFile);
const script = fileURLToPath(new URL('loading.js', import.meta.url));
const providers = ['okta', 'entra', 'google'] as const;
const starts = 5;

type Cost = { readonly milliseconds: number; readonly megabytes: number };

/** What a provider's SDK costs at start, and what it would cost if those of the others were loaded too. */
export async function measureProviders(): Promise<Row[]> {
  const all = await costOf(providers);
  const rows: Row[] = [];
  for (const name of providers) {
    const alone = await costOf([name]);
    rows.push({
      what: `loading ${titles[name]} alone over all three`,
      result: `${times(alone.milliseconds / all.milliseconds)} the time, ${times(alone.megabytes / all.megabytes)} the memory`,
      note: `${said(alone)} over ${said(all)}`,
    });
  }
  return rows;
}

const titles = { okta: 'Okta', entra: 'Entra ID', google: 'Google' } as const;

const said = ({ milliseconds, megabytes }: Cost): string => `${ms(milliseconds)} and ${Math.round(megabytes)} MB`;

/** The median of some processes that do nothing else. */
async function costOf(names: readonly string[]): Promise<Cost> {
  const costs: Cost[] = [];
  for (let start = 0; start < starts; start += 1) {
    const { stdout } = await run(process.execPath, [script, ...names]);
    costs.push(JSON.parse(stdout) as Cost);
  }
  return {
    milliseconds: median(costs.map((cost) => cost.milliseconds)),
    megabytes: median(costs.map((cost) => cost.megabytes)),
  };
}
