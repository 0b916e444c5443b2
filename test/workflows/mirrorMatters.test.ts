import { describe, expect, test } from '@jest/globals';
import { explains, finds, handsOver, labelled } from '../support/mirrorMatters.js';
import {
  approves,
  asks,
  confirms,
  deliver,
  failures,
  happens,
  jira,
  opens,
  refusals,
  stageMirror,
  start,
  waiting,
  warnings,
} from '../support/mirrorStage.js';

stageMirror();

const firstWords = (comments: readonly string[] = []) => comments.map((comment) => comment.split(/[.:,]|( by)/)[0]);

describe('a finding', () => {
  test('has one issue, from found to answered, and is done then', async () => {
    finds();
    await deliver();
    const [issue, ...more] = labelled('finding');
    expect(more).toEqual([]);
    expect(issue).toMatchObject({
      summary: 'Ana Silva was added to figma-editors in Okta, not through Latchkey',
      status: 'To Do',
      properties: { latchkey: { request: 'drift:d1' } },
    });
    expect(issue?.labels).toEqual(expect.arrayContaining(['latchkey-drift-d1', 'app-figma', 'standard']));
    happens({ type: 'drift.undo', id: 'd1', account: '00u1' });
    explains();
    await deliver();
    const [after] = labelled('finding');
    expect(after).toMatchObject({ status: 'Done' });
    expect(firstWords(after?.comments)).toEqual(['Found', 'Undone', 'Explained']);
    expect(after?.comments[2]).toContain('A contractor did it for the audit');
    expect(refusals).toEqual([]);
  });

  test('is the same when every event is told twice, and when the answer to its making is lost', async () => {
    jira.searchLag('untilTold');
    jira.faults.loseAnswer('createIssue', { times: 1 });
    finds();
    explains();
    const again = [...waiting];
    await deliver();
    start();
    waiting.push(...again);
    await deliver();
    expect(labelled('finding')).toHaveLength(1);
    expect(firstWords(labelled('finding')[0]?.comments)).toEqual(['Found', 'Explained']);
  });

  test('is closed with its answer, though Jira takes no comment', async () => {
    finds();
    await deliver();
    jira.forbid('ADD_COMMENTS');
    explains();
    await deliver();
    expect(labelled('finding')[0]).toMatchObject({ status: 'Done' });
    expect(refusals).toHaveLength(1);
    jira.allow('ADD_COMMENTS');
  });

  test('about access that was given is linked with the issue of the request', async () => {
    asks('7f3c');
    approves('7f3c');
    opens('7f3c');
    confirms();
    finds({ grant: 'grant-1', kind: 'removed' });
    await deliver();
    explains();
    await deliver();
    expect(labelled('finding')[0]?.related).toEqual(['ACC-1']);
    expect(jira.calls.filter(({ operation }) => operation === 'linkIssues')).toHaveLength(1);
  });
});

describe('what a person has to do by hand', () => {
  test('has one issue, linked with that of the request, and is done when it is confirmed', async () => {
    asks('7f3c');
    approves('7f3c');
    opens('7f3c');
    handsOver();
    await deliver();
    const [issue, ...more] = labelled('task');
    expect(more).toEqual([]);
    expect(issue).toMatchObject({
      summary: 'By hand: add Ana Silva to figma-editors',
      status: 'To Do',
      related: ['ACC-1'],
    });
    expect(issue?.comments[0]).toContain('The group takes no writes');
    happens({ type: 'grant.handle', id: 'grant-1', by: 'dana', mayHandle: ['dana'] }, 'dana');
    happens({ type: 'grant.confirmProvisioned', id: 'grant-1', how: 'byHand' });
    await deliver();
    const [after] = labelled('task');
    expect(after?.status).toBe('Done');
    expect(firstWords(after?.comments)).toEqual(['Handed over to a person', 'Marked as done', 'Confirmed']);
    expect(failures).toEqual([]);
  });

  test('is over when the way out is handed over, though that is known before the first is told', async () => {
    asks('7f3c');
    approves('7f3c');
    opens('7f3c');
    handsOver();
    happens({ type: 'assignment.giveBack', id: '7f3c', by: 'ana' }, 'ana');
    handsOver('remove');
    await deliver();
    expect(labelled('task').map(({ summary, status }) => [summary, status])).toEqual([
      ['By hand: add Ana Silva to figma-editors', 'Done'],
      ['By hand: remove Ana Silva from figma-editors', 'To Do'],
    ]);
  });

  test('makes no issue where there is nothing to do by hand', async () => {
    asks('7f3c');
    approves('7f3c');
    opens('7f3c');
    confirms();
    await deliver();
    expect(jira.issues().map(({ key }) => key)).toEqual(['ACC-1']);
  });

  test('is told of although issues may not be linked', async () => {
    jira.forbid('LINK_ISSUES');
    asks('7f3c');
    approves('7f3c');
    opens('7f3c');
    handsOver();
    await deliver();
    expect(labelled('task')).toMatchObject([{ related: [], status: 'To Do' }]);
    expect(warnings.join()).toContain('could not be linked');
    expect(refusals).toEqual([]);
  });
});
