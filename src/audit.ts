import { databaseUrl } from './config.js';
import { findBreak } from './store/chain.js';
import { startEmbeddedPostgres } from './store/embedded.js';
import { openStore } from './store/open.js';
import type { Chained, Store } from './store/store.js';

const usage = `Read the audit trail, and prove that nobody edited it.

  npm run audit -- show [request]    everything about one request (the newest when not given)
  npm run audit -- verify            walk the hash chains of all events, and name the first that does not fit
`;

/** Reads only. The database is the one of the settings: DATABASE_URL, else the embedded one. */
async function main([command, request]: string[]): Promise<number> {
  if (command !== 'show' && command !== 'verify') {
    process.stdout.write(usage);
    return command === undefined || command === 'help' ? 0 : 2;
  }
  const settings = databaseUrl();
  const quiet = { info: () => {}, warn: (text: string) => process.stderr.write(`${text}\n`) };
  const embedded = settings.url
    ? undefined
    : await startEmbeddedPostgres({ directory: settings.dataDirectory, log: quiet });
  const store = openStore(settings.url ?? embedded?.url ?? '', (error) => process.stderr.write(`${error.message}\n`));
  try {
    return command === 'show' ? await show(store, request) : await verify(store);
  } catch (error) {
    if (!noTables.has(codeOf(error))) throw error;
    process.stdout.write('There is no record in this database yet: Latchkey has never started on it.\n');
    return 1;
  } finally {
    await store.close();
    await embedded?.stop();
  }
}

/** PostgreSQL's word for a table that is not there, and Prisma's. */
const noTables = new Set(['42P01', 'P2021']);
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

async function show(store: Store, wanted: string | undefined): Promise<number> {
  const id = wanted ?? (await store.requests.newest());
  const events = id ? await store.trail.about(id) : [];
  if (events.length === 0) {
    process.stdout.write(id ? `There is no request ${id}.\n` : 'Nobody has asked for anything yet.\n');
    return 1;
  }
  for (const event of events) process.stdout.write(`${line(event)}\n`);
  return conclude(findBreak(events), events.length);
}

function line({ at, stream, seq, actor, event, hash }: Chained): string {
  const who = actor === 'latchkey' ? actor : `${actor.slice(0, 15)}…`;
  return `${at}  ${event.type.padEnd(26)} ${who.padEnd(17)} ${`${stream.slice(0, stream.indexOf(':') + 9)} #${seq}`.padEnd(24)} ${hash.slice(0, 12)}`;
}

function conclude(broken: string | undefined, count: number): number {
  process.stdout.write(
    broken ? `NOT intact: ${broken}.\n` : `Intact: ${count} events, every hash follows from the one before.\n`,
  );
  return broken ? 1 : 0;
}

async function verify(store: Store): Promise<number> {
  let count = 0;
  for await (const stream of store.trail.all()) {
    const broken = findBreak(stream);
    if (broken) return conclude(broken, count);
    count += stream.length;
  }
  return conclude(undefined, count);
}

process.exitCode = await main(process.argv.slice(2));
