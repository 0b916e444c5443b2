import { createSign, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import okta from '@okta/okta-sdk-nodejs';
import { scopeOf } from '../../sandbox/okta/door.js';
import { makeServiceApp, type OktaOptions } from '../../sandbox/okta/index.js';
import {
  call,
  client,
  clock,
  close,
  idsOf,
  membership,
  names,
  open,
  org,
  refusal,
  seconds,
  start,
  type Told,
} from '../support/oktaOrg.js';
import { checkTraffic, hasSpecs, specsDirectory } from '../support/specs.js';

beforeEach(open);
afterEach(close);

describe('the system log', () => {
  const next = (told: Told) => /<([^>]+)>; rel="next"/.exec(told.headers.get('link') ?? '')?.[1]?.replace(org.url, '');

  test('a poll never ends: its next page may be empty for now', async () => {
    org.addMember('vpn-users', 'ana');
    const first = await call('GET', '/api/v1/logs?sortOrder=ASCENDING&since=2026-11-21T09:00:00Z');
    expect(first.body).toHaveLength(1);
    const empty = await call('GET', next(first) ?? '');
    expect(empty.body).toEqual([]);
    org.removeMember('vpn-users', 'ana');
    expect((await call('GET', next(empty) ?? '')).body).toMatchObject([{ eventType: 'group.user_membership.remove' }]);
  });

  test('a bounded question ends, forwards and backwards', async () => {
    org.addMember('vpn-users', 'ana');
    org.removeMember('vpn-users', 'ana');
    const until = 'until=2026-11-22T00:00:00Z';
    const first = await call('GET', `/api/v1/logs?limit=1&${until}`);
    const second = await call('GET', next(first) ?? '');
    expect([first, second].map((each) => each.body[0]?.eventType)).toEqual([
      'group.user_membership.add',
      'group.user_membership.remove',
    ]);
    expect(next(second)).toBeUndefined();
    const last = await call('GET', `/api/v1/logs?limit=5&sortOrder=DESCENDING`);
    expect(last.body[0]?.eventType).toBe('group.user_membership.remove');
    expect(next(last)).toBeUndefined();
  });

  test.each([
    ['a time as JavaScript prints it', 'since=Thu+Jan+01+1970'],
    ['since beside after', 'since=2026-11-21T09:00:00Z&after=MQ'],
    ['what is older than 180 days', 'since=2025-11-21T09:00:00Z'],
    ['another order', 'sortOrder=UP'],
  ])('refuses %s', async (_name, query) => {
    expect(await call('GET', `/api/v1/logs?${query}`)).toMatchObject({ status: 400, body: { errorCode: 'E0000001' } });
  });
});

describe('who may come in', () => {
  const app = makeServiceApp();
  const service = (scopes: string[], more: object = {}) =>
    new okta.Client({
      orgUrl: org.url,
      authorizationMode: 'PrivateKey',
      clientId: app.clientId,
      privateKey: app.privateKey,
      scopes,
      testing: { disableHttpsCheck: true },
      cacheMiddleware: null,
      ...more,
    } as unknown as ConstructorParameters<typeof okta.Client>[0]);
  const withApp = (more: Partial<OktaOptions> = {}) =>
    start({ clientId: app.clientId, publicKey: app.publicKey, now: undefined, ...more });

  test('nobody without a token, nor with a wrong one', async () => {
    expect(await call('GET', '/api/v1/users', { authorization: '' })).toMatchObject({ status: 401 });
    const wrong = await call('GET', '/api/v1/users', { authorization: 'SSWS wrong' });
    expect(wrong).toMatchObject({ status: 401, body: { errorCode: 'E0000011' } });
  });

  test.each([{ requireDpop: false }, { requireDpop: true }])('a service app with its key: %o', async (asked) => {
    await withApp(asked);
    await service(['okta.groups.manage', 'okta.users.read']).groupApi.assignUserToGroup(idsOf('vpn-users', 'ana'));
    expect(org.has('ana', 'vpn-users')).toBe(true);
    expect(org.log().at(-1)?.actor).toMatchObject({ type: 'PublicClientApp', id: app.clientId });
    const tokens = org.calls.filter((each) => each.operation === 'token').map((each) => each.status);
    expect(tokens).toEqual(asked.requireDpop ? [400, 200] : [200]);
    expect(JSON.stringify(org.calls)).not.toMatch(/[" ]eyJ|SSWS [^…]/);
    if (hasSpecs()) expect(checkTraffic(org.calls)).toEqual([]);
  });

  test('not beyond its scopes', async () => {
    await withApp();
    const error = await refusal(service(['okta.groups.read']).groupApi.assignUserToGroup(idsOf('vpn-users', 'ana')));
    expect(error).toMatchObject({ status: 403, errorCode: 'E0000006' });
    await withApp({ scopes: ['okta.users.read'] });
    const told = await refusal(service(['okta.groups.read']).groupApi.getGroup({ groupId: org.groupId('vpn-users') }));
    expect(told.status).toBe(401);
    expect(org.calls[0]?.answer).toMatchObject({ error: 'invalid_scope' });
  });

  test('not with the key of another', async () => {
    await withApp({ publicKey: makeServiceApp().publicKey });
    const error = await refusal(service(['okta.users.read']).userApi.getUser({ userId: 'ana' }));
    expect(error.status).toBe(401);
    expect(org.calls[0]).toMatchObject({ status: 401, answer: { error: 'invalid_client' } });
  });

  describe('a token request', () => {
    const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = (more: object = {}) => {
      const exp = clock.now / 1000 + 300;
      return { aud: `${org.url}/oauth2/v1/token`, iss: app.clientId, sub: app.clientId, exp, jti: 'once', ...more };
    };
    const assertion = (given: object, key = app.privateKey): string => {
      const signed = `${segment({ alg: 'RS256' })}.${segment(given)}`;
      return `${signed}.${createSign('sha256').update(signed).sign(key).toString('base64url')}`;
    };
    const ask = async (client_assertion: string, more: Record<string, string> = {}) => {
      const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
      const form = {
        grant_type: 'client_credentials',
        scope: 'okta.users.read',
        client_assertion_type,
        client_assertion,
      };
      const body = new URLSearchParams({ ...form, ...more });
      const response = await fetch(`${org.url}/oauth2/v1/token`, { method: 'POST', body });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    beforeEach(() => withApp({ now: () => clock.now }));

    test('is granted for an hour, and its assertion serves once', async () => {
      const text = assertion(claims());
      expect(await ask(text)).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 3600 } });
      expect(await ask(text)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    });

    test('gives what is worth nothing after that hour', async () => {
      const { body } = await ask(assertion(claims()));
      const authorization = `Bearer ${body.access_token}`;
      expect((await call('GET', '/api/v1/users', { authorization })).status).toBe(200);
      clock.now += seconds(3601);
      expect(await call('GET', '/api/v1/users', { authorization })).toMatchObject({ status: 401 });
    });

    test.each<[string, () => object]>([
      ['another audience', () => ({ aud: org.url })],
      ['another issuer', () => ({ iss: 'somebody' })],
      ['another subject', () => ({ sub: 'somebody' })],
      ['an end in the past', () => ({ exp: clock.now / 1000 - 1 })],
      ['an end after more than an hour', () => ({ exp: clock.now / 1000 + 3700 })],
      ['no end', () => ({ exp: undefined })],
    ])('is refused with %s', async (_name, more) => {
      expect(await ask(assertion(claims(more())))).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    });

    test('is refused without a signature, a scope or the right kind of grant', async () => {
      const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
        type: 'pkcs8',
        format: 'pem',
      });
      expect((await ask(assertion(claims(), other.toString()))).body.error).toBe('invalid_client');
      expect((await ask('nonsense')).body.error).toBe('invalid_client');
      expect((await ask(assertion(claims()), { scope: 'okta.apps.manage' })).body.error).toBe('invalid_scope');
      expect((await ask('', { grant_type: 'password' })).body.error).toBe('unsupported_grant_type');
      expect((await ask('', { grant_type: '' })).body.error).toBe('invalid_request');
    });
  });

  test('a token that was forgotten is renewed once', async () => {
    await withApp();
    const { groupApi } = service(['okta.groups.manage']);
    await groupApi.assignUserToGroup(idsOf('vpn-users', 'ana'));
    org.forgetTokens();
    await groupApi.unassignUserFromGroup(idsOf('vpn-users', 'ana'));
    expect(org.has('ana', 'vpn-users')).toBe(false);
  });

  test('not to groups outside the resource set', async () => {
    org.manageOnly(['figma-viewers']);
    await client().groupApi.assignUserToGroup(idsOf('figma-viewers', 'ana'));
    const error = await refusal(client().groupApi.assignUserToGroup(idsOf('vpn-users', 'ana')));
    expect(error).toMatchObject({ status: 403, errorCode: 'E0000006' });
    expect(await names(await client().groupApi.listGroups())).toEqual(['figma-viewers']);
  });
});

