import { rmSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { inParallel } from '../../src/workflows/relay.js';
import { message, patience } from '../support/acts.js';
import { allTold, asks, latenesses } from '../support/crash.js';
import { companyOf, figmaFor, writeCatalog } from '../support/ground.js';
import { type House, openHouse } from '../support/house.js';
import { onRedis } from '../support/queueStore.js';
import { hasRedis } from '../support/redis.js';

const hundred = Array.from({ length: 100 }, (_, index) => `p${String(index).padStart(3, '0')}`);
const catalog = writeCatalog({
  ...figmaFor('8h'),
  'github.yaml': `app: github
name: GitHub
owner: grace@acme.example.com
provider: okta
fallback: Ask in #it-help
roles:
  - role: reader
    name: Reader
    risk: low
    groups: [github-readers]
    durations: [100s, 40s]
`,
});
let house: House;
afterEach(() => house.close());
afterAll(() => rmSync(catalog, { recursive: true }));

async function loseEveryJob(people: readonly string[], duration: string, empty: () => Promise<void>): Promise<void> {
  const { slack, okta } = house;
  const given = () => okta.calls.filter(({ operation }) => operation === 'assignUserToGroup').length;
  await inParallel(people, 5, (key) =>
    asks(house, key, { app: 'github', role: undefined, duration, reason: `Reading, says ${key}` }),
  );
  await house.until(() => given() === people.length, patience.within);
  await empty();
  expect(okta.members('github-readers').length).toBeGreaterThan(people.length * 0.8);
  await house.until(() => okta.members('github-readers').length === 0, 180_000);
  await allTold(house, 90_000);
  const late = await latenesses(house.database.url);
  expect(late).toHaveLength(people.length);
  expect(Math.max(...late)).toBeLessThan(60);
  for (const key of people) expect(message(slack.as(key), key)?.thread.at(-1)).toContain('has ended');
}

const options = {
  company: companyOf(hundred, ['figma-editors', 'github-readers']),
  environment: { CATALOG_DIR: catalog },
};

test('with every job of the queue lost, a hundred accesses end within a minute of their time', async () => {
  house = await openHouse(options);
  await loseEveryJob(hundred, '1 minute 40 seconds', () => house.queue.empty());
}, 300_000);

describe('on Redis', () => {
  const onlyWithRedis = hasRedis() ? test : test.skip;

  onlyWithRedis(
    'FLUSHALL loses nothing either',
    async () => {
      const queue = await onRedis();
      house = await openHouse({ ...options, environment: { ...options.environment, ...queue.environment } });
      await loseEveryJob(hundred.slice(0, 20), '40 seconds', () => queue.empty());
      const { close } = house;
      house = { ...house, close: () => close().finally(() => queue.stop()) };
    },
    300_000,
  );
});
