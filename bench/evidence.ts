import { spawn } from 'node:child_process';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setInterval as every } from 'node:timers/promises';
import { newKeyPair } from '../src/signing.js';
import { writeLargeRecord } from './largeRecord.js';
import { perSecond, type Row, rate, timed } from './measure.js';

const program = join(import.meta.dirname, '..', 'src', 'audit.js');
const endings = { csv: '-events.csv', json: '.json', bundle: '.jsonl' } as const;

/** `npm run audit -- export` of a whole record, in a process of its own: how long, and how much memory at most. */
export async function measureEvidence(
  environment: Readonly<Record<string, string>>,
  home: string,
  events: number,
): Promise<Row[]> {
  const { DATABASE_URL = '' } = environment;
  const written = await writeLargeRecord(DATABASE_URL, events);
  const rows: Row[] = [];
  for (const format of ['csv', 'json', 'bundle'] as const) {
    const out = join(home, `evidence-${format}`);
    const args = [
      'export',
      '--from',
      '2025-01-01',
      '--to',
      '2099-12-31',
      '--format',
      format,
      '--as',
      'boss@acme.example.com',
      '--out',
      out,
    ];
    let megabytes = 0;
    const signing = { AUDIT_SIGNING_KEY: newKeyPair().privateKey };
    const took = await timed(async () => {
      megabytes = await peakOf(args, { ...environment, ...signing });
    });
    const { size } = await stat(`${out}${endings[format]}`);
    rows.push({
      what: `export of ${written.toLocaleString('en')} events as ${format}`,
      result: `${(took / 1000).toFixed(1)} s, ${Math.round(megabytes)} MB of memory at most`,
      note: `${rate(perSecond(written, took))}; the file has ${Math.round(size / 1e6)} MB`,
    });
    await rm(`${out}${endings[format]}`);
  }
  return rows;
}

/** @returns megabytes. */
async function peakOf(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<number> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const done = new AbortController();
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      done.abort();
      resolve(code);
    });
  });
  let most = 0;
  try {
    for await (const _ of every(100, undefined, { signal: done.signal }))
      most = Math.max(most, await highWater(child.pid ?? 0));
  } catch (error) {
    if (!done.signal.aborted) throw error;
  }
  if ((await ended) !== 0) throw new Error(`the export failed: ${said}`);
  return most;
}

/** What Linux counts itself, so that nothing between two looks is missed. */
async function highWater(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
}
