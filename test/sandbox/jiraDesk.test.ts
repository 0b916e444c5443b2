import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fieldIds } from '../../sandbox/jira/fieldIds.js';
import { tooManyRequests } from '../../sandbox/jira/index.js';
import {
  call,
  callAs,
  clock,
  close,
  desk,
  deskAs,
  document,
  issue,
  jira,
  open,
  seconds,
  start,
} from '../support/jiraSite.js';
import { checkAnswers, checkTraffic } from '../support/specs.js';

const ana = 'ana@acme.example.com';
const ben = 'ben@acme.example.com';
const iris = 'it@acme.example.com';

beforeEach(async () => {
  await open();
  await start({ project: 'service', workflow: 'service' });
});
afterEach(async () => {
  await close();
  expect(checkTraffic(jira.calls.filter(({ status }) => status < 400))).toEqual([]);
  expect(checkAnswers(jira.calls)).toEqual([]);
});

const values = {
  summary: 'Figma for Ana',
  [fieldIds.app]: { value: 'Figma' },
  [fieldIds.role]: { value: 'Editor' },
  [fieldIds.reason]: 'New brand,\nuntil Friday',
};
const asked = (more: object = {}) => ({
  serviceDeskId: '7',
  requestTypeId: '25',
  requestFieldValues: values,
  ...more,
});
const raiseForAna = async (): Promise<string> =>
  String((await desk('POST', '/request', asked({ raiseOnBehalfOf: jira.accountId(ana) }))).body.issueKey);

