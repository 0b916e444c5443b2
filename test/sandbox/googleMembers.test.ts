import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { call, close, members, open, pass, refusal, why, workspace } from '../support/googleWorkspace.js';
import { checkTraffic, hasSpecs } from '../support/specs.js';

beforeEach(open);
afterEach(close);

const minutes = (count: number) => count * 60_000;
const add = (group: string, body: unknown) => call('POST', members(group), { body });
const take = (group: string, key: string) => call('DELETE', `${members(group)}/${key}`);
const read = (group: string, key: string) => call('GET', `${members(group)}/${key}`);
const has = (group: string, key: string) =>
  call('GET', `/groups/${workspace.groupId(group)}/hasMember/${encodeURIComponent(key)}`);

describe('memberships in the Workspace', () => {
  test('are made by id or address, read and taken away', async () => {
    const id = workspace.userId('ana');
    expect((await add('analytics-readers', { id, role: 'MEMBER' })).body).toMatchObject({ id, type: 'USER' });
    expect((await add('analytics-admins', { email: 'ana@acme.example.com' })).body).toMatchObject({
      id,
      role: 'MEMBER',
    });
    expect((await read('analytics-readers', 'ana@acme.example.com')).body).toMatchObject({ id, status: 'ACTIVE' });
    expect((await take('analytics-readers', id)).status).toBe(204);
    expect(workspace.has('ana', 'analytics-readers')).toBe(false);
    if (hasSpecs()) expect(checkTraffic(workspace.calls)).toEqual([]);
  });

  test('are not made twice, nor of nothing, nor of nobody', async () => {
    const id = workspace.userId('ana');
    await add('analytics-readers', { id });
    expect(refusal(await add('analytics-readers', { id }))).toEqual([409, 'duplicate', 'Member already exists.']);
    expect(why(await add('analytics-readers', {}))).toBe('400 required');
    expect(why(await add('analytics-readers', { id, role: 'KING' }))).toBe('400 invalid');
    for (const key of [{ id: '1' }, { email: 'nobody@acme.example.com' }]) {
      expect(refusal(await add('analytics-readers', key))).toEqual([404, 'notFound', 'Resource Not Found: memberKey']);
    }
  });

  test('that are not there are told by the member, and groups that are not there by the group', async () => {
    const id = workspace.userId('ana');
    for (const ask of [read, take]) {
      expect(refusal(await ask('analytics-readers', id))).toEqual([404, 'notFound', 'Resource Not Found: memberKey']);
    }
    const gone = await call('DELETE', `/groups/01gone/members/${id}`);
    expect(refusal(gone)).toEqual([404, 'notFound', 'Resource Not Found: groupKey']);
    workspace.absentMember('conditionNotMet');
    expect(why(await take('analytics-readers', id))).toBe('412 conditionNotMet');
  });

  test('that wait for an answer cannot be read, and cannot be made', async () => {
    workspace.invite('analytics-readers', 'ana');
    const id = workspace.userId('ana');
    expect(why(await add('analytics-readers', { id }))).toBe('409 duplicate');
    expect(why(await read('analytics-readers', id))).toBe('404 notFound');
    expect((await take('analytics-readers', id)).status).toBe(204);
  });

  test('that may come late come, and are told as a conflict', async () => {
    workspace.comeLate();
    const id = workspace.userId('ana');
    expect(why(await add('analytics-readers', { id }))).toBe('409 conflict');
    expect(workspace.has('ana', 'analytics-readers')).toBe(true);
  });

  test('are told late for as long as it was said', async () => {
    workspace.staleReads({ reads: 2 });
    const id = workspace.userId('ana');
    await add('analytics-readers', { id });
    const seen = [];
    for (let reads = 0; reads < 3; reads++) seen.push((await read('analytics-readers', id)).status);
    expect(seen).toEqual([404, 404, 200]);
  });

  test('cannot be changed where Google keeps the group', async () => {
    const id = workspace.userId('ana');
    expect(why(await add('everyone-dynamic', { id }))).toBe('412 conditionNotMet');
    expect(why(await add('legal-locked', { id }))).toBe('403 forbidden');
  });

  test('are listed, everybody but those who wait, and by role', async () => {
    expect('members' in (await call('GET', members('analytics-readers'))).body).toBe(false);
    workspace.addMember('analytics-readers', 'ana', 'OWNER');
    workspace.addMember('analytics-readers', 'ben');
    workspace.suspend('ben');
    workspace.invite('analytics-readers', 'dana');
    const listed = async (query = '') =>
      (await call('GET', `${members('analytics-readers')}${query}`)).body.members.map(
        ({ email, status }: { email: string; status: string }) => `${email.split('@')[0]} ${status}`,
      );
    expect((await listed()).sort()).toEqual(['ana ACTIVE', 'ben SUSPENDED']);
    expect(await listed('?roles=OWNER')).toEqual(['ana ACTIVE']);
    expect(await listed('?maxResults=1')).toHaveLength(1);
  });
});

