import { startLatchkey } from './app.js';
import { CannotStart } from './cannotStart.js';
import { CatalogError } from './catalogFiles.js';
import { ConfigError, describe, readConfig } from './config.js';
import { createLog } from './log.js';

/** What the person at the terminal can mend is said plainly; anything else keeps its stack. */
function explain(error: unknown): string {
  const isPlain = [ConfigError, CatalogError, CannotStart].some((kind) => error instanceof kind);
  if (isPlain) return `Latchkey cannot start:\n${(error as Error).message}`;
  return `Latchkey cannot start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  for (const line of describe(config)) log.info({}, line);
  const starting = startLatchkey(config, { log });
  let isStopping = false;
  const stop = (signal: string) => {
    if (isStopping && signal === 'SIGINT') process.exit(1); // an impatient person at the terminal
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'stopping: what is in hand is finished first');
    setTimeout(() => process.exit(1), 25_000).unref();
    // Also while it starts: it may say that it is ready before it has begun everything.
    starting
      .then((latchkey) => latchkey.stop())
      .then(
        () => process.exit(0),
        (error) => {
          log.error({ err: error }, 'stopping failed');
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  log.info({ port: (await starting).port }, 'Latchkey is up');
}

main().catch((error) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
