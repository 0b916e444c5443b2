import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { whyNoDatabase } from '../src/cannotStart.js';
import { type Address, serveHttp } from '../src/http.js';
import { read } from './support/settings.js';

const nothing = { ready: async () => undefined, metrics: async () => ({ type: 'text/plain', body: '' }) };
const pages = { ...nothing, now: () => new Date() };
const serve = (but: Partial<Address>) =>
  serveHttp({ host: '127.0.0.1', port: 0, isFixed: true, ...but }, pages).then(async (server) => {
    await server.close();
    return server.port;
  });

describe('a port that another program has', () => {
  const other = createServer();
  let taken = 0;
  beforeAll(async () => {
    await once(other.listen(0, '127.0.0.1'), 'listening');
    taken = (other.address() as { port: number }).port;
  });
  afterAll(() => new Promise((resolve) => other.close(resolve)));

  test('is named with the remedy where somebody chose it', async () => {
    await expect(serve({ port: taken })).rejects.toThrow(
      `PORT ${taken} on 127.0.0.1 is in use by another program. Set PORT to a free one, or to 0.`,
    );
  });

  test('gives way to a free one where nobody did', async () => {
    const port = await serve({ port: taken, isFixed: false });
    expect([0, taken]).not.toContain(port);
  });

  test('is counted on where PORT is set, and in HTTP mode, where Slack was told it', () => {
    expect(read().http).toEqual({ host: '127.0.0.1', port: 3000, isFixed: false });
    expect(read({ PORT: '3000' }).http.isFixed).toBe(true);
    expect(read({ SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: 's1' }).http.isFixed).toBe(true);
  });
});

test('an address that is not of this machine is named with the remedy', async () => {
  await expect(serve({ host: '203.0.113.7' })).rejects.toThrow('HOST 203.0.113.7 is no address of this machine.');
});

test.each([
  ['ECONNREFUSED', 'DATABASE_URL: no PostgreSQL answers at db:5432 (ECONNREFUSED). Start it'],
  ['28P01', 'DATABASE_URL: PostgreSQL refuses this user or password.'],
  ['3D000', 'DATABASE_URL: there is no database latchkey. Create it first.'],
])('a database that cannot be used is named with the remedy, and never with its password: %s', (code, sentence) => {
  const why = whyNoDatabase(Object.assign(new Error(code), { code }), 'postgres://ana:hush@db/latchkey') as Error;
  expect(why.message).toContain(sentence);
  expect(why.message).not.toContain('hush');
});

test('what nobody knows a remedy for stays as it is', () => {
  const odd = new Error('odd');
  expect(whyNoDatabase(odd, 'postgres://db/latchkey')).toBe(odd);
});
