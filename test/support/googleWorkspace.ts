import { createPrivateKey, sign } from 'node:crypto';
import { acme } from '../../sandbox/company.js';
import { everyScope, type Google, makeServiceAccount, startGoogle } from '../../sandbox/google/index.js';

/** One key for the whole run: making one takes longer than most tests. */
export const account = makeServiceAccount();

const base = '/admin/directory/v1';
const time = { at: Date.parse('2026-11-20T09:00:00Z') };

export let workspace: Google;

export async function open(): Promise<void> {
  time.at = Date.parse('2026-11-20T09:00:00Z');
  const nested = { name: 'all-design', nested: ['design-drive'] };
  const company = { ...acme, googleGroups: [...acme.googleGroups, nested] };
  workspace = await startGoogle({ company, account, now: () => time.at });
}

export const close = () => workspace.stop();

export const pass = (milliseconds: number): void => {
  time.at += milliseconds;
};

export type Told = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into what a vendor would answer.
  readonly body: any;
};

async function told(response: Response): Promise<Told> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** What a service account would send for a token, with whatever a test wants to be wrong with it. */
export async function askForToken(claims: Record<string, unknown> = {}, form: Record<string, string> = {}) {
  const seconds = Math.floor(time.at / 1000);
  const right = {
    iss: account.clientEmail,
    sub: workspace.adminSubject,
    scope: everyScope.join(' '),
    aud: workspace.tokenUrl,
    iat: seconds,
    exp: seconds + 3600,
  };
  const parts = [
    { alg: 'RS256', typ: 'JWT' },
    { ...right, ...claims },
  ];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = sign('sha256', Buffer.from(text), createPrivateKey(account.privateKey)).toString('base64url');
  const body = new URLSearchParams({ grant_type: grantType, assertion: `${text}.${signature}`, ...form });
  return told(await fetch(workspace.tokenUrl, { method: 'POST', body }));
}

export type Asked = { readonly token?: string; readonly body?: unknown; readonly headers?: Record<string, string> };

/** With a token for everything, unless another is given. */
export async function call(method: string, path: string, { token, body, headers = {} }: Asked = {}): Promise<Told> {
  const bearer = token ?? String((await askForToken()).body.access_token);
  const authorization: Record<string, string> = bearer === '' ? {} : { authorization: `Bearer ${bearer}` };
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const address = `${workspace.url}${path.startsWith('/admin') ? path : `${base}${path}`}`;
  const sent = { method, headers: { ...type, ...authorization, ...headers } };
  return told(await fetch(address, { ...sent, ...(body !== undefined && { body: JSON.stringify(body) }) }));
}

/** What it was refused with. */
export const refusal = ({ status, body }: Told) => [status, body.error?.errors?.[0]?.reason, body.error?.message];

export const why = ({ status, body }: Told): string => `${status} ${body.error?.errors?.[0]?.reason}`;

export const members = (group: string): string => `/groups/${workspace.groupId(group)}/members`;
