import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Anchored, AnchorPlace } from '../../src/anchors/port.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { hashOfCheckpoint } from '../../src/trail/checkpoint.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { record, signing, start } from '../support/trails.js';

let database: TestDatabase;
let store: Store;
let client: pg.Client;

beforeEach(async () => {
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
});

function placeOf(takes: AnchorPlace['takes']) {
  const put: Anchored[] = [];
  let isAway = false;
  const anchor: AnchorPlace = {
    name: `takes ${takes}`,
    takes,
    async put(checkpoint) {
      if (isAway) throw new Error('away');
      put.push(checkpoint);
      return { reference: `no. ${checkpoint.number}` };
    },
  };
  return {
    ...{ anchor, put },
    numbers: () => put.map(({ number }) => number),
    go(away: boolean) {
      isAway = away;
    },
  };
}

test('after an outage one place gets each checkpoint, and the other the newest, which covers them', async () => {
  const [each, newest] = [placeOf('each'), placeOf('newest')];
  const bench = signing(store, database.url, { places: [each.anchor, newest.anchor] });
  const heads = new Map();
  for (const isAway of [false, true, true, false]) {
    each.go(isAway);
    newest.go(isAway);
    await record(client, ['ana', 'ben'], heads);
    await bench.sign();
  }
  expect(each.numbers()).toEqual([1, 2, 3, 4]);
  expect(newest.numbers()).toEqual([1, 4]);
  const kept = await store.checkpoints.find(4);
  expect(each.put[3]).toMatchObject({ hash: kept && hashOfCheckpoint(kept), signature: kept?.signature });
  expect(await store.checkpoints.lastAnchor('takes each')).toMatchObject({ number: 4, reference: 'no. 4' });
});

test('a place that was away while the clock was ahead is tried again at once, and no alarm waits for that time', async () => {
  const place = placeOf('each');
  const bench = signing(store, database.url, { places: [place.anchor] });
  const heads = await record(client, ['ana']);
  place.go(true);
  bench.clock.at = new Date(start.getTime() + 365 * 24 * 3600_000);
  await bench.sign();
  bench.clock.at = start;
  await record(client, ['ben'], heads);
  await bench.sign();
  expect(bench.alarms).toContainEqual(expect.stringContaining('could not be put outside'));
  place.go(false);
  await bench.sign();
  expect(place.numbers()).toEqual([1, 2]);
});

test('a place that is away for twice the time is an alarm, and another place is not kept waiting by it', async () => {
  const [away, there] = [placeOf('newest'), placeOf('each')];
  away.go(true);
  const bench = signing(store, database.url, { places: [away.anchor, there.anchor] });
  await record(client, ['ana']);
  await bench.sign();
  expect(there.numbers()).toEqual([1]);
  await bench.sign();
  await bench.sign();
  expect(bench.alarms).toEqual([]);
  await bench.sign();
  expect(bench.alarms).toEqual([expect.stringMatching(/could not be put outside.*takes newest/)]);
  away.go(false);
  await bench.sign();
  expect(away.numbers()).toEqual([1]);
  expect(bench.alarms).toHaveLength(1);
});
