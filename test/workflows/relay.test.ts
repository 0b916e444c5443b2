import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { BudgetSpent } from '../../src/idp/budget.js';
import { openStore } from '../../src/store/open.js';
import type { Line, Store } from '../../src/store/store.js';
import { createRelay, type Relay } from '../../src/workflows/relay.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { sql } from '../support/sql.js';

const nothing = () => {};
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const now = () => new Date();

let database: TestDatabase;
let store: Store;
let relay: Relay;
let settled: string[];
let incidents: string[];
/** What the provider makes of a grant. */
let settle: (grant: string) => Promise<void>;

beforeAll(async () => {
  database = await testDatabase();
  store = openStore(database.url, nothing);
});
beforeEach(async () => {
  await sql(database.url, 'TRUNCATE "Outbox", "Grant", "Drift"');
  [settled, incidents] = [[], []];
  settle = async () => undefined;
  relay = createRelay({
    ...{ store, now, log, queue: { add: nothing, work: async () => undefined, close: async () => undefined } },
    consumers: {
      slack: { hear: async () => undefined },
      provisioning: {
        settle: async (id) => {
          await settle(id);
          settled.push(id);
        },
      },
    },
    incident: ({ lane }) => incidents.push(lane),
  });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

type Given = { readonly status: string; readonly endedAgo?: number; readonly waitsFor?: number; readonly at?: string };

/** A grant, and a row that rings for it. Seconds ago, and seconds from now. */
async function grant(id: string, { status, endedAgo = 0, waitsFor = -1, at = 'okta' }: Given): Promise<void> {
  const moment = (seconds: number) => new Date(Date.now() + seconds * 1000);
  await sql(
    database.url,
    `INSERT INTO "Grant" ("id", "status", "recipient", "entitlement", "holders", "openedAt", "endingAt")
     VALUES ($1, $2, $1, $3, '{}', now(), $4)`,
    [id, status, `${at}:group`, moment(-endedAgo)],
  );
  await ring(id, moment(waitsFor));
}

/** Somebody was found in a group, and its owner wants them out since so many seconds. */
async function found(id: string, wantedAgo: number): Promise<void> {
  await sql(
    database.url,
    `INSERT INTO "Drift" ("id", "status", "kind", "entitlement", "recipient", "accounts", "app", "role", "risk", "source", "entries", "foundAt", "answeredAt")
     VALUES ($1, 'removing', 'added', 'okta:' || $1, $1, '{}', 'aws', 'admin', 'privileged', 'log', '{}', now(), $2)`,
    [id, new Date(Date.now() - wantedAgo * 1000)],
  );
  await ring(id, new Date(Date.now() - 1000));
}

async function ring(id: string, dueAt: Date): Promise<void> {
  await sql(
    database.url,
    `WITH event AS (INSERT INTO "Event" ("stream", "seq", "type", "at", "actor", "cause", "data", "previousHash", "hash")
       VALUES ($1, (SELECT count(*) + 1 FROM "Event" WHERE "stream" = $1), 'grant.ending', now(), 'latchkey', 'test', '{}', '', '')
       RETURNING "id")
     INSERT INTO "Outbox" ("eventId", "consumer", "lane", "dueAt") SELECT "id", 'provisioning', $1, $2 FROM event`,
    [id, dueAt],
  );
}

const row = async (lane: string) => (await store.outbox.undone({ consumer: 'provisioning', lane }))[0];
const bell = (lane: string) => relay.serve({ consumer: 'provisioning', lane });
const spent = () =>
  new BudgetSpent('okta', 'okta takes no more of these calls just now', new Date(Date.now() + 60_000));

test('who had to wait keeps the place that the end has given them', async () => {
  await grant('third', { status: 'revoking', endedAgo: 10, waitsFor: -3 });
  await grant('first', { status: 'revoking', endedAgo: 30, waitsFor: -1 });
  await grant('second', { status: 'revoking', endedAgo: 20, waitsFor: -2 });
  const lanes = await store.outbox.dueLanes('removals at okta', now(), 10);
  expect(lanes.map(({ lane }) => lane)).toEqual(['first', 'second', 'third']);
});

test('a bell finds the same place', async () => {
  await grant('later', { status: 'revoking', endedAgo: 10 });
  await grant('sooner', { status: 'revoking', endedAgo: 30 });
  const place = (lane: string) => store.outbox.place({ consumer: 'provisioning', lane });
  const [later, sooner] = await Promise.all([place('later'), place('sooner')]);
  expect([later.line, sooner.line]).toEqual(['removals at okta', 'removals at okta']);
  expect(later.rank - sooner.rank).toBeGreaterThan(15);
});

test('what was found, and is to go, stands among what has to end', async () => {
  await grant('sooner', { status: 'revoking', endedAgo: 30 });
  await found('found', 20);
  await grant('later', { status: 'revoking', endedAgo: 10 });
  const lanes = await store.outbox.dueLanes('removals at okta', now(), 10);
  expect(lanes.map(({ lane }) => lane)).toEqual(['sooner', 'found', 'later']);
  const place = await store.outbox.place({ consumer: 'provisioning', lane: 'found' });
  expect(place).toMatchObject({ lane: 'found', line: 'removals at okta', rank: lanes[1]?.rank });
});

test.each<[string, Given]>([
  ['grants that wait', { status: 'provisioning' }],
  ['looks at what has ended', { status: 'ended' }],
  ['removals at another provider that makes us wait', { status: 'revoking', at: 'entra' }],
])('%s keep nobody in', async (_what, waiting) => {
  let open: () => void = nothing;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  settle = (id) => (id.startsWith('waits') ? opened : Promise.resolve());
  const all = Array.from({ length: 20 }, (_, index) => `waits ${index}`);
  for (const id of all) await grant(id, waiting);
  const served = all.map(bell);
  await grant('out', { status: 'revoking' });
  await bell('out');
  expect(settled).toEqual(['out']);
  open();
  await Promise.all(served);
});

test('to wait for the budget is no failure: nothing is counted, and nobody is woken', async () => {
  settle = async () => {
    throw spent();
  };
  await grant('ana', { status: 'revoking' });
  for (let times = 0; times < 10; times += 1) {
    await sql(database.url, 'UPDATE "Outbox" SET "dueAt" = now() - interval \'1 second\'');
    await bell('ana');
  }
  expect(settled).toEqual([]);
  expect(incidents).toEqual([]);
  expect((await row('ana'))?.attempts).toBe(0);
  expect(new Date((await row('ana'))?.dueAt ?? 0).getTime()).toBeGreaterThan(Date.now() + 50_000);
});

test("what failed is noted without anybody's address: the note stays when the person is erased", async () => {
  settle = async () => {
    throw new Error('more than one account has the e-mail address ana@acme.example.com');
  };
  await grant('ana', { status: 'revoking' });
  await bell('ana');
  const [{ error } = {}] = await sql<{ error: string }>(database.url, 'SELECT "error" FROM "Outbox"');
  expect(error).toBe('Error: more than one account has the e-mail address (an address)');
});

test('every line finds what is due in it', async () => {
  await grant('in', { status: 'provisioning' });
  await grant('look', { status: 'ended' });
  await grant('okta', { status: 'revoking' });
  await grant('google', { status: 'revoking', at: 'google' });
  const expected: [Line, string][] = [
    ['grants', 'in'],
    ['looks', 'look'],
    ['removals at okta', 'okta'],
    ['removals at google', 'google'],
  ];
  for (const [line, id] of expected) {
    settled = [];
    await relay.serveDue(line);
    await eventually(() => settled.length === 1);
    expect(settled).toEqual([id]);
  }
});
