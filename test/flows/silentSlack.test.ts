import { rmSync } from 'node:fs';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { patience } from '../support/acts.js';
import { allTold, asks, latenesses, momentsIn } from '../support/crash.js';
import { companyOf, figmaFor, writeCatalog } from '../support/ground.js';
import { type House, openHouse } from '../support/house.js';

const thirty = Array.from({ length: 30 }, (_, index) => `p${String(index).padStart(2, '0')}`);
const figma = figmaFor('8h');
const catalog = writeCatalog({ ...figma, 'figma.yaml': (figma['figma.yaml'] ?? '').replace('[permanent]', '[60s]') });
let house: House;
afterEach(() => house.close());
afterAll(() => rmSync(catalog, { recursive: true }));

test('Slack and Jira take every call and answer none: thirty accesses end within seconds of their time', async () => {
  house = await openHouse({ company: companyOf(thirty), environment: { CATALOG_DIR: catalog } });
  const { slack, okta, jira } = house;
  for (const key of thirty) await asks(house, key, { role: 'Viewer', reason: `So says ${key}` });
  await house.until(
    () => okta.calls.filter((call) => call.operation === 'assignUserToGroup').length === 30,
    patience.within,
  );
  for (const method of ['chat.update', 'chat.postMessage', 'conversations.history', 'conversations.replies'])
    slack.faults.hold(method);
  for (const operation of ['getIssue', 'createIssue', 'addComment']) jira.faults.hold(operation);
  await house.until(() => okta.members('figma-viewers').length === 0, 75_000);
  expect((await house.store.outbox.count()).undone).toBeGreaterThan(30);
  expect(Math.max(...(await latenesses(house.database.url)))).toBeLessThan(20);
  slack.faults.clear();
  jira.faults.clear();
  await house.passTime(600);
  await allTold(house, 120_000);
  for (const key of thirty) {
    const [card, ...more] = slack.as(key).dms();
    expect(card?.text).toContain('Ended');
    const said = momentsIn(card);
    expect({ key, more: more.length, said }).toEqual({ key, more: 0, said: [...new Set(said)] });
  }
}, 300_000);
