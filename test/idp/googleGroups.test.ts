import { afterEach, describe, expect, test } from '@jest/globals';
import { everyScope } from '../../sandbox/google/index.js';
import { userId } from '../../sandbox/google/records.js';
import { gateOf } from '../../src/idp/googleGate.js';
import { GroupGone, ProviderDown, ProviderRefused, type WritableGroups } from '../../src/idp/port.js';
import { faultOf } from './bench.js';
import { type GoogleBench, googleBench, googleError, type Setting } from './googleBench.js';

const everyGroup: WritableGroups = { mayAdd: () => true, mayRemove: () => true };
const figmaAddress = 'figma-viewers@acme.example.com';

let bench: GoogleBench;
afterEach(() => bench.close());

async function start(groups: WritableGroups = everyGroup, setting: Setting = {}) {
  bench = await googleBench(setting, groups, { timeout: 5000 });
  return { ...bench, ana: bench.personId('ana'), figma: bench.groupId('figma-viewers') };
}

/** Only what is called so in the catalog. */
const named = (...names: string[]): WritableGroups => ({
  mayAdd: (_group, name) => name !== undefined && names.includes(name),
  mayRemove: () => true,
});

describe('a group of Google', () => {
  test('is found by its address, by another address of it, and by neither in part', async () => {
    const { provider, workspace, figma } = await start();
    workspace.renameGroup('figma-viewers', { email: 'design-viewers@acme.example.com' });
    const found = { id: figma, name: 'design-viewers@acme.example.com' };
    expect(await provider.findGroup('Design-Viewers@acme.example.com')).toEqual(found);
    expect(await provider.findGroup(figmaAddress)).toEqual(found);
    expect(await provider.findGroup('viewers@acme.example.com')).toBeUndefined();
    expect(await provider.findGroup('@acme.example.com')).toBeUndefined();
  });

  test.each([
    ['its address', [figmaAddress]],
    ['its address in capitals', ['Figma-Viewers@ACME.example.com']],
    ['its name', ['figma-viewers']],
  ])('may be written to when the catalog has %s', async (_what, names) => {
    const { provider, ana, figma, has } = await start(named(...names));
    await provider.findGroup(names[0] ?? '');
    expect(await provider.add(ana, figma)).toBe('done');
    expect(has('ana', 'figma-viewers')).toBe(true);
  });

  test('may not be written to under the name of another', async () => {
    const { provider, ana, figma, has } = await start(named('figma-editors', 'figma-editors@acme.example.com'));
    await provider.findGroup('figma-editors');
    expect((await faultOf(provider.add(ana, figma))).message).toContain(figmaAddress);
    expect(has('ana', 'figma-viewers')).toBe(false);
  });

  test.each([
    ['the address of another', 'figma-editors@acme.example.com'],
    ['the name of another in other letters', 'Figma-Editors'],
  ])('may not be written to because it was given %s for a name', async (_what, name) => {
    const groups = named('figma-editors', 'figma-editors@acme.example.com');
    const { provider, workspace, ana, figma, has } = await start(groups);
    workspace.renameGroup('figma-viewers', { name });
    for (const known of ['figma-editors', 'figma-editors@acme.example.com']) await provider.findGroup(known);
    expect(await faultOf(provider.add(ana, figma))).toBeInstanceOf(ProviderRefused);
    expect(has('ana', figma)).toBe(false);
  });

  test.each(["Ben's group", 'back\\slash', "'", 'a=b:c*'])('named %s is found by that name', async (name) => {
    const { provider, workspace } = await start();
    const id = workspace.addGroup('odd');
    workspace.renameGroup('odd', { name });
    expect((await provider.findGroup(name))?.id).toBe(id);
  });

  test('is not found by its name in other letters, though Google finds it', async () => {
    const { provider } = await start();
    expect(await provider.findGroup('FIGMA-viewers')).toBeUndefined();
  });

  test('with a name like the id of a deleted one does not inherit its place', async () => {
    const { provider, workspace, figma } = await start();
    workspace.deleteGroup('figma-viewers');
    workspace.addGroup('heir');
    workspace.renameGroup('heir', { name: figma });
    expect(await provider.findGroup(figma)).toBeUndefined();
  });

  test('of another company is refused, and not taken for none', async () => {
    const { provider } = await start();
    const fault = await faultOf(provider.findGroup('viewers@globex.example.com'));
    expect(fault).toBeInstanceOf(ProviderRefused);
    expect(fault.message).toContain('another company');
  });

  test('that Google keeps by itself is told before anybody asks for it, unless Google gives no word of it', async () => {
    const { provider, workspace } = await start();
    expect((await provider.findGroup('engineers-dynamic'))?.refusesWrites).toMatch(/is dynamic.*another group/);
    expect((await provider.findGroup('lawyers-locked'))?.refusesWrites).toMatch(/is locked.*another group/);
    expect((await provider.findGroup('figma-viewers'))?.refusesWrites).toBeUndefined();
    workspace.faults.error('cloudidentity.groups.lookup', googleError(403, 'forbidden', 'It has not been used before'));
    expect((await provider.findGroup('engineers-dynamic'))?.refusesWrites).toBeUndefined();
    workspace.faults.clear();
    workspace.faults.error('cloudidentity.groups.get', googleError(503, 'backendError', 'Try again'));
    expect(await faultOf(provider.findGroup('engineers-dynamic'))).toBeInstanceOf(ProviderDown);
  });

  test('that Google keeps by itself, where its kind may not be read, refuses by name and nobody comes or goes', async () => {
    const scopes = everyScope.filter((scope) => !scope.includes('cloud-identity'));
    const { provider, personId, groupId, has } = await start(everyGroup, { scopes });
    for (const name of ['engineers-dynamic', 'lawyers-locked']) {
      const changes = [
        () => provider.add(personId('ana'), groupId(name)),
        () => provider.remove(personId('omar'), groupId(name)),
      ];
      for (const change of changes) {
        const fault = await faultOf(change());
        expect(fault).toBeInstanceOf(ProviderRefused);
        expect(fault.message).toMatch(new RegExp(`"${name}@.*map the role to another group`));
      }
      expect([has('ana', name), has('omar', name)]).toEqual([false, true]);
    }
  });
});