describe('groups in groups of the Workspace', () => {
  test('hold whom they hold through others, of our own people only', async () => {
    expect((await has('all-design', 'ben@acme.example.com')).body).toEqual({ isMember: true });
    expect((await has('all-design', workspace.userId('ana'))).body).toEqual({ isMember: false });
    for (const key of ['gus@globex.example.com', 'design-drive@acme.example.com']) {
      expect(refusal(await has('all-design', key))).toEqual([400, 'invalid', 'Invalid Input: memberKey']);
    }
  });

  test('take up to ten minutes to be seen', async () => {
    workspace.nestedDelay(minutes(10));
    workspace.addMember('design-drive', 'ana');
    const isIn = async (group: string) => (await has(group, 'ana@acme.example.com')).body.isMember;
    expect([await isIn('design-drive'), await isIn('all-design')]).toEqual([true, false]);
    pass(minutes(10));
    expect(await isIn('all-design')).toBe(true);
  });

  test('go round in no circle, and own nothing', async () => {
    const outer = { email: 'all-design@acme.example.com' };
    expect(refusal(await add('design-drive', outer))).toEqual([
      412,
      'conditionNotMet',
      'Cyclic memberships not allowed',
    ]);
    expect(why(await add('analytics-admins', { ...outer, role: 'OWNER' }))).toBe('400 invalid');
  });
});

describe("the Workspace's log", () => {
  const logged = async (query = '', application = 'admin') => {
    const path = `/admin/reports/v1/activity/users/all/applications/${application}`;
    return call('GET', `${path}${query}`);
  };

  test('says who changed which membership and when, the newest first, and in whose application', async () => {
    await add('analytics-readers', { id: workspace.userId('ana') });
    pass(1000);
    workspace.removeMember('analytics-readers', 'ana');
    const { items } = (await logged()).body;
    expect(items.map(({ events }: { events: { name: string }[] }) => events[0]?.name)).toEqual([
      'REMOVE_GROUP_MEMBER',
      'ADD_GROUP_MEMBER',
    ]);
    expect(items[1]).toMatchObject({
      id: { time: '2026-11-20T09:00:00.000Z', applicationName: 'admin' },
      actor: { email: workspace.adminSubject, applicationInfo: { impersonation: true } },
      events: [
        {
          parameters: [
            { name: 'GROUP_EMAIL', value: 'analytics-readers@acme.example.com' },
            { name: 'USER_EMAIL', value: 'ana@acme.example.com' },
          ],
        },
      ],
    });
    expect(items[0].actor.applicationInfo).toBeUndefined();
  });

  test('is asked for by event and by time, and leaves out what it does not have', async () => {
    workspace.addMember('analytics-readers', 'ana');
    const count = async (query: string) => (await logged(query)).body.items?.length;
    expect(await count('?eventName=ADD_GROUP_MEMBER')).toBe(1);
    expect(await count('?eventName=REMOVE_GROUP_MEMBER')).toBeUndefined();
    expect(await count('?startTime=2026-11-20T08:00:00Z&endTime=2026-11-20T08:30:00Z')).toBeUndefined();
    expect((await logged('?startTime=yesterday')).status).toBe(400);
    expect((await logged('?startTime=2026-11-21T00:00:00Z')).status).toBe(400);
  });

  test('has what owners did in a log of its own, is late, and forgets after half a year', async () => {
    workspace.ownerAdds('analytics-readers', 'ana');
    expect((await logged()).body.items).toBeUndefined();
    const owners = async () => (await logged('', 'groups_enterprise')).body.items?.length;
    expect(await owners()).toBe(1);
    workspace.logLag(minutes(5));
    expect(await owners()).toBeUndefined();
    pass(minutes(5));
    expect(await owners()).toBe(1);
    pass(minutes(181 * 24 * 60));
    expect(await owners()).toBeUndefined();
  });
});
