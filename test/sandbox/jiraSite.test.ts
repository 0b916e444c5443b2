import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { tooManyRequests } from '../../sandbox/jira/index.js';
import {
  call,
  client,
  clock,
  close,
  document,
  issue,
  jira,
  open,
  seconds,
  start,
  wanted,
} from '../support/jiraSite.js';
import { checkTraffic, hasSpecs } from '../support/specs.js';

beforeEach(open);
afterEach(close);

describe('the site', () => {
  test('tells about itself through the real client', async () => {
    const { projects, issues, myself, permissions, serverInfo, issueFields, userSearch } = client();
    expect(await projects.getProject({ projectIdOrKey: 'ACC' })).toMatchObject({ key: 'ACC' });
    const [task] = await projects.getAllStatuses('ACC');
    expect(task?.statuses?.map((each) => each.name)).toEqual(['To Do', 'In Progress', 'Done', 'Declined']);
    const { issueTypes } = await issues.getCreateIssueMetaIssueTypes({ projectIdOrKey: 'ACC' });
    expect(issueTypes?.map((each) => each.name)).toEqual(['Task', 'Sub-task']);
    expect(await myself.getCurrentUser()).toMatchObject({ emailAddress: jira.email });
    const asked = { permissions: 'CREATE_ISSUES,ADD_COMMENTS', projectKey: 'ACC' };
    jira.forbid('ADD_COMMENTS');
    const mine = await permissions.getMyPermissions(asked);
    expect(mine.permissions).toMatchObject({
      CREATE_ISSUES: { havePermission: true },
      ADD_COMMENTS: { havePermission: false },
    });
    expect(await serverInfo.getServerInfo()).toMatchObject({ deploymentType: 'Cloud' });
    expect((await issueFields.getFields()).map((each) => each.id)).toContain('labels');
    expect(await userSearch.findUsers({ query: 'ana@acme.example.com' })).toMatchObject([{ displayName: 'Ana Silva' }]);
    if (hasSpecs()) expect(checkTraffic(jira.calls)).toEqual([]);
  });

  test('people who hide their e-mail are not found by it', async () => {
    jira.hideEmails();
    expect(await client().userSearch.findUsers({ query: 'ana@acme.example.com' })).toEqual([]);
    const [ana] = await client().userSearch.findUsers({ query: 'ana' });
    expect(ana).toMatchObject({ displayName: 'Ana Silva' });
    expect(ana).not.toHaveProperty('emailAddress');
  });

  test('has a page for each issue, with nobody’s markup in it', async () => {
    const key = await issue({ summary: 'Ana wants <b>Figma</b>', description: document('<script>') });
    jira.addComment(key, 'Approved & done');
    const response = await fetch(jira.browseUrl(key));
    const text = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(text).toContain('Ana wants &lt;b&gt;Figma&lt;/b&gt;');
    expect(text).toContain('Approved &amp; done');
    expect(text).not.toContain('<script>');
    expect(await (await fetch(jira.url)).text()).toContain(`href="/browse/${key}"`);
    expect((await fetch(jira.browseUrl('ACC-99'))).status).toBe(404);
  });
});

describe('links and properties', () => {
  const object = { title: 'Slack', url: 'https://acme.slack.example.com/archives/D1' };

  test('a global id makes the second link an update, which forgets what it is not told', async () => {
    const key = await issue();
    const at = `/issue/${key}/remotelink`;
    expect((await call('POST', at, { globalId: 'r1', relationship: 'asked in', object })).status).toBe(201);
    expect((await call('POST', at, { globalId: 'r1', object: { ...object, title: 'Thread' } })).status).toBe(200);
    const listed = await client().issueRemoteLinks.getRemoteIssueLinks({ issueIdOrKey: key });
    expect(listed).toMatchObject([{ globalId: 'r1', object: { title: 'Thread' } }]);
    expect((await call('GET', `${at}?globalId=r1`)).body).not.toHaveProperty('relationship');
    expect((await call('POST', at, { object })).status).toBe(201);
    expect((await call('POST', at, { object: { title: 'x' } })).status).toBe(400);
    expect(jira.issue(key).remoteLinks).toHaveLength(2);
  });

  test('a property is made, replaced and removed', async () => {
    const at = `/issue/${await issue()}/properties/latchkey.request`;
    expect((await call('PUT', at, { id: 'r1' })).status).toBe(201);
    expect((await call('PUT', at, { id: 'r2' })).status).toBe(200);
    expect((await call('GET', at)).body).toEqual({ key: 'latchkey.request', value: { id: 'r2' } });
    expect((await call('PUT', at, 'x'.repeat(32_768))).status).toBe(400);
    expect((await call('DELETE', at)).status).toBe(204);
    expect((await call('GET', at)).status).toBe(404);
  });
});

