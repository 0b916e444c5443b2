import { afterEach, describe, expect, test } from '@jest/globals';
import { GroupGone, PersonGone, ProviderRefused, type WritableGroups } from '../../src/idp/port.js';
import { type Bench, faultOf, type MakeBench, type Start } from './bench.js';
import { aboutExamination } from './contractExamine.js';
import { aboutLists, aboutLog } from './contractLists.js';
import { aboutTrouble, aboutUncertainty } from './contractTrouble.js';

const everyGroup: WritableGroups = { mayAdd: () => true, mayRemove: () => true };

/** One suite for every identity provider: what Latchkey relies on, whoever answers. */
export function describeProvider(name: string, make: MakeBench): void {
  describe(name, () => {
    const benches: Bench[] = [];
    const start: Start = async (groups = everyGroup, timeout = 5000) => {
      const bench = await make(groups, { timeout });
      benches.push(bench);
      return bench;
    };
    afterEach(async () => {
      for (const bench of benches.splice(0)) await bench.close();
    });

    describe('people', () => aboutPeople(start));
    describe('groups and memberships', () => aboutMemberships(start));
    describe('lists', () => aboutLists(start));
    describe('the log', () => aboutLog(start));
    describe('what may be written to', () => aboutWritableGroups(start));
    describe('an examination', () => aboutExamination(start));
    describe('when things go wrong', () => aboutTrouble(start));
    describe('when the answer is lost or late', () => aboutUncertainty(start));
  });
}

function aboutPeople(start: Start): void {
  test('a person is found by e-mail, whatever its capitals', async () => {
    const { provider, personId } = await start();
    expect(await provider.findPerson('Ana@Acme.Example.com')).toMatchObject({
      id: personId('ana'),
      email: 'ana@acme.example.com',
      name: 'Ana Silva',
      department: 'Design',
      title: 'Product designer',
      isActive: true,
    });
  });

  test('a person is read by id, and an e-mail is not an id', async () => {
    const { provider, personId } = await start();
    expect(await provider.readPerson(personId('ana'))).toMatchObject({ email: 'ana@acme.example.com' });
    expect(await provider.readPerson('ana@acme.example.com')).toBeUndefined();
  });

  test('nobody is found where nobody is', async () => {
    const { provider, personId, deletePerson } = await start();
    const ana = personId('ana');
    expect(await provider.findPerson('nobody@acme.example.com')).toBeUndefined();
    deletePerson('ana');
    expect(await provider.readPerson(ana)).toBeUndefined();
    expect(await provider.findPerson('ana@acme.example.com')).toBeUndefined();
  });

  test('a deactivated person is found, and is not active', async () => {
    const { provider, personId, deactivate } = await start();
    const ana = personId('ana');
    deactivate('ana');
    expect(await provider.findPerson('ana@acme.example.com')).toMatchObject({ id: ana, isActive: false });
    expect(await provider.readPerson(ana)).toMatchObject({ isActive: false });
  });

  test('the manager is followed in every way the provider writes one down', async () => {
    const { provider, personId, setManager, managerWrittenAs } = await start();
    for (const as of managerWrittenAs) {
      setManager('ana', 'ben', as);
      const ana = await provider.readPerson(personId('ana'));
      expect([as, (ana && (await provider.managerOf(ana)))?.id]).toEqual([as, personId('ben')]);
    }
  });

  test('who has no manager has none, and a change is seen at once', async () => {
    const { provider, personId, setManager } = await start();
    const ana = await provider.readPerson(personId('ana'));
    setManager('ana', undefined);
    expect(ana && (await provider.managerOf(ana))).toBeUndefined();
    setManager('ana', 'grace');
    expect(ana && (await provider.managerOf(ana))?.id).toBe(personId('grace'));
  });

  test('when somebody last signed in is told, and so is that somebody never did', async () => {
    const { provider, personId, signIn } = await start();
    expect(await provider.lastSignIn(personId('ana'))).toBe('never');
    const at = signIn('ana');
    expect(await provider.lastSignIn(personId('ana'))).toEqual(at);
    expect(await provider.lastSignIn(personId('ben'))).toBe('never');
  });

  test('a person who was deleted is not somebody who never signed in', async () => {
    const { provider, personId, deletePerson } = await start();
    const ana = personId('ana');
    deletePerson('ana');
    expect(await faultOf(provider.lastSignIn(ana))).toBeInstanceOf(PersonGone);
  });

  test('sessions are ended', async () => {
    const { provider, personId, sessionsEnded } = await start();
    await provider.endSessions(personId('ana'));
    expect(sessionsEnded()).toEqual(['ana']);
  });
}

