import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../src/store/embedded.js';
import { migrate } from '../src/store/migrate.js';

/** Where something is measured: a directory, and a PostgreSQL that ends with it. */
export type Place = {
  readonly home: string;
  /** A database of its own for each part, with all migrations. @returns its address. */
  database(name: string): Promise<string>;
};

export async function onPostgres(work: (place: Place) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'latchkey-bench-'));
  const silent = { info: () => {}, warn: (text: string) => console.error(text) };
  const postgres = await startEmbeddedPostgres({ directory: home, log: silent });
  const [cores, load] = [availableParallelism(), loadavg()[0] ?? 0];
  console.log(`Node ${process.version}, ${cores} cores, load ${load.toFixed(1)} before the start\n`);
  if (load > cores / 2) console.log('This machine has other work to do: trust the ratios, not the milliseconds.\n');
  try {
    await work({ home, database: (name) => database(postgres.url, name) });
  } finally {
    await postgres.stop();
    await rm(home, { recursive: true, force: true });
  }
}

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
