import { parseArgs } from 'node:util';
import { refuse } from '../domain/refusal.js';
import type { Subcommand } from './desk.js';
import { take, wrong } from './export.js';

export const report: Subcommand = {
  usage: [['report ID --as E-MAIL [--out FILE]', 'one request as a page to read and to print']],
  async run(args, desk) {
    try {
      const text = { type: 'string' } as const;
      const { values, positionals } = parseArgs({
        args: [...args],
        options: { as: text, out: text },
        allowPositionals: true,
      });
      const [request] = positionals;
      if (request === undefined)
        return wrong(desk, refuse('Say of which request: its id stands on its card and in Jira.'));
      return await take(desk, { ...values, request }, 'report');
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return wrong(desk, refuse(error.message));
    }
  },
};
