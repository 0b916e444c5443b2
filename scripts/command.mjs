import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

/** Runs a program to its end; what it prints goes to stderr, so that our own stdout stays ours. */
export function command(program, args, { env = {}, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const printed = [];
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && !program.endsWith('.exe'),
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => (quiet ? printed.push(chunk) : process.stderr.write(chunk)));
    }
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve();
      for (const chunk of printed) process.stderr.write(chunk);
      reject(new Failed(`${program} ${args.join(' ')} ended with ${signal ?? code}`));
    });
  });
}

/** A failure that has already been explained on the screen: it needs no stack trace. */
export class Failed extends Error {}

/** Runs the body of a script and turns its failure into an exit code. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    console.error(error instanceof Failed ? error.message : error);
    process.exit(1);
  }
}
