import { parseArgs } from 'node:util';
import { isRefusal, type Refusal, refuse } from '../domain/refusal.js';
import type { Subcommand } from './desk.js';
import { type Typed, take, wrong } from './export.js';

export const report: Subcommand = {
  usage: [['report ID --as E-MAIL [--out FILE]', 'one request as a page to read and to print']],
  async run(args, desk) {
    const typed = readTyped(args);
    return isRefusal(typed) ? wrong(desk, typed) : take(desk, typed, 'report');
  },
};

type Reported = Pick<Typed, 'as' | 'out'> & { readonly request: string };

function readTyped(args: readonly string[]): Refusal | Reported {
  try {
    const text = { type: 'string' } as const;
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { as: text, out: text },
      allowPositionals: true,
    });
    const [request] = positionals;
    return request === undefined
      ? refuse('Say of which request: its id stands on its card and in Jira.')
      : { ...values, request };
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}
