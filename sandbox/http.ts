import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Fault, type Faults, type HttpAnswer, isLate, waitOut, waitWithAnswer } from './faults.js';

/** The HTTP part that the vendors' stand-ins share: path templates, bodies, a record of every call. */
export type Ask = {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
};

export type Answer = HttpAnswer;

export type Route = {
  /** The vendor's own operation id: faults and call records go by it. */
  readonly operation: string;
  readonly method: string;
  /** `/api/v1/groups/{groupId}`; the first route that matches answers. */
  readonly path: string;
  readonly answer: (ask: Ask) => Answer;
};

export type Vendor = 'okta' | 'jira' | 'msgraph' | 'google';

export type Call = {
  readonly vendor: Vendor;
  readonly at: string;
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** 0 when the caller never heard an answer. */
  readonly status: number;
  readonly answer: unknown;
  /** What was asked to go wrong with it. */
  readonly fault?: Fault['kind'];
};

/** Thrown by an operation that refuses; what it carries is what the caller is told. */
export class Refused extends Error {
  constructor(readonly answer: Answer) {
    super(`refused with ${answer.status}`);
  }
}

export type Site = {
  readonly vendor: Vendor;
  readonly routes: readonly Route[];
  readonly port?: number;
  readonly faults: Faults;
  /** Who is calling, and is there room: throws `Refused`. */
  readonly admit: (ask: Ask, operation: string) => void;
  readonly unknown: (ask: Ask) => Answer;
  readonly malformed: (ask: Ask) => Answer;
  /** What every answer carries. */
  readonly dress: (answer: Answer, ask: Ask, operation: string) => Answer;
};

export type Served = {
  readonly url: string;
  readonly calls: Call[];
  /** Refuse connections, until `comeBack` opens the same port. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
};

const mostCalls = 20_000;

export async function serve(site: Site): Promise<Served> {
  const routes = site.routes.map((route) => ({ ...route, pattern: template(route.path) }));
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    attend(request, response).catch(() => request.socket.destroy());
  });

  async function attend(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { ask, operation, route, isMalformed } = await read(request, routes);
    const taken = site.faults.take(route ? namesOf(route) : operation);
    if (isLate(taken)) request.socket.destroy();
    await waitOut(taken);
    const refusal = taken.find((fault) => fault.kind === 'error');
    const isDown = taken.some((fault) => fault.kind === 'down');
    const isLost = isDown || isLate(taken) || taken.some((fault) => fault.kind === 'loseAnswer');
    const apply = (): Answer => {
      if (isMalformed) return site.malformed(ask);
      site.admit(ask, operation);
      return route ? route.answer(ask) : site.unknown(ask);
    };
    const given = isDown ? { status: 0 } : refusal?.kind === 'error' ? refusal.answer : refusable(apply);
    await waitWithAnswer(taken);
    const dressed = site.dress(given, ask, operation);
    note(ask, operation, isLost ? { ...dressed, status: 0 } : dressed, taken[0]?.kind);
    if (isLost) request.socket.destroy();
    else send(response, dressed);
  }

  function note(ask: Ask, operation: string, answer: Answer, fault: Fault['kind'] | undefined): void {
    if (calls.length >= mostCalls) calls.splice(0, mostCalls / 2);
    calls.push({ vendor: site.vendor, ...record(ask, operation, answer), ...(fault && { fault }) });
  }

  const port = await listen(server, site.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    goDown: () => close(server),
    comeBack: async () => void (await listen(server, port)),
    stop: () => close(server),
  };
}

const refusable = (answer: () => Answer): Answer => {
  try {
    return answer();
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    throw error;
  }
};

/** A fault may name a call by its operation id, or as `PUT /api/v1/groups/{id}/users/{id}`. */
const namesOf = (route: Route): string[] => [
  route.operation,
  `${route.method} ${route.path}`,
  `${route.method} ${route.path.replace(/\{\w+\}/g, '{id}')}`,
];

type Matched = Route & { readonly pattern: RegExp };

async function read(request: IncomingMessage, routes: readonly Matched[]) {
  const url = new URL(request.url ?? '/', 'http://stand-in');
  const method = request.method ?? 'GET';
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const parsed = parseBody(Buffer.concat(chunks).toString('utf8'), request.headers['content-type'] ?? '');
  const matches = (each: Matched) => each.method === method && each.pattern.test(url.pathname);
  const route = routes.find(matches);
  const ask: Ask = {
    method,
    path: url.pathname,
    params: decoded(route?.pattern.exec(url.pathname)?.groups ?? {}),
    query: url.searchParams,
    headers: request.headers,
    body: parsed.body,
  };
  return { ask, route, operation: route?.operation ?? 'unknown', isMalformed: parsed.isMalformed };
}

const template = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.$]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);

function decoded(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, unescaped(value)]));
}

function unescaped(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function parseBody(text: string, type: string): { body: unknown; isMalformed: boolean } {
  if (text === '') return { body: undefined, isMalformed: false };
  if (type.includes('application/x-www-form-urlencoded')) {
    return { body: Object.fromEntries(new URLSearchParams(text)), isMalformed: false };
  }
  if (!type.includes('json')) return { body: text, isMalformed: false };
  try {
    return { body: JSON.parse(text), isMalformed: false };
  } catch {
    return { body: text, isMalformed: true };
  }
}

function record(ask: Ask, operation: string, answer: Answer): Omit<Call, 'vendor'> {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(ask.query.keys())) {
    const values = ask.query.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return {
    at: new Date().toISOString(),
    operation,
    method: ask.method,
    path: ask.path,
    query,
    headers: withoutSecrets(ask.headers),
    body: structuredClone(cutBody(ask.body)),
    status: answer.status,
    answer: structuredClone(cutBody(answer.body)),
  };
}

const secretHeaders = new Set(['authorization', 'dpop', 'cookie']);
const secretFields = new Set(['client_assertion', 'client_secret', 'access_token', 'assertion']);

/** The scheme stays, so that a test can say how somebody came in. */
function withoutSecrets(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const text = Array.isArray(value) ? value.join(', ') : (value ?? '');
      if (!secretHeaders.has(name)) return [name, text];
      return [name, name === 'authorization' ? `${text.split(' ')[0]} …` : '…'];
    }),
  );
}

function cutBody(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, secretFields.has(name) ? '…' : value]));
}

function send(response: ServerResponse, answer: Answer): void {
  const body =
    typeof answer.body === 'string' ? answer.body : answer.body === undefined ? '' : JSON.stringify(answer.body);
  const type = body === '' ? {} : { 'content-type': 'application/json;charset=UTF-8' };
  const length = answer.status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  response.writeHead(answer.status, { ...type, ...length, ...answer.headers });
  response.end(body);
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
