import { constants, createHash, createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeCertificate } from '../support/certificate.js';
import { askForToken, call, clock, close, entra, open, seconds, start } from '../support/entraTenant.js';

const pair = makeCertificate();
const other = makeCertificate();

beforeEach(async () => {
  await open();
  await start({ certificate: pair.certificate });
});
afterEach(close);

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

type Parts = { header?: object; claims?: object; key?: string };

/** What an app says of itself, right but for what is changed. */
function assertion({ header = {}, claims = {}, key = pair.privateKey }: Parts = {}): Record<string, string> {
  const thumbprint = createHash('sha256').update(new X509Certificate(pair.certificate).raw).digest('base64url');
  const now = clock.now / 1000;
  const parts = [
    { alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint, ...header },
    {
      aud: `${entra.url}/${entra.tenantId}/oauth2/v2.0/token`,
      iss: entra.clientId,
      sub: entra.clientId,
      jti: 'one',
      nbf: now,
      exp: now + 300,
      ...claims,
    },
  ];
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const how = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const signature = sign('sha256', Buffer.from(signed), { key: createPrivateKey(key), ...how }).toString('base64url');
  return { client_assertion_type: assertionType, client_assertion: `${signed}.${signature}` };
}

describe('the token desk', () => {
  test('gives a token for a secret or an assertion, and it tells what was granted', async () => {
    for (const proof of [{ client_secret: entra.clientSecret }, assertion()]) {
      const { status, body } = await askForToken(proof);
      expect([status, body.token_type, body.expires_in]).toEqual([200, 'Bearer', 3599]);
      const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1] ?? '', 'base64url').toString());
      expect(claims).toMatchObject({ appid: entra.clientId, oid: entra.servicePrincipalId });
      expect(claims.roles).toContain('GroupMember.ReadWrite.All');
    }
  });

  test.each([
    ['another tenant', {}, 'elsewhere', 400, 'invalid_request'],
    ['another grant', { grant_type: 'password' }, undefined, 400, 'unsupported_grant_type'],
    ['another scope', { scope: 'User.Read.All' }, undefined, 400, 'invalid_scope'],
    ['another app', { client_id: 'x' }, undefined, 400, 'unauthorized_client'],
    ['a wrong secret', { client_secret: 'x' }, undefined, 401, 'invalid_client'],
    ['no proof', {}, undefined, 401, 'invalid_client'],
  ] as const)('refuses %s', async (_what, form, tenant, status, error) => {
    const told = await askForToken(form, tenant);
    expect([told.status, told.body.error]).toEqual([status, error]);
    expect(told.body.error_description).toMatch(/^AADSTS\d+: /);
  });

  test.each([
    ['a certificate that is not registered', { header: { 'x5t#S256': 'x' } }],
    ['an older algorithm', { header: { alg: 'RS256' } }],
    ['the key of another', { key: other.privateKey }],
    ['another audience', { claims: { aud: 'https://graph.microsoft.com' } }],
    ['another issuer', { claims: { iss: 'x' } }],
    ['another subject', { claims: { sub: 'x' } }],
    ['what is over', { claims: { exp: 1 } }],
    ['what begins later', { claims: { nbf: 4_000_000_000 } }],
    ['no id of its own', { claims: { jti: undefined } }],
  ])('refuses an assertion with %s', async (_what, parts) => {
    const told = await askForToken(assertion(parts));
    expect([told.status, told.body.error]).toEqual([401, 'invalid_client']);
  });

  test('takes an assertion once', async () => {
    const proof = assertion();
    expect([(await askForToken(proof)).status, (await askForToken(proof)).status]).toEqual([200, 401]);
  });
});

describe('the door of Graph', () => {
  test('wants a token that is known and not over', async () => {
    expect((await call('GET', '/users')).status).toBe(200);
    for (const authorization of ['', 'Bearer x', 'Basic x']) {
      const refused = await call('GET', '/users', { headers: { authorization } });
      expect([refused.status, refused.body.error.code]).toEqual([401, 'InvalidAuthenticationToken']);
    }
    clock.now += seconds(3600);
    expect((await call('GET', '/users')).body.error.message).toContain('expired');
  });

  test('hides our secrets from the record of calls', async () => {
    await askForToken(assertion());
    await call('GET', '/users');
    expect(JSON.stringify(entra.calls)).not.toContain(entra.clientSecret);
    expect(JSON.stringify(entra.calls)).not.toMatch(/eyJ/);
  });
});
