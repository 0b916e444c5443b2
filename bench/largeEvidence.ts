import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeCatalog } from './company.js';
import { measureEvidence } from './evidence.js';
import { table } from './measure.js';
import { onPostgres } from './place.js';

/** `npm run bench:evidence`: exports of a million events. `-- --events 100000` measures something smaller. */
const { values } = parseArgs({ options: { events: { type: 'string', default: '1000000' } } });

await onPostgres(async ({ home, database }) => {
  const environment = {
    DATABASE_URL: await database('evidence'),
    CATALOG_DIR: await writeCatalog(join(home, 'catalog'), 'okta'),
  };
  console.log(`\n${table(await measureEvidence(environment, home, Number(values.events)))}`);
});
