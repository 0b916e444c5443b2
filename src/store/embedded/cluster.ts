import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, parse } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { hasCode } from './errno.js';
import { isRunning, readPostmaster } from './postmaster.js';

/** Where a cluster lives, for us and as the account that runs it sees it. */
export interface Cluster {
  home: string;
  /** The same directory for the account; differs where it may not pass the directories above. */
  seenAs: string;
  account: Account;
  binaries: Binaries;
  settings: Record<string, string>;
}

export const superuser = 'latchkey';

const always: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  wal_level: 'minimal',
  max_wal_senders: '0',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** Makes the data directory. It appears under its name only when it is whole. */
export async function initialise(cluster: Cluster, password: string): Promise<void> {
  const [half, passwordFile] = [join(cluster.home, 'data.new'), join(cluster.home, 'password.initdb')];
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  for (const path of [half, passwordFile]) await give(path, cluster.account);
  const child = launch(cluster, cluster.binaries.initdb, [
    ...['--pgdata', `${cluster.seenAs}/data.new`, '--pwfile', `${cluster.seenAs}/password.initdb`],
    ...['--username', superuser, '--auth', 'scram-sha-256', '--encoding', 'UTF8'],
    // PostgreSQL's own locale: sorts alike everywhere and needs nothing of the machine.
    ...['--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ...(cluster.settings.fsync === 'off' ? ['--no-sync'] : []),
  ]);
  const code = await ended(child);
  await rm(passwordFile, { force: true });
  if (code !== 0) throw new Error(`initdb failed (${code}). ${await lastWords(cluster)}`);
  await rename(half, join(cluster.home, 'data'));
}

/** Starts PostgreSQL and waits until it takes connections. */
export async function startServer(cluster: Cluster): Promise<{ child: ChildProcess; port: number }> {
  // Another program may take the port first; what was killed a moment ago may still be letting go of its memory.
  const passing = /could not create any TCP\/IP sockets|pre-existing shared memory block/;
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const settings = Object.entries({ ...always, ...cluster.settings });
    const child = launch(cluster, cluster.binaries.postgres, [
      ...['-D', `${cluster.seenAs}/data`, '-p', String(port)],
      ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ]);
    if (await isReady(cluster, child)) return { child, port };
    const words = await lastWords(cluster);
    if (attempt === 20 || !passing.test(words)) throw new Error(`The embedded PostgreSQL did not start. ${words}`);
    await wait(250);
  }
}

async function isReady(cluster: Cluster, child: ChildProcess): Promise<boolean> {
  let over = false;
  ended(child).finally(() => {
    over = true;
  });
  while (!over) {
    const postmaster = await readPostmaster(cluster.home);
    if (postmaster?.pid === child.pid && postmaster?.status === 'ready') return true;
    await wait(15);
  }
  return false;
}

/** Asks for a fast shutdown, which waits for no client; after 20 s for an immediate one, which recovers at start. */
export async function stopServer(pid: number): Promise<void> {
  signal(pid, 'SIGINT');
  for (let waited = 0; await isRunning(pid); waited += 20) {
    if (waited === 20_000) signal(pid, 'SIGQUIT');
    await wait(20);
  }
}

export async function give(path: string, account: Account): Promise<void> {
  if (account.kind === 'other') await chown(path, account.uid, account.gid);
}

function launch(cluster: Cluster, program: string, args: string[]): ChildProcess {
  const log = openSync(join(cluster.home, 'log'), 'a', 0o600);
  const home = openSync(cluster.home, constants.O_RDONLY);
  try {
    return spawn(program, args, {
      // A session of its own: Ctrl-C in the terminal is for us, and we stop PostgreSQL when we have finished with it.
      detached: true,
      cwd: parse(cluster.home).root,
      stdio: ['ignore', log, log, home],
      // Our own environment holds secrets.
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      ...(cluster.account.kind === 'other' ? { uid: cluster.account.uid, gid: cluster.account.gid } : {}),
    });
  } finally {
    closeSync(log);
    closeSync(home);
  }
}

const ended = (child: ChildProcess): Promise<number | string | null> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, by) => resolve(code ?? by));
  });

async function lastWords({ home }: Cluster): Promise<string> {
  const text = await readFile(join(home, 'log'), 'utf8').catch(() => '');
  return `Its log ${join(home, 'log')} ends: ${text.trim().split('\n').slice(-8).join('\n')}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}
