import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { newKeyPair } from '../src/signing.js';
import { boardMapping } from './board.js';

/** What the company gives Latchkey to read, in a directory of its own. */
export type Furniture = {
  readonly catalog: string;
  readonly signingKey: string;
  /** What an auditor is given. */
  readonly publicKey: string;
};

export const furnitureIn = (home: string): Furniture => ({
  catalog: join(home, 'catalog'),
  signingKey: join(home, 'signing-key.pem'),
  publicKey: join(home, 'signing-key.public.pem'),
});

/** The example catalog as it is now, with what this company has beside it: people who decide in Jira, and a key. */
export async function furnish(home: string, example: string): Promise<Furniture> {
  const furniture = furnitureIn(home);
  await mkdir(home, { recursive: true });
  await rm(furniture.catalog, { recursive: true, force: true });
  await cp(example, furniture.catalog, { recursive: true });
  await writeFile(join(furniture.catalog, 'jira.yaml'), `${boardMapping}  close: endAccess\n`);
  await moreKeepers(join(furniture.catalog, 'policy.yaml'));
  if (!existsSync(furniture.signingKey)) await makeKey(furniture);
  return furniture;
}

/** What takes two admins could not be tried with one; and an auditor takes out evidence without being one. */
async function moreKeepers(path: string): Promise<void> {
  const policy = parseDocument(await readFile(path, 'utf8'));
  const { admins = [], auditors = [] }: { admins?: string[]; auditors?: string[] } = policy.toJS();
  policy.set('admins', [...new Set([...admins, 'sam@acme.example.com'])]);
  policy.set('auditors', [...new Set([...auditors, 'grace@acme.example.com'])]);
  await writeFile(path, String(policy));
}

async function makeKey({ signingKey, publicKey }: Furniture): Promise<void> {
  const made = newKeyPair();
  await writeFile(publicKey, made.publicKey);
  await writeFile(signingKey, made.privateKey, { mode: 0o600 });
}
