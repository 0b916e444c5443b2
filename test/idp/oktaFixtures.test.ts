import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type FullProvider, PersonGone, ProviderDown, ProviderRefused } from '../../src/idp/port.js';
import { createProviders } from '../../src/idp/registry.js';
import { checkTraffic } from '../support/specs.js';
import { faultOf } from './bench.js';

type Recorded = {
  readonly request: { readonly path: string };
  readonly response: { readonly status: number; readonly headers: Record<string, string>; readonly body: unknown };
};

const folder = path.join(
  process.env.FIXTURES_DIR ?? fileURLToPath(new URL('../../../shared/fixtures', import.meta.url)),
  'okta',
);
const isThere = existsSync(folder);
if (!isThere) console.warn(`NO RECORDED ANSWER IS REPLAYED: Okta's are not in ${folder} (set FIXTURES_DIR)`);
const whereRecorded = isThere ? describe : describe.skip;

const recorded = (name: string): Recorded => JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));

/** Answers that Latchkey never asks for: factors, passwords, owners. */
const notOurs = [
  'factor_poll_rejected',
  'factor_poll_success',
  'factor_verify_push_waiting',
  'factors_list_signed_nonce_push_200',
  'user_reset_factors_200',
  'user_reset_password_200',
];

const group = '00gsf7bj3rH2d9PvL4x6';
const person = '00usfbpcapvcITLwi4x6';
const recordedGroup = { id: group, type: 'OKTA_GROUP', profile: { name: 'Recorded' } };

type Replay = { readonly on: RegExp; readonly name: string };

let server: Server;
let replays: Replay[];
let calls: Parameters<typeof checkTraffic>[0][number][];
let okta: FullProvider;
let clock: Date;
/** What is said of a group that no recording describes. */
let oneGroup: typeof recordedGroup;

beforeEach(async () => {
  [replays, calls, clock, oneGroup] = [[], [], new Date('2026-11-20T09:00:00Z'), recordedGroup];
  server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const orgUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const everyGroup = { mayAdd: () => true, mayRemove: () => true };
  const providers = await createProviders({ okta: { orgUrl, apiToken: 'token' } }, everyGroup, { now: () => clock });
  const provider = providers.get('okta');
  if (!provider) throw new Error('Okta was configured, and is not there');
  okta = provider;
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  expect(checkTraffic(calls)).toEqual([]);
});

