// A process that uses the embedded PostgreSQL as Latchkey does, for tests that kill it.

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformFile } from '@swc/core';

// Compiled here and now: dist/ may be older than what is being tested. Inside the project, to find its packages.
const [directory, compiled] = process.argv.slice(2);
await mkdir(join(compiled, 'embedded'), { recursive: true });
for (const name of ['embedded.ts', ...(await readdir('src/store/embedded')).map((file) => `embedded/${file}`)]) {
  const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } };
  const { code } = await transformFile(join('src/store', name), options);
  await writeFile(join(compiled, name.replace(/ts$/, 'js')), code);
}
const { startEmbeddedPostgres } = await import(pathToFileURL(join(compiled, 'embedded.js')).href);

const log = { info: () => {}, warn: (text) => console.error(text) };
const began = performance.now();
const postgres = await startEmbeddedPostgres({ directory, log });
console.log(JSON.stringify({ url: postgres.url, took: performance.now() - began }));
process.on('SIGTERM', () => postgres.stop().then(() => process.exit(0)));
setInterval(() => {}, 60_000);
