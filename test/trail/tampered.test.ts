import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { createSigner, newKeyPair } from '../../src/signing.js';
import { genesis, hashOf } from '../../src/store/chain.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { bytesOf } from '../../src/trail/checkpoint.js';
import { verifyTrail } from '../../src/trail/verify.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { record, signing, unguard } from '../support/trails.js';

// A dozen trails each, and PostgreSQL may be busy with those of other tests.
jest.setTimeout(120_000);

let database: TestDatabase;
let store: Store;
let client: pg.Client;

beforeAll(async () => {
  database = await testDatabase();
  store = openStore(database.url, (error) => {
    throw error;
  });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await unguard(database.url);
});
afterAll(async () => {
  await client.end();
  await store.close();
  await database.drop();
});

const people = fc.constantFrom('ana', 'ben', 'cleo', 'dina');
/** What is recorded between one checkpoint and the next. */
const trails = fc.array(fc.array(people, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 });

type Row = {
  id: string;
  stream: string;
  seq: number;
  version: number;
  type: string;
  at: Date;
  actor: string;
  cause: string;
  data: object;
  previousHash: string;
  hash: string;
  transactionId: string;
};

async function lay(parts: readonly (readonly string[])[]) {
  await client.query('TRUNCATE "Anchor", "Checkpoint", "Event" CASCADE');
  const bench = signing(store, database.url);
  const heads = new Map();
  for (const part of parts) {
    await record(client, part, heads);
    await bench.sign();
  }
  const { rows } = await client.query<Row>('SELECT * FROM "Event" ORDER BY "transactionId", "id"');
  return { ...bench, rows };
}

const nameOf = ({ stream, seq }: Pick<Row, 'stream' | 'seq'>) => `${stream} #${seq}`;
const flawOf = async (keys: Parameters<typeof verifyTrail>[1]) => (await verifyTrail(store.checkpoints, keys)).flaw;
const seal = (row: Row) => hashOf({ ...row, at: row.at.toISOString() });

/** As somebody would who knows how the chain is made: every hash of the stream from this event on fits again. */
async function rewrite(changed: Row): Promise<void> {
  const { rows } = await client.query<Row>('SELECT * FROM "Event" WHERE "stream" = $1 AND "seq" >= $2 ORDER BY "seq"', [
    changed.stream,
    changed.seq,
  ]);
  const before = await client.query<Row>('SELECT "hash" FROM "Event" WHERE "stream" = $1 AND "seq" = $2', [
    changed.stream,
    changed.seq - 1,
  ]);
  let previousHash = before.rows[0]?.hash ?? genesis;
  for (const row of rows) {
    const hash = seal({ ...row, previousHash });
    await client.query('UPDATE "Event" SET "previousHash" = $2, "hash" = $3 WHERE "id" = $1', [
      row.id,
      previousHash,
      hash,
    ]);
    previousHash = hash;
  }
}

/** Over random trails, each tampered with at a random place. */
async function everyTime(tamper: (laid: Awaited<ReturnType<typeof lay>>, pick: number) => Promise<RegExp | undefined>) {
  await fc.assert(
    fc.asyncProperty(trails, fc.nat(), async (parts, pick) => {
      const laid = await lay(parts);
      expect(await flawOf(laid.keys)).toBeUndefined();
      const says = await tamper(laid, pick);
      fc.pre(says !== undefined);
      expect(await flawOf(laid.keys)).toMatch(says as RegExp);
    }),
    { numRuns: 12 },
  );
}

const at = (rows: readonly Row[], pick: number): Row => rows[pick % rows.length] as Row;
/** The least that a column of numbers holds. */
const least = String(-(2n ** 63n));
const exactly = (text: string) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);

