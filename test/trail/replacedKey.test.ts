import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { verifyFile } from '../../src/audit/verifyFile.js';
import { createSigner, knownKeys, newKeyPair } from '../../src/signing.js';
import type { Head } from '../../src/store/chain.js';
import { openStore } from '../../src/store/open.js';
import type { Settled, Store } from '../../src/store/store.js';
import { hashOfCheckpoint, signCheckpoint } from '../../src/trail/checkpoint.js';
import { growTree } from '../../src/trail/merkle.js';
import { verifyTrail } from '../../src/trail/verify.js';
import { headerOf, linesFrom, writeBundle } from '../support/bundles.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { record, signing, start } from '../support/trails.js';

type Pair = ReturnType<typeof newKeyPair>;

let database: TestDatabase;
let store: Store;
let client: pg.Client;
let heads: Map<string, Head>;

beforeEach(async () => {
  heads = new Map();
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

/** Each of these keys signs once; whoever signs believes both. */
async function signedInTurn(pairs: readonly Pair[]) {
  const clock = { at: start };
  const alarms: string[] = [];
  for (const { privateKey } of pairs) {
    const bench = signing(store, database.url, {
      signer: createSigner(privateKey),
      old: pairs.map(({ publicKey }) => publicKey).join('\n'),
    });
    bench.clock.at = clock.at;
    await record(client, ['ana', 'ben'], heads);
    await bench.sign();
    clock.at = bench.clock.at;
    alarms.push(...bench.alarms);
  }
  return alarms;
}

/** What whoever stole it signs by hand over the events that are there. */
async function signBy({ privateKey }: Pair): Promise<void> {
  const last = await store.checkpoints.newest();
  if (!last) throw new Error('nothing is signed');
  let found: readonly Settled[] = [];
  await eventually(async () => {
    found = await store.checkpoints.settled(last.last, 100);
    return found.length > 0;
  });
  const tree = growTree(last.size, last.peaks);
  for (const { hash } of found) tree.add(hash);
  const signed = signCheckpoint(createSigner(privateKey), {
    number: last.number + 1,
    size: tree.size(),
    root: tree.root(),
    previous: hashOfCheckpoint(last),
    at: last.at,
  });
  await store.checkpoints.add({ ...signed, peaks: tree.peaks(), last: found.at(-1) ?? last.last }, found);
}

test('a key that was replaced signs nothing more: what it is set to sign is an alarm', async () => {
  const [old, next] = [newKeyPair(), newKeyPair()];
  const alarms = await signedInTurn([old, next, old]);
  expect(await store.checkpoints.newest()).toMatchObject({ number: 2, keyId: next.keyId });
  expect(alarms).toEqual([expect.stringContaining(`set AUDIT_SIGNING_KEY to the newest one`)]);
});

test('a key that was replaced is not believed about a later checkpoint: verify names it, and nothing goes on from it', async () => {
  const [old, next] = [newKeyPair(), newKeyPair()];
  await signedInTurn([old, next]);
  await record(client, ['ana'], heads);
  await signBy(old);
  const says = `checkpoint 3 is signed with the key ${old.keyId}, in whose place another had signed before`;
  expect(await verifyTrail(store.checkpoints, knownKeys(old.publicKey, next.publicKey))).toMatchObject({
    flaw: expect.stringContaining(says),
    checkpoints: 2,
  });
  const bench = signing(store, database.url, { signer: createSigner(next.privateKey), old: old.publicKey });
  bench.clock.at = new Date('2026-03-09T09:00:00Z');
  await record(client, ['ana'], heads);
  await bench.sign();
  expect(await store.checkpoints.newest()).toMatchObject({ number: 3 });
  expect(bench.alarms.join()).toContain(says);
});

test('a key that was replaced is not believed in a bundle either', async () => {
  const [old, next] = [newKeyPair(), newKeyPair()];
  await signedInTurn([old, next]);
  await record(client, ['ana'], heads);
  await signBy(old);
  const signer = createSigner(next.privateKey);
  const directory = mkdtempSync(join(tmpdir(), 'bundle-'));
  try {
    const bundle = join(directory, 'bundle.jsonl');
    for (const holds of ['record', 'part'] as const) {
      writeBundle(bundle, [headerOf(signer, holds), ...(await linesFrom(store, () => true))], signer);
      const { says } = await verifyFile(bundle, [old.publicKey, next.publicKey].join('\n'));
      expect(says.join()).toMatch(`checkpoint 3 is signed with the key ${old.keyId}, in whose place another`);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});
