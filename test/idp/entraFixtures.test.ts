import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ProviderDown } from '../../src/idp/port.js';
import { createProviders, type Providers } from '../../src/idp/registry.js';
import { fixturesDirectory, hasRecordings } from '../support/recordedAnswers.js';
import { checkTraffic, type HttpCall } from '../support/specs.js';
import { faultOf } from './bench.js';

type Recorded = {
  readonly request: { readonly method: string; readonly url: string; readonly body: unknown };
  readonly response: { readonly status: number; readonly headers: Record<string, string>; readonly body: unknown };
};

const folder = path.join(fixturesDirectory(), 'graph');
const whereRecorded = hasRecordings() && existsSync(folder) ? describe : describe.skip;

const recorded = (name: string): Recorded => JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));

const group = '67d6e84a-a1dc-4179-a17d-579b4b2fa9b3';
const person = '973a162e-93aa-4e8e-889b-1f272920e64d';

type Replay = { readonly on: RegExp; readonly name: string };

let server: Server;
let replays: Replay[];
let calls: HttpCall[];
let entra: NonNullable<ReturnType<Providers['get']>>;

beforeEach(async () => {
  [replays, calls] = [[], []];
  server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credential = { kind: 'secret', secret: 'hush' } as const;
  const settings = { tenantId: 'acme', clientId: 'c1', credential, authorityUrl: url, graphUrl: url };
  const everyGroup = { mayAdd: () => true, mayRemove: () => true };
  const providers = await createProviders({ entra: settings }, everyGroup, { now: () => new Date() });
  const provider = providers.get('entra');
  if (!provider) throw new Error('Entra ID was configured, and is not there');
  entra = provider;
});

afterEach(async () => {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
  expect(checkTraffic(calls)).toEqual([]);
});

/** The recorded answer where one is asked for; else the least that lets the adapter go on to it. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url = '', headers } = request;
  const { pathname, searchParams } = new URL(url, 'http://graph');
  let text = '';
  for await (const chunk of request) text += chunk;
  const isToken = pathname.endsWith('/token');
  const body = text === '' ? undefined : isToken ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
  const query = Object.fromEntries(searchParams);
  calls.push({ vendor: 'msgraph', method, path: pathname, query, headers: headers as Record<string, string>, body });
  const replay = replays.find(({ on }) => on.test(`${method} ${pathname}`));
  const { status, headers: told, body: said } = replay ? recorded(replay.name).response : least(pathname);
  response.writeHead(status, told).end(said === null ? undefined : JSON.stringify(said));
}

const least = (where: string): Recorded['response'] => {
  const headers = { 'content-type': 'application/json' };
  if (where.endsWith('/token')) return { status: 200, headers, body: { access_token: 'token', expires_in: 3599 } };
  const isOneGroup = /^\/v1\.0\/groups\/[^/]+$/.test(where);
  return { status: 200, headers, body: isOneGroup ? recorded('group_create_201').response.body : { value: [] } };
};

const replay = (on: RegExp, name: string) => replays.push({ on, name });
const sent = (method: string) => calls.find((call) => call.method === method && !call.path.endsWith('/token'));

whereRecorded('what Graph once answered', () => {
  test('is known in full: each recording is replayed', () => {
    const replayed = readFileSync(fileURLToPath(import.meta.url), 'utf8');
    const forgotten = readdirSync(folder)
      .map((file) => file.replace(/\.json$/, ''))
      .filter((name) => !replayed.includes(`'${name}'`));
    expect(forgotten).toEqual([]);
  });

  test('adding and removing are done, by calls like those that were recorded', async () => {
    replay(/^POST .*\$ref$/, 'group_member_add_ref_204');
    replay(/^DELETE/, 'group_member_remove_ref_204');
    expect([await entra.add(person, group), await entra.remove(person, group)]).toEqual(['done', 'done']);
    const pathOf = (name: string) => new URL(recorded(name).request.url).pathname;
    const added = calls.find(({ method, path: where }) => method === 'POST' && where.endsWith('$ref'));
    expect(added?.path).toBe(pathOf('group_member_add_ref_204'));
    expect(Object.values(added?.body as object)[0]).toMatch(new RegExp(`/v1\\.0/directoryObjects/${person}$`));
    expect(sent('DELETE')?.path).toBe(pathOf('group_member_remove_ref_204'));
  });

  test('a reference that exists is told as a membership that was there already', async () => {
    replay(/^POST .*\$ref$/, 'ref_add_duplicate_400');
    expect(await entra.add(person, group)).toBe('already');
  });

  test('a group takes writes as it was made', async () => {
    expect(await entra.findGroup(group)).toEqual({ id: group, name: 'testleafgroup000003' });
  });

  test('a name that no group has is none', async () => {
    replay(/^GET .*\/groups$/, 'groups_filter_empty_200');
    expect(await entra.findGroup('testleafgroup000003')).toBeUndefined();
  });

  test('a member is listed by the name that they sign in with, where they have no mail', async () => {
    replay(/\/members$/, 'group_members_list_200');
    expect(await entra.listMembers(group)).toEqual({
      items: [{ id: person, email: 'testgroupuser1000004@example.com' }],
    });
  });

  test('being within a group and not listed in it is being nested', async () => {
    replay(/checkMemberGroups$/, 'check_member_groups_200_member');
    expect(await entra.isNested(person, group)).toBe(true);
    replays = [];
    replay(/checkMemberGroups$/, 'check_member_groups_200_not_member');
    expect(await entra.isNested(person, group)).toBe(false);
  });

  test('a person without the fields that were asked for is a doubt', async () => {
    replay(/\/users\/[^/]+$/, 'user_create_201');
    expect(await faultOf(entra.readPerson(person))).toBeInstanceOf(ProviderDown);
  });
});