function aboutMemberships(start: Start): void {
  test('a group is found by id and by its exact name', async () => {
    const { provider, groupId, addGroup, nameTold = (name) => name } = await start();
    addGroup('figma-viewers-old');
    const figma = { id: groupId('figma-viewers'), name: nameTold('figma-viewers') };
    expect(await provider.findGroup(figma.id)).toEqual(figma);
    expect(await provider.findGroup('figma-viewers')).toEqual(figma);
    expect(await provider.findGroup('figma-view')).toBeUndefined();
  });

  test('two groups of one name are a fault that names both', async () => {
    const { provider, groupId, addGroup } = await start();
    const first = groupId('figma-viewers');
    const second = addGroup('figma-viewers');
    const fault = await faultOf(provider.findGroup('figma-viewers'));
    expect(fault).toBeInstanceOf(ProviderRefused);
    for (const id of [first, second]) expect(fault.message).toContain(id);
  });

  test('a person is put in and taken out again', async () => {
    const { provider, personId, groupId, has } = await start();
    const [ana, figma] = [personId('ana'), groupId('figma-viewers')];
    expect(await provider.isMember(ana, figma)).toBe(false);
    expect(await provider.add(ana, figma)).toBe('done');
    expect([has('ana', 'figma-viewers'), await provider.isMember(ana, figma)]).toEqual([true, true]);
    expect(await provider.remove(ana, figma)).toBe('done');
    expect([has('ana', 'figma-viewers'), await provider.isMember(ana, figma)]).toEqual([false, false]);
  });

  test('who is in already is put in again without a fault', async () => {
    const { provider, personId, groupId, has, put } = await start();
    put('ana', 'figma-viewers');
    expect(['done', 'already']).toContain(await provider.add(personId('ana'), groupId('figma-viewers')));
    expect(has('ana', 'figma-viewers')).toBe(true);
  });

  test('who is not in is taken out without a fault', async () => {
    const { provider, personId, groupId, has } = await start();
    expect(['done', 'already']).toContain(await provider.remove(personId('ana'), groupId('figma-viewers')));
    expect(has('ana', 'figma-viewers')).toBe(false);
  });

  test('a deleted group is told from a membership that is not there', async () => {
    const { provider, personId, groupId, deleteGroup } = await start();
    const [ana, figma] = [personId('ana'), groupId('figma-viewers')];
    deleteGroup('figma-viewers');
    for (const call of ['isMember', 'add', 'remove'] as const) {
      expect(await faultOf(provider[call](ana, figma))).toBeInstanceOf(GroupGone);
    }
    expect(await provider.findGroup(figma)).toBeUndefined();
  });

  test('a deleted person is told from a membership that is not there', async () => {
    const { provider, personId, groupId, deletePerson } = await start();
    const [ana, figma] = [personId('ana'), groupId('figma-viewers')];
    deletePerson('ana');
    for (const call of ['isMember', 'add', 'remove'] as const) {
      expect(await faultOf(provider[call](ana, figma))).toBeInstanceOf(PersonGone);
    }
  });

  test('a deactivated person can still be taken out', async () => {
    const { provider, personId, groupId, has, put, deactivate } = await start();
    put('ana', 'figma-viewers');
    deactivate('ana');
    await provider.remove(personId('ana'), groupId('figma-viewers'));
    expect(has('ana', 'figma-viewers')).toBe(false);
  });
}

function aboutWritableGroups(start: Start): void {
  test('a group outside the catalog is never written to, though the caller asks', async () => {
    const { provider, personId, groupId, has, put, writes } = await start({
      mayAdd: () => false,
      mayRemove: () => false,
    });
    put('ben', 'github-admins');
    const admins = groupId('github-admins');
    const changes = [() => provider.add(personId('ana'), admins), () => provider.remove(personId('ben'), admins)];
    for (const change of changes) {
      const fault = await faultOf(change());
      expect(fault).toBeInstanceOf(ProviderRefused);
      expect(fault.message).toContain('github-admins');
    }
    expect([has('ana', 'github-admins'), has('ben', 'github-admins'), writes()]).toEqual([false, true, 0]);
  });

  test('what an earlier catalog gave is still taken away, and nothing more is given', async () => {
    const { provider, personId, groupId, has, put } = await start({ mayAdd: () => false, mayRemove: () => true });
    put('ben', 'github-admins');
    expect(await faultOf(provider.add(personId('ana'), groupId('github-admins')))).toBeInstanceOf(ProviderRefused);
    await provider.remove(personId('ben'), groupId('github-admins'));
    expect([has('ana', 'github-admins'), has('ben', 'github-admins')]).toEqual([false, false]);
  });

  test('a catalog that changes while we wait is asked as the write leaves', async () => {
    const asked: string[] = [];
    const { provider, personId, groupId, writes } = await start({
      mayAdd: (group) => asked.push(group) < 0,
      mayRemove: () => true,
    });
    await faultOf(provider.add(personId('ana'), groupId('figma-viewers')));
    // A group that bears several names is asked about by each.
    expect([new Set(asked), writes()]).toEqual([new Set([groupId('figma-viewers')]), 0]);
  });

  test('a group kind that takes no writes says so, and gets none', async () => {
    const { provider, personId, groupId, has, unwritable, writes } = await start();
    for (const name of unwritable) {
      expect((await provider.findGroup(name))?.refusesWrites).toContain(name);
    }
    for (const name of unwritable) {
      const wasIn = has('ana', name);
      const fault = await faultOf(provider.add(personId('ana'), groupId(name)));
      expect(fault).toBeInstanceOf(ProviderRefused);
      expect([fault.message.includes(name), has('ana', name)]).toEqual([true, wasIn]);
    }
    expect(writes()).toBe(0);
  });
}
