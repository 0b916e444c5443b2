import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { DirectoryPerson, IdentityProvider } from '../../src/idp/port.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { createDirectory } from '../../src/workflows/directory.js';
import type { Entitlements } from '../../src/workflows/entitlements.js';
import { createDoor } from '../../src/workflows/run.js';
import type { SlackAccounts } from '../../src/workflows/slackAccounts.js';
import { acmeCatalog } from '../support/catalogs.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { monday } from '../support/given.js';

/** A directory's limits are short: an answer of policy is of one moment, in which nobody is asked about twice. */

let database: TestDatabase;
let store: Store;
const read: string[] = [];
const company = ['ana', 'ben', 'dana'].map(
  (key): DirectoryPerson => ({ id: `00u${key}`, name: key, email: `${key}@acme.example.com`, isActive: true }),
);
const called = (wanted: (person: DirectoryPerson) => boolean) => {
  const found = company.find(wanted);
  if (found) read.push(found.name);
  return found;
};

beforeEach(async () => {
  database = await testDatabase();
  store = openStore(database.url, () => {});
  read.length = 0;
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

test('whoever asks and whoever decides are read once for each answer of policy, and afresh for the next', async () => {
  const provider = {
    name: 'okta',
    findPerson: async (email: string) => called((person) => person.email === email),
    readPerson: async (id: string) => called((person) => person.id === id),
    managerOf: async () => called(({ name }) => name === 'ben'),
  } as unknown as IdentityProvider;
  const slack = {
    byEmail: async (email: string) => ({ id: `U${email.charAt(0)}`, email }),
  } as unknown as SlackAccounts;
  const now = () => monday;
  const directory = createDirectory({
    ...{ store, catalog: acmeCatalog, slack, now },
    door: createDoor(store, now, new Set(), { ring: () => {}, wake: () => {} }),
    provider: () => provider,
    entitlements: {} as Entitlements,
    leaves: () => {},
  });
  const ana = await store.people.learn({
    ...{ directory: 'okta', directoryId: '00uana', isActive: true, readAt: monday.toISOString() },
    ...{ email: 'ana@acme.example.com', name: 'ana' },
  });
  const wanted = { app: 'figma', role: 'editor', requester: ana.id, recipient: ana.id };

  expect(await directory.analyse(wanted, [])).toMatchObject({ stages: [{ kind: 'manager' }] });
  expect(read.toSorted()).toEqual(['ana', 'ben']);
  await directory.analyse(wanted, []);
  expect(read.toSorted()).toEqual(['ana', 'ana', 'ben', 'ben']);
});