describe('the portal', () => {
  test('tells what can be asked for and what has to be filled in', async () => {
    const all = (await desk('GET', '/servicedesk')).body;
    expect(all).toMatchObject({ size: 1, isLastPage: true, values: [{ id: '7', projectKey: 'ACC' }] });
    expect((await desk('GET', '/servicedesk/7')).body).toMatchObject({ projectTypeKey: 'service_desk' });
    const types = await desk('GET', '/servicedesk/7/requesttype');
    expect(types.body.values).toMatchObject([{ name: 'Get access' }, { name: 'Access record' }]);
    const { body } = await desk('GET', '/servicedesk/7/requesttype/25/field');
    expect(body).toMatchObject({ canRaiseOnBehalfOf: true });
    expect(body.requestTypeFields).toContainEqual(
      expect.objectContaining({
        fieldId: fieldIds.app,
        required: true,
        validValues: expect.arrayContaining([expect.objectContaining({ label: 'Figma' })]),
      }),
    );
    expect((await desk('GET', '/servicedesk/8')).status).toBe(404);
    const seenByAna = await deskAs(ana, 'GET', '/servicedesk/7/requesttype/25/field');
    expect(seenByAna.body).toMatchObject({ canRaiseOnBehalfOf: false });
  });

  test('takes a request on behalf of somebody, in plain text', async () => {
    const raised = await desk('POST', '/request', asked({ raiseOnBehalfOf: jira.accountId(ana) }));
    expect(raised).toMatchObject({
      status: 201,
      body: { issueKey: 'ACC-1', reporter: { displayName: 'Ana Silva' }, currentStatus: { status: 'Submitted' } },
    });
    const reason = { fieldId: fieldIds.reason, label: 'What for', value: 'New brand,\nuntil Friday' };
    expect(raised.body.requestFieldValues).toContainEqual(reason);
    expect(jira.issue('ACC-1')).toMatchObject({
      reporter: 'Ana Silva',
      requestType: 'Get access',
      fields: { App: 'Figma', Role: 'Editor', Reason: 'New brand,\nuntil Friday' },
    });
    expect((await desk('GET', '/request/ACC-1')).body).toMatchObject({ issueId: raised.body.issueId });
    const told = await call('GET', '/issue/ACC-1');
    expect(told.body.fields).toMatchObject({
      creator: { displayName: 'Latchkey' },
      [fieldIds.reason]: { type: 'doc' },
      [fieldIds.requestType]: { requestType: { name: 'Get access' } },
    });
  });

  test('lets nobody but an agent ask on behalf of another', async () => {
    const told = await deskAs(ana, 'POST', '/request', asked({ raiseOnBehalfOf: jira.accountId(ben) }));
    expect(told).toMatchObject({ status: 403, body: { errorMessage: expect.any(String) } });
    expect((await deskAs(iris, 'POST', '/request', asked({ raiseOnBehalfOf: 'nobody' }))).status).toBe(400);
    expect((await deskAs(ana, 'POST', '/request', asked())).body).toMatchObject({
      reporter: { displayName: 'Ana Silva' },
    });
    expect(jira.issues()).toHaveLength(1);
  });

  const filledIn = (more: object) => asked({ requestFieldValues: { ...values, ...more } });
  test.each([
    ['another desk', asked({ serviceDeskId: '8' }), 'service desk 8'],
    ['another type', asked({ requestTypeId: '99' }), 'request type 99'],
    ['a property that it does not know', asked({ labels: [] }), 'labels'],
    ['a field that the type has not', filledIn({ [fieldIds.risk]: { value: 'Low' } }), fieldIds.risk],
    ['a field that is missing', filledIn({ [fieldIds.app]: undefined }), 'App is required'],
    ['a choice that is not there', filledIn({ [fieldIds.app]: { value: 'Miro' } }), "'Miro' is not valid"],
    ['a document where text is wanted', filledIn({ [fieldIds.reason]: document('x') }), fieldIds.reason],
    ['a text where it said documents', asked({ isAdfRequest: true }), fieldIds.reason],
    ['a participant nobody knows', asked({ requestParticipants: ['nobody'] }), 'nobody'],
  ])('refuses %s in the desk’s own words', async (_name, body, words) => {
    expect(await desk('POST', '/request', body)).toMatchObject({
      status: 400,
      body: {
        errorMessage: expect.stringContaining(words),
        i18nErrorMessage: { i18nKey: expect.any(String), parameters: [] },
      },
    });
    expect(jira.issues()).toEqual([]);
  });

  test('offers to customers what is for customers', async () => {
    const record = asked({ requestTypeId: '26', requestFieldValues: { summary: 'Figma', labels: ['latchkey'] } });
    expect((await deskAs(ana, 'POST', '/request', record)).status).toBe(403);
    const types = async (email: string) => (await deskAs(email, 'GET', '/servicedesk/7/requesttype')).body.values;
    expect(await types(ana)).toMatchObject([{ canCreateRequest: true }, { canCreateRequest: false }]);
    expect(await types(iris)).toMatchObject([{}, { canCreateRequest: true, restrictionStatus: 'RESTRICTED' }]);
    expect((await desk('POST', '/request', record)).status).toBe(201);
    expect(jira.issue('ACC-1').labels).toEqual(['latchkey']);
  });

  test('takes documents where the caller says so', async () => {
    const requestFieldValues = { ...values, [fieldIds.reason]: document('Brand') };
    expect((await desk('POST', '/request', asked({ isAdfRequest: true, requestFieldValues }))).status).toBe(201);
    expect(jira.issue('ACC-1').fields).toMatchObject({ Reason: 'Brand' });
  });

  test('shows a person what they asked for, and nobody else but agents', async () => {
    const key = await raiseForAna();
    expect((await deskAs(ana, 'GET', `/request/${key}`)).status).toBe(200);
    expect((await deskAs(ben, 'GET', `/request/${key}`)).status).toBe(404);
    expect((await deskAs(iris, 'GET', `/request/${key}`)).status).toBe(200);
    expect((await callAs(ana, 'GET', `/issue/${key}`)).status).toBe(404);
    expect((await callAs(iris, 'GET', `/issue/${key}`)).status).toBe(200);
    expect((await deskAs(ana, 'GET', '/request')).body).toMatchObject({ size: 1, values: [{ issueKey: key }] });
    expect((await deskAs(ben, 'GET', '/request?requestOwnership=ALL_REQUESTS')).body).toMatchObject({ size: 0 });
    const participants = { accountIds: [jira.accountId(ben)] };
    expect((await desk('POST', `/request/${key}/participant`, participants)).body).toMatchObject({ size: 1 });
    expect((await deskAs(ben, 'GET', `/request/${key}`)).status).toBe(200);
    expect((await desk('DELETE', `/request/${key}/participant`, participants)).body).toMatchObject({ size: 0 });
    expect((await desk('POST', `/request/${key}/participant`, { accountIds: ['nobody'] })).status).toBe(400);
  });

  test('is used by people as well', async () => {
    const key = jira.raise(ana, 'Get access', { Summary: 'VPN', App: 'VPN', Role: 'Viewer', 'What for': 'Travel' });
    expect(jira.issue(key)).toMatchObject({
      reporter: 'Ana Silva',
      fields: { App: 'VPN', Role: 'Viewer', Reason: 'Travel' },
    });
    expect(() => jira.raise(ana, 'Get access', { Summary: 'VPN', App: 'Miro' })).toThrow('Miro');
  });

  test('is not there in an ordinary project', async () => {
    await start();
    expect((await desk('GET', '/servicedesk')).body).toMatchObject({ size: 0, values: [] });
    expect((await desk('GET', '/servicedesk/7')).status).toBe(404);
    expect((await desk('POST', '/request', asked())).status).toBe(400);
    const key = await issue();
    expect((await desk('GET', `/request/${key}`)).status).toBe(404);
    jira.openPortal();
    expect((await desk('GET', `/request/${key}`)).status).toBe(404);
    expect((await desk('POST', '/request', asked())).status).toBe(201);
  });
});

