import { Version3Client } from 'jira.js';
import { acme } from '../../sandbox/company.js';
import { type Jira, type JiraOptions, startJira } from '../../sandbox/jira/index.js';

/** The Jira that the tests of one file visit. */
export let jira: Jira;
export const clock = { now: 0 };
export const seconds = (count: number) => count * 1000;

export const start = async (more: Partial<JiraOptions> = {}): Promise<Jira> => {
  await jira?.stop();
  jira = await startJira({ company: acme, now: () => clock.now, ...more });
  return jira;
};
export const open = async (): Promise<void> => {
  clock.now = Date.parse('2026-11-21T10:00:00Z');
  await start();
};
export const close = (): Promise<void> => jira.stop();

/** The bot's own client. */
export const client = () =>
  new Version3Client({
    host: jira.url,
    authentication: { basic: { email: jira.email, apiToken: jira.apiToken } },
  });

export const document = (text: string) => ({
  type: 'doc' as const,
  version: 1,
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
});

export type Told = { status: number; headers: Headers; body: Record<string, unknown> };

const basic = (email: string, token: string): string => `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`;

const asking = async (at: string, method: string, body: unknown, headers: object): Promise<Told> => {
  const authorization = basic(jira.email, jira.apiToken);
  const response = await fetch(at, {
    method,
    headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
};

export const call = (method: string, path: string, body?: unknown, headers = {}): Promise<Told> =>
  asking(`${jira.url}/rest/api/3${path}`, method, body, headers);

/** The service desk's own API, asked by the bot. */
export const desk = (method: string, path: string, body?: unknown, headers = {}): Promise<Told> =>
  asking(`${jira.url}/rest/servicedeskapi${path}`, method, body, headers);

/** And asked by somebody else, with a token of their own. */
export const deskAs = (email: string, method: string, path: string, body?: unknown): Promise<Told> =>
  desk(method, path, body, { authorization: basic(email, jira.tokenFor(email)) });

export const callAs = (email: string, method: string, path: string, body?: unknown): Promise<Told> =>
  call(method, path, body, { authorization: basic(email, jira.tokenFor(email)) });

export const wanted = (more: object = {}) => ({
  project: { key: 'ACC' },
  issuetype: { name: 'Task' },
  summary: 'Ana Silva wants Figma, Viewer',
  ...more,
});

/** An issue as the bot makes one; its key. */
export const issue = async (more: object = {}): Promise<string> => {
  const told = await call('POST', '/issue', { fields: wanted(more) });
  return String(told.body.key);
};
