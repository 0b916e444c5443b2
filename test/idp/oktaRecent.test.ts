import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { GroupGone } from '../../src/idp/port.js';
import { faultOf } from './bench.js';
import { type OktaBench, oktaBench } from './oktaBench.js';

/** When many leave one group it is read once in a few seconds, not once for each of them. */

let bench: OktaBench;
let ahead: number;
const group = 'figma-viewers';
const leaving = ['ana', 'ben', 'priya'];

beforeEach(async () => {
  ahead = 0;
  const everyGroup = { mayAdd: () => true, mayRemove: () => true };
  const now = () => new Date(Date.now() + ahead);
  bench = await oktaBench({ way: 'API token', now }, everyGroup, { timeout: 5000 });
  for (const key of leaving) bench.put(key, group);
});
afterEach(() => bench.close());

const reads = () => bench.org.calls.filter(({ operation }) => operation === 'getGroup').length;

async function takeOut(key: string): Promise<boolean> {
  await bench.provider.remove(bench.personId(key), bench.groupId(group));
  return bench.provider.isMember(bench.personId(key), bench.groupId(group));
}

test('three removals, each read back, read the group once', async () => {
  for (const key of leaving) expect(await takeOut(key)).toBe(false);
  expect(reads()).toBe(1);
  expect(leaving.filter((key) => bench.has(key, group))).toEqual([]);
});

test('for a few seconds only', async () => {
  await takeOut('ana');
  ahead = 6_000;
  await takeOut('ben');
  expect(reads()).toBe(2);
});

test('whoever is let in is let into the group as it is now', async () => {
  await takeOut('ana');
  bench.org.manageOnly([]);
  const before = reads();
  await faultOf(bench.provider.add(bench.personId('ana'), bench.groupId(group)));
  expect(reads()).toBe(before + 1);
  bench.org.manageOnly('all');
});

test('a group that is gone since says so to the next removal', async () => {
  const id = bench.groupId(group);
  await takeOut('ana');
  bench.deleteGroup(group);
  expect(await faultOf(bench.provider.remove(bench.personId('ben'), id))).toBeInstanceOf(GroupGone);
});
