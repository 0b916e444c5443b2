import { describe, expect, test } from '@jest/globals';
import { tooManyRequests } from '../../sandbox/jira/index.js';
import {
  approves,
  asks,
  client,
  compare,
  compared,
  deliver,
  firstWords,
  hours,
  jira,
  opens,
  small,
  stageMirror,
  story,
  theIssue,
  warnings,
  wholeLife,
} from '../support/mirrorStage.js';

stageMirror();

const nothing = { issues: 0, comments: 0, edited: 0, erased: 0, fields: 0, statuses: 0, choices: 0, refused: 0 };
const commentsOf = (key: string) => jira.issue(key).comments.map((comment) => comment.split(/[.:]|( by)/)[0]);

describe('a comparison of Jira with the record', () => {
  test('that finds nothing says so, and changes nothing', async () => {
    await wholeLife('7f3c');
    const before = theIssue();
    const writes = jira.calls.filter(({ method }) => method !== 'GET').length;
    expect(await compare()).toEqual({ ...nothing, compared: 1 });
    expect(theIssue()).toEqual(before);
    expect(jira.calls.filter(({ method }) => method !== 'GET')).toHaveLength(writes);
  });

  test('tells again what somebody deleted, in the order in which it happened', async () => {
    asks('7f3c');
    approves('7f3c');
    await deliver();
    jira.deleteComment('ACC-1', 'One yes');
    jira.deleteComment('ACC-1', 'Submitted');
    expect(await compare()).toMatchObject({ comments: 2, edited: 0, compared: 1 });
    expect(firstWords()).toEqual(['Approved', 'Submitted', 'One yes']);
    jira.deleteComment('ACC-1', 'One yes');
    expect(await compare()).toMatchObject({ comments: 1 });
    expect(await compare()).toEqual({ ...nothing, compared: 1 });
    expect(firstWords()).toEqual(['Approved', 'Submitted', 'One yes']);
  });

  test('knows its own comments again after Latchkey was given another account in Jira', async () => {
    await wholeLife('7f3c');
    const { comments } = theIssue();
    const after = { jira: { ...client, me: async () => '712020:a-service-account' } };
    expect(await compare(after)).toEqual({ ...nothing, compared: 1 });
    expect(theIssue().comments).toEqual(comments);
  });

  test('writes anew what somebody made to say something else', async () => {
    asks('7f3c');
    approves('7f3c');
    await deliver();
    const said = theIssue().comments[1] ?? '';
    jira.editComment('ACC-1', 'One yes', said.replace('Ben Okafor agrees', 'Nobody agrees'));
    expect(await compare()).toMatchObject({ edited: 1, comments: 0 });
    expect(theIssue().comments[1]).toBe(said);
    expect(await compare()).toEqual({ ...nothing, compared: 1 });
  });

  test('puts back a status and a summary', async () => {
    await wholeLife('7f3c');
    jira.moveTo('ACC-1', 'In Progress');
    jira.edit('ACC-1', 'it@acme.example.com', { summary: 'Nothing to see here' });
    expect(await compare()).toMatchObject({ statuses: 1, fields: 1 });
    expect(theIssue()).toMatchObject({ status: 'Done', summary: 'Ana Silva: Figma Editor for 8 hours' });
  });

  test('makes an issue once more that was deleted, whole, and the house knows its new key', async () => {
    await wholeLife('7f3c');
    asks('9a9a', 'Another', 'viewer');
    await deliver();
    jira.deleteIssue('ACC-1');
    expect(await compare()).toMatchObject({ issues: 1, compared: 2 });
    expect(commentsOf('ACC-3')).toEqual(story);
    expect(jira.issue('ACC-3').status).toBe('Done');
    expect(small.world().requests.get('7f3c')?.issue?.key).toBe('ACC-3');
    await deliver();
    expect(await compare()).toEqual({ ...nothing, compared: 2 });
    expect(jira.issues()).toHaveLength(2);
  });

  test('takes an issue that was made at the second attempt for what it is', async () => {
    jira.faults.error('createIssue', tooManyRequests('jira-burst-based', 1), { times: 1 });
    asks('7f3c');
    approves('7f3c');
    await deliver();
    expect(await compare()).toEqual({ ...nothing, compared: 1 });
    jira.deleteIssue('ACC-1');
    asks('9a9a', 'Another', 'viewer');
    await deliver();
    expect(await compare()).toMatchObject({ issues: 1 });
    expect(await compare()).toEqual({ ...nothing, compared: 2 });
    expect(jira.issues()).toHaveLength(2);
  });

  test('makes nothing anew when no issue at all can be seen', async () => {
    await wholeLife('7f3c');
    jira.forbid('BROWSE_PROJECTS');
    expect(await compare()).toEqual({ ...nothing, compared: 0 });
    expect(warnings.join()).toContain('lost the permission to browse');
    jira.allow('BROWSE_PROJECTS');
    expect(await compare()).toEqual({ ...nothing, compared: 1 });
    expect(jira.issues()).toHaveLength(1);
  });

  test('tells what Jira once refused and now takes', async () => {
    asks('7f3c');
    await deliver();
    jira.forbid('ADD_COMMENTS');
    approves('7f3c');
    opens('7f3c');
    await deliver();
    expect(await compare()).toMatchObject({ comments: 0, refused: 4 });
    jira.allow('ADD_COMMENTS');
    expect(await compare()).toMatchObject({ comments: 4, refused: 0 });
    expect(firstWords()).toEqual(['Submitted', 'One yes', 'Approved', 'On its way', 'Adding']);
  });

  test('leaves alone what is still to be told', async () => {
    asks('7f3c');
    expect(await compare()).toEqual({ ...nothing, compared: 0 });
    expect(jira.issues()).toEqual([]);
  });

  test('that Jira cuts short goes on where it was, and is heard of all the same', async () => {
    asks('7f3c');
    asks('9a9a', 'Another', 'viewer');
    await deliver();
    jira.deleteComment('ACC-1', 'Submitted');
    jira.deleteComment('ACC-2', 'Submitted');
    jira.faults.error('addComment', tooManyRequests('jira-burst-based', 60), { after: 1, times: 1 });
    expect(await compare()).toMatchObject({ compared: 1, comments: 1 });
    expect(await compare()).toMatchObject({ compared: 1, comments: 1 });
    expect(await compare()).toEqual({ ...nothing, compared: 2 });
    expect([commentsOf('ACC-1'), commentsOf('ACC-2')]).toEqual([['Submitted'], ['Submitted']]);
  });

  test('is made when it is time, and not before', async () => {
    await compare();
    small.clock -= hours(1);
    await compare();
    expect(compared).toHaveLength(1);
  });
});