describe('a membership at Google', () => {
  test('of an owner is one, stays what it is when added to, and can be taken away', async () => {
    const { provider, workspace, ana, figma } = await start();
    workspace.addMember('figma-viewers', 'ana', 'OWNER');
    expect(await provider.isMember(ana, figma)).toBe(true);
    expect(await provider.add(ana, figma)).toBe('already');
    expect(workspace.roleOf('ana', 'figma-viewers')).toBe('OWNER');
    expect(await provider.remove(ana, figma)).toBe('done');
    expect(workspace.has('ana', 'figma-viewers')).toBe(false);
  });

  test('is given as a plain one', async () => {
    const { provider, workspace, ana, figma } = await start();
    await provider.add(ana, figma);
    expect(workspace.roleOf('ana', 'figma-viewers')).toBe('MEMBER');
  });

  test('that waits for an answer to an invitation is none, and is not deleted to make one', async () => {
    const { provider, workspace, ana, figma } = await start();
    workspace.invite('figma-viewers', 'ana');
    expect(await provider.isMember(ana, figma)).toBe(false);
    const fault = await faultOf(provider.add(ana, figma));
    expect(fault).toBeInstanceOf(ProviderDown);
    expect(fault.message).toContain('Pending members');
    expect(workspace.members('figma-viewers')).toEqual(['ana']);
    expect(workspace.calls.filter(({ method }) => method === 'DELETE')).toEqual([]);
  });

  test('that Google shows as pending is none, neither alone nor in a list', async () => {
    const { provider, workspace, ana, figma } = await start();
    const pending = { kind: 'admin#directory#member', id: ana, type: 'USER', role: 'MEMBER', status: 'PENDING' };
    workspace.faults.error('directory.members.get', { status: 200, body: pending });
    const list = { kind: 'admin#directory#members', members: [pending, { ...pending, id: '1', status: 'SUSPENDED' }] };
    workspace.faults.error('directory.members.list', { status: 200, body: list });
    expect(await provider.isMember(ana, figma)).toBe(false);
    expect((await provider.listMembers(figma)).items).toEqual([{ id: '1' }]);
  });

  test('that is there and not yet shown is an error first, and there already as soon as it is shown', async () => {
    const { provider, workspace, ana, figma } = await start();
    workspace.staleReads({ reads: 1 });
    workspace.addMember('figma-viewers', 'ana', 'OWNER');
    expect(await faultOf(provider.add(ana, figma))).toBeInstanceOf(ProviderDown);
    expect(await provider.add(ana, figma)).toBe('already');
    expect(workspace.roleOf('ana', 'figma-viewers')).toBe('OWNER');
  });

  test('that may come late is done, for the caller to read back', async () => {
    const { provider, workspace, ana, figma, has } = await start();
    workspace.comeLate();
    expect(await provider.add(ana, figma)).toBe('done');
    expect(has('ana', 'figma-viewers')).toBe(true);
  });

  test.each(['notFound', 'conditionNotMet'] as const)(
    'that is not there is gone already, told by %s',
    async (answer) => {
      const { provider, workspace, ana, figma } = await start();
      workspace.absentMember(answer);
      expect(await provider.remove(ana, figma)).toBe('already');
    },
  );

  test('that Google does not find to remove, and yet shows, is no success', async () => {
    const { provider, workspace, ana, figma } = await start();
    workspace.addMember('figma-viewers', 'ana');
    workspace.faults.error('directory.members.delete', googleError(404, 'notFound', 'Resource Not Found: memberKey'));
    expect(await faultOf(provider.remove(ana, figma))).toBeInstanceOf(ProviderDown);
  });

  test('of somebody else is no answer to a question about a person', async () => {
    const { provider, workspace, ana, figma, personId } = await start();
    const ben = { kind: 'admin#directory#member', id: personId('ben'), role: 'MEMBER', type: 'USER' };
    for (const operation of ['directory.members.get', 'directory.members.insert']) {
      workspace.faults.error(operation, { status: 200, body: ben });
    }
    expect(await faultOf(provider.isMember(ana, figma))).toBeInstanceOf(ProviderDown);
    expect(await faultOf(provider.add(ana, figma))).toBeInstanceOf(ProviderDown);
  });

  test('is asked for by ids: an address is none, and nothing is sent', async () => {
    const { provider, workspace, ana, figma } = await start();
    for (const [person, group] of [
      ['ana@acme.example.com', figma],
      ['me', figma],
      ['../users', figma],
      [ana, figmaAddress],
      [ana, `${figma}/members`],
    ] as const) {
      for (const call of ['isMember', 'add', 'remove', 'isNested'] as const) {
        expect(await faultOf(provider[call](person, group))).toBeInstanceOf(ProviderRefused);
      }
    }
    expect(workspace.calls).toEqual([]);
  });
});