describe('comments on a request', () => {
  test('are plain text, for the customer or for agents only', async () => {
    const key = await raiseForAna();
    const at = `/request/${key}/comment`;
    const said = await desk('POST', at, { body: 'Approved by *Ben*', public: true });
    expect(said).toMatchObject({ status: 201, body: { body: 'Approved by *Ben*', public: true } });
    await desk('POST', at, { body: 'Risk is high', public: false });
    jira.say(key, iris, 'Let me look', 'agents');
    await call('POST', `/issue/${key}/comment`, {
      body: document('Also internal'),
      properties: [{ key: 'sd.public.comment', value: { internal: true } }],
    });
    const bodies = async (email: string, query = '') =>
      ((await deskAs(email, 'GET', at + query)).body.values as { body: string }[]).map(({ body }) => body);
    expect(await bodies(iris)).toEqual(['Approved by *Ben*', 'Risk is high', 'Let me look', 'Also internal']);
    expect(await bodies(iris, '?internal=false')).toEqual(['Approved by *Ben*']);
    expect(await bodies(iris, '?public=false&start=1&limit=1')).toEqual(['Let me look']);
    expect(await bodies(ana)).toEqual(['Approved by *Ben*']);
    expect(await bodies(ben)).toEqual([]);
    const listed = await call('GET', `/issue/${key}/comment`);
    expect(listed.body.comments).toMatchObject([{ jsdPublic: true }, { jsdPublic: false }, {}, { jsdPublic: false }]);
    expect((await deskAs(ana, 'GET', `${at}/${said.body.id}`)).status).toBe(200);
  });

  test('are refused empty, without a word on who sees them, and hidden by a customer', async () => {
    const at = `/request/${await raiseForAna()}/comment`;
    expect((await desk('POST', at, { body: 'x' })).status).toBe(400);
    expect((await desk('POST', at, { body: document('x'), public: true })).status).toBe(400);
    expect((await desk('POST', at, { body: ' ', public: true })).status).toBe(400);
    expect((await deskAs(ana, 'POST', at, { body: 'x', public: false })).status).toBe(403);
    expect((await deskAs(ana, 'POST', at, { body: 'Thanks', public: true })).status).toBe(201);
    expect((await desk('POST', '/request/ACC-99/comment', { body: 'x', public: true })).status).toBe(404);
    jira.forbid('ADD_COMMENTS');
    expect((await desk('POST', at, { body: 'x', public: true })).status).toBe(403);
  });
});

describe('customers', () => {
  test('are listed five times a second, and adding those who are there does nothing', async () => {
    const at = '/servicedesk/7/customer';
    expect((await desk('GET', `${at}?query=ana`)).body.values).toMatchObject([{ displayName: 'Ana Silva' }]);
    jira.hideEmail(ana);
    expect((await desk('GET', `${at}?query=ana@acme`)).body.values).toEqual([]);
    expect((await desk('POST', at, { accountIds: [jira.accountId(ana)] })).status).toBe(204);
    for (let left = 3; left > 0; left -= 1) expect((await desk('GET', at)).status).toBe(200);
    const full = await desk('GET', at);
    expect([full.status, full.headers.get('ratelimit-reason')]).toEqual([429, 'jira-burst-based']);
    clock.now += seconds(1);
    expect((await deskAs(ana, 'GET', at)).status).toBe(403);
    const made = await desk('POST', '/customer', { email: 'kim@partner.example.com', displayName: 'Kim Park' });
    expect(made.status).toBe(201);
    expect((await desk('POST', '/customer', { email: 'kim@partner.example.com' })).status).toBe(400);
    const kim = await call('GET', `/user?accountId=${encodeURIComponent(String(made.body.accountId))}`);
    expect(kim.body).toMatchObject({ accountType: 'customer' });
  });
});

describe('limits', () => {
  test('a request takes 20 writes in 2 seconds, whichever API they come by', async () => {
    const key = await raiseForAna();
    const say = () => desk('POST', `/request/${key}/comment`, { body: 'x', public: false });
    for (let done = 0; done < 19; done += 1) expect((await say()).status).toBe(201);
    expect((await call('PUT', `/issue/${key}`, { fields: { summary: 'x' } })).status).toBe(204);
    const full = await say();
    expect([full.status, full.headers.get('ratelimit-reason')]).toEqual([429, 'jira-per-issue-on-write']);
    expect(full.headers.get('x-ratelimit-reset')).toBe('2026-11-21T10:00:02Z');
    expect(jira.issue(key).comments).toHaveLength(19);
    const spent = tooManyRequests('jira-quota-global-based', 1800);
    jira.faults.error('POST /rest/servicedeskapi/request/{id}/comment', spent, { times: 1 });
    expect((await say()).headers.get('ratelimit-reason')).toBe('jira-quota-global-based');
    jira.allowPerSecond('createCustomerRequest', 1);
    expect((await desk('POST', '/request', asked())).status).toBe(201);
    expect((await desk('POST', '/request', asked())).status).toBe(429);
    expect(jira.issues()).toHaveLength(2);
  });

  test('search trails behind a request, whose answer may be lost', async () => {
    jira.searchLag('untilTold');
    jira.faults.loseAnswer('createCustomerRequest', { times: 1 });
    await expect(desk('POST', '/request', asked())).rejects.toThrow('fetch failed');
    const found = async () => (await call('POST', '/search/jql', { jql: 'project = ACC' })).body.issues;
    expect(await found()).toEqual([]);
    expect((await desk('GET', '/request/ACC-1')).status).toBe(200);
    jira.catchUp();
    expect(await found()).toHaveLength(1);
  });
});
