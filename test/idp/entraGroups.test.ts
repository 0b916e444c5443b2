import { afterEach, describe, expect, test } from '@jest/globals';
import { GroupGone, PersonGone, ProviderDown, ProviderRefused } from '../../src/idp/port.js';
import { faultOf } from './bench.js';
import { type EntraBench, entraBench, graphError, type Setting } from './entraBench.js';

let bench: EntraBench;
afterEach(() => bench.close());

async function start(setting: Setting = {}) {
  bench = await entraBench(setting, { mayAdd: () => true, mayRemove: () => true }, { timeout: 5000 });
  const [ana, figma] = [bench.personId('ana'), bench.groupId('figma-viewers')];
  return { ...bench, ana, figma };
}

const missing = graphError(
  'Request_ResourceNotFound',
  "Resource 'x' does not exist or one of its queried reference-property objects are not present.",
);

describe('a group at Entra ID', () => {
  test('with the name of a deleted id does not inherit its place', async () => {
    const { entra, provider, figma } = await start();
    entra.deleteGroup('figma-viewers');
    entra.addGroup(figma);
    expect(await provider.findGroup(figma)).toBeUndefined();
  });

  test('whose id is written in capitals takes no writes, and the remedy is said', async () => {
    const { provider, figma } = await start();
    expect((await provider.findGroup(figma.toUpperCase()))?.refusesWrites).toContain(`write ${figma}.`);
    expect(await provider.findGroup(figma)).toEqual({ id: figma, name: 'figma-viewers' });
  });

  test('is not one whose name has other capitals, although Graph says so', async () => {
    const { entra, provider } = await start();
    entra.addGroup('Figma-Viewers');
    expect(await provider.findGroup('figma-viewers')).toMatchObject({ name: 'figma-viewers' });
    expect(await provider.findGroup('FIGMA-VIEWERS')).toBeUndefined();
  });

  test('renamed a moment ago is not found by its old name', async () => {
    const { entra, provider, figma } = await start();
    entra.faults.error('getGroup', { status: 200, body: { id: figma, displayName: 'figma-admins' } });
    expect(await provider.findGroup('figma-viewers')).toBeUndefined();
  });

  test.each(['the team\'s "quoted" \\ name', 'team/design & co', 'a#b%20c'])(
    'may be named as oddly as %s',
    async (name) => {
      const { entra, provider } = await start();
      const id = entra.addGroup(name);
      expect(await provider.findGroup(name)).toEqual({ id, name });
    },
  );

  test.each([
    ['all-finance', 'is filled by a rule'],
    ['ad-domain-users', 'comes from the directory on premises'],
    ['finance-mail', 'belongs to Exchange'],
    ['helpdesk-admins', 'can carry roles of the directory'],
    ['board-restricted', 'restricted administrative unit'],
  ])('%s takes no writes: it %s, and the remedy is said', async (name, why) => {
    const { provider, ana, groupId, writes } = await start();
    const group = await provider.findGroup(name);
    expect(group?.refusesWrites).toContain(why);
    expect(group?.refusesWrites).toContain('map the role to a security group');
    for (const change of ['add', 'remove'] as const) {
      expect(await faultOf(provider[change](ana, groupId(name)))).toMatchObject({ says: group?.refusesWrites });
    }
    expect(writes()).toBe(0);
  });

  test('that hides its members takes no writes, since nobody could see what they did', async () => {
    const { entra, provider, ana, figma, writes } = await start();
    entra.setGroup('figma-viewers', { groupTypes: ['Unified'], visibility: 'HiddenMembership' });
    entra.addMember('figma-viewers', 'ana');
    expect(await provider.isMember(ana, figma)).toBe(false);
    expect((await provider.findGroup(figma))?.refusesWrites).toContain('hides its members');
    expect(await faultOf(provider.add(ana, figma))).toBeInstanceOf(ProviderRefused);
    expect(writes()).toBe(0);
  });

  test('of Microsoft 365 takes writes, although it receives mail', async () => {
    const { entra, provider, ana } = await start();
    const team = entra.addGroup('design-team', 'microsoft365');
    expect(await provider.findGroup('design-team')).toEqual({ id: team, name: 'design-team' });
    expect(await provider.add(ana, team)).toBe('done');
  });

  test('that Entra ID refuses for a reason of its own is told in its own words', async () => {
    const { entra, provider, ana, figma } = await start();
    const words = 'The group has as many members as it may have.';
    entra.faults.error('addMember', { status: 400, body: graphError('Directory_QuotaExceeded', words) });
    expect(await faultOf(provider.add(ana, figma))).toMatchObject({ says: `${words} (Directory_QuotaExceeded)` });
  });

  test('that we may not write to is refused for good, with where to look', async () => {
    const { provider, ana, figma } = await start({ permissions: ['User.Read.All', 'Group.ReadBasic.All'] });
    const fault = await faultOf(provider.add(ana, figma));
    expect(fault).toBeInstanceOf(ProviderRefused);
    expect(fault.message).toMatch(/Insufficient privileges.*docs\/security\.md/);
  });
});

