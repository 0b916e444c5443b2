import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The bot as its operator runs it: a process of its own, told by its environment where everything is. */
export type Bot = {
  readonly url: string;
  /** Resolves when it has ended, whatever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
  /** SIGKILL: nothing is finished, nothing is said. */
  kill(): Promise<void>;
};

/** The project, whether this runs compiled or not. */
export const root = projectAround(dirname(fileURLToPath(import.meta.url)));

function projectAround(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  if (directory === dirname(directory)) throw new Error('package.json is missing: the installation is incomplete.');
  return projectAround(dirname(directory));
}

/** What the surroundings may say: nothing of a real Slack or Okta that happens to be set in this shell. */
const harmless = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'TMPDIR'];
const surroundings = () =>
  Object.fromEntries(harmless.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));

/** @throws when it ends before it is ready, with what it said. */
export async function startBot(environment: Readonly<Record<string, string>>): Promise<Bot> {
  const port = await freePort();
  const child = spawn(process.execPath, ['--enable-source-maps', join(root, 'dist', 'src', 'main.js')], {
    cwd: root,
    env: { ...surroundings(), ...environment, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  leash(child);
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => said.push(String(data)));
  const url = `http://127.0.0.1:${port}`;
  await untilReady(child, `${url}/readyz`, () => said.join(''));
  const ended = hasEnded(child) ? Promise.resolve() : once(child, 'exit').then(() => undefined);
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    await ended;
  };
  return { url, ended, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/** Where we are killed it must not stay, and answer in the next demo: a shell waits for our end. */
function leash(child: ChildProcess): void {
  if (process.platform === 'win32' || child.pid === undefined) return;
  const shell = spawn('/bin/sh', ['-c', 'read -r _; kill -KILL "$1"', 'demo-leash', String(child.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.once('exit', () => shell.kill('SIGKILL'));
  // It must not keep us alive: our end is what it waits for.
  shell.unref();
  if (shell.stdin instanceof Socket) shell.stdin.unref();
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Runs one of the bot's own commands and hands over what it printed. */
export async function runTool(
  name: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const child = spawn(process.execPath, [join(root, 'dist', 'src', `${name}.js`), ...words], {
    cwd: root,
    env: { ...surroundings(), ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  child.stdout.on('data', (data) => said.push(String(data)));
  await once(child, 'close');
  return said.join('');
}

/** It takes two or three seconds, and ten times as long where ten others want the same processor. */
const READY_MS = 90_000;

async function untilReady(child: ChildProcess, url: string, said: () => string): Promise<void> {
  for (const deadline = Date.now() + READY_MS; Date.now() < deadline; await wait(50)) {
    if (hasEnded(child)) throw new Error(`The bot ended before it was ready:\n${said()}`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.status === 200) return;
  }
  child.kill('SIGKILL');
  throw new Error(`The bot was not ready within ${READY_MS / 1000} s:\n${said()}`);
}

async function freePort(): Promise<number> {
  return (await tryPort(0)) ?? 0;
}

/** Whether each could be listened on: addresses that stand in the record should go on leading somewhere. */
export async function arePortsFree(ports: Readonly<Record<string, number>>): Promise<boolean> {
  const found = await Promise.all(Object.values(ports).map(tryPort));
  return found.every((port) => port !== undefined);
}

async function tryPort(port: number): Promise<number | undefined> {
  const server = createServer();
  const listening = once(server, 'listening').then(
    () => 'free',
    () => 'taken',
  );
  server.listen(port, '127.0.0.1');
  if ((await listening) === 'taken') return undefined;
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : undefined;
}
