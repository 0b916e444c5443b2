// Makes ready and runs a compiled program in this very process, so that a signal to `npm start` reaches it.
import { pathToFileURL } from 'node:url';
import { Failed, main } from './command.mjs';
import { inRoot } from './paths.mjs';
import { ready } from './ready.mjs';

await main(async () => {
  const [node, , program, ...args] = process.argv;
  if (!program) throw new Failed('usage: node scripts/run.mjs <program in dist> [arguments]');
  await ready();
  process.argv = [node, inRoot('dist', program), ...args];
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(process.argv[1]).href);
});
