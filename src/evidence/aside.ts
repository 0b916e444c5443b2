import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const day = 24 * 3600 * 1000;

/**
 * A directory to make evidence in before anybody has it. A process that was killed could not take its own away, and
 * names and reasons lie in it: so whoever makes the next one beside it takes away what is ours and has not been
 * touched for a day.
 * @param prefix `latchkey-evidence-`, with a dot before it where people look.
 */
export async function makeAside(directory: string, prefix: string): Promise<string> {
  const made = await mkdtemp(join(directory, prefix));
  // The disk's own clock, since it is the disk's times that are compared.
  const { mtimeMs, uid } = await lstat(made);
  const left = (await readdir(directory).catch(() => [])).filter((name) => isLike(name, prefix));
  for (const path of left.map((name) => join(directory, name)))
    if (await isLeft(path, { uid, before: mtimeMs - day })) await rm(path, { recursive: true, force: true });
  return made;
}

/** As mkdtemp names them. */
const isLike = (name: string, prefix: string): boolean =>
  name.startsWith(prefix) && /^[A-Za-z0-9]{6}$/.test(name.slice(prefix.length));

/** One that goes away while it is looked at is being taken away by somebody else. */
async function isLeft(path: string, { uid, before }: { uid: number; before: number }): Promise<boolean> {
  try {
    const own = await lstat(path);
    if (!own.isDirectory() || own.uid !== uid) return false;
    const within = await Promise.all((await readdir(path)).map((name) => lstat(join(path, name))));
    return [own, ...within].every(({ mtimeMs }) => mtimeMs < before);
  } catch {
    return false;
  }
}
