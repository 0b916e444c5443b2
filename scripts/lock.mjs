// One at a time: two that start together must not install into the same directory at once.
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inRoot } from './paths.mjs';

const path = inRoot('.latchkey/ready.lock');

export async function alone(body) {
  while (!take()) await wait(200);
  try {
    return await body();
  } finally {
    rmSync(path, { force: true });
  }
}

function take() {
  const mine = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(mine, String(process.pid));
  try {
    // A link appears with its content, so nobody ever reads a lock that does not name its holder.
    linkSync(mine, path);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isHeld()) rmSync(path, { force: true });
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

function isHeld() {
  try {
    return process.kill(Number(readFileSync(path, 'utf8')), 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
