// Compiles src, sandbox and bench into dist.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { command } from './command.mjs';
import { inRoot } from './paths.mjs';
import { filesBelow, fingerprint, readStamp, writeStamp } from './stamp.mjs';
import { buildVerifier } from './verifier.mjs';

const stamp = 'dist/.made-from';
// The page is vite's: see page.mjs.
const isOurs = (path) => !path.startsWith('sandbox/page/');
const sources = () => filesBelow(['src', 'sandbox', 'bench', 'tsconfig.json', 'tsconfig.build.json']).filter(isOurs);

const made = () => fingerprint(sources(), fingerprint(['package-lock.json']));

export const isBuilt = () => existsSync(inRoot('dist/src'));
export const needsBuild = () => !isBuilt() || readStamp(stamp) !== made();

export async function build() {
  console.error('Building (tsc)');
  // Taken before, so that a file saved while tsc runs is compiled the next time.
  const from = made();
  rmSync(inRoot(stamp), { force: true });
  await command(process.execPath, [inRoot('node_modules/typescript/bin/tsc'), '--project', 'tsconfig.build.json']);
  removeLeftovers('dist');
  await buildVerifier();
  writeStamp(stamp, from);
}

/** What a source left behind when it was renamed or deleted. The rest stays: somebody may be running it. */
function removeLeftovers(directory) {
  for (const entry of readdirSync(inRoot(directory), { withFileTypes: true })) {
    const path = `${directory}/${entry.name}`;
    if (path === 'dist/page') continue;
    if (entry.isDirectory()) removeLeftovers(path);
    else if (/\.js(\.map)?$/.test(path) && !hasSource(path)) rmSync(inRoot(path));
  }
}

const hasSource = (path) => existsSync(inRoot(path.replace(/^dist\//, '').replace(/\.js(\.map)?$/, '.ts')));
