import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { minutes, monday } from '../support/given.js';
import { entitlement, openWatchtower, production, told, type Watchtower } from '../support/watchtower.js';

/** Somebody of whom a log tells by an address that nobody has: the address is in no event, and cannot be guessed from one. */

let tower: Watchtower;
beforeEach(async () => {
  tower = await openWatchtower();
  await tower.readLog();
});
afterEach(() => tower.close());

const at = (seconds: number): string => new Date(monday.getTime() + seconds * 1000).toISOString();
const address = 'sol@gone.example.com';
const byHash = `unknown-${createHash('sha256').update(address).digest('hex').slice(0, 16)}`;

/** The log tells of it, and is read. */
async function isTold(id: string, email = address): Promise<void> {
  tower.told.push({ ...told(id, 'added', 'sol', { at: at(tower.passed + 30) }), person: { email } });
  tower.passed += minutes(3);
  await tower.readLog();
}
const findings = async () => (await tower.store.drifts.open()).map(({ accounts, entries }) => ({ accounts, entries }));

test('stands on record under an id that does not come from the address, and is the same for it each time', async () => {
  await isTold('e1');
  await isTold('e2');
  await isTold('e3', 'sid@gone.example.com');
  const [sol, sid] = await findings();
  expect([sol?.entries, sid?.entries]).toEqual([['e1', 'e2'], ['e3']]);
  expect(sol?.accounts).toEqual([expect.stringMatching(/^unknown-/)]);
  expect(sid?.accounts).not.toEqual(sol?.accounts);
  const ids = (await tower.store.drifts.open()).map(({ id }) => `drift:${id}`);
  const events = JSON.stringify(await tower.store.trail.streams(ids));
  for (const form of [address, byHash, byHash.slice('unknown-'.length)]) expect(events).not.toContain(form);
});

test('who was found under the hash of an address, by an earlier release, is not found a second time', async () => {
  const entry = { id: 'e0', at: at(1), actor: '00uadmin' };
  const line = { provider: 'okta', entry: 'e0', at: at(1), kind: 'added', group: `00g-${production}` } as const;
  await tower.store.log.keep([
    { ...line, account: address, actor: '00uadmin', actorName: 'Okta Admin', isOurs: false },
  ]);
  await tower.door.run(
    {
      type: 'drift.find',
      ...{ id: 'd1', kind: 'added', entitlement: entitlement(production), recipient: `okta:${byHash}` },
      ...{ accounts: [byHash], app: 'aws', role: 'production-admin', risk: 'privileged', source: 'log', entry },
    },
    'latchkey',
    'log',
  );
  await isTold('e1');
  expect(await findings()).toEqual([{ accounts: [byHash], entries: ['e0', 'e1'] }]);
});
