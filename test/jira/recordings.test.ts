import { afterEach, describe, expect, test } from '@jest/globals';
import type { JiraClient } from '../../src/jira/port.js';
import { body, clientFor, down, draft, refused } from '../support/jiraClient.js';
import { answering, hasRecordings, recording, type Server } from '../support/recordedAnswers.js';

(hasRecordings() ? describe : describe.skip)('what Jira really answered', () => {
  let server: Server | undefined;
  afterEach(() => server?.stop());
  const told = async (name: string): Promise<JiraClient> => {
    server = await answering(recording(`jira/${name}`));
    return clientFor(server.url);
  };

  test('an issue that was made', async () => {
    expect(await (await told('issue_create_201')).create(draft)).toEqual({ id: '20113', key: 'GEN-460' });
  });

  test('an issue type that the project does not have', async () => {
    const error = await refused((await told('issue_create_400_issuetype')).create(draft));
    expect(error.message).toBe(
      'Jira refused to create the issue: issuetype: issue type is required. Name an issue type that the project ACC has.',
    );
  });

  test('a priority that it does not have', async () => {
    const error = await refused((await told('issue_create_400_priority')).create(draft));
    expect(error.fields).toEqual({ priority: "Priority name 'BLARG' is not valid" });
  });

  test('a comment that was added', async () => {
    expect(await (await told('comment_add_201')).comment('GEN-460', body, 'internal')).toBe('24712');
  });

  test('an issue that is not there, to write to and to read', async () => {
    expect((await refused((await told('issue_missing_404')).comment('GEN-1', body, 'internal'))).message).toContain(
      'Does Not Exist',
    );
    await server?.stop();
    expect(await (await told('issue_missing_404')).read('GEN-1')).toBeUndefined();
  });

  test('a transition that was made', async () => {
    await expect((await told('transition_204')).move('GEN-460', { transition: '2' })).resolves.toBeUndefined();
  });

  test('a transition that nobody knows', async () => {
    const error = await down((await told('transition_unknown_id_500_2015')).move('GEN-460', { transition: '42' }));
    expect(error.message).toContain('Internal server error');
  });
});
