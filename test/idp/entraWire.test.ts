import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { EntraSettings } from '../../src/idp/entra.js';
import { gateOf } from '../../src/idp/entraGate.js';
import { ProviderDown, ProviderRefused } from '../../src/idp/port.js';
import { createProviders } from '../../src/idp/registry.js';
import { everythingIn, faultOf } from './bench.js';
import { type EntraBench, entraBench, graphError, pair, type Setting } from './entraBench.js';

const everyGroup = { mayAdd: () => true, mayRemove: () => true };
const now = () => new Date('2026-11-20T09:00:00Z');

let bench: EntraBench | undefined;
let other: Server | undefined;
afterEach(async () => {
  await bench?.close();
  await new Promise<void>((resolve) => (other ? other.close(() => resolve()) : resolve()));
  bench = other = undefined;
});

async function start(setting: Setting = {}) {
  bench = await entraBench(setting, everyGroup, { timeout: 5000 });
  return { ...bench, ana: bench.personId('ana'), figma: bench.groupId('figma-viewers') };
}

describe('settings for Entra ID', () => {
  const good: EntraSettings = {
    tenantId: 'acme.example.com',
    clientId: 'c1',
    credential: { kind: 'secret', secret: 'hush' },
    authorityUrl: 'https://login.microsoftonline.com',
    graphUrl: 'https://graph.microsoft.com',
  };
  const create = (settings: Partial<EntraSettings>) =>
    createProviders({ entra: { ...good, ...settings } }, everyGroup, { now });

  test('that are not there load nothing', async () => {
    expect((await createProviders({}, everyGroup, { now })).get('entra')).toBeUndefined();
    expect((await create({})).get('entra')?.name).toBe('entra');
  });

  test.each([
    ['GRAPH_BASE_URL', 'graphUrl', 'http://graph.microsoft.com', 'must start with https://'],
    ['GRAPH_BASE_URL', 'graphUrl', 'https://graph.microsoft.com/v1.0', 'without a path'],
    ['ENTRA_AUTHORITY_URL', 'authorityUrl', 'http://127.0.0.1.evil.example.com', 'must start with https://'],
    ['ENTRA_AUTHORITY_URL', 'authorityUrl', 'login', 'is not an address'],
    ['ENTRA_TENANT_ID', 'tenantId', '../evil', 'is not the id of a tenant'],
    ['ENTRA_TENANT_ID', 'tenantId', 'a/b', 'is not the id of a tenant'],
  ])('with %s as %s %s are refused with a remedy', async (variable, field, value, why) => {
    const fault = await faultOf(create({ [field]: value }));
    expect(fault.message).toMatch(new RegExp(`^${variable} .*${why}`));
  });

  test.each([
    ['a secret with a line break in it', { kind: 'secret', secret: 'hush\nvalue' }, 'ENTRA_CLIENT_SECRET'],
    ['a certificate that is none', { ...pair, kind: 'certificate', certificate: 'hush' }, 'ENTRA_CLIENT_CERTIFICATE'],
    ['a key that is none', { ...pair, kind: 'certificate', privateKey: 'hush' }, 'ENTRA_CLIENT_CERTIFICATE'],
    ['an EC key', { ...pair, kind: 'certificate', privateKey: ecKey() }, 'ENTRA_CLIENT_CERTIFICATE'],
  ] as const)('with %s are refused, and not quoted', async (_what, credential, variable) => {
    const fault = await faultOf(create({ credential }));
    expect(fault.message).toContain(variable);
    expect(everythingIn(fault)).not.toContain('hush');
  });
});

function ecKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