describe('a group in a group', () => {
  test('takes some minutes until its members are told as in the outer one', async () => {
    let clock = new Date('2026-11-20T09:00:00Z');
    const { provider, workspace, personId, figma } = await start(everyGroup, { now: () => clock });
    workspace.nestedDelay(600_000);
    workspace.addMember('github-admins', 'dana');
    workspace.nest('figma-viewers', 'github-admins');
    expect(await provider.isNested(personId('dana'), figma)).toBe(false);
    clock = new Date('2026-11-20T09:10:00Z');
    expect(await provider.isNested(personId('dana'), figma)).toBe(true);
  });

  test('and a person in both is no nested one: what we take away is theirs', async () => {
    const { provider, workspace, ana, figma } = await start();
    workspace.addMember('github-admins', 'ana');
    workspace.nest('figma-viewers', 'github-admins');
    workspace.addMember('figma-viewers', 'ana');
    expect(await provider.isNested(ana, figma)).toBe(false);
  });

  test('where Google cannot look is told apart from no group in it at all', async () => {
    const { provider, workspace, ana, figma } = await start();
    workspace.faults.error('directory.members.hasMember', googleError(400, 'invalid', 'Invalid Input: memberKey'));
    expect(await provider.isNested(ana, figma)).toBe(false);
    workspace.nest('figma-viewers', 'github-admins');
    expect(await faultOf(provider.isNested(ana, figma))).toBeInstanceOf(ProviderRefused);
  });

  test('that is gone is gone, and nobody is nested in it', async () => {
    const { provider, workspace, ana, figma } = await start();
    workspace.deleteGroup('figma-viewers');
    expect(await faultOf(provider.isNested(ana, figma))).toBeInstanceOf(GroupGone);
  });

  test('is a member by its address, as a stranger is by theirs, and who is invited is none', async () => {
    const { provider, workspace, ana, figma } = await start();
    workspace.addMember('figma-viewers', 'ana', 'MANAGER');
    workspace.invite('figma-viewers', 'ben');
    workspace.nest('figma-viewers', 'github-admins');
    workspace.addStranger('figma-viewers', 'Gus@globex.example.com');
    const { items } = await provider.listMembers(figma);
    const stranger = { id: userId('Gus@globex.example.com'), email: 'gus@globex.example.com' };
    const inner = { id: 'group:github-admins@acme.example.com' };
    expect(items).toHaveLength(3);
    expect(items).toEqual(expect.arrayContaining([{ id: ana, email: 'ana@acme.example.com' }, stranger, inner]));
  });
});