describe('who may do what', () => {
  test('nobody without the right token', async () => {
    expect((await call('GET', '/myself', undefined, { authorization: '' })).status).toBe(401);
    const wrong = await call('GET', '/myself', undefined, { authorization: 'Basic d3Jvbmc=' });
    expect([wrong.status, wrong.headers.get('x-seraph-loginreason')]).toEqual([401, 'AUTHENTICATED_FAILED']);
    expect(JSON.stringify(jira.calls)).not.toContain('d3Jvbmc=');
  });

  test('what one may not do is refused, and what one may not see is not there', async () => {
    const key = await issue();
    jira.forbid('CREATE_ISSUES', 'EDIT_ISSUES', 'ADD_COMMENTS', 'LINK_ISSUES');
    const link = { object: { title: 'x', url: 'https://acme.example.com' } };
    const statuses = [
      await call('POST', '/issue', { fields: wanted() }),
      await call('PUT', `/issue/${key}`, { fields: { summary: 'x' } }),
      await call('POST', `/issue/${key}/comment`, { body: document('x') }),
      await call('POST', `/issue/${key}/remotelink`, link),
    ].map((told) => told.status);
    expect(statuses).toEqual([403, 403, 400, 403]);
    jira.forbid('BROWSE_PROJECTS');
    expect((await call('GET', `/issue/${key}`)).status).toBe(404);
    expect((await call('GET', '/project/ACC')).status).toBe(404);
    expect((await call('POST', '/search/jql', { jql: 'project = ACC' })).body.issues).toEqual([]);
    jira.allow('BROWSE_PROJECTS', 'EDIT_ISSUES');
    expect((await call('PUT', `/issue/${key}`, { fields: { summary: 'x' } })).status).toBe(204);
  });

  test('a person may move and delete issues behind the bot', async () => {
    const key = await issue();
    jira.moveTo(key, 'Done');
    expect((await call('GET', `/issue/${key}?fields=status`)).body.fields).toMatchObject({ status: { name: 'Done' } });
    jira.deleteIssue(key);
    expect((await call('GET', `/issue/${key}`)).status).toBe(404);
  });
});

describe('webhooks', () => {
  type Heard = { body: Record<string, unknown>; headers: IncomingHttpHeaders; isSigned: boolean };
  let heard: Heard[];
  let answers: number[];
  let listener: Server;

  beforeEach(async () => {
    heard = [];
    answers = [];
    listener = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      const signature = `sha256=${createHmac('sha256', 'told-nobody').update(body).digest('hex')}`;
      const isSigned = request.headers['x-hub-signature'] === signature;
      heard.push({ body: JSON.parse(body.toString()), headers: request.headers, isSigned });
      response.writeHead(answers.shift() ?? 200).end();
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    jira.addWebhook(`http://127.0.0.1:${(listener.address() as AddressInfo).port}/jira/webhook`, 'told-nobody');
  });
  afterEach(() => new Promise((resolve) => listener.close(resolve)));

  test('tell who moved an issue from where to where, signed', async () => {
    const key = await issue();
    jira.moveTo(key, 'Done', 'sam@acme.example.com');
    await jira.deliveriesSettled();
    const moved = heard.find((each) => each.body.webhookEvent === 'jira:issue_updated');
    expect(heard.every((each) => each.isSigned)).toBe(true);
    expect(moved?.body).toMatchObject({
      user: { displayName: 'Sam Rivera' },
      issue: { key, fields: { status: { name: 'Done' } } },
      changelog: { items: [{ field: 'status', fromString: 'To Do', toString: 'Done' }] },
    });
  });

  test('are tried again, and may come twice', async () => {
    const key = await issue();
    await jira.deliveriesSettled();
    answers.push(503, 200);
    jira.addComment(key, 'Why is this still open?');
    await jira.deliveriesSettled();
    expect(jira.deliveries().at(-1)).toMatchObject({ event: 'comment_created', statuses: [503, 200] });
    expect(heard.at(-1)?.headers['x-atlassian-webhook-retry']).toBe('1');
    jira.faults.twice('webhook', { times: 1 });
    jira.deleteIssue(key);
    await jira.deliveriesSettled();
    const [first, second] = heard.slice(-2).map((each) => each.headers['x-atlassian-webhook-identifier']);
    expect(first).toBe(second);
    expect(heard.at(-1)?.body).toMatchObject({ webhookEvent: 'jira:issue_deleted', issue: { key } });
  });
});