describe('limits and faults', () => {
  test('a full bucket answers 429 with the second in which it empties', async () => {
    org.allow('listGroups', 2);
    expect((await call('GET', '/api/v1/groups')).headers.get('x-rate-limit-remaining')).toBe('1');
    await call('GET', '/api/v1/groups');
    const full = await call('GET', '/api/v1/groups');
    expect(full).toMatchObject({ status: 429, body: { errorCode: 'E0000047' } });
    expect(full.headers.get('x-rate-limit-reset')).toBe(String(clock.now / 1000 + 60));
    expect(full.headers.get('retry-after')).toBeNull();
    clock.now += seconds(61);
    expect((await call('GET', '/api/v1/groups')).status).toBe(200);
  });

  test('too many at once is 429 with zeros', async () => {
    org.crowd();
    const crowded = await call('GET', '/api/v1/groups');
    expect([crowded.status, crowded.headers.get('x-rate-limit-limit')]).toEqual([429, '0']);
    expect((await call('GET', '/api/v1/groups')).status).toBe(200);
  });

  test('an answer may be lost after the change', async () => {
    org.faults.loseAnswer('PUT /api/v1/groups/{id}/users/{id}', { times: 1 });
    await expect(client().groupApi.assignUserToGroup(idsOf('vpn-users', 'ana'))).rejects.toThrow();
    expect(org.has('ana', 'vpn-users')).toBe(true);
    expect(org.calls.at(-1)?.status).toBe(0);
  });

  test('a call may fail, or find nobody there, and change nothing', async () => {
    org.faults.error('assignUserToGroup', { status: 500, body: { errorCode: 'E0000009' } }, { times: 1 });
    org.faults.down('assignUserToGroup', { times: 1 });
    expect(await refusal(client().groupApi.assignUserToGroup(idsOf('vpn-users', 'ana')))).toMatchObject({
      status: 500,
    });
    await expect(client().groupApi.assignUserToGroup(idsOf('vpn-users', 'ana'))).rejects.toThrow();
    expect(org.has('ana', 'vpn-users')).toBe(false);
    await client().groupApi.assignUserToGroup(idsOf('vpn-users', 'ana'));
    expect(org.has('ana', 'vpn-users')).toBe(true);
  });

  test('the whole org goes down and comes back at its address', async () => {
    await org.goDown();
    await expect(call('GET', '/api/v1/groups')).rejects.toThrow('fetch failed');
    await org.comeBack();
    expect((await call('GET', '/api/v1/groups')).status).toBe(200);
  });

  test('what Okta does not do is said so', async () => {
    expect((await call('GET', '/api/v1/nothing')).body).toMatchObject({ errorCode: 'E0000022' });
  });
});

