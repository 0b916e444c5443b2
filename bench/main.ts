import { join } from 'node:path';
import { measureBudget } from './budget.js';
import { writeCatalog } from './company.js';
import { measureConversation } from './conversation.js';
import { measureDoor } from './door.js';
import { measureEvidence } from './evidence.js';
import { measureExpiries } from './expiries.js';
import { type Row, table } from './measure.js';
import { measureMemory } from './memory.js';
import { measurePeople } from './people.js';
import { onPostgres, type Place } from './place.js';
import { measureProviders } from './providers.js';
import { measurePure } from './pure.js';
import { eventsMeasured, measureTrail } from './trail.js';

/** `npm run bench`: what README quotes, measured in one run on one machine. Everything it needs it makes in a temporary directory. */
async function main(): Promise<void> {
  await onPostgres(async (place) => console.log(`\n${table(await measure(place))}`));
}

async function measure({ home, database }: Place): Promise<Row[]> {
  const withOkta = await writeCatalog(join(home, 'catalog'), 'okta');
  const without = await writeCatalog(join(home, 'catalog-without'), 'none');
  const on = async (name: string) => ({
    DATABASE_URL: await database(name),
    LATCHKEY_DATA: home,
    CATALOG_DIR: withOkta,
    LOG_LEVEL: 'error',
  });
  const providers = await said('The providers', measureProviders);
  const pure = await said('The rules and the search', measurePure);
  const door = await said('The door', async () => measureDoor(await database('door')));
  const budget = await said('The budget', async () => measureBudget(await database('budget')));
  const people = await said('Fifty thousand people', async () => measurePeople(await database('people')));
  const talk = await said('A conversation', async () => measureConversation(await on('talk')));
  const quiet = await on('quiet');
  const memory = await said('Memory', () => measureMemory(quiet, { withOkta, without }, talk.megabytes));
  const expiries = await said('A thousand expiries', async () => measureExpiries(await on('expiries')));
  const events = eventsIn(process.argv);
  const trail = await said('The audit trail', async () => measureTrail(await database('trail'), events));
  const evidence = await said('Evidence', async () => measureEvidence(await on('evidence'), home, events));
  const record = [...trail, ...evidence];
  return [...door, ...budget, memory, ...providers, ...talk.rows, ...expiries, ...people, ...pure, ...record];
}

/** `npm run bench -- --events 100000`, where a million takes too long. */
function eventsIn(args: readonly string[]): number {
  const at = args.indexOf('--events');
  return at === -1 ? eventsMeasured : Number(args[at + 1]);
}

async function said<T>(what: string, work: () => Promise<T>): Promise<T> {
  console.log(`${what} …`);
  return work();
}

await main();
