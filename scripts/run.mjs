// Makes ready and runs a compiled program in this very process. package.json says `exec` before it: so npm is our
// parent and no shell stands between, which would keep npm's signals to itself.
import { pathToFileURL } from 'node:url';
import { Failed, main } from './command.mjs';
import { inRoot } from './paths.mjs';
import { ready, readyForSandbox } from './ready.mjs';

const showsPage = (program) => program.startsWith('sandbox/') || program === 'bench/page.js';

await main(async () => {
  const [node, , program, ...args] = process.argv;
  if (!program) throw new Failed('usage: node scripts/run.mjs <program in dist> [arguments]');
  if (process.env.npm_lifecycle_event) endWith(process.ppid);
  await (showsPage(program) ? readyForSandbox().catch(withoutPage) : ready());
  process.argv = [node, inRoot('dist', program), ...args];
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(process.argv[1]).href);
});

/** Where the page cannot be built, the terminal is left. */
async function withoutPage(error) {
  if (!(error instanceof Failed)) throw error;
  console.error(error.message);
  await ready();
}

/** Whoever kills npm without a chance to pass it on means us. Left behind, we would keep the port. */
function endWith(parent) {
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  }, 100).unref();
}
