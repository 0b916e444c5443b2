import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { at, hours, minutes } from '../support/given.js';
import { account, handsOn, openWatchtower, production, told, type Watchtower } from '../support/watchtower.js';

let tower: Watchtower;
beforeEach(async () => {
  tower = await openWatchtower();
});
afterEach(() => tower.close());

const { nextHour, statusOf, leave, join, open } = handsOn(() => tower);

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
