import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { acme } from '../../sandbox/company.js';
import { type Jira, startJira, tooManyRequests } from '../../sandbox/jira/index.js';
import { plain } from '../../src/jira/adf.js';
import type { JiraClient } from '../../src/jira/port.js';
import { body, clientFor, down, draft, failure, now, refused, setClock, warnings } from '../support/jiraClient.js';
import { answering, type Recording, type Server } from '../support/recordedAnswers.js';
import { checkTraffic } from '../support/specs.js';

describe('against the stand-in', () => {
  let jira: Jira;
  let client: JiraClient;
  beforeEach(async () => {
    jira = await startJira({ company: acme, workflow: 'screen' });
    client = clientFor(jira.url, { apiToken: jira.apiToken, email: jira.email });
  });
  afterEach(async () => {
    await jira.stop();
    expect(checkTraffic(jira.calls)).toEqual([]);
  });

  test('makes an issue and finds it by label, by key and as the newest', async () => {
    expect(await client.newest()).toBe(0);
    expect(await client.findByLabel('latchkey-7f3c')).toBeUndefined();
    const place = await client.create(draft);
    expect(place.key).toBe('ACC-1');
    expect(await client.newest()).toBe(1);
    expect(await client.findByLabel('latchkey-7f3c')).toBe('ACC-1');
    expect(await client.read('ACC-1')).toEqual({
      ...place,
      status: { name: 'To Do', category: 'new' },
      summary: draft.summary,
      labels: ['latchkey', 'latchkey-7f3c'],
      fields: {},
      request: '7f3c',
    });
    expect(await client.read('ACC-2')).toBeUndefined();
    expect(await client.browseUrl('ACC-1')).toBe(jira.browseUrl('ACC-1'));
  });

  test('comments, and reads all comments though they come in pages', async () => {
    const { key } = await client.create(draft);
    for (let count = 0; count < 120; count += 1) jira.addComment(key, `remark ${count}`);
    const id = await client.comment(key, body, 'internal');
    const comments = await client.comments(key);
    expect(comments).toHaveLength(121);
    expect(comments.at(-1)).toMatchObject({ id });
    expect(plain(comments.at(-1)?.body ?? body)).toBe('Approved by Ben Okafor.');
  });

  test('reads transitions with the resolutions that their screens insist on, and moves', async () => {
    const { key } = await client.create(draft);
    const transitions = await client.transitions(key);
    expect(transitions).toEqual([
      { id: '11', to: { name: 'In Progress', category: 'indeterminate' } },
      { id: '21', to: { name: 'Done', category: 'done' }, resolutions: ['Done', "Won't Do", 'Duplicate'] },
    ]);
    expect(await refused(client.move(key, { transition: '21' }))).toMatchObject({
      fields: { resolution: 'Resolution is required.' },
    });
    await client.move(key, { transition: '21', resolution: 'Done' });
    expect(jira.issue(key).statusCategory).toBe('done');
  });

  test('sets a link once, however often it is set', async () => {
    const { key } = await client.create(draft);
    const link = {
      globalId: 'latchkey-7f3c',
      url: 'https://acme.slack.com/archives/D1/p1',
      title: 'The request in Slack',
    };
    await client.link(key, link);
    await client.link(key, { ...link, url: 'https://acme.slack.com/archives/D1/p2' });
    expect(jira.issue(key).remoteLinks).toEqual([{ ...link, url: 'https://acme.slack.com/archives/D1/p2' }]);
  });

  test('takes what the project has where it has no Task, and remembers it', async () => {
    const refusal = { status: 400, body: { errors: { issuetype: 'issue type is required' } } };
    const types = [{ name: 'Sub-task', subtask: true }, { name: 'Incident' }, { name: '[System] Service request' }];
    jira.faults.error('createIssue', refusal, { times: 2 });
    jira.faults.error('getCreateIssueMetaIssueTypes', { status: 200, body: { issueTypes: types } });
    await refused(client.create(draft));
    await refused(client.create(draft));
    const sent = jira.calls
      .filter(({ operation }) => operation === 'createIssue')
      .map((call) => JSON.stringify(call.body));
    expect(sent.map((each) => /"issuetype":{"name":"([^"]+)"}/.exec(each)?.[1])).toEqual([
      'Task',
      '[System] Service request',
      '[System] Service request',
    ]);
  });

  test('names the credential when Jira does not accept it, and keeps it to be tried again', async () => {
    const error = await down(clientFor(jira.url).create(draft));
    expect(error.message).toMatch(/credential of latchkey@acme\.example\.com.*JIRA_EMAIL and JIRA_API_TOKEN/s);
    expect(error.outcome).toBe('notApplied');
  });

  test('names the project when it is not there or not for us', async () => {
    const elsewhere = clientFor(jira.url, { apiToken: jira.apiToken, email: jira.email, project: 'NOPE' });
    expect((await refused(elsewhere.newest())).message).toContain("The value 'NOPE' does not exist");
    expect((await refused(elsewhere.create(draft))).message).toMatch(/project: .*Check JIRA_PROJECT \(NOPE\)/);
    jira.forbid('CREATE_ISSUES');
    expect((await refused(client.create(draft))).message).toMatch(
      /You do not have permission to create issues.*Let latch/,
    );
  });
});

