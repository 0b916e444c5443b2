import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { OktaSettings } from '../../src/idp/okta.js';
import { ProviderDown } from '../../src/idp/port.js';
import { createProviders } from '../../src/idp/registry.js';
import { everythingIn, faultOf } from './bench.js';
import { app, type OktaBench, oktaBench, oktaError, pem, type Setting } from './oktaBench.js';

const everyGroup = { mayAdd: () => true, mayRemove: () => true };
const now = () => new Date('2026-11-20T09:00:00Z');

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ecKey = ec.export({ type: 'pkcs8', format: 'pem' }).toString();

let bench: OktaBench | undefined;
let other: Server | undefined;
afterEach(async () => {
  await bench?.close();
  await new Promise<void>((resolve) => (other ? other.close(() => resolve()) : resolve()));
  bench = other = undefined;
});

async function start(setting: Setting = { way: 'API token' }) {
  bench = await oktaBench(setting, everyGroup, { timeout: 5000 });
  return { ...bench, ana: bench.personId('ana'), figma: bench.groupId('figma-viewers') };
}

describe('settings for Okta', () => {
  const create = (settings: OktaSettings) => createProviders({ okta: settings }, everyGroup, { now });
  const orgUrl = 'https://acme.okta.com';

  test('that are not there load nothing', async () => {
    expect((await createProviders({}, everyGroup, { now })).get('okta')).toBeUndefined();
  });

  test.each([
    ['http://acme.okta.com', 'must start with https://'],
    ['http://127.0.0.1.evil.example.com', 'must start with https://'],
    ['https://acme-admin.okta.com', 'not its admin console'],
    ['https://acme.okta.com/oauth2/default', 'without a path'],
    ['acme', 'is not an address'],
  ])('with the address %s are refused with a remedy', async (address, why) => {
    const fault = await faultOf(create({ orgUrl: address, apiToken: 'token' }));
    expect(fault.message).toMatch(new RegExp(`^OKTA_ORG_URL .*${why}.*https://acme.okta.com`));
  });

  test.each([
    ['an API token with a line break in it', { apiToken: '00secret\nvalue' }, 'OKTA_API_TOKEN'],
    ['a key that is none', { clientId: '0oa1', privateKey: '-----BEGIN secret' }, 'OKTA_PRIVATE_KEY'],
    ['a JWK that is none', { clientId: '0oa1', privateKey: '{"kty":"RSA","d":"secret"}' }, 'OKTA_PRIVATE_KEY'],
    ['an EC key, which the SDK cannot use', { clientId: '0oa1', privateKey: ecKey }, 'OKTA_PRIVATE_KEY'],
    ['a public key', { clientId: '0oa1', privateKey: JSON.stringify(app.publicKey) }, 'OKTA_PRIVATE_KEY'],
  ])('with %s are refused, and not quoted', async (_what, credential, variable) => {
    const fault = await faultOf(create({ orgUrl, ...credential }));
    expect(fault.message).toContain(variable);
    expect(everythingIn(fault)).not.toContain('secret');
  });

  test.each([
    ['PEM', pem],
    ['PEM in one line', pem.replaceAll('\n', '\\n')],
    ['JWK', JSON.stringify(createPrivateKey(pem).export({ format: 'jwk' }))],
    ['PEM of the older kind', createPrivateKey(pem).export({ type: 'pkcs1', format: 'pem' }).toString()],
  ])('take a private key as %s', async (_form, privateKey) => {
    const { provider } = await start({ way: 'service app', privateKey });
    expect(await provider.findPerson('ana@acme.example.com')).toMatchObject({ name: 'Ana Silva' });
  });

  test("take a token's spaces and line ends for what they are", async () => {
    const { org } = await start();
    const settings = { okta: { orgUrl: `${org.url}/`, apiToken: `${org.apiToken}\n` } };
    const okta = (await createProviders(settings, everyGroup, { now })).get('okta');
    expect(await okta?.findPerson('ana@acme.example.com')).toMatchObject({ name: 'Ana Silva' });
  });
});

