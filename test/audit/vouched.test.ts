import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { startTimeStampAuthority, type TimeStampAuthority } from '../../sandbox/anchors/timeStampAuthority.js';
import { createTimeStamps } from '../../src/anchors/timeStamp.js';
import { verify } from '../../src/audit/verify.js';
import { lateUnder, lateWords } from '../../src/audit/vouched.js';
import { readAuditSettings } from '../../src/config.js';
import { createSigner, newKeyPair } from '../../src/signing.js';
import { openStore } from '../../src/store/open.js';
import type { Checkpoints, Store } from '../../src/store/store.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { record, signing, start, unguard } from '../support/trails.js';

const hour = 3600_000;
const day = 24 * hour;
const { privateKey } = newKeyPair();
const signer = createSigner(privateKey);
/** The true time, by which the authority stamps. */
let now: Date;
let authority: TimeStampAuthority;
let database: TestDatabase;
let store: Store;
let client: pg.Client;

beforeEach(async () => {
  now = start;
  authority = await startTimeStampAuthority(() => now);
  database = await testDatabase();
  store = openStore(database.url, (error) => {
    throw error;
  });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await store.close();
  await database.drop();
  await authority.stop();
});

/** A checkpoint so many days after the first of them, by the clock of whoever signs; stamped at the true time, or not at all. */
async function signedOn(days: readonly number[], who: string, stamped: 'stamped' | 'not stamped') {
  const heads = new Map();
  const places = stamped === 'stamped' ? [createTimeStamps({ url: authority.url, authorities: authority.ca })] : [];
  for (const one of days) {
    const bench = signing(store, database.url, { signer, places });
    bench.clock.at = new Date(start.getTime() + one * day - hour);
    if (stamped === 'stamped') now = new Date(bench.clock.at.getTime() + hour);
    await record(client, [who], heads);
    await bench.sign();
  }
}

/** `npm run audit -- verify --anchors`, an hour after the true time. */
async function verified(environment: NodeJS.ProcessEnv = {}) {
  const said: string[] = [];
  const code = await verify.run(['--anchors'], {
    now: () => new Date(now.getTime() + hour),
    say: (line) => void said.push(line),
    settings: () =>
      readAuditSettings({
        AUDIT_SIGNING_KEY: privateKey,
        CHECKPOINT_TSA_URL: authority.url,
        CHECKPOINT_TSA_CA: authority.ca,
        ...environment,
      }),
    onRecord: (work) => work(store),
  });
  return { code, said: said.join('\n') };
}

test('a record whose checkpoints were each stamped in time is vouched for, and nothing else is said', async () => {
  await signedOn([0, 10, 20], 'ana', 'stamped');
  const { code, said } = await verified();
  expect([code, said]).toEqual([0, expect.stringContaining('3 checkpoints are at timeStamp as they are here')]);
  expect(said).not.toMatch(/Proven only|NOT |Not /);
});

test('a history that was signed anew with earlier dates says March, and its first stamp is of today', async () => {
  await signedOn([0, 10, 20], 'ana', 'stamped');
  await unguard(database.url);
  await client.query('TRUNCATE "Anchor", "Checkpoint", "Event" CASCADE');
  await signedOn([0, 10, 20], 'eve', 'not stamped');
  await signedOn([270], 'mallory', 'stamped');
  const { code, said } = await verified();
  expect(code).toBe(0);
  expect(said).toContain(
    'Proven only since later: checkpoints 1 to 3 say that they were signed from 2026-03-02T09:00:00.000Z to 2026-03-22T09:00:00.000Z; ' +
      'the first stamp of timeStamp over that is of 2026-11-27T09:00:00.000Z (on checkpoint 4). Until then nobody there vouches for it.',
  );
});

test('all stamps deleted is no good record once it is more than a day old: where they should be, there are none', async () => {
  await signedOn([0, 10], 'ana', 'stamped');
  await unguard(database.url);
  await client.query('TRUNCATE "Anchor"');
  const { code, said } = await verified();
  expect([code, said]).toEqual([
    1,
    expect.stringContaining('NOT outside: timeStamp has none since checkpoint 1 of 2026-03-02T09:00:00.000Z'),
  ]);
});

test('the last stamps may be missing for a day, as long as an outage explains', async () => {
  await signedOn([0, 10], 'ana', 'stamped');
  await unguard(database.url);
  await client.query('DELETE FROM "Anchor" WHERE "number" = 2');
  expect(await verified()).toMatchObject({ code: 0, said: expect.stringContaining('timeStamp has no checkpoint 2.') });
  now = new Date(now.getTime() + day);
  expect(await verified()).toMatchObject({
    code: 1,
    said: expect.stringContaining('NOT outside: timeStamp has none since checkpoint 2'),
  });
});

test('a place that should have them counts by its notes where it cannot be read from here', async () => {
  await signedOn([0], 'ana', 'stamped');
  now = new Date(now.getTime() + 2 * day);
  expect(await verified({ CHECKPOINT_SLACK_CHANNEL: 'C1' })).toMatchObject({
    code: 1,
    said: expect.stringContaining('NOT outside: slack has none since checkpoint 1'),
  });
  await store.checkpoints.anchored({ number: 1, place: 'slack', at: start.toISOString(), reference: 'C1 1.2' });
  expect(await verified({ CHECKPOINT_SLACK_CHANNEL: 'C1' })).toMatchObject({ code: 0 });
});

test('a place that has checkpoints and is not set any more is named', async () => {
  await signedOn([0], 'ana', 'stamped');
  await store.checkpoints.anchored({ number: 1, place: 'objectStore', at: start.toISOString(), reference: 'there' });
  expect((await verified()).said).toContain(
    'Not compared: checkpoints were put to objectStore as well, and it is not set here.',
  );
});

const signedDaily = (count: number): Pick<Checkpoints, 'after'> => ({
  after: async (from, limit) =>
    Array.from({ length: count }, (_, index) => index + 1)
      .filter((number) => number > from)
      .slice(0, limit)
      .map((number) => ({ number, at: on(number) }) as never),
});
const on = (number: number): string => new Date(start.getTime() + number * day).toISOString();

test('the earliest stamp over a checkpoint counts, be it on a later one', async () => {
  const stamps = [
    { number: 2, since: on(40) },
    { number: 4, since: on(5) },
  ];
  const late = await lateUnder(signedDaily(6) as Checkpoints, stamps);
  expect(late.map(({ first, last, stamp }) => [first.number, last.number, stamp.number])).toEqual([[1, 3, 4]]);
  expect(await lateUnder(signedDaily(6) as Checkpoints, [])).toEqual([]);
});

test('of many late ones those that waited longest are told, and how many more there are', async () => {
  const stamps = Array.from({ length: 8 }, (_, index) => ({ number: index + 1, since: on(3 + 2 * index) }));
  const words = lateWords('timeStamp', await lateUnder(signedDaily(8) as Checkpoints, stamps));
  expect(words).toHaveLength(6);
  expect(words[0]).toMatch('checkpoint 8 says that it was signed at');
  expect(words[5]).toMatch('in 3 shorter cases');
});
