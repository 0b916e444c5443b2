import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { examineJira } from '../../src/jira/examine.js';
import { close, issue, jira, open } from '../support/jiraSite.js';
import { checkTraffic } from '../support/specs.js';
import { findingsOf, troubles, verdicts } from './findings.js';

const log = { info: () => undefined, warn: () => undefined };
const look = (more: { project?: string; apiToken?: string } = {}) =>
  findingsOf(
    examineJira(
      { baseUrl: jira.url, email: jira.email, apiToken: jira.apiToken, project: jira.projectKey, ...more },
      { now: () => new Date(), log },
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
