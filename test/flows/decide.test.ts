import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Person } from '../../sandbox/slack/index.js';
import { type House, openHouse } from '../support/house.js';

let house: House;
let ana: Person;
let ben: Person;
beforeAll(async () => {
  house = await openHouse({ stepsRun: 2 });
  ana = house.slack.as('ana');
  ben = house.slack.as('ben');
});
afterAll(() => house.close());

/** Ana asks, and Ben has her card. */
async function anaAsksForEditor(): Promise<string> {
  const before = ben.dms().length;
  await ana.command('/access figma');
  const form = await ana.modal('Request access');
  await form.choose('Role', 'Editor');
  await form.choose('Duration', '8 hours');
  await form.fill('Reason', 'Icons for the pricing page');
  await form.submit();
  await ben.until(() => ben.dms().length > before && ben.dms().at(-1)?.buttons.includes('Approve'));
  return house.newestRequest();
}

const forged = (by: Person, action: string, value: unknown) => {
  const { id } = by.user;
  return house.slack.forge.interaction({
    type: 'block_actions',
    user: { id, team_id: house.slack.workspace.team.id },
    team: { id: house.slack.workspace.team.id, domain: 'acme' },
    trigger_id: house.slack.forge.trigger(id),
    actions: [{ type: 'button', block_id: 'b', action_id: action, value, action_ts: '1.1' }],
  });
};

const said = (who: Person, text: string) =>
  who.until(() => who.dms().filter((one) => one.text.includes(text)).length === 1);

test('lessons 13 and 14: nobody decides by a forged button, not even for themselves', async () => {
  const request = await anaAsksForEditor();
  await forged(ana, 'request.approve', request);
  await said(ana, 'You cannot decide your own request.');
  const dana = house.slack.as('dana');
  await forged(dana, 'request.approve', request);
  await said(dana, 'You are not one of the people who decide this request.');
  await forged(dana, 'request.approve', '00000000-0000-4000-8000-000000000000');
  await said(dana, 'Latchkey does not know this request.');
  await forged(dana, 'request.approve', { $ne: '' });
  await dana.until(() => dana.dms().some((one) => one.text.includes('Latchkey does not know this button.')));
  expect(await house.auditTrail(request)).toEqual(['request.submitted']);
});

test('while the directory cannot be reached nothing is assumed, and the person is told', async () => {
  const down = house.okta.faults.down('*');
  await ben.press('Approve');
  await ben.until(() =>
    ben.dms().some((one) => one.text.includes('cannot be reached right now. Try again in a minute.')),
  );
  down.remove();
  expect(await house.auditTrail(await house.newestRequest())).toEqual(['request.submitted']);
});

test('a no asks for a reason, which reaches the requester', async () => {
  await ben.press('Deny');
  const form = await ben.modal('Deny request');
  await form.fill('Reason', 'Viewer is enough for this');
  await form.submit();
  await ana.until(() => ana.dms().some((one) => one.text.includes('>Viewer is enough for this')));
  await ben.until(() => ben.dms().every((one) => one.buttons.length === 0));
  expect(await house.auditTrail(await house.newestRequest())).toEqual(['request.submitted', 'request.denied']);
});

test('from Home to Home: approved there, held there, given back there', async () => {
  await ben.openHome();
  const request = await anaAsksForEditor();
  await ben.until(() => ben.home().text().includes('Ana Silva'));
  await ben.home().press('Approve');
  await ana.until(() => ana.dms().some((one) => one.text.includes("You're in")));
  await ben.until(() => ben.home().text().includes('Nothing waits for your answer.'));
  const home = await ana.openHome();
  expect(home.text()).toContain('Editor in Figma');
  await home.press('Give back');
  await ana.until(() => ana.dms().some((one) => one.text.includes('Ended\nGiven back by Ana Silva')));
  expect(house.okta.members('figma-editors')).toEqual([]);
  expect((await house.auditTrail(request)).at(-1)).toBe('assignment.ended');
  await ana.until(() => ana.home().text().includes('You have no access through Latchkey yet.'));
});

test('an admin revokes with a reason; who holds it reads it', async () => {
  const request = await anaAsksForEditor();
  await ben.press('Approve');
  await ana.until(() => ana.home().buttons().includes('Give back'));
  const iris = house.slack.as('it');
  await forged(house.slack.as('omar'), 'assignment.revoke.open', request);
  const omars = await house.slack.as('omar').modal('Revoke access');
  await omars.fill('Reason', 'I would like to');
  await omars.submit();
  await said(house.slack.as('omar'), "Only an admin or the app's owner can revoke access.");
  await forged(iris, 'assignment.revoke.open', request);
  const form = await iris.modal('Revoke access');
  await form.fill('Reason', 'The laptop was lost');
  await form.submit();
  await ana.until(() =>
    ana.dms().some((one) => one.text.includes('Revoked by Iris Tan') && one.text.includes('>The laptop was lost')),
  );
  await house.until(() => house.okta.members('figma-editors').length === 0);
});

test('Cancel on Home ends a request that nobody has decided', async () => {
  const request = await anaAsksForEditor();
  await ana.until(() => ana.home().buttons().includes('Cancel'));
  await ana.home().press('Cancel');
  await ben.until(() => ben.dms().every((one) => one.buttons.length === 0));
  expect(await house.auditTrail(request)).toEqual(['request.submitted', 'request.cancelled']);
});
