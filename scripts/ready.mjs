// Makes the project ready to run: packages, database client, dist, the page. Does nothing where nothing changed.
import { pathToFileURL } from 'node:url';
import { build, isBuilt, needsBuild } from './build.mjs';
import { generate, needsGenerate } from './client.mjs';
import { Failed, main } from './command.mjs';
import { install, isInstalled, isPresent, needsInstall } from './install.mjs';
import { alone } from './lock.mjs';
import { buildPage, needsPage } from './page.mjs';

/** An image holds dist and no compiler: there is nothing to make, and nothing to make it with. */
const isPrebuilt = () =>
  Boolean(process.env.LATCHKEY_PREBUILT) || (isBuilt() && isInstalled() && !isPresent('typescript'));

export async function ready() {
  await readyForTests();
  if (!isPrebuilt() && needsBuild()) await alone(() => needsBuild() && build());
}

/** With what the sandbox shows in the browser. The bot needs none of it. */
export async function readyForSandbox() {
  await ready();
  if (!isPrebuilt() && needsPage()) await alone(() => needsPage() && buildPage());
}

/** Tests read the sources themselves, so dist may be behind. */
export async function readyForTests() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Failed(`Latchkey needs Node 20.19 or newer; this is ${process.version}. .nvmrc names a good one.`);
  }
  if (isPrebuilt()) return;
  if (needsInstall()) await alone(() => needsInstall() && install());
  if (needsGenerate()) await alone(() => needsGenerate() && generate());
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  // --packages: without the build, which wants sources that compile.
  await main(process.argv.includes('--packages') ? readyForTests : readyForSandbox);
}
