// Builds the sandbox's page into dist/page with vite; run by itself, serves it for whoever works on it.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { command, Failed, main } from './command.mjs';
import { isPresent } from './install.mjs';
import { inRoot } from './paths.mjs';
import { fingerprint, readStamp, writeStamp } from './stamp.mjs';

const stamp = 'dist/page/.made-from';
const sources = ['sandbox/page', 'sandbox/web/contract.ts', 'vite.config.ts'];

const made = () => fingerprint(sources, fingerprint(['package-lock.json']));

/** Without the packages of those who develop it there is nothing to build it with: what is there is served. */
export const needsPage = () =>
  isPresent('vite') && existsSync(inRoot('sandbox/page/index.html')) && readStamp(stamp) !== made();

export async function buildPage() {
  console.error('Building the page (vite)');
  // Taken before, so that a file saved meanwhile is built the next time.
  const from = made();
  await command(process.execPath, [inRoot('node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn']);
  writeStamp(stamp, from);
}

/** npm run page [-- address of the running demo]: every file as it is saved, everything else from the demo. */
async function develop(demo = 'http://127.0.0.1:4400') {
  const isUp = await fetch(demo).then(
    () => true,
    () => false,
  );
  if (!isUp) throw new Failed(`Nobody answers at ${demo}. Start npm run demo first, or say where it is.`);
  const { createServer } = await import('vite');
  // The demo takes the page for its own only under its own name.
  const api = { target: demo, changeOrigin: true, headers: { origin: new URL(demo).origin } };
  const server = await createServer({ server: { host: '127.0.0.1', proxy: { '/api': api } } });
  await server.listen();
  server.printUrls();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(() => develop(process.argv[2]));
