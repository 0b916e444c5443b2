import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { type Bot, startBot } from '../sandbox/bot.js';
import { type StandIns, startStandIns } from '../sandbox/standIns.js';
import { openStore } from '../src/store/open.js';
import { crowd, writeCatalog } from './company.js';
import { memoryOf } from './conversation.js';
import { give } from './expiries.js';
import { run, table } from './measure.js';
import { onPostgres } from './place.js';

/**
 * `npm run bench:expiry`: ten thousand ends due in one minute, against an Okta that bears so many requests a minute.
 * It takes minutes, so it is no part of `npm run bench`. `-- --count 1000 --per-minute 3000` measures something else.
 */
const { values } = parseArgs({
  options: { count: { type: 'string', default: '10000' }, 'per-minute': { type: 'string', default: '6000' } },
});
const count = Number(values.count);
const perMinute = Number(values['per-minute']);
/** Half of an org's bucket is a token's. */
const ours = perMinute / 2;
const operations = ['getUser', 'getGroup', 'listUserGroups', 'unassignUserFromGroup'];

await onPostgres(async ({ home, database }) => {
  const url = await database('mass');
  const standIns = await startStandIns(crowd(count));
  for (const operation of operations) standIns.okta.allow(operation, perMinute);
  console.log(`Giving ${count} people access …`);
  await giveAll(url, standIns);
  const settings = Object.entries(standIns.environment).filter(([name]) => !name.startsWith('JIRA_'));
  console.log('Taking everybody out …');
  const bot = await startBot({
    ...{ DATABASE_URL: url, LATCHKEY_DATA: home, LOG_LEVEL: 'error' },
    ...{ CATALOG_DIR: await writeCatalog(`${home}/catalog`, 'okta'), ...Object.fromEntries(settings) },
    // Ten thousand people were just put in by hand, and the log would tell of each: that is not measured here.
    ...{ LOG_EVERY: '0' },
  });
  try {
    const { calls, megabytes } = await drain(standIns, bot);
    console.log(`\n${table(await rowsOf(url, standIns, calls, megabytes))}`);
  } finally {
    await bot.stop();
    await standIns.stop();
  }
});

/** All ends lie within a minute, and that minute is over when the bot starts. */
async function giveAll(url: string, standIns: StandIns): Promise<void> {
  const store = openStore(url, () => {});
  const begun = Date.now() - 24 * 3600 * 1000;
  try {
    await run(count, 16, (number) => give(store, standIns, number, new Date(begun + (number * 60_000) / count)));
  } finally {
    await store.close();
  }
}

type Calls = StandIns['okta']['calls'];

/** @returns every call that the bot made, and the most memory that it used, in megabytes. */
async function drain({ okta }: StandIns, bot: Bot): Promise<{ calls: Calls; megabytes: number }> {
  // The stand-in forgets its oldest calls.
  const calls = new Set<Calls[number]>();
  let megabytes = 0;
  for (const deadline = Date.now() + 3600 * 1000; Date.now() < deadline; await wait(1_000)) {
    megabytes = Math.max(megabytes, await memoryOf(bot));
    const isOver = okta.members('bench-team').length === 0;
    for (const call of okta.calls) calls.add(call);
    if (isOver) return { calls: [...calls], megabytes };
  }
  throw new Error(`after an hour ${okta.members('bench-team').length} people are still in`);
}

async function rowsOf(url: string, { okta }: StandIns, calls: Calls, megabytes: number) {
  const removals = calls.filter(({ operation }) => operation === 'unassignUserFromGroup');
  const moments = removals.map(({ at }) => Date.parse(at));
  const minutes = ((moments.at(-1) ?? 0) - (moments[0] ?? 0)) / 60_000;
  const numberOf = ({ path }: { path: string }) => places.get(path.split('/').at(-1) ?? '') ?? 0;
  const places = new Map(Array.from({ length: count }, (_, number) => [okta.userId(`p${number}`), number]));
  const outOfPlace = removals.map((call, place) => Math.abs(numberOf(call) - place));
  const out = new Set(removals.filter(({ status }) => status === 204).map(numberOf)).size;
  const share = removals.length / minutes / ours;
  return [
    { what: 'drained at', result: `${Math.round(share * 100)} % of our limit`, note: `in ${minutes.toFixed(1)} min` },
    { what: 'calls beyond the limit', result: String(calls.filter(({ status }) => status === 429).length) },
    { what: 'most removals in any minute', result: `${mostInAMinute(moments)} of ${ours}` },
    { what: 'lost', result: String(count - out), note: `${await stillIn(url)} not yet confirmed on the record` },
    { what: 'out of order by', result: `${outOfPlace.reduce((most, one) => Math.max(most, one), 0)} places` },
    {
      what: 'calls for each end',
      result: (calls.length / count).toFixed(1),
      note: 'the look after it not counted in full',
    },
    { what: 'memory of the bot, at most', result: `${Math.round(megabytes)} MB` },
  ];
}

function mostInAMinute(moments: readonly number[]): number {
  let most = 0;
  for (let first = 0, last = 0; last < moments.length; last += 1) {
    while ((moments[last] ?? 0) - (moments[first] ?? 0) > 60_000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

async function stillIn(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(`SELECT count(*)::int AS "left" FROM "Grant" WHERE "status" <> 'ended'`);
    return rows[0].left;
  } finally {
    await client.end();
  }
}
