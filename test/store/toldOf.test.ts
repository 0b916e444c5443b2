import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { sql } from '../support/sql.js';

/** Where Jira was told of somebody: all of it is to be drawn anew once they are erased. */
let database: TestDatabase;
let store: Store;
const at = new Date('2026-03-02T09:00:00.000Z');

beforeAll(async () => {
  database = await testDatabase();
  store = openStore(database.url, () => {});
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

let events = 0;

/** Something is on record, and these are to hear of it. */
async function happened(stream: string, type: string, data: object, heard: Record<string, readonly string[]>) {
  events += 1;
  const [{ id }] = (await sql<{ id: string }>(
    database.url,
    `INSERT INTO "Event" ("version", "stream", "seq", "type", "at", "actor", "cause", "data", "previousHash", "hash", "transactionId")
     VALUES (1, $1, $2, $3, $4, 'latchkey', 'test', $5, '', md5($1 || $3), 1) RETURNING "id"`,
    [stream, events, type, at, data],
  )) as [{ id: string }];
  for (const [consumer, lanes] of Object.entries(heard))
    for (const lane of lanes)
      await sql(database.url, 'INSERT INTO "Outbox" ("eventId", "consumer", "lane", "dueAt") VALUES ($1, $2, $3, $4)', [
        id,
        consumer,
        lane,
        at,
      ]);
}

const both = (...lanes: string[]) => ({ slack: lanes, jira: lanes });

test('is every request, finding and task that named them or is about them, and no other', async () => {
  const stages = [{ kind: 'manager', quorum: 1, approvers: ['ben', 'uma'] }];
  await happened('request:r1', 'request.submitted', { requester: 'uma', recipient: 'uma', stages: [] }, both('r1'));
  await happened('request:r2', 'request.submitted', { requester: 'ben', recipient: 'ben', stages }, both('r2'));
  await happened('request:r3', 'request.submitted', { requester: 'ben', recipient: 'ben', stages: [] }, both('r3'));
  await happened('talk:r4/slack/1', 'talk.said', { request: 'r4', by: 'uma', via: 'slack' }, { jira: ['r4'] });
  await happened('talk:r5/jira/1', 'talk.said', { request: 'r5', by: 'uma', via: 'jira' }, { slack: ['r5'] });
  await happened('request:r6', 'request.submitted', { requester: 'umas', recipient: 'not-uma' }, both('r6'));
  await happened('drift:d1', 'drift.found', { person: 'uma', accounts: [] }, both('drift:d1'));
  await happened('drift:d2', 'drift.found', { person: 'ben', accounts: [] }, both('drift:d2'));
  expect(await store.erasing.mirrored('uma')).toEqual(['drift:d1', 'r1', 'r2', 'r4']);
});

const grant = (id: string, recipient: string) =>
  sql(
    database.url,
    `INSERT INTO "Grant" ("id", "status", "recipient", "entitlement", "holders", "openedAt", "entries")
     VALUES ($1, 'ended', $2, 'okta:g1', '{}', $3, '{}')`,
    [id, recipient, at],
  );

test('is what had to be done by hand for them, where anything had', async () => {
  await grant('g1', 'cleo');
  await grant('g2', 'cleo');
  await happened('grant:g1', 'grant.handedOver', { task: { kind: 'add' } }, { jira: ['task:g1'] });
  await happened('grant:g2', 'grant.activated', { how: 'done' }, { jira: ['task:g2'] });
  expect(await store.erasing.mirrored('cleo')).toEqual(['task:g1']);
});

test('is what somebody lost to them outside, as the provider’s log says', async () => {
  await grant('g3', 'ben');
  await sql(
    database.url,
    `INSERT INTO "Person" ("id", "directory", "directoryId", "email", "name", "isActive", "readAt")
     VALUES ('dana', 'okta', '00udana', 'dana@acme.example.com', 'Dana', false, $1)`,
    [at],
  );
  await sql(
    database.url,
    `INSERT INTO "Drift" ("id", "status", "kind", "entitlement", "recipient", "person", "accounts", "app", "role", "risk",
       "source", "grant", "entries", "foundAt")
     VALUES ('d3', 'closed', 'removed', 'okta:g1', 'ben', 'ben', '{}', 'figma', 'editor', 'standard', 'log', 'g3', '{e1}', $1)`,
    [at],
  );
  const entry = { provider: 'okta', entry: 'e1', at: at.toISOString(), kind: 'removed', group: 'g1' } as const;
  await store.log.keep([
    { ...entry, account: '00uben', actor: '00udana', actorName: 'Dana', isOurs: false, drift: 'd3' },
  ]);
  await happened('grant:g3', 'grant.ending', { cause: 'goneOutside' }, both('r7'));
  expect(await store.erasing.mirrored('dana')).toEqual(['r7']);
});
