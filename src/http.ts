import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeOf, whyNoPort } from './cannotStart.js';

/** What is served on PORT. `ready` says what is missing, or nothing. */
export type Pages = {
  readonly ready: () => Promise<string | undefined>;
  readonly metrics: () => Promise<{ type: string; body: string }>;
  /** Slack's HTTP mode; absent in Socket Mode. */
  readonly slack?: RequestListener;
  /** Jira's webhook; absent where it has no secret. Answers the status: it takes the body as it came. */
  readonly jira?: (body: Buffer, signature: string | undefined) => Promise<200 | 401>;
  readonly now: () => Date;
};

export type HttpServer = { readonly port: number; close(): Promise<void> };

/** @param isFixed whether somebody chose the port; if nobody did, any other will do where it is in use. */
export type Address = { readonly host: string; readonly port: number; readonly isFixed: boolean };

/** @throws CannotStart when the address cannot be had. */
export async function serveHttp({ host, port, isFixed }: Address, pages: Pages): Promise<HttpServer> {
  const server = createServer((request, response) => {
    answer(pages, request, response).catch(() => end(response, 500, 'something went wrong\n'));
  });
  const listen = (wanted: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, host, resolve);
    });
  await listen(port).catch((error) => {
    if (codeOf(error) === 'EADDRINUSE' && !isFixed) return listen(0);
    throw whyNoPort(error, host, port);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

async function answer(pages: Pages, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?')[0];
  if (request.method === 'POST' && path === '/slack/events' && pages.slack) {
    if (isFromTheFuture(request, pages.now())) return end(response, 401, '');
    return pages.slack(request, response);
  }
  if (request.method === 'POST' && path === '/jira/webhook' && pages.jira)
    return heardFrom(pages.jira, request, response);
  if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 404, 'not found\n');
  switch (path) {
    case '/healthz':
      return end(response, 200, 'alive\n');
    case '/readyz': {
      const missing = await pages.ready();
      return end(response, missing ? 503 : 200, `${missing ?? 'ready'}\n`);
    }
    case '/metrics': {
      const { type, body } = await pages.metrics();
      return end(response, 200, body, type);
    }
    case undefined:
  }
  return end(response, 404, 'not found\n');
}

/** More than Jira sends of the largest issue. */
const longestBody = 4 * 1024 * 1024;

async function heardFrom(hear: NonNullable<Pages['jira']>, request: IncomingMessage, response: ServerResponse) {
  const body = await bodyOf(request);
  if (!body) {
    // Whoever sends without an end is not listened to any longer.
    response.setHeader('connection', 'close');
    return end(response, 413, '');
  }
  const signature = request.headers['x-hub-signature'];
  return end(response, await hear(body, typeof signature === 'string' ? signature : undefined), '');
}

/** The body as it came; nothing when it is too long. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > longestBody) return undefined;
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > longestBody) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Bolt refuses old timestamps only; a signature made for tomorrow could be replayed until then. */
function isFromTheFuture({ headers }: IncomingMessage, now: Date): boolean {
  const sentAt = Number(headers['x-slack-request-timestamp']) * 1000;
  return sentAt > now.getTime() + 5 * 60 * 1000;
}

function end(response: ServerResponse, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  if (!response.headersSent) response.writeHead(status, { 'content-type': type });
  response.end(body);
}
