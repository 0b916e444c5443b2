// A stamp says from what a result was made. While it still agrees, the work need not be done again.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { inRoot } from './paths.mjs';

/** Every file below the given files and directories (relative to the project), in one order everywhere. */
export function filesBelow(paths) {
  return paths.flatMap((path) => {
    if (!existsSync(inRoot(path))) return [];
    const children = list(inRoot(path));
    return children ? filesBelow(children.map((name) => `${path}/${name}`)) : [path];
  });
}

function list(path) {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** A hash over the names and contents of files, and over anything else that decides the result. */
export function fingerprint(paths, ...others) {
  const hash = createHash('sha256');
  for (const file of filesBelow(paths)) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(inRoot(file)))
      .update('\0');
  }
  return hash.update(JSON.stringify(others)).digest('hex');
}

export function readStamp(path) {
  try {
    return readFileSync(inRoot(path), 'utf8').trim();
  } catch {
    return undefined;
  }
}

export function writeStamp(path, value) {
  try {
    mkdirSync(dirname(inRoot(path)), { recursive: true });
    writeFileSync(inRoot(path), `${value}\n`);
  } catch (error) {
    // Another user's directory: the work is done, only the shortcut is lost.
    if (error.code !== 'EACCES' && error.code !== 'EROFS') throw error;
  }
}
