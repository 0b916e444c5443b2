import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

/** In a file of the example catalog, one text in the place of another. */
export type Edit = readonly [file: string, before: string, after: string];

/** These stand at Entra ID and Google: who does not try them out need not load what speaks with the two. */
const elsewhere = /(power-bi|analytics)\.yaml$/;

/** A copy of the example catalog's apps at Okta and by hand, with these edits, for CATALOG_DIR; gone after the tests. */
export function catalogWith(...edits: readonly Edit[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'latchkey-catalog-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  cpSync('catalog', directory, { recursive: true, filter: (file) => !elsewhere.test(file) });
  for (const [file, before, after] of edits) {
    const text = readFileSync(join(directory, file), 'utf8');
    if (!text.includes(before)) throw new Error(`catalog/${file} does not say: ${before}`);
    writeFileSync(join(directory, file), text.replace(before, after));
  }
  return directory;
}
