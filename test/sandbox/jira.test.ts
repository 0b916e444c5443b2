import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { call, client, clock, close, document, issue, jira, open, seconds, wanted } from '../support/jiraSite.js';
import { checkTraffic, hasSpecs, specsDirectory } from '../support/specs.js';

beforeEach(open);
afterEach(close);

describe('an issue', () => {
  test('is made, commented on, moved and linked by the real client', async () => {
    const { issues, issueComments, issueRemoteLinks } = client();
    const fields = wanted({ description: document('She wants to look at files.'), labels: ['latchkey-r1'] });
    const properties = [{ key: 'latchkey.request', value: { id: 'r1' } }];
    const { key } = await issues.createIssue({ fields, properties } as never);
    await issueComments.addComment({ issueIdOrKey: key, comment: document('Approved by Ben Okafor') } as never);
    const { transitions } = await issues.getTransitions({ issueIdOrKey: key });
    const done = transitions?.find((each) => each.to?.statusCategory?.key === 'done' && each.to.name === 'Done');
    await issues.doTransition({ issueIdOrKey: key, transition: { id: done?.id } });
    const object = { title: 'Conversation in Slack', url: 'https://acme.slack.example.com/archives/D1' };
    await issueRemoteLinks.createOrUpdateRemoteIssueLink({ issueIdOrKey: key, globalId: 'r1', object });
    expect(jira.issues()).toMatchObject([
      {
        key: 'ACC-1',
        summary: 'Ana Silva wants Figma, Viewer',
        description: 'She wants to look at files.',
        labels: ['latchkey-r1'],
        status: 'Done',
        statusCategory: 'done',
        comments: ['Approved by Ben Okafor'],
        remoteLinks: [{ globalId: 'r1', ...object }],
        properties: { 'latchkey.request': { id: 'r1' } },
      },
    ]);
    if (hasSpecs()) expect(checkTraffic(jira.calls)).toEqual([]);
  });

  test('gives the fields and properties that are asked for', async () => {
    const key = await issue({ labels: ['one'] });
    await call('PUT', `/issue/${key}`, { properties: [{ key: 'a', value: 1 }] });
    const whole = await client().issues.getIssue({ issueIdOrKey: key });
    expect(Object.keys(whole.fields)).toEqual(expect.arrayContaining(['summary', 'status', 'comment', 'labels']));
    const some = await client().issues.getIssue({ issueIdOrKey: key, fields: ['labels'], properties: ['*all'] });
    expect(some).toMatchObject({ fields: { labels: ['one'] }, properties: { a: 1 } });
    expect(Object.keys(some.fields)).toEqual(['labels']);
  });

  test('is edited, and a status among the fields is passed over', async () => {
    const key = await issue({ labels: ['one'] });
    const change = { summary: 'Ana Silva has Figma', status: { name: 'Done' } };
    await client().issues.editIssue({ issueIdOrKey: key, fields: change } as never);
    await call('PUT', `/issue/${key}`, { update: { labels: [{ add: 'two' }, { remove: 'one' }] } });
    expect(jira.issue(key)).toMatchObject({ summary: 'Ana Silva has Figma', status: 'To Do', labels: ['two'] });
  });

  test.each([
    ['another project', { project: { key: 'NOPE' } }, 'project'],
    ['another type', { issuetype: { name: 'BLARG' } }, 'issuetype'],
    ['no summary', { summary: undefined }, 'summary'],
    ['a long summary', { summary: 'x'.repeat(256) }, 'summary'],
    ['a summary of two lines', { summary: 'Ana\nwants' }, 'summary'],
    ['a text for a description', { description: 'She wants' }, 'description'],
    ['an empty text in a document', { description: document('') }, 'description'],
    ['too long a description', { description: document('x'.repeat(32_768)) }, 'description'],
    ['a label with a space', { labels: ['two words'] }, 'labels'],
    ['a priority nobody has', { priority: { name: 'BLARG' } }, 'priority'],
    ['a field nobody knows', { customfield_1: 'x' }, 'customfield_1'],
  ])('is refused with %s', async (_name, fields, name) => {
    const told = await call('POST', '/issue', { fields: wanted(fields) });
    expect(told).toMatchObject({ status: 400, body: { errorMessages: [], errors: { [name]: expect.any(String) } } });
    expect(jira.issues()).toEqual([]);
  });

  test('is refused with a property that Jira does not know', async () => {
    const told = await call('POST', '/issue', { fields: wanted(), labels: [] });
    expect(told).toMatchObject({ status: 400, body: { errorMessages: [expect.stringContaining('Invalid request')] } });
    expect((await call('POST', '/issue', 'not an object')).status).toBe(400);
  });
});

