import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a vendor really answered once. */
export type Recording = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

export const fixturesDirectory = (): string =>
  process.env.FIXTURES_DIR ?? path.resolve(fileURLToPath(new URL('../../../shared/fixtures', import.meta.url)));

let hasWarned = false;

/** The recordings lie beside the project; where they do not, their tests are skipped and everybody is told. */
export function hasRecordings(): boolean {
  if (existsSync(path.join(fixturesDirectory(), 'jira'))) return true;
  if (!hasWarned) {
    console.warn(`NO RECORDING IS TRIED: the fixtures are not in ${fixturesDirectory()} (set FIXTURES_DIR)`);
  }
  hasWarned = true;
  return false;
}

export function recording(name: string): Recording {
  const fixture = JSON.parse(readFileSync(path.join(fixturesDirectory(), `${name}.json`), 'utf8'));
  return fixture.response;
}

export type Heard = { readonly method: string; readonly url: string; readonly headers: IncomingMessage['headers'] };
export type Server = { readonly url: string; readonly heard: Heard[]; stop(): Promise<void> };

/** A server that says one thing to whoever asks: a recording, or whatever `answer` does with the call. */
export async function answering(answer: Recording | ((response: ServerResponse) => void)): Promise<Server> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    heard.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    request.resume();
    if (typeof answer === 'function') return answer(response);
    const { 'content-length': _length, ...headers } = answer.headers ?? {};
    response.writeHead(answer.status, { 'content-type': 'application/json;charset=UTF-8', ...headers });
    const { body } = answer;
    response.end(
      body === undefined || body === '' ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
