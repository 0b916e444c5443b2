import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fieldIds } from '../../sandbox/jira/fieldIds.js';
import { call, client, close, document, issue, jira, open, wanted } from '../support/jiraSite.js';
import { checkAnswers, checkTraffic } from '../support/specs.js';

const ana = 'ana@acme.example.com';
const ben = 'ben@acme.example.com';

beforeEach(open);
afterEach(async () => {
  await close();
  expect(checkTraffic(jira.calls.filter(({ status }) => status < 400))).toEqual([]);
  expect(checkAnswers(jira.calls)).toEqual([]);
});

describe('custom fields', () => {
  const filledIn = () => ({
    [fieldIds.accessRequest]: '7f3c',
    [fieldIds.app]: { value: 'Figma' },
    [fieldIds.recipient]: { accountId: jira.accountId(ana) },
    [fieldIds.approvers]: [{ accountId: jira.accountId(ben) }],
    [fieldIds.ends]: '2026-11-28T10:00:00.000+0000',
    [fieldIds.reason]: document('New brand'),
    [fieldIds.tags]: ['brand', 'design'],
    [fieldIds.resources]: [{ value: 'Staging' }, { value: 'Production' }],
    [fieldIds.hours]: 8,
    [fieldIds.reviewOn]: '2026-12-01',
  });

  test('are kept and told, each in its own form', async () => {
    const key = await issue(filledIn());
    const { fields } = (await call('GET', `/issue/${key}`)).body;
    const figma = jira.field('App').options.find(({ value }) => value === 'Figma');
    expect(fields).toMatchObject({
      ...filledIn(),
      [fieldIds.app]: { id: figma?.id, value: 'Figma', self: expect.any(String) },
      [fieldIds.recipient]: { displayName: 'Ana Silva', accountType: 'atlassian' },
      [fieldIds.approvers]: [{ displayName: 'Ben Okafor' }],
      [fieldIds.risk]: null,
    });
    await call('PUT', `/issue/${key}`, { fields: { [fieldIds.app]: { id: figma?.id }, [fieldIds.hours]: null } });
    expect(jira.issue(key).fields).toMatchObject({ App: 'Figma', Approvers: ['Ben Okafor'], Reason: 'New brand' });
    expect(jira.issue(key).fields).not.toHaveProperty('Hours');
  });

  test.each([
    ['text', fieldIds.accessRequest, 7],
    ['text', fieldIds.accessRequest, document('x')],
    ['text', fieldIds.accessRequest, 'x'.repeat(256)],
    ['a document', fieldIds.reason, 'New brand'],
    ['a choice', fieldIds.app, 'Figma'],
    ['a choice', fieldIds.app, { value: 'Miro' }],
    ['a choice', fieldIds.app, { id: '1' }],
    ['choices', fieldIds.resources, { value: 'Staging' }],
    ['choices', fieldIds.resources, [{ value: 'Moon' }]],
    ['labels', fieldIds.tags, 'brand'],
    ['labels', fieldIds.tags, ['two words']],
    ['a number', fieldIds.hours, '8'],
    ['a moment', fieldIds.ends, '28.11.2026'],
    ['a moment', fieldIds.ends, 1_764_324_000_000],
    ['a day', fieldIds.reviewOn, '2026-12-01T10:00:00Z'],
    ['a person', fieldIds.recipient, { accountId: 'nobody' }],
    ['people', fieldIds.approvers, { accountId: 'nobody' }],
    ['nothing: Jira fills it', fieldIds.approvals, []],
  ])('want %s, and refuse another form (case %#)', async (_what, id, value) => {
    const told = await call('POST', '/issue', { fields: wanted({ [id]: value }) });
    expect(told).toMatchObject({ status: 400, body: { errorMessages: [], errors: { [id]: expect.any(String) } } });
    const key = await issue();
    expect((await call('PUT', `/issue/${key}`, { fields: { [id]: value } })).status).toBe(400);
    expect(jira.issues()).toHaveLength(1);
  });

  test('are told with their types and choices', async () => {
    const fields = await client().issueFields.getFields();
    expect(fields.find(({ id }) => id === fieldIds.app)).toMatchObject({
      custom: true,
      name: 'App',
      clauseNames: ['cf[10051]', 'App'],
      schema: { type: 'option', customId: 10_051 },
    });
    jira.insistOn(fieldIds.app);
    const meta = await call('GET', '/issue/createmeta/ACC/issuetypes/10101?maxResults=100');
    expect((meta.body.fields as { fieldId: string }[]).find(({ fieldId }) => fieldId === fieldIds.app)).toMatchObject({
      required: true,
      allowedValues: expect.arrayContaining([{ id: expect.any(String), value: 'Figma' }]),
    });
    expect((await call('POST', '/issue', { fields: wanted({ [fieldIds.app]: null }) })).status).toBe(400);
    const key = await issue({ [fieldIds.app]: { value: 'AWS' } });
    const edit = await call('GET', `/issue/${key}/editmeta`);
    expect(edit.body.fields).toMatchObject({ [fieldIds.tags]: { operations: ['add', 'set', 'remove'] } });
  });

  test('are searched by number and by name', async () => {
    const key = await issue(filledIn());
    await issue();
    const found = async (jql: string) =>
      ((await call('POST', '/search/jql', { jql, fields: ['summary'] })).body.issues as { key: string }[]).map(
        (each) => each.key,
      );
    expect(await found('cf[10050] ~ "7f3c"')).toEqual([key]);
    expect(await found('App = Figma')).toEqual([key]);
    expect(await found('"Access tags" = brand AND Reason ~ "brand"')).toEqual([key]);
    expect(await found('project = ACC AND App is EMPTY')).toEqual(['ACC-2']);
    expect((await call('POST', '/search/jql', { jql: 'cf[1] = x' })).status).toBe(400);
  });

  test('may be wanted by a screen, several at once', async () => {
    jira.setWorkflow('closingForm');
    const key = await issue();
    await call('POST', `/issue/${key}/transitions`, { transition: { id: '11' } });
    const ways = await call('GET', `/issue/${key}/transitions?expand=transitions.fields`);
    expect(ways.body.transitions).toMatchObject([
      {
        id: '31',
        hasScreen: true,
        fields: {
          resolution: { required: true },
          [fieldIds.reason]: { required: true, schema: { type: 'string' } },
          [fieldIds.closingCode]: { required: true, allowedValues: [{ value: 'Completed' }, { value: 'Cancelled' }] },
        },
      },
      { id: '41' },
    ]);
    const take = (fields?: object) =>
      call('POST', `/issue/${key}/transitions`, { transition: { id: '31' }, ...(fields && { fields }) });
    const all = {
      resolution: { name: 'Done' },
      [fieldIds.reason]: document('All set'),
      [fieldIds.closingCode]: { value: 'Completed' },
    };
    expect((await take()).body.errors).toEqual({
      resolution: 'Resolution is required.',
      [fieldIds.reason]: 'Reason is required.',
      [fieldIds.closingCode]: 'Closing code is required.',
    });
    expect((await take({ ...all, [fieldIds.reason]: 'All set' })).status).toBe(400);
    expect((await take({ ...all, [fieldIds.app]: { value: 'Figma' } })).status).toBe(400);
    expect(jira.issue(key).status).toBe('In Progress');
    expect((await take(all)).status).toBe(204);
    expect(jira.issue(key)).toMatchObject({
      status: 'Done',
      fields: { 'Closing code': 'Completed', Reason: 'All set' },
    });
  });
});

