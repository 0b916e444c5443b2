import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { everyScope } from '../../sandbox/google/index.js';
import type { GoogleSettings } from '../../src/idp/google.js';
import { ProviderDown, ProviderRefused } from '../../src/idp/port.js';
import { createProviders } from '../../src/idp/registry.js';
import { everythingIn, faultOf } from './bench.js';
import { account, type GoogleBench, googleBench, googleError, type Setting } from './googleBench.js';

const everyGroup = { mayAdd: () => true, mayRemove: () => true };
const now = () => new Date('2026-11-20T09:00:00Z');

let bench: GoogleBench | undefined;
let other: Server | undefined;
afterEach(async () => {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY']) delete process.env[name];
  await bench?.close();
  await new Promise<void>((resolve) => (other ? other.close(() => resolve()) : resolve()));
  bench = other = undefined;
});

async function start(setting: Setting = {}) {
  bench = await googleBench(setting, everyGroup, { timeout: 5000 });
  return { ...bench, ana: bench.personId('ana'), figma: bench.groupId('figma-viewers') };
}

const operations = () => bench?.workspace.calls.map(({ operation }) => operation) ?? [];
const tokensAsked = () => operations().filter((operation) => operation === 'token').length;

describe('settings for Google', () => {
  const settings: GoogleSettings = {
    serviceAccount: account,
    adminSubject: 'latchkey-admin@acme.example.com',
    apiUrl: 'https://admin.googleapis.com',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    identityUrl: 'https://cloudidentity.googleapis.com',
  };
  const create = (changes: Partial<GoogleSettings>) =>
    createProviders({ google: { ...settings, ...changes } }, everyGroup, { now });

  test('that are not there load nothing, and that are right load Google', async () => {
    expect((await createProviders({}, everyGroup, { now })).get('google')).toBeUndefined();
    expect((await create({})).get('google')?.name).toBe('google');
  });

  test.each([
    ['GOOGLE_API_URL', { apiUrl: 'http://admin.googleapis.com' }, 'must start with https://'],
    ['GOOGLE_API_URL', { apiUrl: 'http://127.0.0.1.evil.example.com' }, 'must start with https://'],
    ['GOOGLE_API_URL', { apiUrl: 'https://admin.googleapis.com/admin' }, 'without a path'],
    ['GOOGLE_TOKEN_URL', { tokenUrl: 'http://oauth2.googleapis.com/token' }, 'must start with https://'],
    ['GOOGLE_TOKEN_URL', { tokenUrl: 'token' }, 'is not an address'],
    ['GOOGLE_IDENTITY_URL', { identityUrl: 'http://cloudidentity.googleapis.com' }, 'must start with https://'],
  ])('with such a %s are refused with a remedy', async (variable, changes, why) => {
    expect((await faultOf(create(changes))).message).toMatch(new RegExp(`^${variable} .*${why}`));
  });

  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  test.each([
    ['no key', '-----BEGIN secret'],
    ['an EC key', ec.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['a public key', account.publicKey],
  ])('with %s are refused, and not quoted', async (_what, privateKey) => {
    const fault = await faultOf(create({ serviceAccount: { ...account, privateKey } }));
    expect(fault.message).toContain('GOOGLE_SERVICE_ACCOUNT');
    expect(everythingIn(fault)).not.toMatch(/secret|BEGIN|MI[IG]/);
  });
});

describe('an answer of Google', () => {
  test.each([
    ['a redirect', { status: 302, headers: { location: '/elsewhere' } }],
    ["a stranger's page that says yes", { status: 200, body: '<html>Sign in to the Wi-Fi</html>' }],
    ['an accepted that is not done', { status: 202 }],
    ['a yes without whom', { status: 200, body: {} }],
    ['a gateway', { status: 502, body: '<html>Bad gateway</html>' }],
    ['an address that nobody knows', { status: 404, body: '<html>Not found</html>' }],
    ['a request that took too long', { status: 408, body: '' }],
  ])('to a write that is %s does not say what happened', async (_what, answer) => {
    const { workspace, provider, ana, figma } = await start();
    workspace.faults.error('directory.members.insert', answer);
    expect(await faultOf(provider.add(ana, figma))).toBeInstanceOf(ProviderDown);
  });

  test.each([
    ['a page that says yes', { status: 200, body: '<html>Sign in to the Wi-Fi</html>' }],
    ['an accepted that is not done', { status: 202 }],
    ['a stranger that does not know the address', { status: 404, body: '<html>Not found</html>' }],
  ])('to a removal that is %s does not say that nobody is in', async (_what, answer) => {
    const { workspace, provider, ana, figma } = await start();
    workspace.faults.error('directory.members.delete', answer);
    expect(await faultOf(provider.remove(ana, figma))).toBeInstanceOf(ProviderDown);
  });

  test('that is a page for people instead of a person does not say that nobody is there', async () => {
    const { workspace, provider, ana } = await start();
    for (const status of [200, 404]) {
      workspace.faults.error('directory.users.get', { status, body: '<secret>' }, { times: 1 });
      const fault = await faultOf(provider.readPerson(ana));
      expect(fault).toBeInstanceOf(ProviderDown);
      expect(everythingIn(fault)).not.toContain('secret');
    }
  });

  test.each([
    ['people', 'directory.users.list', (p: GoogleBench['provider']) => p.listPeople()],
    ['members', 'directory.members.list', (p: GoogleBench['provider']) => p.listMembers('01x0gk373c9z46j')],
  ])('to a question for %s that is something else is not an empty list', async (_what, operation, ask) => {
    const { workspace, provider } = await start();
    for (const body of [{ status: 'ok' }, { kind: 'something#else' }]) {
      workspace.faults.error(operation, { status: 200, body }, { times: 1 });
      expect(await faultOf(ask(provider))).toBeInstanceOf(ProviderDown);
    }
  });

  test('is asked for once: when to try again is ours to say', async () => {
    const { workspace, provider, ana } = await start();
    workspace.faults.error('directory.users.get', googleError(503, 'backendError', 'Backend Error'));
    await faultOf(provider.readPerson(ana));
    expect(operations()).toEqual(['token', 'directory.users.get']);
  });

  test.each(['userRateLimitExceeded', 'rateLimitExceeded', 'quotaExceeded', 'dailyLimitExceeded'])(
    'with the code of a refusal and the reason %s asks us to wait, even without a moment',
    async (reason) => {
      const { workspace, provider, ana } = await start();
      for (const after of [undefined, 'soon', '0', '99999999', 'Thu, 01 Jan 1970 00:00:00 GMT']) {
        const headers: Record<string, string> = after === undefined ? {} : { 'retry-after': after };
        workspace.faults.error('directory.users.get', { ...googleError(403, reason, 'Wait'), headers }, { times: 1 });
        const fault = (await faultOf(provider.readPerson(ana))) as ProviderDown;
        const wait = (fault.retryAt?.getTime() ?? 0) - Date.now();
        expect(wait).toBeGreaterThan(0);
        expect(wait).toBeLessThan(15_000);
      }
    },
  );

  test('that is a quota in newer words asks us to wait too', async () => {
    const { workspace, provider, ana } = await start();
    const error = { code: 403, message: 'Quota', details: [{ reason: 'RATE_LIMIT_EXCEEDED' }] };
    workspace.faults.error('directory.users.get', { status: 403, body: { error } });
    expect(await faultOf(provider.readPerson(ana))).toBeInstanceOf(ProviderDown);
  });

  test('that really refuses is a refusal, whatever its code', async () => {
    const { workspace, provider, ana } = await start();
    for (const [code, reason] of [
      [403, 'forbidden'],
      [403, 'accessNotConfigured'],
      [400, 'invalid'],
      [412, 'conditionNotMet'],
    ] as const) {
      workspace.faults.error('directory.users.get', googleError(code, reason, 'No'), { times: 1 });
      expect(await faultOf(provider.readPerson(ana))).toBeInstanceOf(ProviderRefused);
    }
  });
});

describe('the way to Google', () => {
  test('leads past a proxy where Google is on this machine', async () => {
    Object.assign(process.env, { HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' });
    const { provider, ana } = await start();
    expect(await provider.readPerson(ana)).toMatchObject({ name: 'Ana Silva' });
  });

  test('does not follow where an answer points to', async () => {
    let heard = 0;
    other = createServer((_request, response) => response.end(`${++heard}`)).listen(0, '127.0.0.1');
    await new Promise((resolve) => other?.once('listening', resolve));
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    const { workspace, provider, ana } = await start();
    workspace.faults.error('directory.users.get', { status: 307, headers: { location } }, { times: 1 });
    expect(await faultOf(provider.readPerson(ana))).toBeInstanceOf(ProviderDown);
    workspace.forgetTokens();
    workspace.faults.error('token', { status: 307, headers: { location } });
    expect(await faultOf(provider.readPerson(ana))).toBeInstanceOf(ProviderDown);
    expect(heard).toBe(0);
  });
});

describe("Google's token desk", () => {
  test.each([
    ['is out of order', { status: 500, body: { error: 'internal_failure' } }],
    ['answers with a page', { status: 200, body: '<html>Sign in</html>' }],
    ['answers without a token', { status: 200, body: {} }],
    ['does not know the account', { status: 400, body: { error: 'invalid_grant', error_description: 'Unknown.' } }],
    ['cuts the line', undefined],
  ])('that %s lets nothing through', async (_what, answer) => {
    const { workspace, provider, ana } = await start();
    if (answer) workspace.faults.error('token', answer);
    else workspace.faults.down('token');
    const fault = await faultOf(provider.readPerson(ana));
    expect(fault).toBeInstanceOf(ProviderDown);
    expect(new Set(operations())).toEqual(new Set(['token']));
  });

  test('that is over its limit says when to ask again', async () => {
    const { workspace, provider, ana } = await start();
    const reset = Math.floor(Date.now() / 1000) + 30;
    const headers = { 'retry-after': new Date(reset * 1000).toUTCString() };
    workspace.faults.error('token', { ...googleError(429, 'rateLimitExceeded', 'Too many'), headers });
    expect(((await faultOf(provider.readPerson(ana))) as ProviderDown).retryAt?.getTime()).toBe(reset * 1000);
  });

  test('that forgot every token gives another, and the change is made', async () => {
    const { workspace, provider, ana, figma, has } = await start();
    await provider.readPerson(ana);
    workspace.forgetTokens();
    expect(await provider.add(ana, figma)).toBe('done');
    // The third is the one that asks for the kind of the group.
    expect([has('ana', 'figma-viewers'), tokensAsked()]).toEqual([true, 3]);
  });

  test('is asked once more, and not again and again, when its tokens are not taken', async () => {
    const { workspace, provider, ana } = await start();
    workspace.faults.error('directory.users.get', googleError(401, 'authError', 'Invalid Credentials'));
    expect((await faultOf(provider.readPerson(ana))).message).toContain('Check GOOGLE_SERVICE_ACCOUNT');
    expect(operations()).toEqual(['token', 'directory.users.get', 'token', 'directory.users.get']);
  });

  test('is asked once, however many wait for the answer', async () => {
    const { provider, ana, figma } = await start();
    await Promise.all([provider.readPerson(ana), provider.isMember(ana, figma), provider.listPeople()]);
    expect(tokensAsked()).toBe(1);
  });

  test('is asked again before a token ends, and not long before', async () => {
    let clock = now();
    const { provider, ana } = await start({ now: () => clock });
    for (const [time, asked] of [
      ['09:00', 1],
      ['09:50', 1],
      ['09:58', 2],
      ['10:30', 2],
    ] as const) {
      clock = new Date(`2026-11-20T${time}:00Z`);
      await provider.readPerson(ana);
      expect([time, tokensAsked()]).toEqual([time, asked]);
    }
  });

  test('is asked again after it was of no help', async () => {
    const { workspace, provider, ana } = await start();
    workspace.faults.error('token', { status: 503, body: '' }, { times: 1 });
    expect(await faultOf(provider.readPerson(ana))).toBeInstanceOf(ProviderDown);
    expect(await provider.readPerson(ana)).toMatchObject({ name: 'Ana Silva' });
  });

  test('is asked for no more than each use needs', async () => {
    const scopesFor = (names: RegExp) => everyScope.filter((scope) => names.test(scope));
    const { workspace, provider, ana, figma } = await start({ scopes: scopesFor(/user.readonly|group/) });
    const window = { since: new Date(Date.now() - 1000), until: new Date() };
    expect(await provider.add(ana, figma)).toBe('done');
    for (const call of [() => provider.endSessions(ana), () => provider.log.read(window, [figma])]) {
      expect((await faultOf(call())).message).toContain('unauthorized_client');
    }
    workspace.authorise(scopesFor(/security/));
    await provider.endSessions(ana);
    workspace.authorise(scopesFor(/audit/));
    await provider.log.read(window, [figma]);
  });

  test('never hears a secret twice: neither key nor token stands in what goes wrong', async () => {
    const { workspace, provider, ana, secrets } = await start();
    await provider.readPerson(ana);
    for (const answer of [googleError(500, 'x', 'y'), { status: 200, body: '<html>' }, googleError(403, 'a', 'b')]) {
      workspace.faults.error('directory.users.get', answer, { times: 1 });
      const told = everythingIn(await faultOf(provider.readPerson(ana)));
      for (const secret of [...secrets, 'ya29', 'Bearer']) expect(told).not.toContain(secret);
    }
  });

  test('refuses another key, and we name the setting', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const { provider, ana } = await start({ settings: { serviceAccount: { ...account, privateKey: pem } } });
    expect((await faultOf(provider.readPerson(ana))).message).toMatch(/Invalid JWT Signature.*Check GOOGLE_SERVICE/);
  });
});
