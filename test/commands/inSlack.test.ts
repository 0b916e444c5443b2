import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { App } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { acme } from '../../sandbox/company.js';
import { type Slack, startSlack } from '../../sandbox/slack/index.js';
import * as access from '../../src/commands/access.js';
import type { Deps } from '../../src/commands/deps.js';
import * as extend from '../../src/commands/extend.js';
import * as request from '../../src/commands/request.js';
import * as search from '../../src/commands/search.js';
import * as who from '../../src/commands/who.js';
import { boltApp } from '../sandbox/boltApp.js';
import { createDesk, type Desk, hold } from '../support/desk.js';

/** The real Bolt between a person in front of Slack and the desk, with every delivery made twice. */
describe('asking in Slack', () => {
  let slack: Slack;
  let app: App;
  let desk: Desk = createDesk();
  beforeAll(async () => {
    slack = await startSlack({ company: acme });
    for (const delivered of ['/access', 'block_actions', 'view_submission']) slack.faults.twice(delivered);
    app = boltApp(slack);
    const client = new WebClient(slack.botToken, { slackApiUrl: slack.url, retryConfig: { retries: 0 } });
    const parts = ['store', 'door', 'directory', 'house', 'log'] as const;
    const deps = { slack: client } as unknown as Deps;
    for (const part of parts) Object.defineProperty(deps, part, { get: () => desk[part] });
    for (const intent of [access, extend, request, search, who]) intent.register(app, deps);
    await app.start();
  });
  beforeEach(() => {
    desk = createDesk();
    for (const person of desk.people.values()) {
      const slackId = [...slack.workspace.people.values()].find(({ key }) => key === person.id)?.id;
      desk.people.set(person.id, { ...person, slackId });
    }
  });
  afterEach(async () => {
    for (const person of ['ana', 'ben'].map((key) => slack.as(key))) {
      if (person.modalTitle) await (await person.modal()).close();
    }
  });
  afterAll(async () => {
    await app.stop();
    await slack.stop();
  });

  test('from /access to a recorded request', async () => {
    const ana = slack.as('ana');
    await ana.command('/access');
    const modal = await ana.modal('Request access');
    expect(modal.labels()).toEqual(['App', 'Reason']);
    await modal.fill('Reason', 'The logo is wrong');
    await modal.choose('App', 'Figma');
    expect(modal.text()).toContain('Still need help? Ask in #it-help.');
    await modal.choose('Role', 'Editor');
    expect(modal.options('Duration')).toEqual(['8 hours', '7 days', '30 days', '20 seconds']);
    expect([modal.value('Duration'), modal.value('Reason')]).toEqual(['8 hours', 'The logo is wrong']);
    await modal.choose('Duration', '7 days');
    expect((await modal.submit()).kind).toBe('closed');
    expect([...desk.world.requests.values()]).toMatchObject([{ requester: 'ana', duration: 7 * 86_400 }]);
  });

  test('another app takes the role with it, but not the reason', async () => {
    const ana = slack.as('ana');
    await ana.command('/access figma');
    const modal = await ana.modal('Request access');
    await modal.choose('Role', 'Editor');
    await modal.fill('Reason', 'Both');
    await modal.choose('App', 'AWS');
    expect(modal.labels()).toEqual(['App', 'Role', 'Reason']);
    expect([modal.value('App'), modal.value('Role'), modal.value('Reason')]).toEqual(['AWS', '', 'Both']);
    await modal.choose('Role', 'Production admin');
    expect(modal.value('Duration')).toBe('1 hour');
  });

  test('a reason that is too long is told its limit on the field, and is kept', async () => {
    const ana = slack.as('ana');
    await ana.command('/access salesforce');
    const modal = await ana.modal('Request access');
    await modal.fill('Reason', 'x'.repeat(2_500));
    const outcome = await modal.submit();
    expect(outcome.errors).toEqual({ Reason: 'This has 2,500 characters. At most 2,000 fit: shorten it by 500.' });
    expect(modal.value('Reason')).toHaveLength(2_500);
  });

  test('what somebody has is said on choosing the role, and Extend leads to the other form', async () => {
    hold(desk);
    const ana = slack.as('ana');
    await ana.command('/access figma');
    const modal = await ana.modal('Request access');
    await modal.choose('Role', 'Editor');
    expect(modal.text()).toMatch(/You have this until .*3 h 20 min left/);
    await modal.fill('Reason', 'Again');
    expect((await modal.submit()).errors.Role).toContain('Extend it instead.');
    await modal.press('Extend');
    const extending = await ana.modal('Extend access');
    await ana.until(() => extending.text().includes('It is applied at once.'));
    await extending.choose('Duration', '7 days');
    expect(extending.text()).toContain('It is applied at once.');
    expect((await extending.submit()).kind).toBe('closed');
    expect(desk.world.assignments.get('a1')?.endsAt).toBe('2026-12-04T17:00:00.000Z');
  });

  test('an admin looks up who has what', async () => {
    for (let index = 0; index < 12; index++) hold(desk, { id: `b${index}` });
    const iris = slack.as('it');
    await iris.command('/access who @ana');
    const list = await iris.until(() => iris.ephemerals().at(-1));
    expect(list.text).toContain('1 to 10 of 12 are shown.');
    await list.press('Next');
    await iris.until(() => iris.ephemerals().at(-1)?.text.includes('11 to 12 of 12 are shown.'));
    expect(iris.ephemerals()).toHaveLength(1);
  });

  test('an app that nobody knows is said to be none', async () => {
    const ben = slack.as('ben');
    await ben.command('/access fogma');
    const modal = await ben.modal('Request access');
    expect(modal.text()).toContain('There is no app “fogma”');
    expect(await modal.suggestions('App', 'zzz')).toEqual(['No app is called “zzz”']);
    await modal.choose('App', 'AWS');
    expect(modal.text()).not.toContain('fogma');
  });
});
