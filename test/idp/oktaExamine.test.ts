import { afterEach, describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/idp/port.js';
import { findingsOf } from './contractExamine.js';
import { type OktaBench, oktaBench, oktaError, type Setting } from './oktaBench.js';

let bench: OktaBench;
afterEach(() => bench.close());

async function start(setting: Setting = { way: 'service app' }) {
  bench = await oktaBench(setting, { mayAdd: () => true, mayRemove: () => true }, { timeout: 2000 });
  return bench;
}

const figma = () => [bench.groupId('figma-viewers')];

/** What is found about one thing. */
async function found(check: string): Promise<Finding> {
  const finding = (await findingsOf(bench, figma())).find((each) => each.check === check);
  if (!finding) throw new Error(`Nothing was found about ${check}`);
  return finding;
}

const least = ['okta.users.read', 'okta.groups.read', 'okta.groups.manage', 'okta.logs.read'];

describe('an examination of Okta', () => {
  test('of a service app that has what it needs, and no more, finds nothing bad', async () => {
    const { org } = await start({ way: 'service app', scopes: least });
    org.manageOnly(['figma-viewers']);
    const findings = await findingsOf(bench, figma());
    expect(findings.map(({ check, verdict }) => `${check}: ${verdict}`)).toEqual([
      'credential: good',
      'scope okta.users.read: good',
      'scope okta.groups.read: good',
      'scope okta.groups.manage: good',
      'scope okta.logs.read: good',
      'scopes beyond what is needed: good',
      'scope okta.users.manage: good',
      'admin role: unknown',
      'groups of the catalog: good',
      'groups beyond the catalog: good',
      'clock: good',
      'rate limits: good',
    ]);
  });

  test('of an API token that has what it needs, and no more, finds nothing bad', async () => {
    const { org } = await start({ way: 'API token' });
    org.manageOnly(['figma-viewers']);
    const findings = await findingsOf(bench, figma());
    expect(findings.map(({ check, verdict }) => `${check}: ${verdict}`)).toEqual([
      'credential: good',
      'reading people: good',
      'reading groups: good',
      'changing memberships: unknown',
      'reading the log: good',
      'admin role: good',
      'groups of the catalog: good',
      'groups beyond the catalog: good',
      'clock: good',
      'rate limits: good',
    ]);
  });

  test('sends nothing but reads, and requests for tokens', async () => {
    const { org } = await start({ way: 'service app with DPoP' });
    await findingsOf(bench, figma());
    expect(org.calls.filter(({ method, operation }) => method !== 'GET' && operation !== 'token')).toEqual([]);
  });

  test.each(['okta.users.read', 'okta.groups.read', 'okta.groups.manage'])(
    'finds that %s is not granted, and which it is',
    async (scope) => {
      await start({ way: 'service app', scopes: least.filter((each) => each !== scope) });
      expect(await found(`scope ${scope}`)).toMatchObject({
        verdict: 'bad',
        remedy: expect.stringContaining(`Grant ${scope}`),
      });
      for (const other of least.filter((each) => each !== scope)) {
        expect((await found(`scope ${other}`)).verdict).toBe('good');
      }
    },
  );

  test('says what is lost without the log, which may be', async () => {
    await start({ way: 'service app', scopes: least.filter((each) => each !== 'okta.logs.read') });
    const { verdict, says } = await found('scope okta.logs.read');
    expect([verdict, says]).toEqual(['good', expect.stringContaining('by hand')]);
  });

  test.each([
    ['listUsers', 'okta.users.read', 'reading people'],
    ['listLogEvents', 'okta.logs.read', 'reading the log'],
  ])('finds a scope that is granted while the admin role forbids %s', async (operation, scope, what) => {
    const { org } = await start({ way: 'service app', scopes: least });
    const no = oktaError('E0000006', 'You do not have permission to perform the requested action');
    org.faults.error(operation, { status: 403, body: no });
    expect(await found(`scope ${scope}`)).toMatchObject({ verdict: 'bad', says: expect.stringContaining(what) });
  });

  test.each(['okta.apps.manage', 'okta.roles.manage', 'okta.policies.manage', 'okta.authorizationServers.manage'])(
    'finds that %s is more than is needed',
    async (scope) => {
      await start({ way: 'service app', scopes: [...least, scope] });
      const { verdict, says, remedy } = await found('scopes beyond what is needed');
      expect(verdict).toBe('bad');
      expect(says).toContain(scope);
      expect(remedy).toContain(scope);
    },
  );

  test('cannot say whether ending sessions is needed, and says so', async () => {
    await start({ way: 'service app', scopes: [...least, 'okta.users.manage'] });
    expect(await found('scope okta.users.manage')).toMatchObject({
      verdict: 'unknown',
      says: expect.stringContaining('endSessions'),
    });
  });

  test.each([
    [['SUPER_ADMIN'], 'bad', 'SUPER_ADMIN'],
    [['CUSTOM', 'ORG_ADMIN'], 'bad', 'ORG_ADMIN'],
    [['CUSTOM', 'REPORT_ADMIN'], 'good', 'CUSTOM'],
    [['GROUP_MEMBERSHIP_ADMIN'], 'good', 'GROUP_MEMBERSHIP_ADMIN'],
    [[], 'unknown', 'no admin role'],
    ['untold' as const, 'unknown', 'may not read'],
  ] as const)('of an API token whose owner is %j is %s', async (roles, verdict, words) => {
    const { org } = await start({ way: 'API token' });
    org.tokenOwnerIs(roles);
    expect(await found('admin role')).toMatchObject({ verdict, says: expect.stringContaining(words) });
  });

  test('finds that the admin role is not bound to the groups of the catalog', async () => {
    const { org } = await start({ way: 'service app', scopes: least });
    org.manageOnly(['figma-viewers', 'github-admins', 'everyone', 'workday-synced']);
    const { verdict, says, remedy } = await found('groups beyond the catalog');
    expect([verdict, remedy]).toEqual(['bad', expect.stringContaining('resource set')]);
    expect(says).toContain('At least 1');
    expect(says).toContain(bench.groupId('github-admins'));
  });

  test('finds that a group of the catalog is outside of the resource set', async () => {
    const { org } = await start({ way: 'service app', scopes: least });
    org.manageOnly(['github-admins']);
    expect(await found(`group ${figma()[0]}`)).toMatchObject({
      verdict: 'bad',
      remedy: expect.stringContaining('resource set'),
    });
  });

  test('finds that a rule fills a group of the catalog', async () => {
    const { org } = await start({ way: 'service app', scopes: least });
    org.addRule('All designers', ['figma-viewers'], ['ben']);
    expect(await found(`group ${figma()[0]}`)).toMatchObject({
      verdict: 'bad',
      says: expect.stringContaining('All designers'),
    });
  });

  test.each([
    [-95, 'bad', 'behind'],
    [95, 'bad', 'ahead of'],
    [10, 'good', 'ahead of'],
  ])('of a clock that is %i s off is %s', async (seconds, verdict, words) => {
    await start({ way: 'API token', now: () => new Date(Date.now() + seconds * 1000) });
    expect(await found('clock')).toMatchObject({ verdict, says: expect.stringContaining(words) });
  });

  test('says how many calls Okta takes', async () => {
    const { org } = await start({ way: 'API token' });
    org.allow('listGroups', 240);
    expect(await found('rate limits')).toMatchObject({ verdict: 'good', says: expect.stringContaining('240 calls') });
  });

  test('does not take an Okta that is out of order for a right that is missing', async () => {
    const { org } = await start({ way: 'service app', scopes: least });
    org.faults.error('listUsers', { status: 503, body: oktaError('E0000009', 'Internal Server Error') });
    expect((await found('scope okta.users.read')).verdict).toBe('unknown');
    org.faults.error('token', { status: 500, body: oktaError('E0000009', 'Internal Server Error') });
    expect(await findingsOf(bench, figma())).toMatchObject([{ check: 'credential', verdict: 'unknown' }]);
  });
});
