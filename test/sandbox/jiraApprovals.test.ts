import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fieldIds } from '../../sandbox/jira/fieldIds.js';
import { serviceWorkflow } from '../../sandbox/jira/serviceWorkflow.js';
import { call, callAs, close, desk, deskAs, issue, jira, open, start } from '../support/jiraSite.js';
import { checkAnswers, checkTraffic, hasSpecs, specsDirectory } from '../support/specs.js';

const ana = 'ana@acme.example.com';
const ben = 'ben@acme.example.com';
const dana = 'dana@acme.example.com';
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

const approvers = (...emails: string[]) => ({
  [fieldIds.approvers]: emails.map((email) => ({ accountId: jira.accountId(email) })),
});

/** Ana's request, where Ben and Dana are asked. */
async function awaiting(): Promise<string> {
  const values = { Summary: 'Figma for Ana', App: 'Figma', Role: 'Editor' };
  const key = jira.raise(ana, 'Get access', values);
  jira.edit(key, iris, approvers(ben, dana));
  jira.move(key, 'In review', iris);
  await call('POST', `/issue/${key}/transitions`, { transition: { id: '121' } });
  return key;
}

const listed = async (email: string, key: string) =>
  (await deskAs(email, 'GET', `/request/${key}/approval`)).body.values as { id: string; canAnswerApproval: boolean }[];
const answer = async (email: string, key: string, decision: string) => {
  const [approval] = await listed(iris, key);
  return deskAs(email, 'POST', `/request/${key}/approval/${approval?.id}`, { decision });
};

describe('an approval', () => {
  test('begins when the issue comes to the step, and asks whoever the field names', async () => {
    const key = await awaiting();
    expect(jira.issue(key).status).toBe('Awaiting approval');
    expect(await listed(ben, key)).toMatchObject([
      {
        name: 'Awaiting approval',
        finalDecision: 'pending',
        canAnswerApproval: true,
        approvers: [
          { approver: { displayName: 'Ben Okafor' }, approverDecision: 'pending' },
          { approver: { displayName: 'Dana Levi' } },
        ],
      },
    ]);
    expect(await listed(iris, key)).toMatchObject([{ canAnswerApproval: false }]);
    jira.edit(key, iris, approvers(dana));
    expect(jira.issue(key).approvals).toEqual([{ finalDecision: 'pending', approvers: { 'Dana Levi': 'pending' } }]);
  });

  test('is answered by an approver for themselves, which moves the issue in their name', async () => {
    const key = await awaiting();
    expect(await answer(ben, key, 'approve')).toMatchObject({
      status: 200,
      body: { finalDecision: 'approved', canAnswerApproval: false, completedDate: { epochMillis: expect.any(Number) } },
    });
    expect(jira.issue(key)).toMatchObject({ status: 'Provisioned', approvals: [{ finalDecision: 'approved' }] });
    const log = await call('GET', `/issue/${key}/changelog`);
    expect((log.body.values as unknown[]).at(-1)).toMatchObject({
      author: { displayName: 'Ben Okafor', accountType: 'atlassian' },
      items: [{ field: 'status', fromString: 'Awaiting approval', toString: 'Provisioned' }],
    });
  });

  test('is nobody else’s: not the bot’s, not the desk’s, not the requester’s', async () => {
    const key = await awaiting();
    const [approval] = await listed(iris, key);
    const at = `/request/${key}/approval/${approval?.id}`;
    expect((await desk('POST', at, { decision: 'approve' })).status).toBe(403);
    expect((await answer(iris, key, 'approve')).status).toBe(403);
    expect((await answer(ana, key, 'approve')).status).toBe(403);
    expect((await answer(ben, key, 'maybe')).status).toBe(400);
    expect((await deskAs(ben, 'POST', `/request/${key}/approval/9`, { decision: 'approve' })).status).toBe(404);
    expect(() => jira.approve(key, iris)).toThrow('notAsked');
    expect(jira.issue(key)).toMatchObject({ status: 'Awaiting approval', approvals: [{ finalDecision: 'pending' }] });
  });

  test('is answered once', async () => {
    const key = await awaiting();
    jira.decline(key, ben);
    expect(jira.issue(key).status).toBe('Rejected');
    expect((await answer(ben, key, 'approve')).status).toBe(409);
    expect((await answer(dana, key, 'approve')).status).toBe(409);
    expect(jira.issue(key)).toMatchObject({
      status: 'Rejected',
      approvals: [{ approvers: { 'Ben Okafor': 'declined', 'Dana Levi': 'pending' } }],
    });
  });

  test('may need everybody, and one who declines ends it', async () => {
    const statuses = serviceWorkflow.statuses.map((status) =>
      status.approval ? { ...status, approval: { ...status.approval, needs: 'all' as const } } : status,
    );
    jira.setWorkflow({ ...serviceWorkflow, statuses });
    const key = await awaiting();
    expect((await answer(ben, key, 'approve')).body).toMatchObject({ finalDecision: 'pending' });
    expect((await answer(ben, key, 'approve')).status).toBe(409);
    expect(jira.issue(key).status).toBe('Awaiting approval');
    jira.approve(key, dana);
    expect(jira.issue(key).status).toBe('Provisioned');
    const other = await awaiting();
    jira.decline(other, dana);
    expect(jira.issue(other).status).toBe('Rejected');
  });

  test('hides its own ways, and ends undecided when the issue leaves by another', async () => {
    const key = await awaiting();
    const { body } = await call('GET', `/issue/${key}/transitions`);
    const ids = (body.transitions as { id: string }[]).map(({ id }) => id);
    expect(ids).toEqual(['133', '134', '135', '136']);
    expect((await call('POST', `/issue/${key}/transitions`, { transition: { id: '131' } })).status).toBe(400);
    await call('POST', `/issue/${key}/transitions`, { transition: { id: '133' } });
    expect(jira.issue(key)).toMatchObject({ status: 'Provisioned', approvals: [{ finalDecision: 'pending' }] });
    expect(await listed(ben, key)).toMatchObject([{ canAnswerApproval: false }]);
    expect((await answer(ben, key, 'approve')).status).toBe(409);
    jira.move(key, 'In review', iris);
    jira.move(key, 'Awaiting approval', iris);
    expect(await listed(ben, key)).toMatchObject([{ canAnswerApproval: false }, { canAnswerApproval: true }]);
  });

  test('stands among the fields of the issue, as recorded', async () => {
    const key = await awaiting();
    const { body } = await callAs(iris, 'GET', `/issue/${key}`);
    const [shown] = (body.fields as Record<string, object[]>)[fieldIds.approvals] ?? [];
    expect(shown).toMatchObject({ finalDecision: 'pending' });
    if (!hasSpecs()) return;
    const file = path.join(specsDirectory(), '..', 'fixtures', 'jira', 'jsm_approvals_customfield_pending.json');
    const [recorded] = JSON.parse(readFileSync(file, 'utf8'));
    expect(namesIn(shown)).toEqual(expect.arrayContaining(namesIn(recorded)));
    expect(namesIn(recorded)).toEqual(
      expect.arrayContaining(namesIn(shown).filter((name) => !/x(16|24|32)/.test(name))),
    );
  });
});

