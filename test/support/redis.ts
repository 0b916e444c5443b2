import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';

export interface TestRedis {
  url: string;
  stop(): Promise<void>;
}

/** A Redis of one's own, or nothing where redis-server is not installed. */
export async function startRedis(): Promise<TestRedis | undefined> {
  const program = findOnPath('redis-server');
  if (!program) return undefined;
  const port = await freePort();
  const child = spawn(
    program,
    // BullMQ wants noeviction: a queue that forgets is none.
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--maxmemory-policy',
      'noeviction',
    ],
    { stdio: 'ignore', cwd: '/' },
  );
  const onExit = (): boolean => child.kill('SIGKILL');
  process.once('exit', onExit);
  const url = `redis://127.0.0.1:${port}`;
  await answers(url, child);
  const stop = async (): Promise<void> => {
    process.off('exit', onExit);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  };
  return { url, stop };
}

/** Says loudly, once for each file, why its tests are skipped. */
export const hasRedis = (): boolean => {
  const found = findOnPath('redis-server') !== undefined;
  if (!found) console.warn('SKIPPED: redis-server is not on PATH, so nothing here was tried on Redis.');
  return found;
};

const findOnPath = (program: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, program))
    .find((path) => existsSync(path));

async function answers(url: string, child: ChildProcess): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => {});
  try {
    for (let tries = 0; tries < 250; tries += 1) {
      if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
      try {
        await redis.connect();
        await redis.ping();
        return;
      } catch {
        await wait(20);
      }
    }
    throw new Error('redis-server did not answer within 5 s');
  } finally {
    redis.disconnect();
  }
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
