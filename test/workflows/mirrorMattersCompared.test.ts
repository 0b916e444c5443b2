import { describe, expect, test } from '@jest/globals';
import { explains, finds, handsOver, labelled } from '../support/mirrorMatters.js';
import {
  approves,
  asks,
  compare,
  deliver,
  happens,
  jira,
  opens,
  refusals,
  stageMirror,
  warnings,
} from '../support/mirrorStage.js';

stageMirror();

const nothing = { issues: 0, comments: 0, edited: 0, erased: 0, fields: 0, statuses: 0, choices: 0, refused: 0 };
const firstWords = (comments: readonly string[] = []) => comments.map((comment) => comment.split(/[.:,]|( by)/)[0]);
const finding = () => labelled('finding')[0] ?? { key: '', comments: [] };
const task = () => labelled('task')[0] ?? { key: '', comments: [] };

/** A request, what is to be done by hand for it, and a finding that is answered. */
async function storyOfThree(): Promise<void> {
  asks('7f3c');
  approves('7f3c');
  opens('7f3c');
  handsOver();
  finds();
  explains();
  await deliver();
}

describe('a comparison of findings and tasks with the record', () => {
  test('that finds nothing says so, and changes nothing', async () => {
    await storyOfThree();
    const before = jira.issues();
    const writes = () => jira.calls.filter(({ method }) => method !== 'GET').length;
    const written = writes();
    expect(await compare()).toEqual({ ...nothing, compared: 3 });
    expect(jira.issues()).toEqual(before);
    expect(writes()).toBe(written);
  });

  test('tells again what is missing, closes what is over, and says how much', async () => {
    await storyOfThree();
    jira.deleteComment(finding().key, 'Explained');
    jira.deleteComment(task().key, 'Handed over');
    jira.moveTo(finding().key, 'In Progress');
    expect(await compare()).toEqual({ ...nothing, compared: 3, comments: 2, statuses: 1 });
    expect(finding()).toMatchObject({ status: 'Done' });
    expect(firstWords(finding().comments)).toEqual(['Found', 'Explained']);
    expect(firstWords(task().comments)).toEqual(['Handed over to a person']);
    jira.deleteComment(finding().key, 'Explained');
    expect(await compare()).toMatchObject({ comments: 1 });
    expect(await compare()).toEqual({ ...nothing, compared: 3 });
  });

  test('writes anew what somebody made to say something else', async () => {
    await storyOfThree();
    const [explained, handedOver] = [finding().comments[1] ?? '', task().comments[0] ?? ''];
    jira.editComment(finding().key, 'Explained', explained.replace('Dana Levi', 'Nobody'));
    jira.editComment(task().key, 'Handed over', handedOver.replace('takes no writes', 'is fine'));
    jira.edit(finding().key, 'it@acme.example.com', { summary: 'Nothing to see here' });
    expect(await compare()).toEqual({ ...nothing, compared: 3, edited: 2, fields: 1 });
    expect(finding().comments[1]).toBe(explained);
    expect(task().comments[0]).toBe(handedOver);
    expect(finding()).toMatchObject({ summary: 'Ana Silva was added to figma-editors in Okta, not through Latchkey' });
    expect(await compare()).toEqual({ ...nothing, compared: 3 });
  });

  test('makes an issue once more that was deleted, whole, linked and in its status', async () => {
    await storyOfThree();
    const [wasFinding, wasTask] = [finding(), task()];
    jira.deleteIssue(wasFinding.key);
    jira.deleteIssue(wasTask.key);
    expect(await compare()).toMatchObject({ issues: 2, refused: 0, compared: 3 });
    expect(finding()).toMatchObject({ status: 'Done', comments: wasFinding.comments });
    expect(task()).toMatchObject({ status: 'To Do', comments: wasTask.comments, related: ['ACC-1'] });
    expect(await compare()).toEqual({ ...nothing, compared: 3 });
    expect(jira.issues()).toHaveLength(3);
    happens({ type: 'grant.handle', id: 'grant-1', by: 'dana', mayHandle: ['dana'] }, 'dana');
    happens({ type: 'grant.confirmProvisioned', id: 'grant-1', how: 'byHand' });
    await deliver();
    expect(task()).toMatchObject({ status: 'Done' });
    expect(firstWords(task().comments)).toEqual(['Handed over to a person', 'Marked as done', 'Confirmed']);
    expect(refusals).toEqual([]);
    jira.deleteIssue(finding().key);
    expect(await compare()).toMatchObject({ issues: 1 });
    expect(await compare()).toEqual({ ...nothing, compared: 3 });
  });

  test('makes the link of a finding with its request once more, too', async () => {
    asks('7f3c');
    approves('7f3c');
    opens('7f3c');
    finds({ grant: 'grant-1', kind: 'removed' });
    await deliver();
    jira.deleteIssue(finding().key);
    expect(await compare()).toMatchObject({ issues: 1 });
    expect(finding()).toMatchObject({ related: ['ACC-1'] });
  });

  test('makes nothing anew when no issue at all can be seen', async () => {
    await storyOfThree();
    jira.forbid('BROWSE_PROJECTS');
    expect(await compare()).toEqual({ ...nothing, compared: 0 });
    expect(warnings.join()).toContain('lost the permission to browse');
    jira.allow('BROWSE_PROJECTS');
    expect(await compare()).toEqual({ ...nothing, compared: 3 });
  });

  test('makes a few anew at a time', async () => {
    asks('7f3c');
    for (const id of ['d1', 'd2', 'd3', 'd4', 'd5', 'd6']) finds({ id, entitlement: `okta:of-${id}` });
    await deliver();
    for (const { key } of labelled('finding')) jira.deleteIssue(key);
    expect(await compare()).toMatchObject({ issues: 5, compared: 6 });
    expect(await compare()).toMatchObject({ issues: 1, compared: 7 });
    expect(labelled('finding')).toHaveLength(6);
  });

  test('leaves the first of two handings over closed, and moves neither to and fro', async () => {
    await storyOfThree();
    happens({ type: 'assignment.giveBack', id: '7f3c', by: 'ana' }, 'ana');
    handsOver('remove');
    await deliver();
    const moves = () => jira.calls.filter(({ operation }) => operation === 'doTransition').length;
    const moved = moves();
    expect(await compare()).toEqual({ ...nothing, compared: 4 });
    expect(moves()).toBe(moved);
    expect(labelled('task').map(({ status }) => status)).toEqual(['Done', 'To Do']);
  });

  test('says what Jira refuses, and mends it once it is allowed', async () => {
    await storyOfThree();
    jira.deleteComment(finding().key, 'Explained');
    jira.forbid('ADD_COMMENTS');
    expect(await compare()).toMatchObject({ comments: 0, refused: 1, compared: 3 });
    jira.allow('ADD_COMMENTS');
    expect(await compare()).toMatchObject({ comments: 1, refused: 0 });
  });
});
