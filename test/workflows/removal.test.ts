import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { IdentityProvider } from '../../src/idp/port.js';
import { removeFound } from '../../src/workflows/removal.js';
import { acmeCatalog } from '../support/catalogs.js';
import { at, minutes } from '../support/given.js';
import { account, openWatchtower, production, told, type Watchtower } from '../support/watchtower.js';

let tower: Watchtower;
beforeEach(async () => {
  tower = await openWatchtower();
});
afterEach(() => tower.close());

const nothing = () => {};

/** A stranger was found in the group, and its owner wants them out. */
async function wanted() {
  const { store, door } = tower;
  await tower.readLog();
  tower.members.set(production, [account('stranger')]);
  tower.told.push(told('e1', 'added', 'stranger', { at: at(30) }));
  tower.passed += minutes(2);
  await tower.readLog();
  const [drift] = await store.drifts.open();
  if (!drift) throw new Error('nothing was found');
  await door.run({ type: 'drift.remove', id: drift.id, by: 'dana', accounts: [], mayAnswer: ['dana'] }, 'dana', 'test');
  return drift;
}

async function remove(drift: Awaited<ReturnType<typeof wanted>>, endSessions = false) {
  const removed: string[] = [];
  const signedOut: string[] = [];
  const okta = {
    remove: async (person: string) => {
      removed.push(person);
      return 'done' as const;
    },
    isMember: async (person: string) => !removed.includes(person),
    endSessions: async (person: string) => void signedOut.push(person),
  } as unknown as IdentityProvider;
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  const { store, door } = tower;
  const apps = acmeCatalog.apps.map((app) => ({ ...app, roles: app.roles.map((role) => ({ ...role, endSessions })) }));
  const catalog = { ...acmeCatalog, apps };
  await removeFound({ store, door, catalog, provider: () => okta, mode: 'enforce', now: () => new Date(), log }, drift);
  return { removed, signedOut };
}

test('who was found is taken out', async () => {
  const drift = await wanted();
  expect(await remove(drift)).toEqual({ removed: [account('stranger')], signedOut: [] });
  expect((await tower.record(`drift:${drift.id}`)).at(-1)).toMatchObject({ type: 'drift.removed', how: 'done' });
});

test('their sessions end with it where the role says so', async () => {
  expect((await remove(await wanted(), true)).signedOut).toEqual([account('stranger')]);
});

test('what somebody was given meanwhile is theirs, also when they were a stranger when they were found', async () => {
  const drift = await wanted();
  await tower.person('stranger');
  await tower.holds('stranger', 'production-admin', production);
  expect((await remove(drift)).removed).toEqual([]);
  expect((await tower.record(`drift:${drift.id}`)).at(-1)).toMatchObject({ type: 'drift.removed', how: 'held' });
});
