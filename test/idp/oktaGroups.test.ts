import { afterEach, describe, expect, test } from '@jest/globals';
import { GroupGone, PersonGone, ProviderDown, ProviderRefused } from '../../src/idp/port.js';
import { faultOf } from './bench.js';
import { type OktaBench, oktaBench, oktaError, type Setting } from './oktaBench.js';

let bench: OktaBench;
afterEach(() => bench.close());

async function start(setting: Setting = { way: 'API token' }) {
  bench = await oktaBench(setting, { mayAdd: () => true, mayRemove: () => true }, { timeout: 5000 });
  const [ana, figma] = [bench.personId('ana'), bench.groupId('figma-viewers')];
  return { ...bench, ana, figma };
}

describe('a group at Okta', () => {
  test('made a moment ago is found by name, although the search trails behind', async () => {
    const { org, provider } = await start();
    org.searchLag('untilTold');
    const id = org.addGroup('brand-new');
    expect(await provider.findGroup('brand-new')).toEqual({ id, name: 'brand-new' });
  });

  test('deleted a moment ago is not found, although the search still knows it', async () => {
    const { org, provider } = await start();
    org.searchLag('untilTold');
    org.deleteGroup('figma-viewers');
    expect(await provider.findGroup('figma-viewers')).toBeUndefined();
  });

  test('renamed a moment ago is not found by its old name', async () => {
    const { org, provider, figma } = await start();
    const renamed = { id: figma, type: 'OKTA_GROUP', profile: { name: 'figma-admins' } };
    org.faults.error('getGroup', { status: 200, body: renamed });
    expect(await provider.findGroup('figma-viewers')).toBeUndefined();
  });

  test('is found by name where the search is refused', async () => {
    const { org, provider, figma } = await start();
    org.faults.error(
      'listGroups',
      { status: 400, body: oktaError('E0000031', 'Invalid search criteria.') },
      { times: 1 },
    );
    expect(await provider.findGroup('figma-viewers')).toMatchObject({ id: figma });
  });

  test('with the name of a deleted id does not inherit its place', async () => {
    const { org, provider, figma } = await start();
    org.deleteGroup('figma-viewers');
    org.addGroup(figma);
    expect(await provider.findGroup(figma)).toBeUndefined();
  });

  test.each(['a "quoted" \\ name', 'team/design & co'])('may be named as oddly as %s', async (name) => {
    const { org, provider } = await start();
    const id = org.addGroup(name);
    expect(await provider.findGroup(name)).toEqual({ id, name });
  });

  test('that a rule fills says so and takes no writes, on whichever page the rule stands', async () => {
    const { org, provider, ana, figma, writes } = await start();
    for (let number = 0; number < 201; number++) org.addRule(`Rule ${number}`, ['vpn-users'], []);
    org.addRule('All designers', ['figma-viewers'], ['ben']);
    expect((await provider.findGroup('figma-viewers'))?.refusesWrites).toContain('All designers');
    for (const change of ['add', 'remove'] as const) {
      const fault = await faultOf(provider[change](ana, figma));
      expect(fault).toBeInstanceOf(ProviderRefused);
      expect(fault.message).toContain('All designers');
    }
    expect(writes()).toBe(0);
  });

  test.each([
    ['everyone', 'is built into Okta', 'Map the role to an Okta group.'],
    ['workday-synced', 'is filled by the application or directory it comes from', 'Map the role to an Okta group.'],
    ['ruled', 'The group rule "All designers" fills the group', 'Map the role to another.'],
  ])(
    'that cannot be ours, %s, says which it is, why, and what to do; and nobody is put in or taken out',
    async (name, why, remedy) => {
      const { org, provider, ana, writes } = await start();
      org.addGroup('ruled');
      org.addRule('All designers', ['ruled'], ['ana']);
      const id = org.groupId(name);
      const says = (await provider.findGroup(name))?.refusesWrites;
      for (const words of [name, id, why, remedy]) expect(says).toContain(words);
      for (const change of ['add', 'remove'] as const)
        expect(await faultOf(provider[change](ana, id))).toMatchObject({ name: 'ProviderRefused', says });
      expect(writes()).toBe(0);
    },
  );

  test('of a kind that nobody has heard of takes no writes', async () => {
    const { org, provider, ana, figma, writes } = await start();
    const odd = { id: figma, type: 'CLOUD_GROUP', profile: { name: 'figma-viewers' } };
    org.faults.error('getGroup', { status: 200, body: odd });
    expect((await provider.findGroup(figma))?.refusesWrites).toContain('(CLOUD_GROUP)');
    expect(await faultOf(provider.add(ana, figma))).toBeInstanceOf(ProviderRefused);
    expect(writes()).toBe(0);
  });

  test.each([
    [403, 'E0000006', 'You do not have permission to perform the requested action'],
    [401, 'E0000015', 'You do not have permission to access the feature you are requesting'],
  ])('whose rules we may not read (%i %s) is written to as if there were none', async (status, code, summary) => {
    const { org, provider, ana, figma } = await start();
    org.faults.error('listGroupRules', { status, body: oktaError(code, summary) });
    expect(await provider.findGroup(figma)).toEqual({ id: figma, name: 'figma-viewers' });
    expect(await provider.add(ana, figma)).toBe('done');
  });

  test('whose rules cannot be read just now is not written to', async () => {
    const { org, provider, ana, figma, writes } = await start();
    org.faults.error('listGroupRules', { status: 500, body: oktaError('E0000009', 'Internal Server Error') });
    expect(await faultOf(provider.add(ana, figma))).toBeInstanceOf(ProviderDown);
    expect(writes()).toBe(0);
  });

  test("outside our admin role is refused in Okta's own words", async () => {
    const { org, provider, ana, figma } = await start();
    org.manageOnly(['github-admins']);
    const fault = await faultOf(provider.add(ana, figma));
    expect(fault).toBeInstanceOf(ProviderRefused);
    expect((fault as ProviderRefused).says).toBe(
      'You do not have permission to perform the requested action (E0000006)',
    );
  });
});

