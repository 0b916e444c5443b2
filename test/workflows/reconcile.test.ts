import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { at, minutes } from '../support/given.js';
import {
  account,
  entitlement,
  handsOn,
  openWatchtower,
  production,
  told,
  type Watchtower,
} from '../support/watchtower.js';

let tower: Watchtower;
beforeEach(async () => {
  tower = await openWatchtower();
});
afterEach(() => tower.close());

const editors = 'editor-group';
const { nextHour, statusOf, leave, join, open } = handsOn(() => tower);

test('the first look takes a census: who was there before is one finding for the group, not one for each', async () => {
  join(production, 'ana', 'ben', 'cia', 'stranger');
  join(editors, 'dov');
  await tower.compare();
  expect(await open()).toMatchObject([
    { kind: 'many', entitlement: entitlement(production), accounts: ['ana', 'ben', 'cia', 'stranger'].map(account) },
  ]);
  join(production, 'eva');
  await nextHour();
  expect((await open()).map(({ kind, accounts }) => [kind, accounts.length])).toEqual([
    ['many', 4],
    ['added', 1],
  ]);
});

test('who leaves is taken off the census, and found as anybody else when they come back', async () => {
  join(production, 'ana', 'ben');
  await tower.compare();
  leave(production, 'ana');
  await nextHour();
  expect((await open())[0]?.accounts).toEqual([account('ben')]);
  join(production, 'ana');
  await nextHour();
  expect((await open())[1]).toMatchObject({ kind: 'added', accounts: [account('ana')] });
});

test('many who come at once are one finding', async () => {
  await tower.compare();
  join(production, 'ana', 'ben', 'cia', 'dov', 'eva', 'fin');
  await nextHour();
  expect((await open()).map(({ kind, accounts }) => [kind, accounts.length])).toEqual([['many', 6]]);
  await nextHour();
  expect(await open()).toHaveLength(1);
});

test('a group that cannot be read changes nothing, and is read again soon', async () => {
  const grant = await tower.holds('ana', 'editor', editors);
  await tower.compare();
  tower.silent.add(`00g-${editors}`);
  leave(editors, 'ana');
  await nextHour();
  expect(await statusOf(grant)).toBe('active');
  expect(tower.warnings).toContain('a group could not be compared; nothing is concluded from that');
  tower.silent.clear();
  tower.passed += minutes(4);
  await tower.compare();
  expect(await statusOf(grant)).toBe('active');
  tower.passed += minutes(2);
  await tower.compare();
  expect(await statusOf(grant)).toBe('revoking');
});

test('a list that leaves somebody out takes nothing from them: each one is asked about', async () => {
  const grant = await tower.holds('ana', 'editor', editors);
  tower.unlisted.add(account('ana'));
  await tower.compare();
  await nextHour();
  expect(await statusOf(grant)).toBe('active');
  expect(await open()).toEqual([]);
});

test('what waits for a person is not judged', async () => {
  const grant = await tower.holds('ana', 'editor', editors);
  await tower.door.run(
    { type: 'assignment.giveBack', id: 'id-1', by: (await tower.person('ana')).id },
    'latchkey',
    'test',
  );
  leave(editors, 'ana');
  await tower.compare();
  expect(await statusOf(grant)).toBe('revoking');
  expect(await open()).toEqual([]);
});

test('one that is gone ends with that cause; who is another holder of the role keeps it', async () => {
  const [gone, kept] = [await tower.holds('ana', 'editor', editors), await tower.holds('ben', 'editor', editors)];
  leave(editors, 'ana');
  tower.passed += minutes(1);
  await tower.compare();
  expect([await statusOf(gone), await statusOf(kept)]).toEqual(['revoking', 'active']);
  expect(await tower.store.assignments.find('id-1')).toMatchObject({ status: 'ending', cause: 'goneOutside' });
  expect(await open()).toMatchObject([{ kind: 'removed', grant: gone, app: 'figma', role: 'editor' }]);
  await nextHour();
  expect(await open()).toHaveLength(1);
});

test('lesson 25: the limit holds for what goes one by one as well, within one period', async () => {
  const keys = ['ana', 'ben', 'cia', 'dov', 'eva', 'fin'];
  const grants: string[] = [];
  for (const key of keys) grants.push(await tower.holds(key, 'editor', editors));
  await tower.readLog();
  for (const [index, key] of keys.entries()) {
    tower.passed += minutes(1);
    leave(editors, key);
    tower.told.push(told(`e${index}`, 'removed', key, { group: editors, at: at(tower.passed - 1) }));
    await tower.readLog();
  }
  const statuses = await Promise.all(grants.map(statusOf));
  expect(statuses).toEqual(['revoking', 'revoking', 'revoking', 'revoking', 'revoking', 'active']);
  expect(await tower.record('reconcile')).toMatchObject([{ type: 'reconcile.stopped', grants: [grants[5]] }]);
});

test('a removal in the log that is no longer true takes nothing: it is looked at once more', async () => {
  const grant = await tower.holds('ana', 'editor', editors);
  await tower.readLog();
  tower.told.push(told('e1', 'removed', 'ana', { group: editors, at: at(30) }));
  tower.passed += minutes(1);
  await tower.readLog();
  expect(await open()).toMatchObject([{ kind: 'removed', grant, entries: ['e1'] }]);
  expect(await statusOf(grant)).toBe('active');
});