describe('the gate', () => {
  const path = '/admin/directory/v1/groups/01x0gk373c9z46j/members';
  const plain = { id: '100000000000000000001', role: 'MEMBER' };
  const gate = gateOf(everyGroup);

  test('lets reads, plain members, their removal and the end of sessions through', () => {
    gate.check('GET', '/admin/directory/v1/users', undefined);
    gate.check('POST', path, plain);
    gate.check('DELETE', `${path}/100000000000000000001`, undefined);
    gate.check('POST', '/admin/directory/v1/users/100000000000000000001/signOut', undefined);
  });

  test.each([
    ['an owner', 'POST', path, { ...plain, role: 'OWNER' }],
    ['a member by address', 'POST', path, { email: 'ana@acme.example.com', role: 'MEMBER' }],
    ['a member with more to it', 'POST', path, { ...plain, delivery_settings: 'NONE' }],
    ['nobody', 'POST', path, undefined],
    ['a group by address', 'POST', path.replace('01x0gk373c9z46j', figmaAddress), plain],
    ['a change of a role', 'PATCH', `${path}/100000000000000000001`, { role: 'OWNER' }],
    ['the removal of all', 'DELETE', path, undefined],
    ['the removal of a group', 'DELETE', '/admin/directory/v1/groups/01x0gk373c9z46j', undefined],
    ['a person', 'PUT', '/admin/directory/v1/users/100000000000000000001', { suspended: true }],
    ['a new person', 'POST', '/admin/directory/v1/users', {}],
    ['an admin', 'POST', '/admin/directory/v1/users/100000000000000000001/makeAdmin', { status: true }],
    ['the end of sessions by address', 'POST', '/admin/directory/v1/users/a@acme.example.com/signOut', undefined],
  ])('never lets %s through', (_what, method, where, body) => {
    expect(() => gate.check(method, where, body)).toThrow(ProviderRefused);
  });
});
