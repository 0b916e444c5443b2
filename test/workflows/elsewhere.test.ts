import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Command } from '../../src/domain/lifecycle.js';
import type { IdentityProvider } from '../../src/idp/port.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import type { Entitlements } from '../../src/workflows/entitlements.js';
import { createProvisioning } from '../../src/workflows/provisioning.js';
import { createDoor } from '../../src/workflows/run.js';
import { acmeCatalog } from '../support/catalogs.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { analysis, hours, monday, text } from '../support/given.js';

/** People whom one provider knows, and groups at another: there they are found by their e-mail address. */

let database: TestDatabase;
let store: Store;
beforeEach(async () => {
  database = await testDatabase();
  store = openStore(database.url, () => {});
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

const now = () => monday;
const door = () => createDoor(store, now, new Set(), { ring: () => {}, wake: () => {} });
const nothing = () => {};

const learnt = (email: string) =>
  store.people.learn({
    ...{ directory: 'okta', directoryId: '00uana', email, name: 'Ana Silva' },
    ...{ isActive: true, readAt: monday.toISOString() },
  });

test('who has another address by the end is taken out by the id under which they were let in', async () => {
  const members = new Set<string>();
  const accounts: Record<string, string> = { 'ana@acme.example.com': '1001' };
  const google = {
    name: 'google',
    findPerson: async (email: string) => accounts[email] && { id: accounts[email] },
    isMember: async (person: string) => members.has(person),
    add: async (person: string) => {
      members.add(person);
      return 'done';
    },
    remove: async (person: string) => (members.delete(person) ? 'done' : 'already'),
  } as unknown as IdentityProvider;
  const provisioning = createProvisioning({
    ...{ store, door: door(), catalog: acmeCatalog, entitlements: { of: async () => [] } as unknown as Entitlements },
    ...{ provider: () => google, mode: 'enforce', now, newId: () => 'unused' },
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  });
  const { id: recipient } = await learnt('ana@acme.example.com');
  const whole = { id: 'r1', recipient, app: 'figma', role: 'editor', duration: hours(4) };
  const asked = { requester: recipient, reason: text('t1'), analysis: analysis(), lapse: hours(72), catalog: 'c' };
  const wanted = [{ entitlement: 'google:g1', grant: 'g' }];
  const commands: Command[] = [
    { ...whole, ...asked, type: 'request.submit' },
    { ...whole, type: 'assignment.open', wanted, alreadyHad: [] },
  ];
  for (const command of commands) await door().run(command, 'latchkey', 'test');
  await provisioning.settle('g');
  expect([...members]).toEqual(['1001']);
  await learnt('ana.rossi@acme.example.com');
  await door().run({ type: 'assignment.giveBack', id: 'r1', by: recipient }, 'latchkey', 'test');
  await provisioning.settle('g');
  expect([...members]).toEqual([]);
  expect(await store.grants.find('g')).toMatchObject({ status: 'ended' });
});