test('what the log says late was ours settles what the comparison had found', async () => {
  await tower.compare();
  const grant = await tower.holds('ana', 'production-admin', production);
  await tower.readLog();
  const { id: person } = await tower.person('ana');
  const found = { id: 'd1', kind: 'added', entitlement: entitlement(production), recipient: person, person } as const;
  await tower.door.run(
    {
      ...found,
      type: 'drift.find',
      accounts: [account('ana')],
      app: 'aws',
      role: 'production-admin',
      risk: 'privileged',
      source: 'reconcile',
    },
    'latchkey',
    'reconcile',
  );
  tower.told.push(told('e1', 'added', 'ana', { at: at(0), isOurs: true }));
  tower.passed += minutes(1);
  await tower.readLog();
  expect(await tower.store.drifts.find('d1')).toMatchObject({ status: 'closed' });
  expect((await tower.record(`grant:${grant}`)).at(-1)).toMatchObject({ type: 'grant.witnessed', entry: { id: 'e1' } });
});

test('what our own credential did and the record did not mean is a finding like any other', async () => {
  await tower.readLog();
  join(production, 'ana');
  tower.told.push(told('e1', 'added', 'ana', { at: at(30), isOurs: true }));
  tower.passed += minutes(1);
  await tower.readLog();
  expect(await open()).toMatchObject([{ kind: 'added', source: 'log', entries: ['e1'] }]);
});

test('somebody whom the directory does not know is found by the id that the provider has', async () => {
  await tower.compare();
  join(production, 'stranger');
  await nextHour();
  const [drift] = await open();
  expect(drift).toMatchObject({ recipient: 'okta:00ustranger', accounts: ['00ustranger'] });
  expect(drift?.person).toBeUndefined();
});

test('a name that two groups have by now keeps nobody from looking at all the other groups', async () => {
  const grant = await tower.holds('ana', 'editor', editors);
  tower.ambiguous.add(production);
  await tower.readLog();
  leave(editors, 'ana');
  tower.told.push(told('e1', 'removed', 'ana', { group: editors, at: at(30) }));
  tower.passed += minutes(2);
  await tower.readLog();
  expect(await statusOf(grant)).toBe('revoking');
  const another = await tower.holds('ben', 'editor', editors);
  leave(editors, 'ben');
  tower.passed += minutes(2);
  await tower.compare();
  expect(await statusOf(another)).toBe('revoking');
});

test('whoever is gone from the provider altogether keeps no other access from ending', async () => {
  const [left, gone] = [await tower.holds('ana', 'editor', editors), await tower.holds('ben', 'editor', editors)];
  await tower.readLog();
  tower.deleted.add(account('ana'));
  leave(editors, 'ana', 'ben');
  tower.told.push(
    told('e1', 'removed', 'ana', { group: editors, at: at(30) }),
    told('e2', 'removed', 'ben', { group: editors, at: at(31) }),
  );
  tower.passed += minutes(2);
  await tower.readLog();
  expect([await statusOf(left), await statusOf(gone)]).toEqual(['active', 'revoking']);
});

test('what is asked about is not found again when the directory has come to know the person', async () => {
  await tower.readLog();
  join(production, 'stranger');
  tower.told.push(told('e1', 'added', 'stranger', { at: at(30) }));
  tower.passed += minutes(2);
  await tower.readLog();
  await tower.person('stranger');
  tower.told.push(told('e2', 'added', 'stranger', { at: at(150) }), told('e3', 'added', 'ana', { at: at(151) }));
  tower.passed += minutes(3);
  await tower.readLog();
  expect((await open()).map(({ entries }) => entries)).toEqual([['e1', 'e2'], ['e3']]);
});

test("an entry's id is its provider's own: the same id in another's log is matched to nothing", async () => {
  const { store } = tower;
  await tower.readLog();
  const actor = { actor: '1', actorName: 'Somebody', isOurs: false };
  const elsewhere = { provider: 'google', entry: 'e1', at: at(20), kind: 'added', group: 'g1', account: 'a1' } as const;
  await store.log.keep([{ ...elsewhere, ...actor }]);
  tower.told.push(told('e1', 'added', 'ana', { at: at(30) }));
  tower.passed += minutes(2);
  await tower.readLog();
  expect(await store.log.unmatched('okta', 10)).toEqual([]);
  expect(await store.log.unmatched('google', 10)).toMatchObject([{ entry: 'e1' }]);
});

test('what is matched to nothing is read on from where it was, also where many were told of in one moment', async () => {
  const { log } = tower.store;
  const one = { kind: 'added', group: 'g1', account: 'a1', actor: '1', actorName: 'Somebody', isOurs: false } as const;
  const told = ['e1', 'e2', 'e3'].map((entry, place) => ({
    ...one,
    provider: 'google',
    entry,
    at: at(place < 2 ? 20 : 21),
  }));
  await log.keep(told.toReversed());
  const [first] = await log.unmatched('google', 1);
  const [second] = await log.unmatched('google', 1, first);
  const [third] = await log.unmatched('google', 1, second);
  expect([first, second, third].map((found) => found?.entry)).toEqual(['e1', 'e2', 'e3']);
  expect(await log.unmatched('google', 1, third)).toEqual([]);
});