describe('an answer of Okta', () => {
  test.each([
    ['a redirect', { status: 302, headers: { location: '/elsewhere' } }],
    ["a stranger's page that says yes", { status: 200, body: '<html>Sign in to the Wi-Fi</html>' }],
    ['an accepted that is not done', { status: 202 }],
    ['a gateway', { status: 502, body: '<html>Bad gateway</html>' }],
    ['rules that are being set up', { status: 409, body: oktaError('E0000249', 'Group rules are being set up') }],
    ['an address that nobody knows', { status: 404, body: '<html>Not found</html>' }],
  ])('to a write that is %s does not say what happened', async (_what, answer) => {
    const { org, provider, ana, figma } = await start();
    org.faults.error('assignUserToGroup', answer);
    expect(await faultOf(provider.add(ana, figma))).toBeInstanceOf(ProviderDown);
  });

  test('that is a page for people instead of a person does not say that nobody is there', async () => {
    const { org, provider, ana } = await start();
    for (const status of [200, 404]) {
      org.faults.error('getUser', { status, body: '<secret>' }, { times: 1 });
      const fault = await faultOf(provider.readPerson(ana));
      expect(fault).toBeInstanceOf(ProviderDown);
      expect(everythingIn(fault)).not.toContain('secret');
    }
  });

  test('from an address that is not an org does not say that nothing is there to remove', async () => {
    const { org, provider, ana, figma } = await start();
    org.faults.error('unassignUserFromGroup', { status: 404, body: '<html>Not found</html>' });
    expect((await faultOf(provider.remove(ana, figma))).message).toContain('Check OKTA_ORG_URL');
  });

  test('that points the next page elsewhere does not take our credential there', async () => {
    const { org, provider, ana, figma } = await start();
    let heard = 0;
    other = createServer((_request, response) => response.end(`${++heard}`)).listen(0, '127.0.0.1');
    await new Promise((resolve) => other?.once('listening', resolve));
    const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/api/v1/users`;
    org.faults.error('listUserGroups', { status: 200, headers: { link: `<${elsewhere}>; rel="next"` }, body: [] });
    expect(await faultOf(provider.isMember(ana, figma))).toBeInstanceOf(ProviderDown);
    expect(heard).toBe(0);
  });

  test('over a limit with an unbelievable reset asks for a short wait', async () => {
    const { org, provider, ana } = await start();
    for (const reset of ['1598552194', '99999999999', 'soon']) {
      const headers = { 'x-rate-limit-limit': '600', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': reset };
      org.faults.error('getUser', { status: 429, headers, body: oktaError('E0000047', 'Too many') }, { times: 1 });
      const { retryAt } = (await faultOf(provider.readPerson(ana))) as ProviderDown;
      expect((retryAt?.getTime() ?? Date.now()) - Date.now()).toBeLessThan(10_000);
    }
  });
});

describe("Okta's token desk", () => {
  test.each([
    ['is out of order', { status: 500, body: oktaError('E0000009', 'Internal Server Error') }],
    ['answers with a page', { status: 200, body: '<html>Sign in</html>' }],
    ['answers without a token', { status: 200, body: {} }],
    ['does not know the app', { status: 401, body: { error: 'invalid_client', error_description: 'Unknown.' } }],
  ])('that %s lets nothing through', async (_what, answer) => {
    const { org, provider, ana } = await start({ way: 'service app' });
    org.faults.error('token', answer);
    const fault = await faultOf(provider.readPerson(ana));
    expect(fault).toBeInstanceOf(ProviderDown);
    expect(org.calls.every(({ operation }) => operation === 'token')).toBe(true);
  });

  test('that is over its limit says when to ask again', async () => {
    const { org, provider, ana } = await start({ way: 'service app' });
    const reset = Math.floor(Date.now() / 1000) + 30;
    const headers = { 'x-rate-limit-limit': '600', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': `${reset}` };
    org.faults.error('token', { status: 429, headers, body: oktaError('E0000047', 'Too many') });
    const fault = (await faultOf(provider.readPerson(ana))) as ProviderDown;
    expect(fault.retryAt?.getTime()).toBe(reset * 1000);
  });

  test('that forgot every token gives another, and the change is made', async () => {
    const { org, provider, ana, figma, has } = await start({ way: 'service app with DPoP' });
    await provider.readPerson(ana);
    org.forgetTokens();
    expect(await provider.add(ana, figma)).toBe('done');
    expect(has('ana', 'figma-viewers')).toBe(true);
  });
});