describe('the choice that a field offers', () => {
  const at = `/field/${fieldIds.app}/context`;
  const contextOf = async (): Promise<string> => {
    const [context] = (await call('GET', at)).body.values as { id: string }[];
    return `${at}/${context?.id}/option`;
  };
  const offered = () => jira.field('App').options.map(({ value }) => value);

  test('is read, added to, renamed, switched off and cut by an administrator', async () => {
    jira.allow('ADMINISTER');
    const options = await contextOf();
    const listed = await call('GET', `${options}?maxResults=2`);
    expect(listed.body).toMatchObject({ total: 5, isLast: false, values: [{ value: 'Figma', disabled: false }, {}] });
    const made = await call('POST', options, { options: [{ value: 'Miro' }, { value: 'Linear', disabled: true }] });
    expect(made).toMatchObject({ status: 200, body: { options: [{ value: 'Miro', disabled: false }, {}] } });
    const [miro, linear] = made.body.options as { id: string }[];
    const key = await issue({ [fieldIds.app]: { id: miro?.id } });
    expect((await call('POST', '/issue', { fields: wanted({ [fieldIds.app]: { id: linear?.id } }) })).status).toBe(400);
    await call('PUT', options, { options: [{ id: miro?.id, value: 'Miro boards' }] });
    expect(jira.issue(key).fields).toMatchObject({ App: 'Miro boards' });
    expect((await call('DELETE', `${options}/${miro?.id}`)).status).toBe(204);
    expect(jira.issue(key).fields).not.toHaveProperty('App');
    expect(offered()).toEqual(['Figma', 'GitHub', 'AWS', 'VPN', 'Salesforce', 'Linear']);
  });

  test('takes no choice twice, and all of a list or none of it', async () => {
    jira.allow('ADMINISTER');
    const options = await contextOf();
    expect((await call('POST', options, { options: [{ value: 'Miro' }, { value: 'figma' }] })).status).toBe(400);
    expect((await call('POST', options, { options: [{ value: ' ' }] })).status).toBe(400);
    expect((await call('PUT', options, { options: [{ id: '1', value: 'Miro' }] })).status).toBe(404);
    expect((await call('DELETE', `${options}/1`)).status).toBe(404);
    expect((await call('GET', `${at}/9/option`)).status).toBe(404);
    expect((await call('GET', `/field/${fieldIds.hours}/context/1/option`)).status).toBe(400);
    expect(offered()).toEqual(['Figma', 'GitHub', 'AWS', 'VPN', 'Salesforce']);
  });

  test('is closed to everybody else', async () => {
    expect((await call('GET', at)).status).toBe(403);
    expect((await call('POST', `${at}/210051/option`, { options: [{ value: 'Miro' }] })).status).toBe(403);
    expect(offered()).toHaveLength(5);
  });
});
