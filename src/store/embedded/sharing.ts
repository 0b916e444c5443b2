import { spawn } from 'node:child_process';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { hasCode } from './errno.js';
import { isRunning, pidFile } from './postmaster.js';

// Several processes (a web and a worker, say) may share one embedded PostgreSQL. Each has a file in users/, named by
// its process, and a guard: a small shell that waits for the process to end, however it ends, and then stops
// PostgreSQL when nobody else uses it.
const guard = `
read -r _
rm -f "$1/users/$2"
for user in "$1"/users/*; do
  pid=\${user##*/}
  if [ ! -d /proc/self ]; then kill -0 "$pid" 2>/dev/null && exit
  elif grep -q . "/proc/$pid/cmdline" 2>/dev/null; then exit
  fi
done
pid=$(head -n 1 "$3" 2>/dev/null) || exit
[ ! -d /proc/self ] || grep -q postgres "/proc/$pid/cmdline" 2>/dev/null || exit
kill -INT "$pid"
`;

const users = (home: string): string => join(home, 'users');
const mine = (home: string): string => join(users(home), String(process.pid));

/** Says that this process uses the cluster, until `leave` or its end. */
export async function enter(home: string): Promise<{ leave(): Promise<void> }> {
  const started = String(performance.timeOrigin);
  const read = await readFile(mine(home), 'utf8').catch(() => '');
  // The same process a second time (each test file loads this module anew): the first time's guard does for both.
  if (read === started) return { leave: async () => {} };
  await writeFile(mine(home), started);
  if (process.platform === 'win32') return { leave: () => rm(mine(home), { force: true }) };
  const shell = spawn('/bin/sh', ['-c', guard, 'latchkey-guard', home, String(process.pid), pidFile(home)], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: '/usr/bin:/bin' },
  });
  const over = new Promise<void>((resolve) => shell.once('close', () => resolve()));
  // It must not keep us alive: our end is what it waits for.
  shell.unref();
  if (shell.stdin instanceof Socket) shell.stdin.unref();
  return {
    leave: async () => {
      shell.ref();
      shell.stdin?.end();
      await over;
    },
  };
}

/** Whether another living process uses the cluster too. */
export async function isShared(home: string): Promise<boolean> {
  for (const pid of await readdir(users(home)).catch(() => [])) {
    if (Number(pid) !== process.pid && (await isRunning(Number(pid)))) return true;
  }
  return false;
}

/** One process at a time: two that start together must not both make the data directory. */
export async function alone<T>(home: string, body: () => Promise<T>): Promise<T> {
  const [lock, own] = [join(home, 'start.lock'), join(home, `start.lock.${process.pid}.${process.hrtime.bigint()}`)];
  await writeFile(own, String(process.pid));
  try {
    while (!(await took(own, lock))) await wait(25);
  } finally {
    await rm(own, { force: true });
  }
  try {
    return await body();
  } finally {
    await rm(lock, { force: true });
  }
}

/** A link appears with its content, so nobody ever reads a lock that does not name its holder. */
async function took(own: string, lock: string): Promise<boolean> {
  try {
    await link(own, lock);
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    const holder = Number(await readFile(lock, 'utf8').catch(() => process.pid));
    if (!(await isRunning(holder))) await rm(lock, { force: true });
    return false;
  }
}
