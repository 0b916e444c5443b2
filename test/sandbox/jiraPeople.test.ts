import { deserialize, serialize } from 'node:v8';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fieldIds } from '../../sandbox/jira/fieldIds.js';
import { call, clock, close, desk, document, issue, jira, open, seconds, start } from '../support/jiraSite.js';
import { checkAnswers, checkTraffic } from '../support/specs.js';

const ana = 'ana@acme.example.com';
const ben = 'ben@acme.example.com';
const iris = 'it@acme.example.com';

beforeEach(open);
afterEach(async () => {
  await close();
  expect(checkTraffic(jira.calls.filter(({ status }) => status < 400))).toEqual([]);
  expect(checkAnswers(jira.calls)).toEqual([]);
});

const logOf = async (key: string, query = '') => (await call('GET', `/issue/${key}/changelog${query}`)).body;

describe('the changelog', () => {
  test('has every change of everybody, with who made it and when', async () => {
    const key = await issue({ labels: ['one'] });
    clock.now += seconds(60);
    await call('PUT', `/issue/${key}`, {
      fields: { summary: 'Ana has Figma', [fieldIds.app]: { value: 'Figma' } },
      update: { labels: [{ add: 'two' }] },
    });
    jira.moveByAutomation(key, 'In Progress');
    jira.edit(key, ana, { [fieldIds.approvers]: [{ accountId: jira.accountId(ben) }], description: document('Now') });
    jira.moveTo(key, 'Done', 'stranger@elsewhere.example.com');
    const figma = jira.field('App').options.find(({ value }) => value === 'Figma')?.id;
    const custom = { fieldtype: 'custom', from: null, fromString: null };
    expect(await logOf(key)).toMatchObject({
      startAt: 0,
      total: 4,
      isLast: true,
      values: [
        {
          author: { displayName: 'Latchkey', accountType: 'atlassian' },
          created: '2026-11-21T10:01:00.000+0000',
          items: [
            { field: 'summary', fromString: 'Ana Silva wants Figma, Viewer', toString: 'Ana has Figma' },
            { field: 'labels', fromString: 'one', toString: 'one two' },
            { field: 'App', fieldId: fieldIds.app, ...custom, to: figma, toString: 'Figma' },
          ],
        },
        {
          author: { displayName: 'Automation for Jira', accountType: 'app' },
          items: [{ field: 'status', from: '10000', fromString: 'To Do', to: '10001', toString: 'In Progress' }],
        },
        {
          author: { displayName: 'Ana Silva' },
          items: [
            { field: 'description', toString: 'Now' },
            { field: 'Approvers', to: `[${jira.accountId(ben)}]`, toString: '[Ben Okafor]' },
          ],
        },
        { author: { displayName: 'Somebody else' }, items: [{ fromString: 'In Progress', toString: 'Done' }] },
      ],
    });
    expect(await logOf(key, '?startAt=1&maxResults=1')).toMatchObject({ total: 4, isLast: false, values: [{}] });
    const { body } = await call('GET', `/issue/${key}?expand=changelog&fields=status`);
    expect(body.changelog).toMatchObject({
      total: 4,
      histories: [{ author: { displayName: 'Somebody else' } }, {}, {}, {}],
    });
  });

  test('has nothing of a change that changed nothing, nor of comments', async () => {
    const key = await issue();
    await call('PUT', `/issue/${key}`, { fields: { summary: 'Ana Silva wants Figma, Viewer' } });
    await call('PUT', `/issue/${key}`, { properties: [{ key: 'a', value: 1 }] });
    jira.say(key, ana, 'Hello');
    expect(await logOf(key)).toMatchObject({ total: 0, values: [] });
    expect((await call('GET', '/issue/ACC-99/changelog')).status).toBe(404);
  });

  test('knows the resolution of a screen, and that a reopened issue has none', async () => {
    jira.setWorkflow('screen');
    const key = await issue();
    jira.close(key, iris, { resolution: { name: "Won't Do" } });
    jira.move(key, 'In Progress', iris);
    const [closed, reopened] = jira.issue(key).changelog;
    expect(closed?.items).toMatchObject([{ field: 'status' }, { field: 'resolution', toString: "Won't Do" }]);
    expect(reopened?.items).toMatchObject([{ field: 'status' }, { field: 'resolution', fromString: "Won't Do" }]);
    expect(() => jira.close(key, iris)).toThrow('Resolution is required.');
  });
});

describe('accounts', () => {
  const user = async (accountId: string) =>
    (await call('GET', `/user?accountId=${encodeURIComponent(accountId)}`)).body;
  const found = async (query: string) => (await call('GET', `/user/search?query=${query}`)).body as unknown as object[];

  test('are of people, apps and customers, and each may hide their e-mail', async () => {
    const kim = { name: 'Kim Park', email: 'kim@partner.example.com', type: 'customer' } as const;
    expect(await user(jira.addAccount(kim))).toMatchObject({ accountType: 'customer', displayName: 'Kim Park' });
    expect(await user(jira.accountId('automation@atlassian.example.com'))).toMatchObject({ accountType: 'app' });
    expect(await user(jira.accountId(ana))).toMatchObject({ accountType: 'atlassian', emailAddress: ana });
    jira.hideEmail(ana);
    expect(await user(jira.accountId(ana))).not.toHaveProperty('emailAddress');
    expect(await found(ana)).toEqual([]);
    expect(await found(ben)).toMatchObject([{ displayName: 'Ben Okafor', emailAddress: ben }]);
    expect(await user(jira.accountId('stranger@elsewhere.example.com'))).not.toHaveProperty('accountId');
    expect((await call('POST', '/webhook', { url: 'https://acme.example.com', webhooks: [] })).status).toBe(403);
  });
});

describe('the memory', () => {
  test('keeps the desk, its requests, the choices, the accounts and the changelog', async () => {
    await start({ project: 'service', workflow: 'service' });
    jira.setRequestType({ id: '27', name: 'Question', description: '', fields: [{ fieldId: 'summary' }] });
    jira.addAccount({ name: 'Kim Park', email: 'kim@partner.example.com', type: 'customer' });
    jira.allow('ADMINISTER');
    await call('POST', `/field/${fieldIds.app}/context/210051/option`, { options: [{ value: 'Miro' }] });
    const key = jira.raise(ana, 'Get access', { Summary: 'Miro', App: 'Miro', Role: 'Viewer' });
    jira.edit(key, iris, { [fieldIds.approvers]: [{ accountId: jira.accountId(ben) }] });
    jira.move(key, 'In review', iris);
    jira.move(key, 'Awaiting approval', iris);
    jira.say(key, iris, 'Looks fine', 'agents');
    const before = jira.issue(key);
    const memory = deserialize(serialize(jira.memory()));
    await start();
    jira.recall(memory);
    expect(jira.issue(key)).toEqual(before);
    expect((await desk('GET', '/servicedesk/7/requesttype')).body).toMatchObject({ size: 3 });
    jira.approve(key, ben);
    expect(jira.issue(key).status).toBe('Provisioned');
    const next = jira.raise('kim@partner.example.com', 'Question', { Summary: 'Why?' });
    expect([next, jira.issue(next).reporter]).toEqual(['ACC-2', 'Kim Park']);
  });
});
