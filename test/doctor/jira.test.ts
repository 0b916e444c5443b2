import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { JiraSettings } from '../../src/jira/client.js';
import { examineJira } from '../../src/jira/examine.js';
import { asIfUnmapped, type JiraMapping } from '../../src/jira/mapping.js';
import { close, issue, jira, open } from '../support/jiraSite.js';
import { checkTraffic } from '../support/specs.js';
import { findingsOf, troubles, verdicts } from './findings.js';

const log = { info: () => undefined, warn: () => undefined };
const look = (more: Partial<JiraSettings> = {}, mapping?: Partial<JiraMapping>) =>
  findingsOf(
    examineJira(
      { baseUrl: jira.url, email: jira.email, apiToken: jira.apiToken, project: jira.projectKey, ...more },
      { now: () => new Date(), log },
      mapping && { ...asIfUnmapped, ...mapping },
    ),
  );

beforeEach(open);
afterEach(async () => {
  await close();
  expect(checkTraffic(jira.calls)).toEqual([]);
});

test('an account with the rights in the list, and no others, is well', async () => {
  await issue();
  jira.catchUp();
  const found = await look();
  expect(troubles(found)).toEqual([]);
  expect(verdicts(found)).toMatchObject({
    'project ACC': 'good',
    'permission to create issues': 'good',
    'issue type': 'good',
    'fields of Task': 'good',
    statuses: 'good',
    transitions: 'good',
  });
});

test('looking changes nothing', async () => {
  await look();
  expect(jira.calls.map(({ method }) => method)).toEqual(jira.calls.map(() => 'GET'));
});

test('a permission that is missing is named, and so is one too many', async () => {
  jira.forbid('ADD_COMMENTS');
  jira.allow('ADMINISTER', 'DELETE_ISSUES');
  const found = await look();
  expect(verdicts(found)).toMatchObject({
    'permission to add comments': 'bad',
    'no permission to administer Jira': 'bad',
    'no permission to delete issues': 'bad',
  });
  expect(troubles(found)).toHaveLength(3);
});

test('a field that the create screen insists on is named before it refuses an issue', async () => {
  jira.insistOn('customfield_10050');
  expect(troubles(await look())).toEqual([
    'fields of Task: The create screen insists on Access request, which Latchkey does not know. → Make them optional, or give them a default value.',
  ]);
});

test('a project that is not there ends it, with the settings to check', async () => {
  const found = await look({ project: 'NOPE' });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ verdict: 'bad', remedy: expect.stringContaining('JIRA_PROJECT') });
});

test('a workflow without an end is said', async () => {
  const open = { id: '1', name: 'Open', category: 'new' as const };
  jira.setWorkflow({ statuses: [open], start: 'Open', transitions: [] } as never);
  expect(troubles(await look())).toEqual([expect.stringContaining('statuses: No status is of the category')]);
});

test('a Jira that breaks down proves nothing', async () => {
  jira.faults.error('getMyPermissions', { status: 503, body: {} });
  expect(verdicts(await look())).toMatchObject({ permissions: 'unknown', 'issue type': 'good' });
});

test('each field that jira.yaml names is looked for, and whether it can hold what it is to hold', async () => {
  const found = await look(
    {},
    {
      fields: {
        app: 'App',
        recipient: 'recipient',
        end: 'Access ends',
        role: 'Hours',
        risk: 'Danger',
        duration: 'Hours',
      },
    },
  );
  expect(verdicts(found)).toMatchObject({
    'field for app': 'good',
    'field for recipient': 'good',
    'field for end': 'good',
    'field for role': 'bad',
    'field for risk': 'bad',
    'field for duration': 'good',
  });
  expect(found.find(({ check }) => check === 'field for risk')?.says).toContain('have no field Danger');
  expect(found.find(({ check }) => check === 'field for role')?.remedy).toContain('fields.role in jira.yaml');
});

test('each status that jira.yaml names is looked for', async () => {
  const found = await look({}, { statuses: { granted: ['Live', 'in progress'], ended: ['Over'] } });
  expect(verdicts(found)).toMatchObject({ 'status for granted': 'good', 'status for ended': 'bad' });
  expect(found.find(({ check }) => check === 'status for ended')?.remedy).toContain('To Do, In Progress, Done');
});

test('a request type has to take what Latchkey writes, and the account has to be an agent', async () => {
  jira.openPortal();
  expect(verdicts(await look({ serviceDesk: { id: '7', requestType: '26' } }))).toMatchObject({
    'request type': 'good',
    'raising requests for others': 'good',
  });
  const asked = await look({ serviceDesk: { id: '7', requestType: '25' } });
  expect(asked.find(({ check }) => check === 'request type')).toMatchObject({
    verdict: 'bad',
    says: 'It has no description.',
  });
  jira.setRequestType({
    id: '26',
    name: 'Access record',
    description: '',
    fields: [
      { fieldId: 'summary', required: true },
      { fieldId: 'description' },
      { fieldId: 'customfield_10051', required: true },
    ],
  });
  const strict = await look({ serviceDesk: { id: '7', requestType: '26' } });
  expect(strict.find(({ check }) => check === 'request type')?.says).toContain('insists on App');
  const mapped = await look({ serviceDesk: { id: '7', requestType: '26' } }, { fields: { app: 'App' } });
  expect(verdicts(mapped)).toMatchObject({ 'request type': 'good' });
  const none = await look({ serviceDesk: { id: '7', requestType: '99' } });
  expect(none.find(({ check }) => check === 'request type')?.remedy).toContain('JIRA_REQUEST_TYPE');
});

test('where people are asked in a service desk, their answers have to be readable', async () => {
  jira.openPortal();
  const serviceDesk = { id: '7', requestType: '26' };
  const acting = { approved: ['Done'], declined: [], close: 'nothing' } as const;
  const approvals = async (mapping?: Partial<JiraMapping>) =>
    (await look({ serviceDesk }, mapping)).find(({ check }) => check === 'approvals');
  expect(await approvals({ acting })).toMatchObject({ verdict: 'unknown' });
  jira.raise(jira.email, 'Get access', { Summary: 'Access, please', App: 'Figma', Role: 'Editor' });
  await issue();
  jira.catchUp();
  expect(await approvals({ acting })).toMatchObject({ verdict: 'good' });
  expect(await approvals()).toBeUndefined();
  const scope = { code: 401, message: 'Unauthorized; scope does not match' };
  for (const [status, body, says] of [
    [401, scope, 'lacks a scope'],
    [403, { errorMessage: 'You are no agent.' }, 'You are no agent.'],
  ] as const) {
    jira.faults.error('getApprovals', { status, body }, { times: 1 });
    const found = await approvals({ acting });
    expect(found).toMatchObject({ verdict: 'bad', says: expect.stringContaining(says) });
    expect(found?.remedy).toContain('read:servicedesk-request');
  }
});
