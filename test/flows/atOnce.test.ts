import { rmSync } from 'node:fs';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { ask, cardSays, cardToDecide, patience } from '../support/acts.js';
import { auditTrail } from '../support/crash.js';
import { companyOf, figmaFor, writeCatalog } from '../support/ground.js';
import { type House, openHouse } from '../support/house.js';

const fifty = Array.from({ length: 50 }, (_, index) => `guard${String(index).padStart(2, '0')}`);
const files = figmaFor('8h');
const catalog = writeCatalog({
  'figma.yaml': (files['figma.yaml'] ?? '').replace('risk: standard', 'risk: privileged'),
  'policy.yaml': (files['policy.yaml'] ?? '').replace(
    /security: .*/,
    `security: [${fifty.map((key) => `${key}@acme.example.com`).join(', ')}]`,
  ),
});
let house: House;
afterEach(() => house.close());
afterAll(() => rmSync(catalog, { recursive: true }));

const once = [
  'request.submitted',
  'request.approvalRecorded',
  'request.approved',
  'assignment.opened',
  'grant.opened',
  'grant.activated',
  'assignment.activated',
];
const options = { company: companyOf(['ana', ...fifty]), environment: { CATALOG_DIR: catalog } };
const reason = 'To mend the icons';

test('fifty approvers press Approve at once: one grant, and forty-nine of them are told that it is decided', async () => {
  house = await openHouse(options);
  const { slack, okta, jira } = house;
  const [ana, guards] = [slack.as('ana'), fifty.map((key) => slack.as(key))];
  await ask(ana, { app: 'figma', role: 'Editor', reason });
  const cards = await Promise.all(guards.map((guard) => cardToDecide(guard, reason)));
  await Promise.all(cards.map((card) => card.press('Approve')));

  await cardSays(ana, reason, "You're in");
  const told = () =>
    guards.flatMap((guard) =>
      guard
        .dms()
        .slice(1)
        .map(({ text }) => text),
    );
  await house.until(() => told().length === 49, patience.within);
  expect([...new Set(told())]).toEqual(['This request is already decided: it was approved.']);
  await house.until(() => guards.every((guard) => guard.dms()[0]?.buttons.length === 0), patience.within);
  expect(okta.members('figma-editors')).toEqual(['ana']);
  expect(okta.calls.filter(({ operation }) => operation === 'assignUserToGroup')).toHaveLength(1);
  expect(await auditTrail(house, 'ana')).toEqual(once);
  await house.until(() => jira.issues().length === 1);
});

test('fifty presses of one person are one approval', async () => {
  house = await openHouse(options);
  const { slack, okta } = house;
  const [ana, guard] = [slack.as('ana'), slack.as('guard00')];
  await ask(ana, { app: 'figma', role: 'Editor', reason });
  const card = await cardToDecide(guard, reason);
  await Promise.all(fifty.map(() => card.press('Approve')));
  await cardSays(ana, reason, "You're in");
  await house.until(() => guard.dms().length === 50, patience.within);
  expect(okta.members('figma-editors')).toEqual(['ana']);
  expect(await auditTrail(house, 'ana')).toEqual(once);
});
