import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { chooseAccount, isReachable } from './embedded/account.js';
import { findBinaries, installed } from './embedded/binaries.js';
import { type Cluster, give, initialise, startServer, stopServer, superuser } from './embedded/cluster.js';
import { hasCode } from './embedded/errno.js';
import { isOurs, pidFile, readPostmaster } from './embedded/postmaster.js';
import { alone, enter, isShared } from './embedded/sharing.js';

export interface EmbeddedPostgres {
  url: string;
  /** Stops it, unless another process still uses it. */
  stop(): Promise<void>;
}

interface Options {
  /** LATCHKEY_DATA. The cluster lives in `postgres` below it. */
  directory: string;
  log: { info(text: string): void; warn(text: string): void };
  /** PostgreSQL's own settings, for tests. */
  settings?: Record<string, string>;
}

const database = 'latchkey';

/** A PostgreSQL from npm alone, in a directory of its own. Whatever end the last one met, this one starts. */
export async function startEmbeddedPostgres({ directory, log, settings = {} }: Options): Promise<EmbeddedPostgres> {
  const cluster = await prepare(resolve(directory), settings);
  return alone(cluster.home, async () => {
    const password = await passwordOf(cluster);
    const membership = await enter(cluster.home);
    const running = await findRunning(cluster, password);
    const port = running?.port ?? (await start(cluster, password, log));
    log.info(`${running ? 'Sharing' : 'Started'} the embedded PostgreSQL in ${cluster.home} on port ${port}`);
    await ensureDatabase(urlOf('postgres', port, password));
    const stop = (): Promise<void> =>
      alone(cluster.home, async () => {
        const postmaster = await readPostmaster(cluster.home);
        await membership.leave();
        if (postmaster && !(await isShared(cluster.home))) await stopServer(postmaster.pid);
      });
    return { url: urlOf(database, port, password), stop };
  });
}

async function prepare(directory: string, settings: Record<string, string>): Promise<Cluster> {
  const home = join(directory, 'postgres');
  await installed();
  const first = await mkdir(directory, { recursive: true });
  const account = await chooseAccount(first ? dirname(first) : directory);
  if (first && account.kind === 'other' && account.isOwner) await give(directory, account);
  await mkdir(home, { recursive: true, mode: 0o700 });
  await refuseStrangers(home);
  await mkdir(join(home, 'users'), { recursive: true, mode: 0o700 });
  for (const path of [home, join(home, 'users')]) await give(path, account);
  const binaries = await findBinaries(account, account.kind === 'other' ? '/var/cache/latchkey' : home);
  // An open directory can be entered by its descriptor, also where the way to it is closed (a project below /root).
  const seenAs = (await isReachable(home, account)) ? home : '/proc/self/fd/3';
  if (seenAs !== home && process.platform !== 'linux') {
    throw new Error(
      `The user ${accountName(account)} cannot reach ${home}. Set LATCHKEY_DATA to a directory it can reach.`,
    );
  }
  return { home, seenAs, account, binaries, settings };
}

const accountName = (account: Cluster['account']): string => (account.kind === 'other' ? account.name : 'ourselves');

async function refuseStrangers(home: string): Promise<void> {
  const { uid } = await stat(home);
  const ours = process.getuid?.() ?? uid;
  if (ours === 0 || ours === uid) return;
  throw new Error(
    `${home} belongs to another user (uid ${uid}), who started Latchkey here before. ` +
      'Start it as that user, or set LATCHKEY_DATA to a directory of your own.',
  );
}

async function passwordOf({ home, account }: Cluster): Promise<string> {
  const path = join(home, 'password');
  const kept = await readFile(path, 'utf8').catch(() => undefined);
  if (kept) return kept.trim();
  const made = randomBytes(24).toString('base64url');
  await writeFile(path, `${made}\n`, { mode: 0o600 });
  await give(path, account);
  return made;
}

/** The one that an earlier process left behind, or that another one started, when it takes our password. */
async function findRunning(cluster: Cluster, password: string): Promise<{ port: number } | undefined> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    const postmaster = await readPostmaster(cluster.home);
    if (!postmaster) return undefined;
    if (!(await isOurs(postmaster.pid, `${cluster.seenAs}/data`))) return forget(cluster.home);
    const answer = await knock(urlOf('postgres', postmaster.port, password));
    if (answer === 'open') return { port: postmaster.port };
    // It is still starting, or already stopping.
    await wait(50);
  }
  throw new Error(
    `The PostgreSQL in ${cluster.home} runs and does not answer. Stop process ${pidFile(cluster.home)} names.`,
  );
}

/** The process number in the file may be somebody else's by now, and PostgreSQL would refuse to start beside it. */
async function forget(home: string): Promise<undefined> {
  const text = await readFile(pidFile(home), 'utf8').catch(() => '');
  // Its starter's number is one that PostgreSQL ignores. The rest of the file guards the shared memory: it stays.
  if (text) await writeFile(pidFile(home), text.replace(/^\d+/, String(process.pid)));
  return undefined;
}

async function knock(url: string): Promise<'open' | 'closed'> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    return 'open';
  } catch (error) {
    if (hasCode(error, '28P01')) throw error;
    return 'closed';
  } finally {
    await client.end().catch(() => {});
  }
}

async function start(cluster: Cluster, password: string, log: Options['log']): Promise<number> {
  const data = join(cluster.home, 'data');
  const version = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => undefined);
  await rm(join(cluster.home, 'log'), { force: true });
  if (version === undefined) {
    log.info(`Making a database in ${cluster.home}`);
    await initialise(cluster, password);
  } else refuseOtherVersion(cluster, version.trim());
  const { child, port } = await startServer(cluster);
  child.on('exit', (code, signal) => {
    if (code !== 0) log.warn(`The embedded PostgreSQL ended unexpectedly (${signal ?? code}), see ${cluster.home}/log`);
  });
  child.unref();
  return port;
}

function refuseOtherVersion({ home, binaries }: Cluster, version: string): void {
  const [major] = binaries.version.split('.');
  if (major === version) return;
  throw new Error(
    `${home}/data was written by PostgreSQL ${version}, and this is PostgreSQL ${major}. ` +
      `Install the release that brought ${version}, dump the database with pg_dump, and restore it into this one.`,
  );
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (!rowCount) await client.query(`CREATE DATABASE ${database}`);
  } finally {
    await client.end();
  }
}

const urlOf = (name: string, port: number, password: string): string =>
  `postgresql://${superuser}:${password}@127.0.0.1:${port}/${name}`;
