import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type IdentityProvider, ProviderDown } from '../../src/idp/port.js';
import { createProviders } from '../../src/idp/registry.js';
import { checkTraffic } from '../support/specs.js';
import { faultOf } from './bench.js';
import { account } from './googleBench.js';

type Recorded = { readonly status: number; readonly body: unknown };

const folder = path.join(
  process.env.FIXTURES_DIR ?? fileURLToPath(new URL('../../../shared/fixtures', import.meta.url)),
  'google',
);
const isThere = existsSync(folder);
if (!isThere) console.warn(`NO RECORDED ANSWER IS REPLAYED: Google's are not in ${folder} (set FIXTURES_DIR)`);
const whereRecorded = isThere ? describe : describe.skip;

const recorded = (name: string): Recorded => JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));

const person = '100000000000000000001';
const group = { id: '01x0gk373c9z46j', email: 'newoness@example.com', name: 'NewOness' };
const isIn = { kind: 'admin#directory#member', id: person, role: 'MEMBER', type: 'USER', status: 'ACTIVE' };
const notFound = (key: string) => {
  const message = `Resource Not Found: ${key}`;
  return { error: { code: 404, message, errors: [{ message, domain: 'global', reason: 'notFound' }] } };
};

type Replay = { readonly on: RegExp; readonly name: string };

let server: Server;
let replays: Replay[];
let calls: Parameters<typeof checkTraffic>[0][number][];
let google: IdentityProvider;
/** Whether the one person is shown in the one group. */
let isShown: boolean;

beforeEach(async () => {
  [replays, calls, isShown] = [[], [], true];
  server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const urls = { apiUrl, tokenUrl: `${apiUrl}/token`, identityUrl: apiUrl };
  const settings = { serviceAccount: account, adminSubject: 'it@example.com', ...urls };
  const everyGroup = { mayAdd: () => true, mayRemove: () => true };
  const providers = await createProviders({ google: settings }, everyGroup, { now: () => new Date() });
  const provider = providers.get('google');
  if (!provider) throw new Error('Google was configured, and is not there');
  google = provider;
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  expect(checkTraffic(calls)).toEqual([]);
});

/** The recorded answer where one is asked for; else the least that lets the adapter go on to it. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url = '' } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { pathname, searchParams } = new URL(url, 'http://google');
  const sent = Buffer.concat(chunks).toString();
  const body = pathname === '/token' ? Object.fromEntries(new URLSearchParams(sent)) : sent && JSON.parse(sent);
  calls.push({ vendor: 'google', method, path: pathname, query: Object.fromEntries(searchParams), body });
  const replay = replays.find(({ on }) => on.test(`${method} ${pathname}`));
  const { status, body: told } = replay ? recorded(replay.name) : least(pathname);
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(told));
}

function least(pathname: string): Recorded {
  if (pathname === '/token') return { status: 200, body: { access_token: 'token', expires_in: 3599 } };
  // Cloud Identity, where it gives no word of a group.
  if (pathname.startsWith('/v1/')) return { status: 403, body: { error: { code: 403, status: 'PERMISSION_DENIED' } } };
  if (!/\/members\//.test(pathname)) return { status: 200, body: group };
  return isShown ? { status: 200, body: isIn } : { status: 404, body: notFound('memberKey') };
}

const replay = (on: RegExp, name: string) => replays.push({ on, name });

whereRecorded('what Google once answered', () => {
  test('is known in full: each recording is replayed', () => {
    const replayed = readFileSync(fileURLToPath(import.meta.url), 'utf8');
    const names = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));
    expect(names.filter((name) => !replayed.includes(`'${name}'`))).toEqual([]);
    expect(names.length).toBeGreaterThan(1);
  });

  test('finds a group by its name, and none by the beginning of it', async () => {
    replay(/groups$/, 'groups_list_200');
    expect(await google.findGroup('NewOness')).toEqual({ id: group.id, name: group.email });
    expect(await google.findGroup('NewOnes')).toBeUndefined();
  });

  test('says that somebody is in already, and they are', async () => {
    replay(/^POST .*members$/, 'members_insert_duplicate_409');
    expect(await google.add(person, group.id)).toBe('already');
  });

  test('says that somebody is in already, and they are not shown', async () => {
    replay(/^POST .*members$/, 'members_insert_duplicate_409');
    isShown = false;
    expect(await faultOf(google.add(person, group.id))).toBeInstanceOf(ProviderDown);
  });
});
