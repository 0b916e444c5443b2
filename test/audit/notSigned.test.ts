import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { verify } from '../../src/audit/verify.js';
import { readAuditSettings } from '../../src/config.js';
import { createSigner, newKeyPair } from '../../src/signing.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { record, signing, start, unguard } from '../support/trails.js';

const { privateKey, publicKey } = newKeyPair();
const withKey = { AUDIT_SIGNING_KEY: privateKey };
let database: TestDatabase;
let store: Store;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'keys-'));
  writeFileSync(join(directory, 'public.pem'), publicKey);
  database = await testDatabase();
  store = openStore(database.url, (error) => {
    throw error;
  });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await record(client, ['ana', 'ben']);
  await signing(store, database.url, { signer: createSigner(privateKey) }).sign();
  await unguard(database.url);
  await client.query('TRUNCATE "Anchor", "Checkpoint"');
  await client.end();
});
afterAll(async () => {
  await store.close();
  await database.drop();
  rmSync(directory, { recursive: true });
});

/** `npm run audit -- verify`, so many minutes after the record began. */
async function verified(minutes: number, environment: NodeJS.ProcessEnv, ...args: string[]) {
  const said: string[] = [];
  const code = await verify.run(args, {
    now: () => new Date(start.getTime() + minutes * 60_000),
    say: (line) => void said.push(line),
    settings: () => readAuditSettings(environment),
    onRecord: (work) => work(store),
  });
  return { code, said: said.join('\n') };
}

const lacking = {
  code: 1,
  said: expect.stringContaining(
    `NOT SIGNED, though a key is known and the record begins at ${start.toISOString()}: its checkpoints were deleted`,
  ),
};

test('a record whose checkpoints are all gone is not good for whoever knows a key', async () => {
  expect(await verified(61, withKey)).toEqual(lacking);
  expect(await verified(61, withKey, '--anchors')).toEqual(lacking);
  expect(await verified(61, {}, '--key', join(directory, 'public.pem'))).toEqual(lacking);
  expect((await verified(61, withKey)).said).not.toMatch(/^Intact/m);
});

test('a record that is younger than the time to the first checkpoint has none yet', async () => {
  expect(await verified(59, withKey)).toMatchObject({ code: 0, said: expect.stringMatching(/^Intact: 2 events/) });
  expect(await verified(61, { ...withKey, CHECKPOINT_EVERY: '90' })).toMatchObject({ code: 0 });
});

test('where nobody knows a key, it is said that nothing is signed', async () => {
  expect(await verified(61, {})).toMatchObject({ code: 0, said: expect.stringContaining('NOT SIGNED: no checkpoint') });
});