describe('limits and faults', () => {
  const write = (key: string) => call('PUT', `/issue/${key}`, { fields: { summary: 'again' } });

  test('an issue takes 20 writes in 2 seconds', async () => {
    const key = await issue();
    for (let done = 0; done < 20; done += 1) expect((await write(key)).status).toBe(204);
    const full = await write(key);
    expect(full.status).toBe(429);
    expect(full.headers.get('ratelimit-reason')).toBe('jira-per-issue-on-write');
    expect(full.headers.get('retry-after')).toBe('2');
    expect(full.headers.get('x-ratelimit-reset')).toBe('2026-11-21T10:00:02Z');
    expect((await write(await issue())).status).toBe(204);
    expect((await call('GET', `/issue/${key}`)).status).toBe(200);
    clock.now += seconds(2);
    expect((await write(key)).status).toBe(204);
  });

  test('and 100 in 30 seconds', async () => {
    const key = await issue();
    for (let done = 0; done < 100; done += 1) {
      if (done % 20 === 0) clock.now += seconds(2);
      await write(key);
    }
    clock.now += seconds(2);
    const full = await write(key);
    expect([full.status, full.headers.get('retry-after')]).toEqual([429, '20']);
  });

  test('the other limits come as faults, in Jira’s own words', async () => {
    jira.faults.error('createIssue', tooManyRequests('jira-quota-tenant-based', 1800), { times: 1 });
    const told = await call('POST', '/issue', { fields: wanted() });
    expect([told.status, told.headers.get('ratelimit-reason')]).toEqual([429, 'jira-quota-tenant-based']);
    expect((await call('POST', '/issue', { fields: wanted() })).status).toBe(201);
  });

  test('an answer may be lost after the issue was made', async () => {
    jira.faults.loseAnswer('POST /rest/api/3/issue', { times: 1 });
    await expect(client().issues.createIssue({ fields: wanted() } as never)).rejects.toThrow();
    expect(jira.issues()).toHaveLength(1);
    jira.faults.down('createIssue', { times: 1 });
    await expect(client().issues.createIssue({ fields: wanted() } as never)).rejects.toThrow();
    expect(jira.issues()).toHaveLength(1);
  });

  test('all of Jira goes down and comes back at its address', async () => {
    await jira.goDown();
    await expect(call('GET', '/myself')).rejects.toThrow('fetch failed');
    await jira.comeBack();
    expect((await call('GET', '/myself')).status).toBe(200);
  });

  test('another project and another workflow may be given at the start', async () => {
    const statuses = [
      { id: '1', name: 'Offen', category: 'new' },
      { id: '2', name: 'Fertig', category: 'done' },
    ] as const;
    const transitions = [{ id: '5', name: 'Erledigen', from: 'Offen', to: 'Fertig' }];
    await start({ projectKey: 'IT', workflow: { statuses, transitions } });
    const { body } = await call('POST', '/issue', { fields: wanted({ project: { key: 'IT' } }) });
    expect(jira.issue(String(body.key))).toMatchObject({ key: 'IT-1', status: 'Offen' });
    await call('POST', `/issue/${body.key}/transitions`, { transition: { id: '5' } });
    expect(jira.issue('IT-1').statusCategory).toBe('done');
  });
});
