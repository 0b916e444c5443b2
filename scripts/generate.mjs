// Makes again what is made from something else and kept in the repository: every scripts/generate-*.mjs.
import { readdirSync } from 'node:fs';
import { command, main } from './command.mjs';
import { inRoot } from './paths.mjs';
import { ready } from './ready.mjs';

await main(async () => {
  await ready();
  const names = readdirSync(inRoot('scripts')).filter((name) => /^generate-.*\.mjs$/.test(name));
  for (const name of names) await command(process.execPath, [inRoot('scripts', name)]);
});
