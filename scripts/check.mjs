// All that can be said without running anything: types, style, import rules, and that what is generated is up to date.
import { readdirSync } from 'node:fs';
import { command, Failed, main } from './command.mjs';
import { inRoot } from './paths.mjs';
import { readyForSandbox, readyForTests } from './ready.mjs';

const node = process.execPath;
const bin = (path) => inRoot('node_modules', path);

await main(async () => {
  await readyForTests();
  const failed = [];
  for (const [name, run] of steps()) {
    console.error(`\n${name}`);
    await run().catch((error) => {
      if (!(error instanceof Failed)) throw error;
      failed.push(name);
    });
  }
  if (failed.length > 0) throw new Failed(`\nFailed: ${failed.join(', ')}`);
  console.error('\nAll is well.');
});

function steps() {
  const generators = readdirSync(inRoot('scripts')).filter((name) => /^generate-.*\.mjs$/.test(name));
  return [
    ['Types', () => command(node, [bin('typescript/bin/tsc'), '--noEmit'])],
    ['Types of the page', () => command(node, [bin('typescript/bin/tsc'), '--noEmit', '--project', 'sandbox/page'])],
    ['Style', () => command(node, [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'])],
    ['Import rules', () => command(node, [bin('jest/bin/jest.js'), 'test/architecture'])],
    // What follows reads dist.
    ['Build', () => readyForSandbox().catch((error) => Promise.reject(new Failed(error.message)))],
    ['Migrations', () => command(node, [inRoot('scripts/migration.mjs'), '--check'])],
    ...generators.map((name) => [name, () => command(node, [inRoot('scripts', name), '--check'])]),
  ];
}
