import { describe, expect, test } from '@jest/globals';
import {
  acmeWith,
  approve,
  ask,
  cardSays,
  cardToDecide,
  getIn,
  message,
  messageOnce,
  patience,
  sharedHouse,
  threadSays,
  trailOnceItEnds,
} from '../support/acts.js';
import { catalogWith } from '../support/catalogFiles.js';
import { days, hours, minutes } from '../support/house.js';

const company = acmeWith([
  ['ava', 'Ava Novak', 'ben'],
  ['ian', 'Ian Ortiz', 'ben'],
  ['jan', 'Jan Kowal', 'ben'],
  ['kit', 'Kit Rowe', 'ben'],
  ['zoe', 'Zoe Adeyemi', 'grace'],
]);
const CATALOG_DIR = catalogWith([
  'policy.yaml',
  'security: [sam@acme.example.com]',
  'security: [sam@acme.example.com, zoe@acme.example.com]',
]);
const editor = { app: 'figma', role: 'Editor', duration: '8 hours' };

describe.each([1, 2])('the form and what it tells (every step run %i×)', (stepsRun) => {
  const at = sharedHouse({ stepsRun, company, environment: { CATALOG_DIR } });

  test('/access opens the form, which asks for app, role, duration and reason, and says what can go wrong', async () => {
    const ava = at().slack.as('ava');
    await ava.command('/access');
    const form = await ava.modal('Request access', patience);
    expect(form.submitText()).toBe('Submit');
    expect((await form.suggestions('App', '')).toSorted()).toEqual([
      'AWS',
      'Figma',
      'GitHub',
      'Office badge',
      'Salesforce',
    ]);
    await form.choose('App', 'Figma');
    await form.choose('Role', 'Editor');
    expect(form.labels()).toEqual(['App', 'Role', 'Duration', 'Reason']);
    expect(form.options('Duration')).toEqual(['8 hours', '7 days', '30 days', '20 seconds']);
    expect(form.text()).toContain('Approvers and auditors read this.');
    expect(form.text()).toContain('Still need help? Ask in #it-help.');
    await form.choose('Role', 'Viewer');
    expect(form.options('Duration')).toEqual(['No end date']);
    await form.fill('Reason', 'x'.repeat(2_345));
    await form.submit();
    await ava.until(() => form.text().includes('This has 2,345 characters. At most 2,000 fit'), patience);
    expect(form.value('Role')).toBe('Viewer');
    await form.close();
  });

  test('lesson 23: the form is there at once though the directory is slow, and a list is never empty', async () => {
    const { slack, okta } = at();
    const ian = slack.as('ian');
    const slow = okta.faults.hold('*');
    await ian.command('/access figma');
    const form = await ian.modal('Request access', { within: 3_000 });
    await form.choose('Role', 'Editor', { redraw: 'ignore' });
    expect(await form.suggestions('App', 'no such app')).toEqual(['No app is called “no such app”']);
    expect(ian.notices()).toEqual([]);
    slow.release();
    await ian.until(() => form.labels().includes('Duration'), patience);
    await form.close();
    await ian.command('/access tableau');
    const unknown = await ian.modal('Request access', patience);
    expect(unknown.text()).toContain('There is no app “tableau”. Choose one from the list.');
    await unknown.close();
  });

  test('lesson 11: a whole story is one card for each person, one reminder, and a line at each of the moments', async () => {
    const { slack } = at();
    const [jan, sam, zoe, priya] = [slack.as('jan'), slack.as('sam'), slack.as('zoe'), slack.as('priya')];
    await ask(jan, { app: 'aws', role: 'Production admin', duration: '4 hours', reason: 'Patch the kernel' });
    await cardToDecide(sam, 'Patch the kernel');
    await at().passTime(days(1.6));
    await threadSays(sam, 'Patch the kernel', 'is still waiting for an answer');
    await threadSays(zoe, 'Patch the kernel', 'is still waiting for an answer');
    await approve(sam, 'Patch the kernel');
    await approve(priya, 'Patch the kernel');
    await cardSays(jan, 'Patch the kernel', "You're in");
    await at().passTime(hours(3.5));
    await threadSays(jan, 'Patch the kernel', 'ends soon');
    await at().passTime(hours(1));
    await threadSays(jan, 'Patch the kernel', 'has ended');
    await trailOnceItEnds(at(), await at().newestRequest(), 'assignment.ended');
    const linesOf = [jan, sam, zoe, priya].map((person) => person.dms().map(({ thread }) => thread.length));
    expect(linesOf).toEqual([[4], [1], [1], [0]]);
    expect(message(slack.as('grace'), 'Patch the kernel')).toBeUndefined();
    expect(message(slack.as('it'), 'Patch the kernel')).toBeUndefined();
  });

  test('lesson 19: an approval after the lapse gives nothing, and no end date is a word of its own', async () => {
    const { slack, okta } = at();
    const [kit, ben] = [slack.as('kit'), slack.as('ben')];
    await ask(kit, { ...editor, reason: 'An old poster' });
    const asked = await cardToDecide(ben, 'An old poster');
    await at().passTime(days(3) + minutes(1));
    await asked.press('Approve');
    await messageOnce(ben, 'this request has lapsed');
    expect(okta.has('kit', 'figma-editors')).toBe(false);
    const card = await getIn(kit, { app: 'figma', role: 'Viewer', reason: 'An old plan' });
    expect(card.text).toContain('Viewer in Figma, no end date');
    expect(card.text).toContain("You're in: active with no end date");
    await at().passTime(days(400));
    expect(okta.has('kit', 'figma-viewers')).toBe(true);
    expect((await kit.openHome()).text()).toContain('No end date');
    expect(message(kit, 'An old plan')?.thread.join()).not.toContain('ended');
  });
});
