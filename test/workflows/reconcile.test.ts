import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { at, hours, minutes } from '../support/given.js';
import { account, entitlement, openWatchtower, production, told, type Watchtower } from '../support/watchtower.js';

let tower: Watchtower;
beforeEach(async () => {
  tower = await openWatchtower();
});
afterEach(() => tower.close());

const editors = 'editor-group';
const nextHour = async () => {
  tower.passed += hours(1);
  await tower.compare();
};
const statusOf = async (grant: string) => (await tower.store.grants.find(grant))?.status;
const leave = (group: string, ...keys: string[]) => {
  const gone = keys.map(account);
  tower.members.set(
    group,
    (tower.members.get(group) ?? []).filter((id) => !gone.includes(id)),
  );
};
const join = (group: string, ...keys: string[]) =>
  tower.members.set(group, [...(tower.members.get(group) ?? []), ...keys.map(account)]);
const open = () => tower.store.drifts.open();

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

/** `p1` … `p<count>`, put into the production group by one hand, a second after each other. */
const flood = (count: number, { from = 1, at: begun, by = 'Sync', kind = 'added' as 'added' | 'removed' }: Flood) => {
  const keys = Array.from({ length: count }, (_, index) => `p${from + index}`);
  if (kind === 'added') join(production, ...keys);
  else leave(production, ...keys);
  const lines = keys.map((key, index) => told(`${kind}-${key}-${by}`, kind, key, { at: at(begun + index), by }));
  tower.told.push(...lines);
};
type Flood = { from?: number; at: number; by?: string; kind?: 'added' | 'removed' };
const readAfter = async (seconds: number) => {
  tower.passed += seconds;
  await tower.readLog();
};
const counts = async () => (await open()).map(({ kind, accounts, entries }) => [kind, accounts.length, entries.length]);

describe('when more than a handful are put in by one hand', () => {
  beforeEach(async () => {
    await tower.compare();
    await tower.readLog();
  });

  test('they are one finding with a line for each; a handful, and whoever else adds one meanwhile, is asked about alone', async () => {
    flood(11, { at: 30 });
    flood(2, { from: 40, at: 31, by: 'Mallory' });
    await readAfter(minutes(2));
    expect(await counts()).toEqual([
      ['many', 11, 11],
      ['added', 1, 1],
      ['added', 1, 1],
    ]);
    const [many] = await open();
    const [found] = await tower.record(`drift:${many?.id}`);
    expect(found).toMatchObject({
      ...{ type: 'drift.found', source: 'log', role: 'production-admin' },
      entries: expect.arrayContaining([
        { id: 'added-p1-Sync', at: at(30), actor: '00usync', isOurs: false, account: '00up1' },
      ]),
    });
    expect(await tower.store.log.unmatched('okta', 10)).toEqual([]);
    expect(await tower.store.log.summary(many?.id ?? '')).toEqual([
      { kind: 'added', actorName: 'Sync', count: 11, from: at(30), until: at(40) },
    ]);
    flood(10, { from: 50, at: 200, by: 'Ben' });
    await readAfter(minutes(4));
    expect((await open()).filter(({ kind }) => kind === 'many')).toHaveLength(1);
  });

  test('the rest of them after an interruption is the same finding, as is all of it read again; an hour later it is another', async () => {
    flood(12, { at: 30 });
    await readAfter(minutes(2));
    flood(2, { from: 20, at: 43 });
    await readAfter(minutes(2));
    expect(await counts()).toEqual([['many', 14, 14]]);
    await tower.store.positions.forget('log:okta');
    await readAfter(minutes(2));
    expect(await counts()).toEqual([['many', 14, 14]]);
    // The comparison comes between one half and the other.
    tower.passed = hours(1);
    join(production, ...[30, 31, 32, 33, 34, 35].map((index) => `p${index}`));
    await tower.compare();
    expect(await counts()).toEqual([['many', 20, 14]]);
    flood(6, { from: 30, at: hours(1) - 30 });
    await readAfter(minutes(1));
    expect(await counts()).toEqual([['many', 20, 20]]);
    flood(12, { from: 60, at: hours(1) + 90 });
    await readAfter(minutes(2));
    expect(await counts()).toEqual([
      ['many', 20, 20],
      ['many', 12, 12],
    ]);
  });

  test('who leaves again is told of on the same finding, which waits for an answer all the same', async () => {
    flood(25, { at: 30 });
    flood(3, { from: 23, at: 60, by: 'Ben', kind: 'removed' });
    await readAfter(minutes(2));
    expect(await counts()).toEqual([['many', 22, 28]]);
    expect((await tower.record(`drift:${(await open())[0]?.id}`)).map(({ type }) => type)).toEqual([
      'drift.found',
      'drift.recounted',
    ]);
    flood(2, { at: 130, by: 'Ben', kind: 'removed' });
    await readAfter(minutes(2));
    expect(await counts()).toEqual([['many', 20, 30]]);
    const [many] = await open();
    await explain(many?.id);
    // The comparison sees it before the log tells of it.
    leave(production, ...Array.from({ length: 12 }, (_, index) => `p${index + 3}`));
    tower.passed += hours(1);
    await tower.compare();
    flood(12, { from: 3, at: tower.passed - 60, kind: 'removed' });
    await readAfter(minutes(2));
    expect(await open()).toEqual([]);
    flood(1, { from: 20, at: tower.passed + 10, by: 'Ben', kind: 'removed' });
    await readAfter(minutes(2));
    expect(await open()).toMatchObject([{ kind: 'removed', accounts: ['00up20'] }]);
    flood(10, { from: 15, at: tower.passed + 10, kind: 'removed' });
    await readAfter(minutes(2));
    expect(await tower.store.log.unmatched('okta', 10)).toEqual([]);
    expect(await tower.store.drifts.find(many?.id ?? '')).toMatchObject({ answer: 'explained', status: 'closed' });
  });

  test('what Latchkey did is none of it, nor is a grant that somebody of them is given later', async () => {
    const mine = await tower.holds('ana', 'production-admin', production);
    const line = { at: at(30), isOurs: true };
    tower.told.push(told('e1', 'added', 'ana', line));
    for (let index = 1; index <= 11; index += 1) tower.told.push(told(`x${index}`, 'added', `p${index}`, line));
    join(production, ...Array.from({ length: 11 }, (_, index) => `p${index + 1}`));
    await readAfter(minutes(2));
    expect(await counts()).toEqual([['many', 11, 11]]);
    expect((await tower.record(`grant:${mine}`)).at(-1)).toMatchObject({
      type: 'grant.witnessed',
      entry: { id: 'e1' },
    });
    flood(1, { at: tower.passed + 10, kind: 'removed' });
    await readAfter(minutes(2));
    const later = await tower.holds('p1', 'production-admin', production);
    tower.told.push(told('e2', 'added', 'p1', { at: at(tower.passed), isOurs: true }));
    await readAfter(minutes(2));
    expect(await counts()).toEqual([['many', 10, 12]]);
    expect((await tower.record(`grant:${later}`)).at(-1)).toMatchObject({
      type: 'grant.witnessed',
      entry: { id: 'e2' },
    });
  });

  test('and the comparison has seen it first, the log completes that: no second finding', async () => {
    join(production, ...Array.from({ length: 12 }, (_, index) => `p${index + 1}`));
    await nextHour();
    leave(production, ...Array.from({ length: 12 }, (_, index) => `p${index + 1}`));
    flood(6, { at: hours(1) - 60 });
    await readAfter(minutes(1));
    expect(await counts()).toEqual([['many', 12, 6]]);
    const [many] = await open();
    await explain(many?.id);
    flood(6, { from: 7, at: hours(1) - 54 });
    await readAfter(minutes(1));
    expect(await open()).toEqual([]);
    expect((await tower.store.drifts.find(many?.id ?? ''))?.entries).toHaveLength(12);
  });
});

