import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Command } from '../../src/domain/lifecycle.js';
import type { Person } from '../../src/domain/person.js';
import { type IdentityProvider, ProviderDown } from '../../src/idp/port.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { createDirectory } from '../../src/workflows/directory.js';
import type { Entitlements } from '../../src/workflows/entitlements.js';
import { createProvisioning } from '../../src/workflows/provisioning.js';
import { createDoor } from '../../src/workflows/run.js';
import type { SlackAccounts } from '../../src/workflows/slackAccounts.js';
import { acmeCatalog } from '../support/catalogs.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { analysis, hours, monday, text } from '../support/given.js';

/** Groups in groups: who is in one only through another cannot be taken out of it alone. */

let database: TestDatabase;
let store: Store;
let ana: Person;
const added: string[] = [];
/** Ana's groups. */
let groups: { direct: string[]; nested: string[] };

beforeEach(async () => {
  database = await testDatabase();
  store = openStore(database.url, () => {});
  added.length = 0;
  groups = { direct: [], nested: ['00g-admins'] };
  const known = { directory: 'okta', directoryId: '00uana', isActive: true, readAt: monday.toISOString() };
  ana = await store.people.learn({ ...known, email: 'ana@acme.example.com', name: 'Ana Silva' });
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

const provider = {
  name: 'okta',
  isMember: async (_: string, group: string) => groups.direct.includes(group),
  isNested: async (_: string, group: string) => groups.nested.includes(group),
  add: async (_: string, group: string) => {
    added.push(group);
    return 'done' as const;
  },
} as unknown as IdentityProvider;

const two = ['00g-admins', '00g-members'].map((group) => ({
  id: `okta:${group}`,
  provider: 'okta' as const,
  group,
  name: group,
}));
const role = { app: 'figma', role: 'editor' };
const now = () => monday;
const entitlementsOf = (count: number) => ({ of: async () => two.slice(0, count) }) as unknown as Entitlements;
const door = () => createDoor(store, now, new Set(), { ring: () => {}, wake: () => {} });
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const directoryOf = (count: number, from: IdentityProvider = provider) =>
  createDirectory({
    store,
    door: door(),
    catalog: acmeCatalog,
    provider: () => from,
    entitlements: entitlementsOf(count),
    slack: {} as SlackAccounts,
    leaves: () => {},
    now,
  });

test('who has all of a role, some of it through another group, has it already', async () => {
  expect(await directoryOf(1).alreadyHas(ana, role)).toEqual({
    all: true,
    entitlements: ['okta:00g-admins'],
    isNested: true,
  });
  groups = { direct: ['00g-admins'], nested: ['00g-admins'] };
  expect(await directoryOf(1).alreadyHas(ana, role)).toMatchObject({ all: true, isNested: false });
});

test('who lacks a group of it may ask', async () => {
  expect(await directoryOf(2).alreadyHas(ana, role)).toMatchObject({ all: false, entitlements: ['okta:00g-admins'] });
});

test('a provider that does not answer is not read as "not in it"', async () => {
  const silent = { ...provider, isNested: async () => Promise.reject(new ProviderDown('okta', 'no answer')) };
  await expect(directoryOf(1, silent).alreadyHas(ana, role)).rejects.toThrow('no answer');
});

test('when it is given, only the group that is really missing becomes a grant', async () => {
  const asked: Command = {
    type: 'request.submit',
    id: 'r1',
    requester: ana.id,
    recipient: ana.id,
    ...role,
    duration: hours(4),
    reason: text('t1'),
    analysis: analysis(),
    lapse: hours(72),
    catalog: 'c1',
  };
  await door().run(asked, ana.id, 'test');
  const needs = {
    store,
    door: door(),
    catalog: acmeCatalog,
    entitlements: entitlementsOf(2),
    provider: () => provider,
  };
  await createProvisioning({ ...needs, mode: 'enforce', now, newId: () => 'g1', log }).settle('r1');
  const opened = await store.assignments.find('r1');
  expect(opened).toMatchObject({ grants: ['g1'], alreadyHad: ['okta:00g-admins'] });
  expect((await store.grants.find('g1'))?.entitlement).toBe('okta:00g-members');
  expect(added).toEqual([]); // that comes with the grant's own turn
});