describe('comments', () => {
  test('come in pages and in both orders', async () => {
    const key = await issue();
    for (const text of ['one', 'two', 'three']) jira.addComment(key, text, 'sam@acme.example.com');
    const page = await client().issueComments.getComments({ issueIdOrKey: key, maxResults: 2, orderBy: '-created' });
    expect(page).toMatchObject({ startAt: 0, maxResults: 2, total: 3 });
    expect(page.comments?.map((each) => each.body?.content?.[0]?.content?.[0]?.text)).toEqual(['three', 'two']);
    const id = page.comments?.[0]?.id ?? '';
    expect(await client().issueComments.getComment({ issueIdOrKey: key, id })).toMatchObject({ id });
    expect((await call('GET', `/issue/${key}/comment?orderBy=author`)).status).toBe(400);
  });

  test('carry properties, and are documents of at most 32,767 characters', async () => {
    const key = await issue();
    const properties = [{ key: 'latchkey.event', value: 7 }];
    expect((await call('POST', `/issue/${key}/comment`, { body: document('x'), properties })).status).toBe(201);
    const listed = await call('GET', `/issue/${key}/comment?expand=properties`);
    expect(listed.body.comments).toMatchObject([{ properties }]);
    const text = await call('POST', `/issue/${key}/comment`, { body: 'Approved' });
    expect(text).toMatchObject({ status: 400, body: { errors: { comment: 'Comment body is not valid!' } } });
    expect((await call('POST', `/issue/${key}/comment`, { body: document('x'.repeat(32_768)) })).status).toBe(400);
    expect((await call('POST', `/issue/${key}/comment`, { body: document('x'), text: 'x' })).status).toBe(400);
    expect(jira.issue(key).comments).toEqual(['x']);
  });
});

describe('the workflow', () => {
  const ways = async (key: string) => {
    const { transitions } = (await call('GET', `/issue/${key}/transitions`)).body;
    return (transitions as { id: string; to: { name: string } }[]).map((each) => `${each.id} ${each.to.name}`);
  };
  const take = (key: string, id: string, fields?: object) =>
    call('POST', `/issue/${key}/transitions`, { transition: { id }, fields });

  test('has other ids in each status', async () => {
    const key = await issue();
    expect(await ways(key)).toEqual(['11 In Progress', '21 Done', '22 Declined']);
    expect((await take(key, '31')).status).toBe(400);
    expect((await take(key, '11')).status).toBe(204);
    expect(await ways(key)).toEqual(['31 Done', '41 Declined']);
    expect((await take(key, '41')).status).toBe(204);
    expect(jira.issue(key)).toMatchObject({ status: 'Declined', statusCategory: 'done' });
  });

  test('may lead to done only through in progress, or nowhere', async () => {
    const key = await issue();
    jira.setWorkflow('stepwise');
    expect(await ways(key)).toEqual(['11 In Progress']);
    jira.setWorkflow('endless');
    await take(key, '11');
    expect(await ways(key)).toEqual(['61 To Do']);
  });

  test('may want a field on the way', async () => {
    const key = await issue();
    jira.setWorkflow('screen');
    const told = await call('GET', `/issue/${key}/transitions?expand=transitions.fields`);
    expect(told.body.transitions).toMatchObject([{}, { hasScreen: true, fields: { resolution: { required: true } } }]);
    expect(await take(key, '21')).toMatchObject({
      status: 400,
      body: { errors: { resolution: 'Resolution is required.' } },
    });
    expect((await take(key, '21', { resolution: { name: 'Nonsense' } })).status).toBe(400);
    expect((await take(key, '21', { resolution: { name: 'Done' } })).status).toBe(204);
    expect((await take(key, '51', { resolution: { name: 'Done' } })).status).toBe(400);
  });

  test('wants to be told which way', async () => {
    const key = await issue();
    expect((await call('POST', `/issue/${key}/transitions`, {})).status).toBe(400);
    jira.forbid('TRANSITION_ISSUES');
    expect(await ways(key)).toEqual([]);
    expect((await take(key, '11')).status).toBe(400);
  });
});

