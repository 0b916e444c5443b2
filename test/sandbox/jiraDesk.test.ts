import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fieldIds } from '../../sandbox/jira/fieldIds.js';
import { close, desk, deskAs, jira, open, start } from '../support/jiraSite.js';
import { checkTraffic } from '../support/specs.js';

const ana = 'ana@acme.example.com';
const ben = 'ben@acme.example.com';
const sam = 'sam@acme.example.com';
const iris = 'it@acme.example.com';

beforeEach(async () => {
  await open();
  await start({ project: 'service', workflow: 'service' });
});
afterEach(async () => {
  await close();
  expect(checkTraffic(jira.calls)).toEqual([]);
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
const raise = async (more: object = {}): Promise<string> =>
  String((await desk('POST', '/request', asked(more))).body.issueKey);

describe('the portal', () => {
  test('tells what can be asked for and what has to be filled in', async () => {
    expect((await desk('GET', '/servicedesk')).body).toMatchObject({
      size: 1,
      values: [{ id: '7', projectKey: 'ACC' }],
    });
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
    expect((await deskAs(ana, 'GET', '/servicedesk/7/requesttype/25/field')).body).toMatchObject({
      canRaiseOnBehalfOf: false,
    });
  });

  test('takes a request on behalf of somebody, in plain text', async () => {
    const raised = await desk('POST', '/request', asked({ raiseOnBehalfOf: jira.accountId(ana) }));
    expect(raised).toMatchObject({
      status: 201,
      body: { issueKey: 'ACC-1', reporter: { displayName: 'Ana Silva' }, currentStatus: { status: 'Submitted' } },
    });
    expect(raised.body.requestFieldValues).toContainEqual({
      fieldId: fieldIds.reason,
      label: 'What for',
      value: 'New brand,\nuntil Friday',
    });
    expect(jira.issue('ACC-1')).toMatchObject({
      reporter: 'Ana Silva',
      requestType: 'Get access',
      fields: { App: 'Figma', Role: 'Editor', Reason: 'New brand,\nuntil Friday' },
    });
    expect((await desk('GET', '/request/ACC-1')).body).toMatchObject({ issueId: raised.body.issueId });
  });
});