describe('what goes wrong', () => {
  let server: Server;
  afterEach(() => server.stop());
  const against = async (answer: Parameters<typeof answering>[0], timeout?: number): Promise<JiraClient> => {
    server = await answering(answer);
    return clientFor(server.url, {}, timeout);
  };
  const headers = { 'retry-after': '17' };

  test('a refused connection is surely not applied', async () => {
    const client = await against({ status: 200 });
    await server.stop();
    const error = await down(client.create(draft));
    expect(error).toMatchObject({ outcome: 'notApplied', retryAt: undefined });
    expect(error.message).toContain('ECONNREFUSED');
    server = await answering({ status: 200 });
  });

  test.each([
    ['a connection that is cut', (response: { socket: { destroy(): void } | null }) => response.socket?.destroy()],
    ['no answer', () => undefined],
  ])('%s may have been applied', async (_name, answer) => {
    const error = await down((await against(answer as never, 200)).create(draft));
    expect(error.outcome).toBe('unknown');
    expect(error.message).toMatch(/cannot be reached to create the issue/);
  });

  test('an answer that drips for ever ends with the time-out, its body included', async () => {
    let drip: NodeJS.Timeout | undefined;
    const client = await against((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      drip = setInterval(() => response.write(' '), 20);
    }, 200);
    const error = await down(client.create(draft));
    clearInterval(drip);
    expect(error).toMatchObject({ outcome: 'unknown', message: expect.stringContaining('no answer within 0.2 s') });
  });

  test.each([500, 502, 503, 504, 408, 409])('%d is tried again, and may have been applied', async (status) => {
    const error = await down((await against({ status, headers })).create(draft));
    expect(error).toMatchObject({ outcome: 'unknown', retryAt: new Date('2026-11-21T09:20:17.000Z') });
  });

  test.each([
    ['Retry-After in seconds', headers, '2026-11-21T09:20:17.000Z'],
    ['Retry-After as a date', { 'retry-after': 'Sat, 21 Nov 2026 09:21:00 GMT' }, '2026-11-21T09:21:00.000Z'],
    ['X-RateLimit-Reset', { 'x-ratelimit-reset': '2026-11-21T09:20:30Z' }, '2026-11-21T09:20:30.000Z'],
    ['an hour that is spent', { 'ratelimit-reason': 'jira-quota-tenant-based' }, '2026-11-21T10:00:00.000Z'],
    ['a burst without a word', { 'ratelimit-reason': 'jira-burst-based' }, undefined],
    ['a moment long gone', { 'x-ratelimit-reset': '2020-01-01T00:00:00Z' }, undefined],
  ])('429 waits as the vendor says: %s', async (_name, given, expected) => {
    const error = await down((await against({ status: 429, headers: given as Record<string, string> })).create(draft));
    expect(error.outcome).toBe('notApplied');
    expect(error.retryAt?.toISOString()).toBe(expected);
  });

  test('a spent quota keeps everybody back until it returns; a busy issue only itself', async () => {
    const client = await against({ status: 429, headers: { 'ratelimit-reason': 'jira-quota-global-based' } });
    await down(client.create(draft));
    expect(await down(client.read('ACC-1'))).toMatchObject({ retryAt: new Date('2026-11-21T10:00:00.000Z') });
    expect(server.heard).toHaveLength(1);
    expect(warnings).toHaveLength(1);
    setClock('2026-11-21T10:00:00.000Z');
    await down(client.read('ACC-1'));
    expect(server.heard).toHaveLength(2);
    await server.stop();
    const busy = await against(tooManyRequests('jira-per-issue-on-write', 2, 20, now.getTime()) as Recording);
    await down(busy.comment('ACC-1', body, 'internal'));
    await down(busy.read('ACC-2'));
    expect(server.heard).toHaveLength(2);
  });

  test.each([400, 403, 404, 413])('%d is a no for good, in the words of Jira', async (status) => {
    const error = await refused(
      (
        await against({ status, body: { errorMessages: ['Not here.'], errors: { labels: 'Not on the screen.' } } })
      ).create(draft),
    );
    expect(error).toMatchObject({ status, fields: { labels: 'Not on the screen.' } });
    expect(error.message).toMatch(/Not here\.; labels: Not on the screen\..*Put the field labels on the create screen/);
  });

  test('a page in front of Jira is no word of Jira: neither a refusal nor a missing issue', async () => {
    const page = { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>Site unavailable</html>' };
    expect((await down((await against(page)).read('ACC-1'))).outcome).toBe('unknown');
    await server.stop();
    const login = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Log in</html>' };
    expect((await down((await against(login)).create(draft))).message).toContain("this is not Jira's API");
    await server.stop();
    expect((await down((await against({ status: 201, body: { ok: true } })).create(draft))).outcome).toBe('unknown');
  });

  test('a redirect is not followed: the credential belongs to one host', async () => {
    const client = await against({ status: 302, headers: { location: '/elsewhere' } });
    await down(client.create(draft));
    expect(server.heard).toHaveLength(1);
  });

  test('no error holds the credential, however deep one looks', async () => {
    const basic = Buffer.from('latchkey@acme.example.com:top-secret-token').toString('base64');
    for (const status of [400, 401, 429, 500]) {
      const error = (await failure(
        (await against({ status, body: { errorMessages: ['No.'] } })).create(draft),
      )) as Error;
      const whole = `${error.stack} ${JSON.stringify(error, Object.getOwnPropertyNames(error))} ${String(error.cause)}`;
      expect(whole).not.toContain('top-secret-token');
      expect(whole).not.toContain(basic);
      await server.stop();
    }
    server = await answering({ status: 200 });
  });

  test('a scoped token goes to the gateway, and people are sent to the site', async () => {
    server = await answering({ status: 200, body: { baseUrl: 'https://acme.atlassian.net' } });
    const client = clientFor(`${server.url}/ex/jira/1f2e/`);
    expect(await client.browseUrl('ACC-1')).toBe('https://acme.atlassian.net/browse/ACC-1');
    expect(await client.browseUrl('ACC-2')).toBe('https://acme.atlassian.net/browse/ACC-2');
    expect(server.heard.map(({ url }) => url)).toEqual(['/ex/jira/1f2e/rest/api/3/serverInfo']);
  });
});
