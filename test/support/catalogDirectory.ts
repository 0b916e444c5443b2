import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from '@jest/globals';
import { CatalogError, readCatalog } from '../../src/catalogFiles.js';

export const figma = `app: figma
name: Figma
owner: Dana@acme.example.com
provider: okta
fallback: Ask in #it-help        # what happens when a request does not fit
roles:
  - role: viewer
    name: Viewer
    risk: low
    groups: [figma-viewers]
    durations: [permanent]
  - role: editor
    name: Editor
    risk: privileged
    groups: [figma-editors]
    durations: [1h, 24h]
`;

export const policy = `risks:
  low:        { approval: auto }
  standard:   { approval: [manager] }
  sensitive:  { approval: [owner] }
  elevated:   { approval: [owner], longest: 30d }
  privileged: { approval: [{ security: 2 }, owner], longest: 24h }
security: [Sam@acme.example.com]
lapse: 3d
admins: [it@acme.example.com]
pilot: []
directory: okta
`;

/** A directory of its own for each test. */
export let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'catalog-'));
});
afterEach(() => rm(directory, { recursive: true }));

export const put = async (files: Readonly<Record<string, string | Uint8Array>>) => {
  for (const [name, body] of Object.entries(files)) await writeFile(join(directory, name), body);
};

export async function read(
  files: Record<string, string | Uint8Array> = {},
  options?: Parameters<typeof readCatalog>[1],
) {
  await put({ 'figma.yaml': figma, 'policy.yaml': policy, ...files });
  return readCatalog(directory, options);
}

/** The lines of the refusal, each from its file's name on. */
export async function problems(
  files: Record<string, string | Uint8Array>,
  options?: Parameters<typeof readCatalog>[1],
) {
  const error = await read(files, options).catch((thrown: unknown) => thrown);
  if (!(error instanceof CatalogError)) throw new Error('The catalog was not refused');
  expect(error.message).toBe(error.problems.join('\n'));
  return error.problems.map((line) => line.slice(directory.length + 1));
}

export const changed = (text: string, from: string | RegExp, to: string) => {
  const result = text.replace(from, to);
  if (result === text) throw new Error(`Nothing like ${from} to change`);
  return result;
};
export const figmaWith = (from: string | RegExp, to: string) => ({ 'figma.yaml': changed(figma, from, to) });
export const policyWith = (from: string | RegExp, to: string) => ({ 'policy.yaml': changed(policy, from, to) });

export const figmaRole = (id: string, durations = '[1h]') =>
  `  - role: ${id}\n    name: More\n    risk: low\n    groups: [more]\n    durations: ${durations}\n`;
