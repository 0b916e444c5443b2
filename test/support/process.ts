import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The bot in a process of its own, to be killed. */
export type Running = {
  readonly url: string;
  /** SIGKILL: nothing is finished, nothing is said. */
  kill(): Promise<void>;
  /** SIGTERM, as an operator stops it. @returns the exit code. */
  end(): Promise<number | null>;
  readonly hasEnded: boolean;
  /** All that it printed. */
  said(): string;
};

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const main = join(root, 'dist', 'src', 'main.js');
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

type Surroundings = Readonly<Record<string, string>>;

/** @throws when it ends before it is ready, with what it said. */
export async function run(environment: Surroundings): Promise<Running> {
  const port = environment.PORT ?? String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const started = start([main], { ...environment, PORT: port });
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await wait(50)) {
    if (started.child.exitCode !== null) throw new Error(`It ended before it was ready:\n${started.said()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    await answer?.text();
    if (answer?.status === 200) return runningOf(started, url);
  }
  started.child.kill('SIGKILL');
  throw new Error(`It was not ready within a minute:\n${started.said()}`);
}

/** Runs to its end. */
export async function runOut(
  words: readonly string[],
  environment: Surroundings,
): Promise<{ readonly code: number | null; readonly said: string }> {
  const { child, said } = start(words, environment);
  await once(child, 'close');
  return { code: child.exitCode, said: said() };
}

type Started = { readonly child: ChildProcess; said(): string };

function start(words: readonly string[], environment: Surroundings): Started {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [...words], {
    // A directory without .env.
    cwd: tmpdir(),
    env: { PATH, HOME, HOST: '127.0.0.1', LOG_LEVEL: process.env.TEST_LOG ?? 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const printed: string[] = [];
  const hear = (data: unknown) => {
    printed.push(String(data));
    if (process.env.TEST_LOG) process.stderr.write(String(data));
  };
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', hear);
  return { child, said: () => printed.join('') };
}

const runningOf = ({ child, said }: Started, url: string): Running => ({
  url,
  said,
  get hasEnded() {
    return child.exitCode !== null || child.signalCode !== null;
  },
  kill: () => signal(child, 'SIGKILL').then(() => undefined),
  end: () => signal(child, 'SIGTERM'),
});

async function signal(child: ChildProcess, name: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const closed = once(child, 'close');
  child.kill(name);
  await closed;
  return child.exitCode;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