(hasSpecs() ? test : test.skip)('each operation asks for the scope that Okta describes', () => {
  type Described = { operationId?: string; security?: { oauth2?: string[] }[] };
  const text = readFileSync(path.join(specsDirectory(), 'okta.json'), 'utf8');
  const items = Object.values((JSON.parse(text) as { paths: Record<string, Record<string, Described>> }).paths);
  const scopes = new Map(
    items
      .flatMap((item) => Object.values(item))
      .map((operation) => [operation.operationId, operation.security?.flatMap((each) => each.oauth2 ?? [])]),
  );
  // Admin roles are no part of what was cut out of Okta's description.
  const { listAssignedRolesForUser: _roles, ...described } = scopeOf;
  for (const [operation, scope] of Object.entries(described))
    expect([operation, scopes.get(operation)]).toEqual([operation, [scope]]);
});

test('a PUT must say how long it is', async () => {
  const { request } = await import('node:http');
  const status = await new Promise<number | undefined>((resolve) => {
    const headers = { authorization: `SSWS ${org.apiToken}` };
    const put = request(`${org.url}${membership('vpn-users', 'ana')}`, { method: 'PUT', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    put.removeHeader('content-length');
    put.removeHeader('transfer-encoding');
    put.end();
  });
  expect(status).toBe(411);
});