describe('what leaves for Graph', () => {
  const [group, person] = ['67d6e84a-a1dc-4179-a17d-579b4b2fa9b3', '973a162e-93aa-4e8e-889b-1f272920e64d'];
  const host = 'https://graph.microsoft.com';
  const members = `/v1.0/groups/${group}/members`;
  const reference = JSON.stringify({ '@odata.id': `${host}/v1.0/directoryObjects/${person}` });
  const leave = (method: string, path: string, body?: string) => () =>
    gateOf({ mayAdd: (id) => id === group, mayRemove: (id) => id === group }).check({
      method,
      url: new URL(`${host}${path}`),
      body,
    });

  test.each([
    ['a read', 'GET', '/v1.0/users?$top=1', undefined],
    ['an addition', 'POST', `${members}/$ref`, reference],
    ['a removal', 'DELETE', `${members}/${person}/$ref`, undefined],
    ['the end of sessions', 'POST', `/v1.0/users/${person}/revokeSignInSessions`, undefined],
    ['a question', 'POST', `/v1.0/users/${person}/checkMemberGroups`, '{"groupIds":[]}'],
  ])('is %s', (_what, method, path, body) => {
    expect(leave(method, path, body)).not.toThrow();
  });

  test.each([
    ['the deletion of a person through a group', 'DELETE', `${members}/${person}`, undefined],
    ['the deletion of a person', 'DELETE', `/v1.0/users/${person}`, undefined],
    ['the deletion of a group', 'DELETE', `/v1.0/groups/${group}`, undefined],
    ['a removal with a query', 'DELETE', `${members}/${person}/$ref?@id=x`, undefined],
    ['a removal by query alone', 'DELETE', `${members}/$ref?@id=${host}/v1.0/users/${person}`, undefined],
    ['a removal with a body', 'DELETE', `${members}/${person}/$ref`, '{}'],
    ['a removal of an owner', 'DELETE', `/v1.0/groups/${group}/owners/${person}/$ref`, undefined],
    ['an owner', 'POST', `/v1.0/groups/${group}/owners/$ref`, reference],
    ['many members at once', 'PATCH', `/v1.0/groups/${group}`, '{"members@odata.bind":[]}'],
    ['an addition of nobody', 'POST', `${members}/$ref`, undefined],
    ['an addition from elsewhere', 'POST', `${members}/$ref`, reference.replace('graph.microsoft', 'evil')],
    ['an addition of more', 'POST', `${members}/$ref`, reference.replace('}', ',"x":1}')],
    ['another version', 'GET', '/beta/users', undefined],
    ['a batch', 'POST', '/v1.0/$batch', '{"requests":[]}'],
    ['a password', 'PATCH', `/v1.0/users/${person}`, '{"passwordProfile":{}}'],
    ['an encoded step', 'DELETE', `${members}/${person}/%24ref`, undefined],
  ])('is never %s', (_what, method, path, body) => {
    expect(leave(method, path, body)).toThrow(ProviderRefused);
  });

  test('is nothing for a group that no role names', () => {
    const elsewhere = group.replace('67d6e84a', '00000000');
    const [path, removal] = [members, `${members}/${person}/$ref`].map((each) => each.replace(group, elsewhere));
    expect(leave('POST', `${path}/$ref`, reference)).toThrow('No role in the catalog names');
    expect(leave('DELETE', removal ?? '')).toThrow('No role in the catalog names');
  });

  test('is one call each, asks for its fields by name, and signs with our own header', async () => {
    const { entra, provider, ana, figma } = await start();
    await provider.add(ana, figma);
    await provider.remove(ana, figma);
    await provider.endSessions(ana);
    const told = entra.calls.map(({ method, path }) => `${method} ${path.replace(ana, 'ana').replace(figma, 'figma')}`);
    expect(told).toEqual([
      `POST /${entra.tenantId}/oauth2/v2.0/token`,
      'GET /v1.0/groups/figma',
      'POST /v1.0/groups/figma/members/$ref',
      'GET /v1.0/groups/figma',
      'DELETE /v1.0/groups/figma/members/ana/$ref',
      'POST /v1.0/users/ana/revokeSignInSessions',
    ]);
    expect(entra.calls.slice(1).every(({ headers }) => headers.authorization === 'Bearer …')).toBe(true);
    expect(entra.calls.at(-1)?.headers['content-length']).toBe('0');
  });
});

