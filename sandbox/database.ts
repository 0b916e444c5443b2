import pg from 'pg';
import { startEmbeddedPostgres } from '../src/store/embedded.js';

/** The PostgreSQL that the demo lends to the bot: it outlives the bot, which may be killed at any moment. */
export type Database = { readonly url: string; stop(): Promise<void> };

export const startDatabase = (home: string): Promise<Database> =>
  startEmbeddedPostgres({ directory: home, log: { info: () => {}, warn: (text) => console.warn(text) } });

/** As on the first day: the database by this name goes, with whoever is still connected, and an empty one comes. */
export async function emptyDatabase(url: string): Promise<void> {
  const name = pg.escapeIdentifier(new URL(url).pathname.slice(1));
  const beside = new URL(url);
  beside.pathname = '/postgres';
  const client = new pg.Client({ connectionString: beside.href });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${name} TEMPLATE template0`);
  } finally {
    await client.end();
  }
}
