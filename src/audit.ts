import type { Desk, Subcommand } from './audit/desk.js';
import { door } from './audit/door.js';
import { exportEvidence } from './audit/export.js';
import { keygen } from './audit/keygen.js';
import { report } from './audit/report.js';
import { show } from './audit/show.js';
import { verify } from './audit/verify.js';
import { CatalogError } from './catalogFiles.js';
import { ConfigError, readAuditSettings } from './config.js';
import { startEmbeddedPostgres } from './store/embedded.js';
import { openStore } from './store/open.js';

/** One file each, in the order in which they are listed. */
const subcommands: Readonly<Record<string, Subcommand>> = {
  show,
  verify,
  export: exportEvidence,
  report,
  door,
  keygen,
};

const usage = (): string => {
  const lines = Object.values(subcommands).flatMap(({ usage }) => usage.map(([how, what]) => [how, what] as const));
  const widest = Math.max(...lines.map(([how]) => how.length));
  const list = lines
    .map(([how, what]) => `  ${how ? 'npm run audit --' : '                '} ${how.padEnd(widest)}  ${what}\n`)
    .join('');
  return `Read the audit trail, and prove that nobody edited it.\n\n${list}`;
};

async function main([name = 'help', ...args]: string[]): Promise<number> {
  const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (subcommand) return subcommand.run(args, desk);
  process.stdout.write(usage());
  return name === 'help' ? 0 : 2;
}

const desk: Desk = {
  now: () => new Date(),
  say: (line) => process.stdout.write(`${line}\n`),
  settings: () => readAuditSettings(),
  onRecord: async (work) => {
    const settings = readAuditSettings();
    const quiet = { info: () => {}, warn: (text: string) => process.stderr.write(`${text}\n`) };
    const embedded = settings.url
      ? undefined
      : await startEmbeddedPostgres({ directory: settings.dataDirectory, log: quiet });
    const store = openStore(settings.url ?? embedded?.url ?? '', (error) => process.stderr.write(`${error.message}\n`));
    try {
      return await work(store);
    } catch (error) {
      if (!noTables.has(codeOf(error))) throw error;
      process.stdout.write('There is no record in this database yet: Latchkey has never started on it.\n');
      return 1;
    } finally {
      await store.close();
      await embedded?.stop();
    }
  },
};

/** PostgreSQL's word for a table that is not there, and Prisma's. */
const noTables = new Set(['42P01', 'P2021']);
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // Typed wrongly, or a file that is not there: whoever typed it can mend that, and needs no stack.
  const isRefused = error instanceof ConfigError || error instanceof CatalogError;
  const isPlain = isRefused || /^(ERR_PARSE_ARGS_|ENOENT$)/.test(codeOf(error));
  if (!isPlain) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