describe('an answer of Graph', () => {
  test.each([
    ['a redirect', { status: 302, headers: { location: '/elsewhere' } }],
    ["a stranger's page that says yes", { status: 200, body: '<html>Sign in to the Wi-Fi</html>' }],
    ['an accepted that is not done', { status: 202 }],
    ['a gateway', { status: 502, body: '<html>Bad gateway</html>' }],
    [
      'a conflict with another change',
      { status: 409, body: graphError('Directory_ConcurrencyViolation', 'Conflict.') },
    ],
    ['an address that nobody knows', { status: 404, body: '<html>Not found</html>' }],
  ])('to a write that is %s does not say what happened', async (_what, answer) => {
    const { entra, provider, ana, figma } = await start();
    entra.faults.error('addMember', answer);
    expect(await faultOf(provider.add(ana, figma))).toBeInstanceOf(ProviderDown);
  });

  test('that is a page for people instead of a person does not say that nobody is there', async () => {
    const { entra, provider, ana } = await start();
    for (const status of [200, 404]) {
      entra.faults.error('getUser', { status, body: '<secret>' }, { times: 1 });
      const fault = await faultOf(provider.readPerson(ana));
      expect(fault).toBeInstanceOf(ProviderDown);
      expect(everythingIn(fault)).not.toContain('secret');
    }
  });

  test('from an address that is not Graph does not say that nothing is there to remove', async () => {
    const { entra, provider, ana, figma } = await start();
    entra.faults.error('removeMember', { status: 404, body: '<html>Not found</html>' });
    expect((await faultOf(provider.remove(ana, figma))).message).toContain('Check GRAPH_BASE_URL');
  });

  test('that points the next page elsewhere does not take our credential there', async () => {
    const { entra, provider, ana, figma } = await start();
    let heard = 0;
    other = createServer((_request, response) => response.end(`${++heard}`)).listen(0, '127.0.0.1');
    await new Promise((resolve) => other?.once('listening', resolve));
    const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/v1.0/users`;
    const body = { value: [], '@odata.nextLink': elsewhere };
    for (const operation of ['listMemberOf', 'listUsers']) entra.faults.error(operation, { status: 200, body });
    for (const ask of [
      () => provider.isMember(ana, figma),
      () => provider.listPeople(),
      () => provider.listPeople(elsewhere),
    ]) {
      expect((await faultOf(ask())).message).toContain('foreign address');
    }
    expect(heard).toBe(0);
  });

  test('over a limit with an unbelievable wait asks for a short one', async () => {
    const { entra, provider, ana } = await start();
    for (const wait of ['86400', '0', '-5', 'soon', 'Thu, 20 Nov 2036 09:00:00 GMT']) {
      const body = graphError('TooManyRequests', 'Too many requests.');
      entra.faults.error('getUser', { status: 429, headers: { 'retry-after': wait }, body }, { times: 1 });
      const { retryAt } = (await faultOf(provider.readPerson(ana))) as ProviderDown;
      const seconds = ((retryAt?.getTime() ?? 0) - Date.now()) / 1000;
      expect([wait, seconds > 0, seconds < 10]).toEqual([wait, true, true]);
    }
  });

  test('that is out of order names a moment only where Graph does', async () => {
    const { entra, provider, ana } = await start();
    const body = graphError('ServiceUnavailable', 'Try again later.');
    entra.faults.error('getUser', { status: 503, headers: { 'retry-after': '60' }, body }, { times: 1 });
    entra.faults.error('getUser', { status: 503, body }, { times: 1 });
    const named = (await faultOf(provider.readPerson(ana))) as ProviderDown;
    expect(Math.round(((named.retryAt?.getTime() ?? 0) - Date.now()) / 10_000)).toBe(6);
    expect(((await faultOf(provider.readPerson(ana))) as ProviderDown).retryAt).toBeUndefined();
  });
});

describe('the token desk of Entra ID', () => {
  const tokens = ({ entra }: EntraBench) => entra.calls.filter(({ operation }) => operation === 'token');

  test('is asked once for many callers, and not again while the token lasts', async () => {
    const started = await start();
    await Promise.all(Array.from({ length: 20 }, () => started.provider.readPerson(started.ana)));
    await started.provider.readPerson(started.ana);
    expect(tokens(started)).toHaveLength(1);
  });

  test('is asked before the token ends, and while it is away the old one still opens', async () => {
    const started = await start();
    const { entra, provider, ana } = started;
    // Within five minutes of its end, and half-way: renewed at once from now on.
    entra.tokenLifetime(2);
    await provider.readPerson(ana);
    const old = Date.now();
    while (Date.now() - old < 1100) await provider.readPerson(ana);
    expect(tokens(started).length).toBeGreaterThan(1);
    entra.tokenLifetime(3600);
    entra.forgetTokens();
    await provider.readPerson(ana);
    const before = tokens(started).length;
    entra.faults.down('token');
    await provider.readPerson(ana);
    expect(tokens(started)).toHaveLength(before);
  });

  test('is asked once more for many callers whose token was forgotten', async () => {
    const started = await start();
    const { entra, provider, ana } = started;
    await provider.readPerson(ana);
    entra.forgetTokens();
    await Promise.all(Array.from({ length: 20 }, () => provider.readPerson(ana)));
    expect(tokens(started)).toHaveLength(2);
  });

  test('is not asked again and again for a token that is refused', async () => {
    const started = await start();
    const { entra, provider, ana } = started;
    entra.faults.error('getUser', { status: 401, body: graphError('InvalidAuthenticationToken', 'No.') });
    expect((await faultOf(provider.readPerson(ana))).message).toContain('Check ENTRA_TENANT_ID');
    expect(tokens(started)).toHaveLength(2);
  });

  test.each([
    ['is out of order', { status: 500, body: '<html>' }],
    ['answers with a page', { status: 200, body: '<html>Sign in</html>' }],
    ['answers without a token', { status: 200, body: { token_type: 'Bearer' } }],
    ['redirects', { status: 302, headers: { location: '/elsewhere' } }],
    ['does not know the app', { status: 400, body: { error: 'unauthorized_client' } }],
  ])('that %s lets nothing through', async (_what, answer) => {
    const { entra, provider, ana } = await start();
    entra.faults.error('token', answer);
    expect(await faultOf(provider.readPerson(ana))).toBeInstanceOf(ProviderDown);
    expect(entra.calls.every(({ operation }) => operation === 'token')).toBe(true);
  });

  test('is told in its own words, without what follows them', async () => {
    const { entra, provider, ana } = await start();
    const description = 'AADSTS7000222: The client secret has expired. Trace ID: 1f27 Correlation ID: 2';
    const body = { error: 'invalid_client', error_description: description };
    entra.faults.error('token', { status: 401, body });
    expect((await faultOf(provider.readPerson(ana))).message).toBe(
      'Entra ID gave no access token: invalid_client: AADSTS7000222: The client secret has expired. Check ENTRA_TENANT_ID, ENTRA_CLIENT_ID and ENTRA_CLIENT_SECRET.',
    );
  });

  test('that is over its limit says when to ask again', async () => {
    const { entra, provider, ana } = await start();
    entra.faults.error('token', {
      status: 429,
      headers: { 'retry-after': '30' },
      body: { error: 'temporarily_unavailable' },
    });
    const fault = (await faultOf(provider.readPerson(ana))) as ProviderDown;
    expect(Math.round(((fault.retryAt?.getTime() ?? 0) - Date.now()) / 10_000)).toBe(3);
  });
});
