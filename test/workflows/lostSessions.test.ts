import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { IdentityProvider } from '../../src/idp/port.js';
import type { Entitlements } from '../../src/workflows/entitlements.js';
import { createProvisioning } from '../../src/workflows/provisioning.js';
import { acmeCatalog } from '../support/catalogs.js';
import { minutes, monday } from '../support/given.js';
import { openWatchtower, production, type Watchtower } from '../support/watchtower.js';

let tower: Watchtower;
beforeEach(async () => {
  tower = await openWatchtower();
});
afterEach(() => tower.close());

const nothing = () => {};

/** Ana's membership was taken away outside, and what follows from it is done. @returns what the provider was asked. */
async function lost({ endSessions }: { endSessions: boolean }): Promise<string[]> {
  const grant = await tower.holds('ana', 'production-admin', production);
  tower.members.set(production, []);
  tower.passed += minutes(1);
  await tower.compare();
  const asked: string[] = [];
  const okta = {
    isMember: async () => false,
    remove: async () => 'already' as const,
    endSessions: async (person: string) => void asked.push(person),
  } as unknown as IdentityProvider;
  const apps = acmeCatalog.apps.map((app) => ({ ...app, roles: app.roles.map((role) => ({ ...role, endSessions })) }));
  await createProvisioning({
    store: tower.store,
    door: tower.door,
    catalog: { ...acmeCatalog, apps },
    entitlements: {} as Entitlements,
    provider: () => okta,
    mode: 'enforce',
    now: () => monday,
    newId: () => 'unused',
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  }).settle(grant);
  expect(await tower.store.grants.find(grant)).toMatchObject({ status: 'ended', cause: 'goneOutside' });
  return asked;
}

test('sessions end with the role also when somebody else took the membership away', async () => {
  expect(await lost({ endSessions: true })).toEqual(['00uana']);
});

test('of other roles nothing is asked any more', async () => {
  expect(await lost({ endSessions: false })).toEqual([]);
});
