import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createJiraActs } from '../../src/jira/acting.js';
import { asking } from '../../src/jira/client.js';
import { JiraDown } from '../../src/jira/errors.js';
import { clock, close, issue, jira, open } from '../support/jiraSite.js';

beforeAll(open);
afterAll(close);

test('approvals that we may not read are no absence of answers, and the log says so; a bad token is another matter', async () => {
  const said: string[] = [];
  const log = { info: () => undefined, warn: (_: object, message: string) => void said.push(message) };
  const { url: baseUrl, email, apiToken, projectKey: project } = jira;
  const settings = { baseUrl, email, apiToken, project, serviceDesk: { id: '7', requestType: '26' } };
  const acts = createJiraActs(settings, asking(settings, { now: () => new Date(clock.now), log }), log);
  const key = await issue();
  expect(await acts.answers(key)).toEqual([]);
  expect(said).toEqual([]);
  const scope = { code: 401, message: 'Unauthorized; scope does not match' };
  jira.faults.error('getApprovals', { status: 401, body: scope }, { times: 1 });
  expect(await acts.answers(key)).toBe('unreadable');
  jira.faults.error('getApprovals', { status: 403, body: { errorMessage: 'You are no agent.' } }, { times: 1 });
  expect(await acts.answers(key)).toBe('unreadable');
  expect(said).toEqual([1, 2].map(() => expect.stringContaining('what is answered there does not count; moves do')));
  jira.faults.error('getApprovals', { status: 401, body: 'Client must be authenticated.' }, { times: 1 });
  await expect(acts.answers(key)).rejects.toThrow(JiraDown);
});
