import { describe, expect, test } from '@jest/globals';
import {
  acmeWith,
  approve,
  ask,
  cardSays,
  cardToDecide,
  deny,
  getIn,
  message,
  messageOnce,
  sharedHouse,
  threadSays,
  trailOnceItEnds,
} from '../support/acts.js';
import { catalogWith } from '../support/catalogFiles.js';

const company = acmeWith([
  ['leo', 'Leo Marsh', 'ben'],
  ['mia', 'Mia Brandt', 'ben'],
  ['noa', 'Noa Peretz', 'ben'],
  ['zoe', 'Zoe Adeyemi', 'sam'],
  ['kim', 'Kim Tran', 'priya'],
]);
const security = 'security: [sam@acme.example.com]';
const CATALOG_DIR = catalogWith(['policy.yaml', security, 'security: [sam@acme.example.com, zoe@acme.example.com]']);

const inAtOnce = [
  'request.submitted',
  'request.approved',
  'assignment.opened',
  'grant.opened',
  'grant.activated',
  'assignment.activated',
];

describe.each([1, 2])('who decides (every step run %i×)', (stepsRun) => {
  const at = sharedHouse({ stepsRun, company, environment: { CATALOG_DIR } });

  test('low risk is given at once, and nobody is asked', async () => {
    const { slack, okta } = at();
    const leo = slack.as('leo');
    const card = await getIn(leo, { app: 'figma', role: 'Viewer', reason: 'To look at the new icons' });
    expect(card.text).toContain('Approved automatically');
    expect(card.text).toContain('no end date');
    expect(card.buttons).toEqual(['Give back']);
    expect(okta.has('leo', 'figma-viewers')).toBe(true);
    const trail = await trailOnceItEnds(at(), await at().newestRequest(), 'assignment.activated');
    expect(trail).toEqual(inAtOnce);
    expect(message(slack.as('ben'), 'new icons')).toBeUndefined();
    expect(message(slack.as('dana'), 'new icons')).toBeUndefined();
  });

  test('standard risk asks the manager, whose reason for a no reaches the requester', async () => {
    const { slack, okta } = at();
    const [mia, ben] = [slack.as('mia'), slack.as('ben')];
    await ask(mia, { app: 'figma', role: 'Editor', duration: '8 hours', reason: 'Redraw the logo' });
    const asked = await cardToDecide(ben, 'Redraw the logo');
    for (const words of ['Mia Brandt', 'Editor', 'Figma', 'standard', '8 hours', "you are Mia's manager"])
      expect(asked.text).toContain(words);
    await deny(ben, 'Redraw the logo', 'The logo is frozen until May');
    const told = await threadSays(mia, 'Redraw the logo', 'Denied by Ben Okafor');
    expect(told.text).toContain('The logo is frozen until May');
    expect(told.text).toContain('Still need help? Ask in #it-help.');
    expect(told.buttons).toEqual([]);
    expect((await cardSays(ben, 'Redraw the logo', 'Denied by Ben Okafor')).buttons).toEqual([]);
    expect(okta.has('mia', 'figma-editors')).toBe(false);
  });

  test('sensitive data is for the owner of the app to give', async () => {
    const { slack, okta } = at();
    const [noa, ben, grace] = [slack.as('noa'), slack.as('ben'), slack.as('grace')];
    await ask(noa, { app: 'salesforce', duration: '30 days', reason: 'The yearly audit' });
    const asked = await cardToDecide(grace, 'The yearly audit');
    expect(asked.text).toContain('sensitive');
    expect(asked.text).toContain('you own Salesforce');
    expect(message(ben, 'The yearly audit')).toBeUndefined();
    await asked.press('Approve');
    await cardSays(noa, 'The yearly audit', "You're in");
    expect(okta.members('salesforce-finance')).toEqual(['noa']);
  });

  test('lesson 12: privileged asks security, then the owner, and everybody who was asked sees who decided', async () => {
    const { slack, okta } = at();
    const [omar, sam, zoe, priya] = [slack.as('omar'), slack.as('sam'), slack.as('zoe'), slack.as('priya')];
    await ask(omar, { app: 'aws', role: 'Production admin', duration: '4 hours', reason: 'Failover drill' });
    const asked = await cardToDecide(zoe, 'Failover drill');
    expect(asked.text).toContain('privileged');
    expect(asked.confirmText('Approve')).toContain('Give Omar Production admin for 4 hours?');
    expect(message(priya, 'Failover drill')).toBeUndefined();
    await (await cardToDecide(sam, 'Failover drill')).press('Approve', { confirm: 'decline' });
    await approve(zoe, 'Failover drill');
    await messageOnce(sam, 'Approved by Zoe Adeyemi', ({ buttons }) => buttons.length === 0);
    expect((await cardToDecide(priya, 'Failover drill')).text).toContain('So far approved by Zoe Adeyemi');
    await approve(priya, 'Failover drill');
    await threadSays(omar, 'Failover drill', 'Approved by Zoe Adeyemi (security) and Priya Nair (app owner)');
    await cardSays(omar, 'Failover drill', "You're in");
    for (const person of [sam, zoe, priya]) {
      const card = await cardSays(person, 'Failover drill', 'Zoe Adeyemi (security) and Priya Nair (app owner)');
      expect(card.buttons).toEqual([]);
    }
    expect(okta.has('omar', 'aws-production-admin')).toBe(true);
    expect(okta.has('omar', 'vpn-users')).toBe(true);
  });

  test('lesson 2: two people press Approve at once: one decision stands, and the other one hears so', async () => {
    const { slack } = at();
    const [kim, sam, zoe] = [slack.as('kim'), slack.as('sam'), slack.as('zoe')];
    await ask(kim, { app: 'aws', role: 'Production admin', duration: '1 hour', reason: 'Rotate the keys' });
    const cards = [await cardToDecide(sam, 'Rotate the keys'), await cardToDecide(zoe, 'Rotate the keys')];
    await Promise.all(cards.map((card) => card.press('Approve')));
    const isRefused = () =>
      [sam, zoe].some((person) => message(person, 'Somebody else has already approved your part'));
    await slack.until(isRefused, { within: 30_000 });
    await approve(slack.as('priya'), 'Rotate the keys');
    await cardSays(kim, 'Rotate the keys', "You're in");
    const trail = await trailOnceItEnds(at(), await at().newestRequest(), 'assignment.activated');
    expect(trail.filter((type) => type === 'request.approvalRecorded')).toHaveLength(2);
    expect(trail.filter((type) => type === 'assignment.activated')).toHaveLength(1);
    expect(kim.dms()).toHaveLength(1);
  });
});
