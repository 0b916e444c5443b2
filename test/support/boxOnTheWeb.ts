import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { type Box, openBox } from '../../sandbox/box.js';
import { acme } from '../../sandbox/company.js';
import { serveWeb, type Web } from '../../sandbox/web/server.js';
import { type TestDatabase, testDatabase } from './database.js';

/** The company in a box, with its page's server, for every test of the file that calls it; the page itself is a placeholder. */
export function boxOnTheWeb(): () => Web {
  const page = mkdtempSync(join(tmpdir(), 'latchkey-page-'));
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>A placeholder</title>');
  let database: TestDatabase | undefined;
  let box: Box | undefined;
  let web: Web | undefined;
  beforeAll(async () => {
    database = await testDatabase();
    box = await openBox({ company: acme, databaseUrl: database.url, catalog: 'catalog' });
    web = await serveWeb({ box, page, catalog: 'catalog', port: 4400 });
  });
  afterAll(async () => {
    await web?.stop();
    await box?.stop();
    await database?.drop();
    rmSync(page, { recursive: true });
  });
  return () => web as Web;
}

export type Asking = { method?: string; path?: string; headers?: Record<string, string>; body?: string };

/** As whoever is no browser asks. */
export const raw = (web: Web, { method = 'POST', path = '/api/act', headers = {}, body = '{}' }: Asking) =>
  new Promise<{ status: number; headers: IncomingHttpHeaders; said: string }>((resolve, reject) => {
    const { port, host } = new URL(web.url);
    const all = { host, 'content-type': 'application/json', ...headers };
    const asking = request({ host: '127.0.0.1', port, method, path, headers: all, agent: false }, (answer) => {
      let said = '';
      answer.on('data', (chunk) => {
        said += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, said }));
    });
    asking.on('error', reject);
    asking.end(method === 'GET' ? undefined : body);
  });
