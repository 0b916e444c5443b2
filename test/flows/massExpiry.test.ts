import { rmSync } from 'node:fs';
import { afterAll, afterEach, expect, jest, test } from '@jest/globals';
import { paceOf } from '../../src/workflows/pace.js';
import { inParallel } from '../../src/workflows/relay.js';
import { approved, granted } from '../support/expiring.js';
import { companyOf, figmaFor, writeCatalog } from '../support/ground.js';
import { type House, hours, openHouse } from '../support/house.js';
import { sql } from '../support/sql.js';

jest.setTimeout(120_000);

const people = Array.from({ length: 120 }, (_, index) => `p${String(index).padStart(3, '0')}`);
const late = ['zoe', 'zac', 'zia'];
const catalog = writeCatalog(figmaFor('8h, 1s'));
let house: House;
afterEach(() => house.close());
afterAll(() => rmSync(catalog, { recursive: true }));

const withoutJira = { JIRA_BASE_URL: '', JIRA_EMAIL: '', JIRA_API_TOKEN: '', JIRA_PROJECT: '' };

/** Requests a minute that Okta bears of changes of memberships. Half of them are ours. */
const perMinute = 300;
const ours = { units: perMinute / 2, seconds: 60 };
/** Eight hands note what has ended, and eight take people out: so far may two of them be out of order. */
const hands = 8 + 8;

test('a hundred and twenty ends in one minute drain at the limit, in their order, before what is to begin', async () => {
  const company = companyOf([...people, ...late]);
  house = await openHouse({ company, environment: { CATALOG_DIR: catalog, ...withoutJira } });
  const { store, okta } = house;
  for (const operation of ['listUserGroups', 'getUser', 'getGroup']) okta.allow(operation, 6_000);
  okta.allow('unassignUserFromGroup', perMinute);
  const inAnHour = Date.now() + 3600 * 1000;
  const end = (index: number) => new Date(inAnHour + index * 500);
  // They are put on the record in another order than they end in, and none is due yet.
  const shuffled = people.map((key, index) => ({ key, at: end(index), turn: index % 7 }));
  shuffled.sort((one, other) => one.turn - other.turn);
  await inParallel(shuffled, 8, ({ key, at }) => granted(store, okta, { key, group: 'figma-editors', at, seconds: 1 }));

  void house.passTime(hours(2));
  const calls = (operation: string) => okta.calls.filter((call) => call.operation === operation);
  const removals = () => calls('unassignUserFromGroup');
  await house.until(() => removals().length > 20);
  for (const key of late) await approved(store, okta, { key, at: house.now(), seconds: hours(8) });
  await house.until(() => okta.members('figma-editors').every((key) => late.includes(key)), 90_000);
  await house.until(() => late.every((key) => okta.has(key, 'figma-editors')), 60_000);

  expect(okta.calls.filter(({ status }) => status === 429)).toEqual([]);
  expect(mostInTenSeconds([...removals(), ...calls('assignUserToGroup')])).toBeLessThanOrEqual(mostAllowed());
  const keyOf = new Map(people.map((key) => [okta.userId(key), key]));
  const order = removals().map(({ path }) => keyOf.get(path.split('/').at(-1) ?? '') ?? '');
  expect([...order].sort()).toEqual(people);
  const outOfPlace = order.map((key, place) => Math.abs(people.indexOf(key) - place));
  expect(Math.max(...outOfPlace)).toBeLessThanOrEqual(hands);
  expect(await mostAttempts()).toBe(0);
  const last = removals().at(-1)?.at ?? '';
  expect(calls('assignUserToGroup').filter(({ at }) => at > last)).toHaveLength(late.length);
  for (const key of people) expect((await house.auditTrail(`request-of-${key}`)).at(-1)).toBe('assignment.ended');
  const drained = Date.parse(last) - Date.parse(removals()[0]?.at ?? '');
  expect(people.length / (drained / 60_000)).toBeGreaterThan(ours.units * 0.75);
});

/** Whoever waits for the budget has not failed. */
const mostAttempts = async (): Promise<unknown> => {
  const found = await sql(house.database.url, 'SELECT max("attempts") AS "most" FROM "Outbox" WHERE "consumer" = $1', [
    'provisioning',
  ]);
  return found[0]?.most;
};

/** What may leave in ten seconds at this pace; so over six times as many no window of a minute holds too much. */
function mostAllowed(): number {
  const { step, tolerance, slack } = paceOf(ours, 1, 'removal');
  return Math.floor((tolerance + 10 + slack) / step);
}

function mostInTenSeconds(calls: ReadonlyArray<{ readonly at: string }>): number {
  const moments = calls.map(({ at }) => Date.parse(at));
  return Math.max(...moments.map((from) => moments.filter((at) => at >= from && at <= from + 10_000).length));
}