describe('in any trail, what somebody with all rights in the database did is found and named:', () => {
  test('an event was changed', () =>
    everyTime(async ({ rows }, pick) => {
      const row = at(rows, pick);
      await client.query(`UPDATE "Event" SET "data" = "data" || '{"slackId":"U666"}' WHERE "id" = $1`, [row.id]);
      return exactly(`${nameOf(row)} was altered`);
    }));

  test('an event was changed, and all hashes of its stream made to fit', () =>
    everyTime(async ({ rows }, pick) => {
      const row = at(rows, pick);
      await client.query(`UPDATE "Event" SET "actor" = 'person:eve' WHERE "id" = $1`, [row.id]);
      await rewrite(row);
      return exactly(`${nameOf(row)} was altered: checkpoint`);
    }));

  test('an event was deleted, be it the last of its stream', () =>
    everyTime(async ({ rows }, pick) => {
      const row = at(rows, pick);
      await client.query('DELETE FROM "Event" WHERE "id" = $1', [row.id]);
      return exactly(`${nameOf(row)} is missing`);
    }));

  test('a stream was deleted whole', () =>
    everyTime(async ({ rows }, pick) => {
      const { stream } = at(rows, pick);
      await client.query('DELETE FROM "Event" WHERE "stream" = $1', [stream]);
      return exactly(`${stream} #1 is missing`);
    }));

  test('the end was cut off', () =>
    everyTime(async ({ rows }, pick) => {
      const from = pick % rows.length;
      await client.query('DELETE FROM "Event" WHERE "id" = ANY($1)', [rows.slice(from).map(({ id }) => id)]);
      return exactly(`${nameOf(at(rows, from))} is missing`);
    }));

  test('two events changed places', () =>
    everyTime(async ({ rows }, pick) => {
      const [one, other] = [at(rows, pick), at(rows, pick + 1)];
      if (one === other) return undefined;
      const move = 'UPDATE "Event" SET "transactionId" = $2, "id" = $3 WHERE "id" = $1';
      await client.query(move, [one.id, other.transactionId, -1]);
      await client.query(move, [other.id, one.transactionId, one.id]);
      await client.query(move, [-1, other.transactionId, other.id]);
      const [first] = [one, other].sort((a, b) => rows.indexOf(a) - rows.indexOf(b));
      const second = first === one ? other : one;
      // In the place of the first now stands the second, which may belong under a later checkpoint.
      return new RegExp(`^${nameOf(second)} (stands in the wrong place|was added before the end of checkpoint)`);
    }));

  test('two streams changed names, and all hashes were made to fit', () =>
    everyTime(async ({ rows }, pick) => {
      const one = at(rows, pick).stream;
      const other = rows.find(({ stream }) => stream !== one)?.stream;
      if (!other) return undefined;
      await client.query(`UPDATE "Event" SET "stream" = 'between' WHERE "stream" = $1`, [one]);
      await client.query('UPDATE "Event" SET "stream" = $2 WHERE "stream" = $1', [other, one]);
      await client.query(`UPDATE "Event" SET "stream" = $1 WHERE "stream" = 'between'`, [other]);
      for (const stream of [one, other]) await rewrite({ ...at(rows, 0), stream, seq: 1 });
      return new RegExp(`^(${one}|${other}) #\\d+ (was altered|is missing|stands in the wrong place|was added before)`);
    }));

  test('an event was slipped in under a checkpoint', () =>
    everyTime(async ({ rows }, pick) => {
      const row = at(rows, pick);
      const forged = { ...row, stream: 'person:eve', seq: 1, previousHash: genesis };
      await client.query(
        `INSERT INTO "Event" SELECT "id" - 100000, "version", 'person:eve', 1, "type", "at", "actor", "cause", "data", $2, $3, "transactionId"
         FROM "Event" WHERE "id" = $1`,
        [row.id, genesis, seal(forged)],
      );
      return /^person:eve #1 was added before the end of checkpoint \d+/;
    }));

  test('an event was slipped in below every number that PostgreSQL gives', () =>
    everyTime(async ({ rows }, pick) => {
      const row = at(rows, pick);
      const forged = { ...row, stream: 'person:eve', seq: 1, previousHash: genesis };
      await client.query(
        `INSERT INTO "Event" SELECT $4::bigint, "version", 'person:eve', 1, "type", "at", "actor", "cause", "data", $2, $3, $4
         FROM "Event" WHERE "id" = $1`,
        [row.id, genesis, seal(forged), ['-1', '0', least][pick % 3]],
      );
      return /^person:eve #1 was added before the end of checkpoint 1, which/;
    }));

  test('a checkpoint was forged, with whatever key', () =>
    everyTime(async ({ rows }, pick) => {
      const all = await store.checkpoints.after(0, 100);
      const one = all[pick % all.length];
      if (!one) return undefined;
      const row = rows[one.size - 1] as Row;
      await client.query(`UPDATE "Event" SET "actor" = 'person:eve' WHERE "id" = $1`, [row.id]);
      const thief = createSigner(newKeyPair().privateKey);
      const body = { ...one, root: 'ab'.repeat(32), keyId: pick % 2 ? one.keyId : thief.keyId };
      await client.query('UPDATE "Checkpoint" SET "root" = $2, "keyId" = $3, "signature" = $4 WHERE "number" = $1', [
        one.number,
        body.root,
        body.keyId,
        thief.sign(bytesOf(body)),
      ]);
      // What comes before it is still good, and what it covers cannot be told from it.
      return new RegExp(
        pick % 2
          ? `^checkpoint ${one.number} is forged`
          : `^checkpoint ${one.number} is signed with the key ${thief.keyId}`,
      );
    }));

  test('a checkpoint was taken out of the middle', () =>
    everyTime(async (_, pick) => {
      const all = await store.checkpoints.after(0, 100);
      if (all.length < 2) return undefined;
      const { number } = all[pick % (all.length - 1)] ?? { number: 0 };
      await client.query('DELETE FROM "Checkpoint" WHERE "number" = $1', [number]);
      return exactly(`checkpoint ${number} is missing`);
    }));

  test('an event was changed, its hashes and the list kept with the checkpoint as well', () =>
    everyTime(async ({ rows }, pick) => {
      const row = at(rows, pick);
      await client.query(`UPDATE "Event" SET "actor" = 'person:eve' WHERE "id" = $1`, [row.id]);
      await rewrite(row);
      const forged = await client.query<Row>('SELECT "hash" FROM "Event" WHERE "id" = $1', [row.id]);
      await client.query('UPDATE "Checkpoint" SET "leaves" = replace("leaves", $1, $2)', [
        row.hash,
        forged.rows[0]?.hash,
      ]);
      return /^of the events \d+ to \d+ at least one is not what checkpoint \d+ was signed over; which one cannot be told/;
    }));

  test('a name was changed in the list kept with a checkpoint, and nothing else', () =>
    everyTime(async ({ rows }, pick) => {
      const row = at(rows, pick);
      const line = (seq: number) => `${row.stream}\t${seq}\t${row.hash}`;
      await client.query('UPDATE "Checkpoint" SET "leaves" = replace("leaves", $1, $2)', [line(row.seq), line(99)]);
      return /^the list of events kept with checkpoint \d+ was changed, the events were not/;
    }));
});

