import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { readConfig } from '../../src/config.js';
import { examineTrail } from '../../src/doctor/trail.js';
import { createSigner, newKeyPair } from '../../src/signing.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { slack } from '../support/settings.js';
import { record, signing, start } from '../support/trails.js';
import { findingsOf, verdicts } from './findings.js';

const pair = newKeyPair();
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

const settings = (more: Record<string, string> = {}) =>
  readConfig({ ...slack, AUDIT_SIGNING_KEY: pair.privateKey, CHECKPOINT_SLACK_CHANNEL: 'C1', ...more });
const look = async (hoursLater: number, config = settings()) =>
  findingsOf(examineTrail(database.url, config, () => new Date(start.getTime() + hoursLater * 3600_000)));

test('a record that is signed in time, and stands outside, is well', async () => {
  expect(verdicts(await look(0))).toEqual({ checkpoints: 'good', 'checkpoints at slack': 'good' });
  await record(client, ['ana']);
  await signing(store, database.url, { signer: createSigner(pair.privateKey) }).sign();
  await store.checkpoints.anchored({ number: 1, place: 'slack', at: start.toISOString(), reference: 'C1 1.2' });
  expect(verdicts(await look(48))).toEqual({ checkpoints: 'good', 'checkpoints at slack': 'good' });
});

test('events that wait for a signature for more than twice the time are found', async () => {
  await record(client, ['ana']);
  expect(verdicts(await look(1.9))).toMatchObject({ checkpoints: 'good' });
  expect(verdicts(await look(2.1))).toMatchObject({ checkpoints: 'bad' });
});

test('a checkpoint that is not outside after twice the time is found', async () => {
  await record(client, ['ana']);
  await signing(store, database.url, { signer: createSigner(pair.privateKey) }).sign();
  expect(verdicts(await look(2.9))).toMatchObject({ 'checkpoints at slack': 'good' });
  expect(verdicts(await look(3.1))).toMatchObject({ checkpoints: 'good', 'checkpoints at slack': 'bad' });
});

test('what waits behind a checkpoint of a time that is still to come is found', async () => {
  const heads = await record(client, ['ana']);
  const bench = signing(store, database.url, { signer: createSigner(pair.privateKey) });
  bench.clock.at = new Date(start.getTime() + 365 * 24 * 3600_000);
  await bench.sign();
  await record(client, ['ben'], heads);
  expect(verdicts(await look(2.1))).toEqual({ checkpoints: 'bad', 'checkpoints at slack': 'bad' });
});

test('a last checkpoint that somebody else signed is found, and an earlier key of ours is not', async () => {
  const other = newKeyPair();
  await record(client, ['ana']);
  await signing(store, database.url, { signer: createSigner(other.privateKey) }).sign();
  expect(verdicts(await look(1))).toMatchObject({ 'signing key': 'bad' });
  expect(verdicts(await look(1, settings({ AUDIT_SIGNING_KEYS_OLD: other.publicKey })))).not.toHaveProperty(
    'signing key',
  );
});

test('without a key, and without a place outside, it says what that leaves open', async () => {
  expect(await look(1, readConfig(slack))).toMatchObject([
    { verdict: 'unknown', remedy: expect.stringContaining('keygen') },
  ]);
  const nowhere = readConfig({ ...slack, AUDIT_SIGNING_KEY: pair.privateKey });
  expect(verdicts(await look(1, nowhere))).toMatchObject({ 'checkpoints outside': 'unknown' });
});
