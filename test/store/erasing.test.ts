import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { sql } from '../support/sql.js';

/** What is said in threads and on issues goes with the person, and with the years, as reasons and answers do. */
let database: TestDatabase;
let store: Store;
const at = new Date('2026-03-02T09:00:00.000Z');

beforeAll(async () => {
  database = await testDatabase();
  store = openStore(database.url, () => {});
  for (const [id, account] of [
    ['uma', '712020:uma'],
    ['ben', null],
  ] as const) {
    await sql(
      database.url,
      `INSERT INTO "Person" ("id", "directory", "directoryId", "email", "name", "isActive", "readAt", "jiraAccountId")
       VALUES ($1, 'okta', $1, $1 || '@acme.example.com', $1, false, $2, $3)`,
      [id, at, account],
    );
  }
  await isOver('r1', 'uma');
  await isOver('r2', 'ben');
  await isSaid('r1', 'by ben about uma', 'ben');
  await isSaid('r2', 'by uma in Jira about ben', 'jira:712020:uma');
  await isSaid('r2', 'by ben about himself', 'ben');
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const isOver = (id: string, who: string) =>
  sql(
    database.url,
    `INSERT INTO "Request" ("id", "status", "requester", "recipient", "app", "role", "risk", "reasonId", "reasonHash",
       "approvals", "submittedAt", "remindAt", "lapsesAt", "decidedAt")
     VALUES ($1, 'denied', $2, $2, 'figma', 'editor', 'standard', $1, '', '[]', $3, $3, $3, $3)`,
    [id, who, at],
  );

async function isSaid(request: string, words: string, by: string): Promise<void> {
  const text = { id: words, personId: by, salt: '', body: words, hash: '' };
  const said = { id: `${request}/slack/${words}`, request, via: 'slack', text: { id: text.id, hash: '' } } as const;
  const writing = { actor: 'latchkey', cause: 'slack', at, texts: [text], hearings: () => [] };
  await store.trail.append({ type: 'talk.said', ...said }, writing);
}

const texts = async () => (await sql(database.url, 'SELECT "id" FROM "Text" ORDER BY "id"', [])).map(({ id }) => id);

const hold = { id: 'h1', by: 'iris', at: at.toISOString(), status: 'placed' } as const;
const around = (minutes: number) => new Date(at.getTime() + minutes * 60_000).toISOString();

test('a hold keeps a text that would go with somebody, whoever of its story the hold is about', async () => {
  const keeps = async (of: object, person: string) =>
    (await store.erasing.holdsOn(person, [{ ...hold, ...of }])).length > 0;
  expect(await keeps({ person: 'cleo' }, 'uma')).toBe(false);
  // What he said about her, and what she said about him.
  expect(await keeps({ person: 'ben' }, 'uma')).toBe(true);
  expect(await keeps({ person: 'uma' }, 'ben')).toBe(true);
  expect(await keeps({ person: 'dina' }, 'uma')).toBe(false);
  await sql(database.url, 'UPDATE "Request" SET "decidedBy" = $1 WHERE "id" = $2', ['dina', 'r1']);
  expect(await keeps({ person: 'dina' }, 'uma')).toBe(true);
  expect(await keeps({ from: around(-2), until: around(-1) }, 'uma')).toBe(false);
  expect(await keeps({ from: around(-2), until: around(1) }, 'uma')).toBe(true);
  expect(await keeps({ from: around(1), until: around(2) }, 'uma')).toBe(false);
  await sql(database.url, `UPDATE "Request" SET "status" = 'pending' WHERE "id" = 'r2'`, []);
  // She spoke in his story, and that goes on.
  expect(await keeps({ from: around(1), until: around(2) }, 'uma')).toBe(true);
  await sql(database.url, `UPDATE "Request" SET "status" = 'denied' WHERE "id" = 'r2'`, []);
  expect(await store.erasing.countHeld(new Date(around(1)), [{ ...hold, person: 'dina' }])).toBe(1);
});

test('what somebody said counts as theirs: for a hold of that time, and for how long they have done nothing', async () => {
  const later = new Date(around(60));
  const said = { id: 'r3/slack/1', request: 'r3', via: 'slack', by: 'cleo', text: { id: 'none', hash: '' } } as const;
  await sql(
    database.url,
    `INSERT INTO "Person" ("id", "directory", "directoryId", "email", "name", "isActive", "readAt")
     VALUES ('cleo', 'okta', 'cleo', 'cleo@acme.example.com', 'Cleo', false, $1)`,
    [at],
  );
  const page = { directory: 'okta', after: '', limit: 10 };
  expect(await store.erasing.agedPeople(new Date(around(30)), page)).toEqual(['ben', 'cleo', 'uma']);
  await store.trail.append(
    { type: 'talk.said', ...said },
    { actor: 'latchkey', cause: 'slack', at: later, texts: [], hearings: () => [] },
  );
  expect(await store.erasing.agedPeople(new Date(around(30)), page)).toEqual(['ben', 'uma']);
  const during = { ...hold, id: 'h2', from: around(59), until: around(61) };
  const after = { ...hold, id: 'h3', from: around(61), until: around(62) };
  expect(await store.erasing.holdsOn('cleo', [during, after])).toEqual([during]);
});

test('with a person goes what was said about them, and what they said under their account in Jira', async () => {
  await store.erasing.erase('uma', 'Person 7f3a91', at);
  expect(await texts()).toEqual(['by ben about himself']);
  expect(await sql(database.url, 'SELECT "jiraAccountId" FROM "Person" WHERE "id" = $1', ['uma'])).toEqual([
    { jiraAccountId: null },
  ]);
});

test('a log that names people by address forgets the one that they had on the day, too, and no other', async () => {
  await sql(
    database.url,
    `INSERT INTO "Drift" ("id", "status", "kind", "entitlement", "recipient", "person", "accounts", "app", "role", "risk",
       "source", "entries", "foundAt") VALUES ('d1', 'closed', 'added', 'google:g1', 'uma', 'uma', '{u7}', 'figma', 'editor',
       'elevated', 'log', '{e1}', $1)`,
    [at],
  );
  const entry = {
    provider: 'google',
    at: at.toISOString(),
    kind: 'added',
    group: 'g1',
    actor: '1',
    actorName: 'it',
    isOurs: false,
  } as const;
  await store.log.keep([
    { ...entry, entry: 'e1', account: 'uma.maiden@acme.example.com', drift: 'd1' },
    { ...entry, entry: 'e2', account: 'somebody@acme.example.com' },
    { ...entry, entry: 'e3', account: 'uma.before@acme.example.com' },
    { ...entry, entry: 'e4', account: 'other@acme.example.com' },
  ]);
  // Of many, the record of the finding says which line was about whom.
  const line = (id: string, whose: string) => ({ id, whose, at: entry.at, actor: '1' });
  const [entries, accounts] = [
    [line('e3', 'u7'), line('e4', 'u8')],
    ['u7', 'u8'],
  ];
  const many = { id: 'd2', kind: 'many', entitlement: 'google:g1', recipient: 'flood:google:g1:1', accounts } as const;
  await store.trail.decide(
    { type: 'drift.find', ...many, app: 'figma', role: 'editor', risk: 'elevated', source: 'log', entries },
    { actor: 'latchkey', cause: 'log', at, texts: [], hearings: () => [] },
  );
  // Whoever is one of many at their own directory is named on that card.
  const here = { ...many, id: 'd3', entitlement: 'okta:g1', recipient: 'flood:okta:g1', accounts: ['uma', 'ben'] };
  await store.trail.decide(
    { type: 'drift.find', ...here, app: 'figma', role: 'editor', risk: 'elevated', source: 'reconcile' },
    { actor: 'latchkey', cause: 'reconcile', at, texts: [], hearings: () => [] },
  );
  expect(await store.erasing.about('uma')).toMatchObject({ findings: ['d1', 'd3'] });
  const erased = await store.erasing.erase('uma', 'Person 7f3a91', at);
  expect(await sql(database.url, 'SELECT "account", "drift" FROM "LogEntry" ORDER BY "entry"', [])).toEqual([
    { account: 'person-7f3a91@erased.invalid', drift: 'd1' },
    { account: 'somebody@acme.example.com', drift: null },
    { account: 'person-7f3a91@erased.invalid', drift: 'd2' },
    { account: 'other@acme.example.com', drift: 'd2' },
  ]);
  expect(erased).toMatchObject({ entries: 2 });
});

test('who changed a group keeps no name in any log where it can be known that it was them, and a namesake keeps theirs', async () => {
  await sql(
    database.url,
    `INSERT INTO "Person" ("id", "directory", "directoryId", "email", "name", "isActive", "readAt") VALUES
       ('eva', 'okta', '00ueva', 'eva@acme.example.com', 'Eva Lindt', false, $1),
       ('eve', 'okta', '00ueve', 'eve@acme.example.com', 'Eva Lindt', true, $1)`,
    [at],
  );
  const line = { at: at.toISOString(), kind: 'added', group: 'g1', account: 'a1', isOurs: false } as const;
  const by = (provider: string, entry: string, actor: string, actorName: string) =>
    ({ ...line, provider, entry, actor, actorName }) as const;
  await store.log.keep([
    by('okta', 'n1', '00ueva', 'Eva Lindt-Maiden'),
    by('okta', 'n2', '00ueve', 'Eva Lindt'),
    by('okta', 'n3', '00uother', 'Omar Haddad'),
    by('google', 'n4', '117', 'EVA@acme.example.com'),
    by('google', 'n5', '117', 'eva.maiden@acme.example.com'),
    by('google', 'n6', 'unknown', 'somebody whom Google does not name'),
    by('entra', 'n7', 'e-eva', 'Lindt, Eva'),
    by('entra', 'n8', 'e-nobody', 'Eva Lindt'),
  ]);
  const erased = await store.erasing.erase('eva', 'Person 0a1b2c', at, [{ provider: 'entra', id: 'e-eva' }]);
  const left = await sql<{ entry: string; actorName: string; actor: string }>(
    database.url,
    `SELECT "entry", "actorName", "actor" FROM "LogEntry" WHERE "entry" LIKE 'n%' ORDER BY "entry"`,
    [],
  );
  expect(left.map(({ entry, actorName }) => `${entry} ${actorName}`)).toEqual([
    'n1 Person 0a1b2c',
    'n2 Eva Lindt',
    'n3 Omar Haddad',
    'n4 Person 0a1b2c',
    'n5 Person 0a1b2c',
    'n6 somebody whom Google does not name',
    'n7 Person 0a1b2c',
    // The same name, and nobody knows whose account that is.
    'n8 (erased)',
  ]);
  expect(left.map(({ actor }) => actor)).toContain('117');
  expect(erased).toMatchObject({ entries: 5 });
});

test('with the years goes what was said about a request that has long been over, and not before', async () => {
  expect(await store.erasing.eraseTexts(at, 10)).toBe(0);
  expect(await store.erasing.eraseTexts(new Date(at.getTime() + 1), 10)).toBe(1);
  expect(await texts()).toEqual([]);
});
