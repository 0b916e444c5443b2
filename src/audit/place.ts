import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Refusal, refuse } from '../domain/refusal.js';

/** Evidence that lies there is never overwritten: it may be the copy that somebody signed off. */
export async function takenIn(directory: string, names: readonly string[]): Promise<Refusal | undefined> {
  for (const name of names)
    if (await isThere(join(directory, name))) return refuse(`${name} is there already. Name another --out.`);
  return undefined;
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