/** Every name in it, with those above it. */
function namesIn(value: unknown, above = ''): string[] {
  if (Array.isArray(value)) return namesIn(value[0], above);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => [`${above}${name}`, ...namesIn(each, `${above}${name}.`)]);
}

describe('the moves of the portal', () => {
  test('are those that customers are offered, with a word to go with it', async () => {
    const key = await awaiting();
    const at = `/request/${key}/transition`;
    expect((await deskAs(ana, 'GET', at)).body.values).toEqual([{ id: '135', name: 'Withdraw' }]);
    expect((await deskAs(ana, 'POST', at, { id: '133' })).status).toBe(400);
    expect((await deskAs(ana, 'POST', at, { id: '135', additionalComment: { body: 'Not needed' } })).status).toBe(204);
    expect(jira.issue(key)).toMatchObject({
      status: 'Withdrawn',
      said: [{ by: 'Ana Silva', text: 'Not needed', isPublic: true }],
    });
    const statuses = (await deskAs(ana, 'GET', `/request/${key}/status`)).body.values as { status: string }[];
    expect(statuses.map(({ status }) => status)).toEqual(['Withdrawn', 'Awaiting approval', 'In review', 'Submitted']);
    const own = await issue();
    expect((await desk('GET', `/request/${own}/transition`)).status).toBe(404);
  });

  test('and people reach the end only where a way leads there', async () => {
    const key = await awaiting();
    expect(() => jira.move(key, 'Completed', iris)).toThrow('No transition leads from Awaiting approval to Completed');
    jira.approve(key, ben);
    jira.close(key, iris);
    expect(jira.issue(key)).toMatchObject({ status: 'Completed', statusCategory: 'done' });
  });
});