const explain = async (id = '') => {
  const { id: dana } = await tower.person('dana');
  const text = tower.door.seal('The import of the new branch', dana);
  const answering = { id, by: dana, accounts: [account('dana')], mayAnswer: [dana] };
  const reason = { id: text.id, hash: text.hash };
  await tower.door.run({ type: 'drift.explain', ...answering, reason }, dana, 'slack', [text]);
};

test('whoever is to be out goes first: the log is matched on only when they are, and by some at each reading', async () => {
  await tower.readLog();
  await tower.holds('ana', 'production-admin', production);
  const lines = (from: number, to: number, by: (index: number) => string) => {
    for (let index = from; index < to; index += 1)
      tower.told.push(told(`e${index}`, 'added', `stranger${index}`, { at: at(hours(4) + index / 10), by: by(index) }));
  };
  // As many hands as people, so that each is a finding of its own; then a flood.
  lines(0, 54, (index) => `B${index}`);
  lines(54, 205, () => 'Sync');
  const left = async () => (await tower.store.log.unmatched('okta', 205)).map(({ actorName }) => actorName);
  await readAfter(hours(4) + 30);
  // Two hundred were looked at, and of those that are found one by one fifty.
  expect(await left()).toEqual(['B50', 'B51', 'B52', 'B53', 'Sync', 'Sync', 'Sync', 'Sync', 'Sync']);
  await tower.door.run({ type: 'assignment.expire', id: 'id-1' }, 'latchkey', 'clock');
  expect(await statusOf('id-2')).toBe('revoking');
  expect(await tower.store.outbox.isEndDue(new Date(at(tower.passed)))).toBe(true);
  await tower.door.run({ type: 'grant.confirmRevoked', id: 'id-2', how: 'done' }, 'latchkey', 'provider');
  leave(production, 'ana');
  await readAfter(minutes(1));
  expect(await left()).toEqual([]);
  expect((await open()).filter(({ kind }) => kind === 'many')).toMatchObject([{ entries: { length: 151 } }]);
});
