import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './errno.js';

/** What PostgreSQL notes about itself while it runs. */
export interface Postmaster {
  pid: number;
  port: number;
  status: string;
}

export const pidFile = (home: string): string => join(home, 'data', 'postmaster.pid');

export async function readPostmaster(home: string): Promise<Postmaster | undefined> {
  const text = await readFile(pidFile(home), 'utf8').catch(() => undefined);
  const lines = text?.split('\n') ?? [];
  if (!lines[0]) return undefined;
  return { pid: Number(lines[0]), port: Number(lines[3]), status: (lines[7] ?? '').trim() };
}

/** Whether a process lives; a zombie, which nobody has buried yet, does not. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/^\d+ \(.*\) [ZX] /s.test(stat);
}

/** Whether the process is the PostgreSQL of this data directory: numbers of processes are used again. */
export async function isOurs(pid: number, data: string): Promise<boolean> {
  if (!(await isRunning(pid))) return false;
  if (process.platform !== 'linux') return true;
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return line.includes(`\0-D\0${data}\0`);
}