test('what was signed with an earlier key is good with that key, and with it alone', async () => {
  const old = newKeyPair();
  await client.query('TRUNCATE "Anchor", "Checkpoint", "Event" CASCADE');
  const before = signing(store, database.url, { signer: createSigner(old.privateKey) });
  const heads = await record(client, ['ana', 'ben']);
  await before.sign();
  await record(client, ['ana'], heads);
  const after = signing(store, database.url, { old: old.publicKey });
  after.clock.at = before.clock.at;
  await after.sign();
  expect(await verifyTrail(store.checkpoints, after.keys)).toEqual(
    expect.objectContaining({ checkpoints: 2, events: 3 }),
  );
  expect(await flawOf(after.keys)).toBeUndefined();
  const withoutIt = new Map([...after.keys].filter(([id]) => id !== old.keyId));
  expect(await flawOf(withoutIt)).toMatch(`checkpoint 1 is signed with the key ${old.keyId}`);
});

test('a record that has been signed by a key that nobody knows any more gets no signature of the next one', async () => {
  await client.query('TRUNCATE "Anchor", "Checkpoint", "Event" CASCADE');
  const heads = await record(client, ['ana']);
  const before = signing(store, database.url);
  await before.sign();
  await record(client, ['ana'], heads);
  const next = signing(store, database.url);
  next.clock.at = before.clock.at;
  await next.sign();
  expect(await store.checkpoints.newest()).toMatchObject({ number: 1 });
  expect(next.alarms.join()).toContain('which is not among the known ones');
});
