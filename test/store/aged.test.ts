import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DomainEvent } from '../../src/domain/events.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { sql } from '../support/sql.js';

/** What goes with the years, and what goes with somebody: each text belongs to a story, some to two, and one to none. */
let database: TestDatabase;
let store: Store;
const long = '2024-03-02T09:00:00.000Z';
const now = new Date('2026-03-02T09:00:00.000Z');

beforeAll(async () => {
  database = await testDatabase();
  store = openStore(database.url, () => {});
  for (const id of ['uma', 'ben', 'dana', 'cleo']) await isKnown(id, 'okta', false);
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const isKnown = (id: string, directory: string, isActive: boolean, email = `${id}@acme.example.com`) =>
  sql(
    database.url,
    `INSERT INTO "Person" ("id", "directory", "directoryId", "email", "name", "isActive", "readAt")
     VALUES ($1, $2, $1, $3, $1, $4, $5)`,
    [id, directory, email, isActive, long],
  );
const isWritten = (id: string, by: string) =>
  sql(database.url, `INSERT INTO "Text" ("id", "personId", "salt", "body") VALUES ($1, $2, '', $1)`, [id, by]);
const isAsked = (id: string, status: string, reason: string) =>
  sql(
    database.url,
    `INSERT INTO "Request" ("id", "status", "requester", "recipient", "app", "role", "risk", "reasonId", "reasonHash",
       "approvals", "submittedAt", "remindAt", "lapsesAt", "decidedAt")
     VALUES ($1, $2, 'uma', 'uma', 'figma', 'editor', 'standard', $3, '', '[]', $4, $4, $4, $4)`,
    [id, status, reason, long],
  );
const texts = async () => (await sql(database.url, 'SELECT "id" FROM "Text" ORDER BY "id"', [])).map(({ id }) => id);
const isRecorded = (event: DomainEvent, words: string, by: string) =>
  store.trail.append(event as Parameters<Store['trail']['append']>[0], {
    ...{ actor: 'latchkey', cause: 'jira', at: new Date(long), hearings: () => [] },
    texts: [{ id: words, personId: by, salt: '', body: words, hash: '' }],
  });

test('the reason of an adoption stays as long as the access does, and as a hold of that time keeps it', async () => {
  await isWritten('why adopted', 'dana');
  await sql(
    database.url,
    `INSERT INTO "Drift" ("id", "status", "kind", "entitlement", "recipient", "person", "accounts", "app", "role", "risk",
       "source", "entries", "foundAt", "answeredBy", "answeredAt", "reasonId", "request", "closedAt")
     VALUES ('d1', 'closed', 'added', 'okta:g1', 'uma', 'uma', '{}', 'figma', 'editor', 'elevated', 'log', '{}', $1,
       'dana', $1, 'why adopted', 'r1', $1)`,
    [long],
  );
  await isAsked('r1', 'approved', 'why adopted');
  await sql(
    database.url,
    `INSERT INTO "Assignment" ("id", "status", "recipient", "app", "role", "grants", "alreadyHad", "openedAt")
     VALUES ('r1', 'active', 'uma', 'figma', 'editor', '{}', '{}', $1)`,
    [long],
  );
  expect(await store.erasing.eraseTexts(now, 10)).toBe(0);
  await sql(database.url, `UPDATE "Assignment" SET "status" = 'ended', "endedAt" = '2025-06-01'`, []);
  const year = { from: '2025-01-01T00:00:00.000Z', until: '2026-01-01T00:00:00.000Z' };
  const hold = { id: 'h1', by: 'iris', at: now.toISOString(), status: 'placed', ...year } as const;
  // The finding itself was over long before that year; the request that it became was not.
  expect(await store.erasing.countHeld(now, [hold])).toBe(1);
  expect(await store.erasing.countHeld(now, [])).toBe(0);
  expect(await store.erasing.eraseTexts(now, 10)).toBe(1);
  expect(await texts()).toEqual([]);
});

const refused = (move: string, words: string): DomainEvent => ({
  type: 'request.moveRefused',
  ...{ id: 'r2', move, account: 'acc', by: 'ben', why: 'refused', says: { id: words, hash: '' } },
});

test('what was said of a move in Jira goes with whom it names, and with the years; so does what a portal form was told', async () => {
  await isAsked('r2', 'denied', 'gone');
  await isRecorded(refused('move:1', 'Uma is in no team that may use it'), 'Uma is in no team that may use it', 'ben');
  await store.erasing.erase('uma', 'Person aaaaaa', now);
  expect(await texts()).toEqual([]);
  await isRecorded(refused('move:2', 'Not yours to decide'), 'Not yours to decide', 'ben');
  const form = {
    type: 'portal.refused',
    id: '1',
    key: 'ACC-1',
    text: { id: 'You have it already', hash: '' },
  } as const;
  await isRecorded(form, 'You have it already', 'jira:acc');
  expect(await store.erasing.eraseTexts(new Date(Date.parse(long) - 1), 10)).toBe(0);
  expect(await store.erasing.eraseTexts(now, 10)).toBe(2);
});

test('who only spoke on the request of somebody else, or moved its issue, is named by it', async () => {
  const said = { type: 'talk.said', id: 'r2/jira/7', request: 'r2', via: 'jira', by: 'cleo' } as const;
  await isRecorded({ ...said, text: { id: 'Hello', hash: '' } }, 'Hello', 'cleo');
  expect(await store.erasing.about('cleo')).toEqual({ requests: ['r2'], findings: [] });
  expect(await store.erasing.about('ben')).toEqual({ requests: ['r2'], findings: [] });
});

test('whom an earlier directory knew is not active for ever, unless the one of now knows them as that', async () => {
  await isKnown('abe', 'ldap', true);
  await isKnown('eva', 'ldap', true);
  await isKnown('eva-now', 'okta', true, 'Eva@acme.example.com');
  const [first, ...more] = await store.erasing.agedPeople(now, { directory: 'okta', after: '', limit: 10 });
  expect([first, ...more]).toEqual(['abe', 'ben', 'cleo', 'dana']);
  expect(await store.erasing.agedPeople(now, { directory: 'okta', after: 'ben', limit: 1 })).toEqual(['cleo']);
  const eva = await store.people.find('eva-now');
  expect(eva && (await store.people.elsewhere(eva)).map(({ id }) => id)).toEqual(['eva']);
});