/** The recorded answer where one is asked for; else the least that lets the adapter go on to it. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const { method = '', url = '', headers } = request;
  const { pathname, searchParams } = new URL(url, 'http://okta');
  const query = Object.fromEntries(searchParams);
  calls.push({ vendor: 'okta', method, path: pathname, query, headers: headers as Record<string, string> });
  const replay = replays.find(({ on }) => on.test(`${method} ${pathname}`));
  const isOneGroup = /^\/api\/v1\/groups\/00g\w+$/.test(pathname);
  const least = { status: 200, headers: { 'content-type': 'application/json' }, body: isOneGroup ? oneGroup : [] };
  const { status, headers: told, body } = replay ? recorded(replay.name).response : least;
  response.writeHead(status, told).end(body === null ? undefined : JSON.stringify(body));
}

const replay = (on: RegExp, name: string) => replays.push({ on, name });

whereRecorded('what Okta once answered', () => {
  test('is known in full: each recording is replayed, or named as none of ours', () => {
    const replayed = readFileSync(fileURLToPath(import.meta.url), 'utf8');
    const forgotten = readdirSync(folder)
      .map((file) => file.replace(/\.json$/, ''))
      .filter((name) => !replayed.includes(`'${name}'`));
    expect([forgotten, notOurs.filter((name) => !existsSync(path.join(folder, `${name}.json`)))]).toEqual([[], []]);
  });

  test('adding and removing are done', async () => {
    replay(/^PUT/, 'group_add_user_204');
    replay(/^DELETE/, 'group_remove_user_204');
    expect([await okta.add(person, group), await okta.remove(person, group)]).toEqual(['done', 'done']);
  });

  test('a group that is not there is none', async () => {
    replay(/groups\/00g\w+$/, 'group_get_404');
    expect(await okta.findGroup('00gsfck5wNqOPYMfS4x6')).toBeUndefined();
    expect((await faultOf(okta.isMember(person, '00gsfck5wNqOPYMfS4x6'))).name).toBe('GroupGone');
  });

  test('a person who is not there is nobody', async () => {
    replay(/users\/00u/, 'user_get_404');
    expect(await okta.readPerson('00usfhrjbkppPBkoY4x6')).toBeUndefined();
    expect(await faultOf(okta.isMember('00usfhrjbkppPBkoY4x6', group))).toBeInstanceOf(PersonGone);
  });

  test('a person is read, with what they have and without what they have not', async () => {
    replay(/users\/00u/, 'user_create_200');
    expect(await okta.readPerson('00usfhrjbkppPBkoY4x6')).toEqual({
      id: '00usfhrjbkppPBkoY4x6',
      email: 'john.doe-get@example.com',
      name: 'John Doe-Get',
      isActive: false,
    });
  });

  test('a group is found by its name', async () => {
    replay(/groups$/, 'groups_search_200');
    const named = { id: '00gsfbh2pJyrDzGmQ4x6', name: 'Group-Target-Test' };
    // The group itself was not recorded: the list's entry stands for it.
    oneGroup = { ...recordedGroup, id: named.id, profile: { name: named.name } };
    expect(await okta.findGroup(named.name)).toEqual(named);
  });

  test('the groups of a person say where they are a member', async () => {
    replay(/users\/\w+\/groups$/, 'user_groups_200');
    const memberships = ['00gqrkqjqdg2c9XZT5d7', '00gnwlw0pbm3qMcXs5d7', group];
    const seen = await Promise.all(memberships.map((each) => okta.isMember('00uqrkpsp7ZR4AkPB5d7', each)));
    expect(seen).toEqual([true, true, false]);
  });

  test('the members of a group are listed', async () => {
    replay(/groups\/\w+\/users$/, 'group_users_list_200');
    const [john, ...others] = (await okta.listMembers(group)).items;
    expect([john, others]).toEqual([{ id: person, email: 'john.doe-activate@example.com' }, []]);
  });

  test('who was never there has never signed in', async () => {
    replay(/users\/00u/, 'user_create_200');
    expect(await okta.lastSignIn('00usfhrjbkppPBkoY4x6')).toBe('never');
  });

  test('a list of people goes on from its cursor, whatever host the next page is said to be at', async () => {
    replay(/users$/, 'user_pagination_link_header');
    const { next } = await okta.listPeople();
    expect(next).toMatch(/^present:.+/);
    expect(await faultOf(okta.listPeople(next))).toBeInstanceOf(ProviderDown);
    expect(calls.at(-1)).toMatchObject({ query: { after: next?.replace('present:', '') } });
  });

  test('a limit says when to ask again', async () => {
    replay(/./, 'rate_limit_429');
    clock = new Date(1757607750 * 1000);
    const fault = (await faultOf(okta.readPerson(person))) as ProviderDown;
    expect(fault.retryAt).toEqual(new Date(1757607758 * 1000));
  });

  test.each([
    ['user_reactivate_403_bad_status', "This operation is not allowed in the user's current status. (E0000038)"],
    ['user_unlock_403_not_locked', 'Unlock is not allowed for this user. The user is not locked out. (E0000032)'],
    [
      'group_owner_duplicate_400',
      'Api validation failed: owner Provided owner is already assigned to this group (E0000001)',
    ],
  ])('a refusal like %s is told in its own words', async (name, words) => {
    replay(/^PUT/, name);
    const fault = await faultOf(okta.add(person, group));
    expect(fault).toBeInstanceOf(ProviderRefused);
    expect((fault as ProviderRefused).says).toBe(words);
  });

  test('something else that is not found is neither a person nor a group that is gone', async () => {
    replay(/^PUT/, 'factor_get_404');
    expect(await faultOf(okta.add(person, group))).toBeInstanceOf(ProviderDown);
  });

  test('a page whose next one is at a foreign address is not followed there', async () => {
    replay(/users$/, 'user_pagination_link_header');
    expect((await faultOf(okta.findPerson('r&d/john@example.com'))).message).toContain('foreign address');
  });
});