describe('a membership at Okta', () => {
  test('of a deactivated person is refused in the words of Okta', async () => {
    const { org, provider, ana, figma } = await start();
    org.deactivate('ana');
    const fault = await faultOf(provider.add(ana, figma));
    expect((fault as ProviderRefused).says).toBe(
      "This operation is not allowed in the user's current status. (E0000038)",
    );
  });

  test('that is not there may be a 404 that names the person: with both there, it was already gone', async () => {
    const { org, provider, ana, figma } = await start();
    org.absentMember('notFound');
    expect(await provider.remove(ana, figma)).toBe('already');
  });

  test('whose removal finds nothing, while it is still listed, stays a question', async () => {
    const { org, provider, ana, figma } = await start();
    org.addMember('figma-viewers', 'ana');
    const missing = oktaError('E0000007', `Not found: Resource not found: ${ana} (User)`);
    org.faults.error('unassignUserFromGroup', { status: 404, body: missing });
    expect(await faultOf(provider.remove(ana, figma))).toBeInstanceOf(ProviderDown);
  });

  test('whose group goes away between our look and our removal is told as a group that is gone', async () => {
    const { org, provider, ana, figma } = await start();
    const held = org.faults.hold('unassignUserFromGroup');
    const removal = faultOf(provider.remove(ana, figma));
    await held.met();
    org.deleteGroup('figma-viewers');
    held.release();
    expect(await removal).toBeInstanceOf(GroupGone);
  });

  test.each(['..', '.', 'me', 'ana@acme.example.com', '', 'x/../../rules/1', '%2e%2e'])(
    'is never asked for with "%s" where an id belongs',
    async (odd) => {
      const { org, provider, ana, figma } = await start();
      for (const call of ['add', 'remove', 'isMember'] as const) {
        expect(await faultOf(provider[call](odd, figma))).toBeInstanceOf(ProviderRefused);
        expect(await faultOf(provider[call](ana, odd))).toBeInstanceOf(ProviderRefused);
      }
      expect(await faultOf(provider.endSessions(odd))).toBeInstanceOf(ProviderRefused);
      expect(org.calls).toEqual([]);
    },
  );

  test('is written with a length, although there is no body', async () => {
    const { org, provider, ana, figma } = await start();
    await provider.add(ana, figma);
    expect(org.calls.find(({ method }) => method === 'PUT')?.headers['content-length']).toBe('0');
  });
});

describe('sessions at Okta', () => {
  test('lesson 22: live sessions do not outlast a removal where they are ended: they end at Okta, once, and are told', async () => {
    const { org, provider, ana } = await start();
    await provider.endSessions(ana);
    expect(org.sessionsEnded()).toEqual(['ana']);
    expect(org.log().filter(({ eventType }) => eventType === 'user.session.clear')).toHaveLength(1);
    org.deletePerson('ana');
    expect(await faultOf(provider.endSessions(ana))).toBeInstanceOf(PersonGone);
  });

  test('end with the tokens given in them, and leave the devices alone', async () => {
    const { org, provider, ana } = await start();
    await provider.endSessions(ana);
    expect(org.calls.at(-1)?.query).toEqual({ oauthTokens: 'true', forgetDevices: 'false' });
  });

  test('need a scope of their own, and without it all else works', async () => {
    const scopes = ['okta.users.read', 'okta.groups.read', 'okta.groups.manage'];
    const { provider, ana, figma } = await start({ way: 'service app', scopes });
    expect(await provider.add(ana, figma)).toBe('done');
    const fault = await faultOf(provider.endSessions(ana));
    expect(fault).toBeInstanceOf(ProviderDown);
    expect(fault.message).toMatch(/invalid_scope.*Check OKTA_CLIENT_ID/);
  });
});