describe('a membership at Entra ID', () => {
  test('that is there already is told so, and so is one that is not there', async () => {
    const { provider, ana, figma, put } = await start();
    put('ana', 'figma-viewers');
    expect(await provider.add(ana, figma)).toBe('already');
    expect([await provider.remove(ana, figma), await provider.remove(ana, figma)]).toEqual(['done', 'already']);
  });

  test('is found although somebody is in more groups than one page holds', async () => {
    const { entra, provider, ana, figma } = await start();
    for (let number = 0; number < 1001; number++) {
      entra.addGroup(`team-${number}`);
      entra.addMember(`team-${number}`, 'ana');
    }
    expect(await provider.isMember(ana, figma)).toBe(false);
    const pages = entra.calls.filter(({ operation }) => operation === 'listMemberOf');
    expect(pages).toHaveLength(2);
    entra.addMember('figma-viewers', 'ana');
    expect(await provider.isMember(ana, figma)).toBe(true);
  });

  test('whose list goes round in circles is a fault, and no endless question', async () => {
    const { entra, provider, ana, figma } = await start();
    const body = { value: [], '@odata.nextLink': `${entra.url}/v1.0/users/${ana}/memberOf?$skiptoken=again` };
    entra.faults.error('listMemberOf', { status: 200, body });
    expect((await faultOf(provider.isMember(ana, figma))).message).toContain('in circles');
  });

  test('whose removal finds nothing, while it is still listed, stays a question', async () => {
    const { entra, provider, ana, figma } = await start();
    entra.addMember('figma-viewers', 'ana');
    entra.faults.error('removeMember', { status: 404, body: missing });
    expect(await faultOf(provider.remove(ana, figma))).toBeInstanceOf(ProviderDown);
  });

  test('that finds something missing, while person and group are both there, stays a question', async () => {
    const { entra, provider, ana, figma } = await start();
    entra.faults.error('addMember', { status: 404, body: missing });
    expect(await faultOf(provider.add(ana, figma))).toBeInstanceOf(ProviderDown);
  });

  test.each(['add', 'remove'] as const)(
    '%s: whose group or person goes away on the way is told as what is gone',
    async (change) => {
      for (const gone of ['group', 'person'] as const) {
        const { entra, provider, ana, figma } = await start();
        const held = entra.faults.hold(change === 'add' ? 'addMember' : 'removeMember');
        const outcome = faultOf(provider[change](ana, figma));
        await held.met();
        if (gone === 'group') entra.deleteGroup('figma-viewers');
        else entra.deletePerson('ana');
        held.release();
        expect(await outcome).toBeInstanceOf(gone === 'group' ? GroupGone : PersonGone);
        if (gone === 'group') await bench.close();
      }
    },
  );

  test.each([
    '..',
    '.',
    'me',
    'ana@acme.example.com',
    '',
    'x/../../users/1',
    '%2e%2e',
    '973a162e-93aa-4e8e-889b-1f272920e64d/$ref',
  ])('is never asked for with "%s" where an id belongs', async (odd) => {
    const { entra, provider, ana, figma } = await start();
    for (const call of ['add', 'remove', 'isMember', 'isNested'] as const) {
      expect(await faultOf(provider[call](odd, figma))).toBeInstanceOf(ProviderRefused);
      expect(await faultOf(provider[call](ana, odd))).toBeInstanceOf(ProviderRefused);
    }
    expect(await faultOf(provider.endSessions(odd))).toBeInstanceOf(ProviderRefused);
    expect(await faultOf(provider.listMembers(odd))).toBeInstanceOf(ProviderRefused);
    expect(entra.calls).toEqual([]);
  });

  test('through a group that lies two deep is nested, and a direct one beside it is not', async () => {
    const { entra, provider, ana, figma } = await start();
    entra.addGroup('inner');
    entra.nest('figma-viewers', 'github-admins');
    entra.nest('github-admins', 'inner');
    entra.addMember('inner', 'ana');
    expect(await provider.isNested(ana, figma)).toBe(true);
    entra.addMember('figma-viewers', 'ana');
    expect(await provider.isNested(ana, figma)).toBe(false);
  });

  test('of a group, be it inside, is that of a group in the list', async () => {
    const { entra, provider, figma } = await start();
    entra.nest('figma-viewers', 'github-admins');
    entra.addMember('figma-viewers', 'ana');
    const { items } = await provider.listMembers(figma);
    expect(items).toHaveLength(2);
    expect(items).toContainEqual({ id: entra.userId('ana'), email: 'ana@acme.example.com' });
    expect(items).toContainEqual({ id: `group:${entra.groupId('github-admins')}` });
  });
});

describe('sessions at Entra ID', () => {
  test('need a permission of their own, and without it all else works', async () => {
    const permissions = ['User.Read.All', 'Group.ReadBasic.All', 'GroupMember.ReadWrite.All'];
    const { provider, ana, figma } = await start({ permissions });
    expect(await provider.add(ana, figma)).toBe('done');
    expect(await faultOf(provider.endSessions(ana))).toBeInstanceOf(ProviderRefused);
  });

  test('of nobody cannot be ended', async () => {
    const { provider, ana, deletePerson } = await start();
    deletePerson('ana');
    expect(await faultOf(provider.endSessions(ana))).toBeInstanceOf(PersonGone);
  });
});
