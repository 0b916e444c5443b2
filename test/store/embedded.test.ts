import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';

interface Latchkey {
  process: ChildProcess;
  url: string;
  /** How long its PostgreSQL took to start, in milliseconds. */
  took: number;
}

/** A directory where Latchkey ran before, since making the database takes longest. */
let made: string;

let directory: string;
const compiled = resolve('node_modules', '.cache', `latchkey-embedded-${process.pid}`);
// Real processes, since what is at stake is how they end.
let running: ChildProcess[] = [];

beforeAll(async () => {
  made = await emptyDirectory();
  directory = made;
  await end(await start(), 'SIGTERM');
}, 60_000);

afterAll(() => rm(made, { recursive: true }));

beforeEach(async () => {
  directory = await emptyDirectory();
  await promisify(execFile)('cp', ['-a', `${made}/.`, directory]);
});

afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  running = [];
  await until(() => !isUp());
  await rm(directory, { recursive: true, maxRetries: 5 });
  await rm(compiled, { recursive: true, force: true });
});

// 0700 and ours: where we are root, PostgreSQL's user may not pass here, as in a project below /root.
const emptyDirectory = (): Promise<string> => mkdtemp(join(tmpdir(), 'latchkey-embedded-'));

async function start(): Promise<Latchkey> {
  const own = join(compiled, String(running.length));
  const child = spawn(process.execPath, ['test/support/embedded.mjs', directory, own], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const { url, took } = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([line]) => JSON.parse(String(line))),
    once(child, 'close').then(() => Promise.reject(new Error(said))),
  ]);
  return { process: child, url, took };
}

async function end(latchkey: Latchkey, signal: NodeJS.Signals): Promise<void> {
  const ended = once(latchkey.process, 'exit');
  latchkey.process.kill(signal);
  await ended;
}

const postmasterFile = (): string => join(directory, 'postgres', 'data', 'postmaster.pid');
const isUp = (): boolean => existsSync(postmasterFile());
const postmaster = (): number => Number(readFileSync(postmasterFile(), 'utf8').split('\n')[0]);

async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 20) {
    if (waited > 15_000) throw new Error('it did not come about within 15 s');
    await wait(20);
  }
}

async function ask(url: string, query: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(query)).rows ?? [];
  } finally {
    await client.end();
  }
}

const remember = (url: string): Promise<unknown> => ask(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
const recall = (url: string): Promise<unknown> => ask(url, 'SELECT answer FROM kept');

test('what was written is there after a clean end, and the second start takes less than two seconds', async () => {
  const first = await start();
  await remember(first.url);
  await end(first, 'SIGTERM');
  expect(isUp()).toBe(false);
  const second = await start();
  expect(second.took).toBeLessThan(2_000);
  expect(await recall(second.url)).toEqual([{ answer: 42 }]);
});

test('a Latchkey that is killed takes its PostgreSQL with it, and the next one has everything', async () => {
  const first = await start();
  await remember(first.url);
  await end(first, 'SIGKILL');
  await until(() => !isUp());
  expect(await recall((await start()).url)).toEqual([{ answer: 42 }]);
});

test('the next start does not wait to be told: it copes while the old PostgreSQL is still going down', async () => {
  const first = await start();
  await remember(first.url);
  await end(first, 'SIGKILL');
  expect(await recall((await start()).url)).toEqual([{ answer: 42 }]);
});

test('when all of it is killed at once, as by a power cut, the next start recovers', async () => {
  const first = await start();
  await remember(first.url);
  process.kill(postmaster(), 'SIGKILL');
  await end(first, 'SIGKILL');
  expect(await recall((await start()).url)).toEqual([{ answer: 42 }]);
});

test('two that start together where nothing was share one, and it outlives the one that started it', async () => {
  await rm(join(directory, 'postgres'), { recursive: true });
  const [ana, ben] = await Promise.all([start(), start()]);
  expect(ana.url).toBe(ben.url);
  await remember(ana.url);
  await end(ana, 'SIGKILL');
  expect(await recall(ben.url)).toEqual([{ answer: 42 }]);
  await end(ben, 'SIGTERM');
  expect(isUp()).toBe(false);
});

test('one that leaves in good order stops nothing that another still uses', async () => {
  const [ana, ben] = await Promise.all([start(), start()]);
  await end(ben, 'SIGTERM');
  expect(await ask(ana.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('its password is for nobody else to read', async () => {
  await start();
  expect((await stat(join(directory, 'postgres', 'password'))).mode & 0o777).toBe(0o600);
});

test('it loses nothing that was committed: every commit waits for the disk', async () => {
  const { url } = await start();
  expect(
    await ask(url, "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit"),
  ).toEqual([{ fsync: 'on', commit: 'on' }]);
});

test('data of another major version is refused with a word about what to do', async () => {
  await end(await start(), 'SIGTERM');
  await writeFile(join(directory, 'postgres', 'data', 'PG_VERSION'), '17\n');
  await expect(start()).rejects.toThrow(/written by PostgreSQL 17, and this is PostgreSQL 18/);
});

test('a process number that somebody else has by now does not keep it from starting', async () => {
  const first = await start();
  await remember(first.url);
  const stale = readFileSync(postmasterFile(), 'utf8');
  await end(first, 'SIGTERM');
  await writeFile(postmasterFile(), stale.replace(/^\d+/, String(process.pid)));
  expect(await recall((await start()).url)).toEqual([{ answer: 42 }]);
});
