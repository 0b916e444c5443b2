import { afterEach, expect, test } from '@jest/globals';
import { ask, patience } from '../support/acts.js';
import { type House, openHouse } from '../support/house.js';

let house: House;
afterEach(() => house.close());

// Just after a start no name of the catalog is looked up yet: that must not read as "the catalog does not name it".
test('what was approved and not yet given when Latchkey stopped is given after the next start', async () => {
  house = await openHouse();
  const { slack, okta } = house;
  const [ana, ben] = [slack.as('ana'), slack.as('ben')];
  okta.faults.error('assignUserToGroup', { status: 503, body: {} }, { times: 1_000 });
  await ask(ana, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Icons' });
  await (await ben.until(() => ben.dms().find(({ buttons }) => buttons.includes('Approve')), patience)).press(
    'Approve',
  );
  await house.until(() => okta.calls.some(({ operation }) => operation === 'assignUserToGroup'), patience.within);
  await house.restart({ away: 60 });
  okta.faults.clear();
  await house.passTime(60);
  await ana.until(() => ana.dms()[0]?.text.includes("You're in"), patience);
  expect(okta.members('figma-editors')).toEqual(['ana']);
  expect(await house.auditTrail(await house.newestRequest())).not.toContain('grant.handedOver');
});
