import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../src/store/embedded.js';
import { migrate } from '../src/store/migrate.js';
import { writeCatalog } from './company.js';
import { measureConversation } from './conversation.js';
import { measureDoor } from './door.js';
import { measureExpiries } from './expiries.js';
import { type Row, table } from './measure.js';
import { measureMemory } from './memory.js';
import { measurePeople } from './people.js';
import { measurePure } from './pure.js';

/** `npm run bench`: what README quotes, measured in one run on one machine. Everything it needs it makes in a temporary directory. */
async function main(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'latchkey-bench-'));
  const silent = { info: () => {}, warn: (text: string) => console.error(text) };
  const postgres = await startEmbeddedPostgres({ directory: home, log: silent });
  const [cores, load] = [availableParallelism(), loadavg()[0] ?? 0];
  console.log(`Node ${process.version}, ${cores} cores, load ${load.toFixed(1)} before the start\n`);
  if (load > cores / 2) console.log('This machine has other work to do: trust the ratios, not the milliseconds.\n');
  try {
    console.log(`\n${table(await measure(home, postgres.url))}`);
  } finally {
    await postgres.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function measure(home: string, url: string): Promise<Row[]> {
  const withOkta = await writeCatalog(join(home, 'catalog'), 'okta');
  const without = await writeCatalog(join(home, 'catalog-without'), 'none');
  const on = async (name: string) => ({
    DATABASE_URL: await database(url, name),
    LATCHKEY_DATA: home,
    CATALOG_DIR: withOkta,
    LOG_LEVEL: 'error',
  });
  const pure = await said('The rules and the search', measurePure);
  const door = await said('The door', async () => measureDoor(await database(url, 'door')));
  const people = await said('Fifty thousand people', async () => measurePeople(await database(url, 'people')));
  const talk = await said('A conversation', async () => measureConversation(await on('talk')));
  const quiet = await on('quiet');
  const memory = await said('Memory', () => measureMemory(quiet, { withOkta, without }, talk.megabytes));
  const expiries = await said('A thousand expiries', async () => measureExpiries(await on('expiries')));
  return [...door, memory, ...talk.rows, ...expiries, ...people, ...pure];
}

async function said<T>(what: string, work: () => Promise<T>): Promise<T> {
  console.log(`${what} …`);
  return work();
}

/** A database of its own for each part, with all migrations. */
async function database(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE bench_${name}`);
  } finally {
    await client.end();
  }
  const address = new URL(url);
  address.pathname = `/bench_${name}`;
  await migrate(address.href);
  return address.href;
}

await main();