describe('search', () => {
  const find = async (jql: string, more: object = {}) => (await call('POST', '/search/jql', { jql, ...more })).body;
  const keys = async (jql: string) =>
    ((await find(jql, { fields: ['summary'] })).issues as { key: string }[]).map((each) => each.key);

  test('gives nothing but ids unless fields are named, and no total', async () => {
    await issue({ labels: ['latchkey-r1'] });
    expect(await find('project = ACC AND labels = "latchkey-r1"')).toEqual({ issues: [{ id: '20001' }], isLast: true });
  });

  test('knows labels, keys, times, states and order', async () => {
    await issue({ labels: ['latchkey-r1'] });
    clock.now += seconds(3600);
    await issue({ labels: ['latchkey-r2'], summary: 'Omar wants the VPN' });
    expect(await keys('project = ACC ORDER BY created DESC')).toEqual(['ACC-2', 'ACC-1']);
    expect(await keys('project = ACC ORDER BY created ASC')).toEqual(['ACC-1', 'ACC-2']);
    expect(await keys('labels in ("latchkey-r1", latchkey-r3)')).toEqual(['ACC-1']);
    expect(await keys('created >= "2026-11-21 11:00"')).toEqual(['ACC-2']);
    expect(await keys('created >= -30m')).toEqual(['ACC-2']);
    expect(await keys('key = ACC-1 OR summary ~ "vpn"')).toEqual(['ACC-2', 'ACC-1']);
    expect(await keys('project = ACC AND NOT (labels = latchkey-r1) AND statusCategory != Done')).toEqual(['ACC-2']);
    expect(await keys('labels is EMPTY')).toEqual([]);
  });

  test('comes in pages', async () => {
    for (let made = 0; made < 3; made += 1) await issue();
    const first = await find('project = ACC', { maxResults: 2 });
    expect(first).toMatchObject({ isLast: false, nextPageToken: expect.any(String) });
    const second = await find('project = ACC', { maxResults: 2, nextPageToken: first.nextPageToken });
    expect(second).toMatchObject({ isLast: true, issues: [{ id: '20001' }] });
    expect(second).not.toHaveProperty('nextPageToken');
    expect((await call('POST', '/search/jql', { jql: 'project = ACC', nextPageToken: 'x' })).status).toBe(400);
  });

  test('trails behind, save for issues that are to be reconciled', async () => {
    jira.searchLag(seconds(20));
    const key = await issue();
    expect(await keys('project = ACC')).toEqual([]);
    const reconcileIssues = [Number(jira.issue(key).id)];
    expect((await find('project = ACC', { reconcileIssues })).issues).toHaveLength(1);
    clock.now += seconds(21);
    expect(await keys('project = ACC')).toEqual([key]);
    jira.searchLag('untilTold');
    const late = await issue();
    clock.now += seconds(3600);
    expect(await keys('project = ACC')).toEqual([key]);
    expect((await call('GET', `/issue/${late}`)).status).toBe(200);
    jira.catchUp();
    expect(await keys('project = ACC')).toHaveLength(2);
  });

  test.each([
    ['without a restriction', 'ORDER BY created DESC'],
    ['for a project nobody has', 'project = NOPE'],
    ['for an issue nobody has', 'key = ACC-99'],
    ['by an entity property', 'issue.property[latchkey.request].id = "r1"'],
    ['by an ISO time', 'created >= "2026-11-21T10:00:00Z"'],
    ['half a sentence', 'project = ACC AND'],
    ['with a loose bracket', '(project = ACC'],
  ])('refuses to look %s', async (_name, jql) => {
    expect(await call('POST', '/search/jql', { jql })).toMatchObject({
      status: 400,
      body: { errorMessages: [expect.any(String)] },
    });
  });

  test('the old one is gone', async () => {
    expect((await call('GET', '/search?jql=project=ACC')).status).toBe(410);
    expect((await call('POST', '/search', { jql: 'project = ACC' })).status).toBe(410);
  });
});

(hasSpecs() ? describe : describe.skip)('against what was recorded', () => {
  type Recorded = { response: { status: number; headers: object; body: Record<string, unknown> } };
  const recorded = (name: string): Recorded =>
    JSON.parse(readFileSync(path.join(specsDirectory(), '..', 'fixtures', 'jira', `${name}.json`), 'utf8'));
  const namesOf = (value: unknown) => Object.keys(value ?? {}).sort();

  test('a new issue and its refusals', async () => {
    const made = await call('POST', '/issue', { fields: wanted() });
    expect(made.status).toBe(201);
    expect(namesOf(made.body)).toEqual(namesOf(recorded('issue_create_201').response.body));
    const untyped = await call('POST', '/issue', { fields: wanted({ issuetype: { name: 'BLARG' } }) });
    expect(untyped.body).toEqual(recorded('issue_create_400_issuetype').response.body);
    const unranked = await call('POST', '/issue', { fields: wanted({ priority: { name: 'BLARG' } }) });
    expect(unranked.body).toEqual(recorded('issue_create_400_priority').response.body);
  });

  test('a comment, and one on an issue that is not there', async () => {
    const key = await issue();
    const told = await call('POST', `/issue/${key}/comment`, { body: document('x') });
    const want = recorded('comment_add_201').response;
    expect(told.headers.get('location')).toBe(told.body.self);
    expect(namesOf(told.body)).toEqual(expect.arrayContaining(namesOf(want.body)));
    const missing = await call('POST', '/issue/ACC-99/comment', { body: document('x') });
    expect(missing.status).toBe(404);
    expect(namesOf(missing.body)).toEqual(namesOf(recorded('issue_missing_404').response.body));
  });

  test('a transition', async () => {
    const told = await call('POST', `/issue/${await issue()}/transitions`, { transition: { id: '11' } });
    expect([told.status, told.body]).toEqual([recorded('transition_204').response.status, {}]);
  });
});
