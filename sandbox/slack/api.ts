import type { IncomingMessage } from 'node:http';
import type { HttpAnswer } from '../faults.js';
import { isObject, type Json, parseJson } from './json.js';
import { chat } from './methods/chat.js';
import { conversations } from './methods/conversations.js';
import { files } from './methods/files.js';
import { identity } from './methods/identity.js';
import { type Method, type Methods, needScope } from './methods/method.js';
import { views } from './methods/views.js';
import { Refusal } from './refusal.js';
import type { Stage } from './stage.js';

const methods: Methods = { ...identity, ...conversations, ...chat, ...views, ...files };

export type ApiRequest = {
  readonly method: string;
  readonly args: Json;
  readonly token: string;
  readonly wrong?: Refusal;
};

export const readBody = async (request: IncomingMessage): Promise<string> =>
  (await readBytes(request)).toString('utf8');

export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** These travel as JSON inside a form. */
const packed = new Set(['view', 'blocks', 'attachments', 'metadata']);

function readForm(fields: URLSearchParams): Json {
  const unpack = (name: string, value: string): unknown => (packed.has(name) ? (parseJson(value) ?? value) : value);
  return Object.fromEntries([...fields].map(([name, value]) => [name, unpack(name, value)]));
}

function readJsonArgs(body: string): Json | Refusal {
  const args = body === '' ? {} : parseJson(body);
  if (args === undefined) return new Refusal('invalid_json');
  return isObject(args) ? args : new Refusal('json_not_object');
}

/** One Web API call, however the client chose to send it: form, JSON or query. */
export async function readRequest(request: IncomingMessage): Promise<ApiRequest> {
  const url = new URL(request.url ?? '/', 'http://slack');
  const method = url.pathname.slice('/api/'.length);
  const body = await readBody(request);
  const isJson = (request.headers['content-type'] ?? '').startsWith('application/json');
  const sent = isJson ? readJsonArgs(body) : readForm(new URLSearchParams(body));
  const wrong = sent instanceof Refusal ? sent : undefined;
  const { token, ...args } = { ...readForm(url.searchParams), ...(sent instanceof Refusal ? {} : sent) };
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  return { method, args, token: bearer ?? (typeof token === 'string' ? token : ''), wrong };
}

function checkToken({ tokens }: Stage, method: Method, token: string): void {
  if (token === '') throw new Refusal('not_authed');
  if (token !== tokens.bot && token !== tokens.app) throw new Refusal('invalid_auth');
  const wanted = method.token === 'app' ? tokens.app : tokens.bot;
  if (token !== wanted) throw new Refusal('not_allowed_token_type');
}

/** How many seconds to wait, where this call is one too many in its minute. */
function secondsTooSoon({ workspace, settings }: Stage, name: string, method: Method): number {
  if (settings.rateLimits === 'off') return 0;
  const since = workspace.now() - 60_000;
  const recent = workspace.calls.filter((one) => one.method === name && one.at > since && one.status !== 429);
  if (recent.length <= method.perMinute) return 0;
  const first = recent.at(-method.perMinute - 1)?.at ?? workspace.now();
  return Math.max(1, Math.ceil((first - since) / 1000));
}

export const tooMany = (seconds: number): HttpAnswer => ({
  status: 429,
  body: { ok: false, error: 'ratelimited' },
  headers: { 'retry-after': String(seconds) },
});

export function answerCall(stage: Stage, { method: name, args, token, wrong }: ApiRequest): HttpAnswer {
  try {
    const method = methods[name];
    if (!method) throw new Refusal('unknown_method', { req_method: name });
    if (wrong) throw wrong;
    checkToken(stage, method, token);
    const wait = secondsTooSoon(stage, name, method);
    if (wait > 0) return tooMany(wait);
    if (method.token !== 'app') needScope(stage, method.scopes);
    const headers = {
      'x-oauth-scopes': (method.token === 'app' ? ['connections:write'] : [...stage.settings.scopes]).join(','),
      'x-accepted-oauth-scopes': method.scopes.join(','),
    };
    return { status: 200, body: { ok: true, ...method.run(stage, args) }, headers };
  } catch (error) {
    if (error instanceof Refusal) return { status: 200, body: { ok: false, error: error.code, ...error.extra } };
    throw error;
  }
}
