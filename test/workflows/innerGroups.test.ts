import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { asAccount } from '../../src/domain/innerGroup.js';
import { isRefusal } from '../../src/domain/refusal.js';
import { hours, minutes, monday } from '../support/given.js';
import { entitlement, openWatchtower, production, told, type Watchtower } from '../support/watchtower.js';

/** A group inside a group is another door: whoever is in the one has the other, and no log of that one says when they came. */

let tower: Watchtower;
beforeEach(async () => {
  tower = await openWatchtower();
  await tower.readLog();
  tower.members.set(production, []);
  await tower.compare();
});
afterEach(() => tower.close());

const team = asAccount('00g-team');
const at = (seconds: number): string => new Date(monday.getTime() + seconds * 1000).toISOString();

async function isTold(id: string, kind: 'added' | 'removed', person: { id: string } | { email: string }) {
  tower.told.push({ ...told(id, kind, 'nobody', { at: at(tower.passed + 30) }), person });
  tower.passed += minutes(3);
  await tower.readLog();
}
const compares = async () => {
  tower.passed += hours(1);
  await tower.compare();
};
const findings = async () => [...(await tower.store.drifts.standing(entitlement(production)))];

test('is found once, by the log or by the comparison, and is gone when it is taken out', async () => {
  tower.members.set(production, [team]);
  await isTold('e1', 'added', { id: team });
  await compares();
  expect(await findings()).toMatchObject([{ kind: 'added', accounts: [team], entries: ['e1'], status: 'open' }]);
  tower.members.set(production, []);
  await isTold('e2', 'removed', { id: team });
  expect(await findings()).toEqual([]);
  const [drift] = await tower.store.drifts.about(entitlement(production), team);
  expect(drift).toMatchObject({ entries: ['e1', 'e2'], undoneAt: expect.any(String) });
});

test('is found by the comparison alone where the log does not tell of it, and its end too', async () => {
  tower.members.set(production, [team]);
  await compares();
  expect(await findings()).toMatchObject([{ kind: 'added', accounts: [team], source: 'reconcile' }]);
  tower.members.set(production, []);
  await compares();
  expect(await findings()).toEqual([]);
});

test('is known by its address where the log has it as that of a person', async () => {
  tower.members.set('team@acme.example.com', []);
  await isTold('e1', 'added', { email: 'team@acme.example.com' });
  expect(await findings()).toMatchObject([{ accounts: [asAccount('team@acme.example.com')] }]);
});

test('is explained, and neither removed nor adopted: Latchkey takes out people only', async () => {
  await isTold('e1', 'added', { id: team });
  const [drift] = await findings();
  const answering = { id: drift?.id ?? '', by: 'dana', accounts: [], mayAnswer: ['dana'] };
  const outcome = await tower.door.run({ type: 'drift.remove', ...answering }, 'dana', 'slack');
  expect(isRefusal(outcome) && outcome.says).toContain('This is a group, with everybody in it');
});
