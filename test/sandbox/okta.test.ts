import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  call,
  client,
  clock,
  close,
  idsOf,
  membership,
  names,
  open,
  org,
  refusal,
  seconds,
  type Told,
} from '../support/oktaOrg.js';
import { checkTraffic, hasSpecs, specsDirectory } from '../support/specs.js';

beforeEach(open);
afterEach(close);

describe('people and groups', () => {
  test('Ana is put into a group, is seen there, and is taken out', async () => {
    const { groupApi, userApi } = client();
    await groupApi.assignUserToGroup(idsOf('figma-viewers', 'ana'));
    expect(org.has('ana', 'figma-viewers')).toBe(true);
    expect(await names(await groupApi.listGroupUsers({ groupId: org.groupId('figma-viewers') }))).toEqual([
      'ana@acme.example.com',
    ]);
    const mine = await names(await userApi.listUserGroups({ userId: 'ana@acme.example.com' }));
    expect(mine.sort()).toEqual(['everyone', 'figma-viewers', 'pilot-design']);
    await groupApi.unassignUserFromGroup(idsOf('figma-viewers', 'ana'));
    expect(org.members('figma-viewers')).toEqual([]);
    if (hasSpecs()) expect(checkTraffic(org.calls)).toEqual([]);
  });

  test('doing it twice changes nothing, and is told once in the log', async () => {
    const { groupApi } = client();
    await groupApi.assignUserToGroup(idsOf('figma-viewers', 'ana'));
    await groupApi.assignUserToGroup(idsOf('figma-viewers', 'ana'));
    await groupApi.unassignUserFromGroup(idsOf('figma-viewers', 'ana'));
    await groupApi.unassignUserFromGroup(idsOf('figma-viewers', 'ana'));
    expect(org.log().map((event) => event.eventType)).toEqual([
      'group.user_membership.add',
      'group.user_membership.remove',
    ]);
  });

  test('taking out somebody who is not in may also answer 404', async () => {
    org.absentMember('notFound');
    const error = await refusal(client().groupApi.unassignUserFromGroup(idsOf('figma-viewers', 'ana')));
    expect(error).toMatchObject({ status: 404, errorCode: 'E0000007' });
  });

  test.each(['workday-synced', 'everyone'])('%s takes no writes', async (name) => {
    const error = await refusal(client().groupApi.assignUserToGroup(idsOf(name, 'ana')));
    expect(error).toMatchObject({ status: 403, errorCode: 'E0000006' });
  });

  test('people are found by login, e-mail and the start of a name', async () => {
    const { userApi } = client();
    const ana = await userApi.getUser({ userId: 'ana@acme.example.com' });
    expect(ana.profile).toMatchObject({
      title: 'Product designer',
      department: 'Design',
      managerId: 'ben@acme.example.com',
    });
    const search = 'profile.email eq "ana@acme.example.com" and (status eq "ACTIVE" or status eq "STAGED")';
    expect(await names(await userApi.listUsers({ search }))).toEqual(['ana@acme.example.com']);
    expect(await names(await userApi.listUsers({ filter: 'profile.login eq "sam@acme.example.com"' }))).toHaveLength(1);
    expect(await names(await userApi.listUsers({ q: 'grac' }))).toEqual(['grace@acme.example.com']);
    expect(await names(await userApi.listUsers())).not.toContain('gus@acme.example.com');
  });

  test('whoever was deactivated is left out of the plain list and of q, not of search', async () => {
    org.deactivate('dana');
    const { userApi } = client();
    expect(await names(await userApi.listUsers())).not.toContain('dana@acme.example.com');
    expect(await names(await userApi.listUsers({ q: 'dana' }))).toEqual([]);
    expect(await names(await userApi.listUsers({ search: 'status eq "DEPROVISIONED"' }))).toEqual([
      'dana@acme.example.com',
    ]);
    expect((await userApi.getUser({ userId: org.userId('dana') })).status).toBe('DEPROVISIONED');
    const error = await refusal(client().groupApi.assignUserToGroup(idsOf('figma-viewers', 'dana')));
    expect(error).toMatchObject({ status: 403, errorCode: 'E0000038' });
  });

  test('a manager is written as the org likes it', async () => {
    const managerOf = async () => (await call('GET', `/api/v1/users/${org.userId('ana')}`)).body.profile;
    org.setManager('ana', 'dana', 'id');
    expect(await managerOf()).toMatchObject({ managerId: org.userId('dana'), manager: 'Dana Levi' });
    org.setManager('ana');
    expect(await managerOf()).toMatchObject({ managerId: null, manager: null });
  });

  test('lists come in pages, and other parameters stay in the link', async () => {
    const first = await call('GET', '/api/v1/users?limit=3&fields=profile');
    expect(first.body).toHaveLength(3);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    expect(new URL(next).searchParams.get('fields')).toBe('profile');
    expect(await names(await client().userApi.listUsers({ limit: 3 }))).toHaveLength(8);
    const byGroup = await client().groupApi.listGroupUsers({ groupId: org.groupId('pilot-design'), limit: 2 });
    expect(await names(byGroup)).toHaveLength(3);
    expect((await call('GET', '/api/v1/groups?q=f&limit=1')).headers.get('link')).toBeNull();
    expect((await call('GET', '/api/v1/users?after=nothing')).status).toBe(400);
  });

  test('groups are found by name and kind, and a filter knows only four properties', async () => {
    const { groupApi } = client();
    expect(await names(await groupApi.listGroups({ q: 'figma' }))).toHaveLength(2);
    expect(await names(await groupApi.listGroups({ search: 'profile.name eq "vpn-users"' }))).toEqual(['vpn-users']);
    expect(await names(await groupApi.listGroups({ filter: 'type eq "APP_GROUP"' }))).toEqual(['workday-synced']);
    const error = await refusal(names(await groupApi.listGroups({ filter: 'profile.name eq "vpn-users"' })));
    expect(error).toMatchObject({ status: 400, errorCode: 'E0000001' });
    expect((await call('GET', '/api/v1/groups?search=profile.name+is+x')).status).toBe(400);
  });

  test('sessions are ended', async () => {
    await client().userApi.revokeUserSessions({ userId: org.userId('ana') });
    expect(org.sessionsEnded()).toEqual(['ana']);
  });
});

describe('what trails behind', () => {
  test('search does, a look-up by id does not', async () => {
    org.searchLag(seconds(5));
    org.setProfile('ana', { email: 'silva@acme.example.com' });
    const found = async () => (await call('GET', '/api/v1/users?search=profile.email+sw+%22silva%22')).body.length;
    expect(await found()).toBe(0);
    expect((await call('GET', `/api/v1/users/${org.userId('ana')}`)).body.profile).toMatchObject({
      email: 'silva@acme.example.com',
    });
    clock.now += seconds(6);
    expect(await found()).toBe(1);
    org.searchLag('untilTold');
    org.setProfile('ana', { email: 'ana@acme.example.com' });
    clock.now += seconds(3600);
    expect(await found()).toBe(1);
    org.catchUp();
    expect(await found()).toBe(0);
  });

  test('membership lists may, for some reads or for some time', async () => {
    const listed = async () => (await call('GET', `/api/v1/groups/${org.groupId('vpn-users')}/users`)).body.length;
    org.staleLists({ reads: 2 });
    org.addMember('vpn-users', 'ana');
    expect([await listed(), await listed(), await listed()]).toEqual([0, 0, 1]);
    org.staleLists({ ms: seconds(4) });
    org.removeMember('vpn-users', 'ana');
    expect(await listed()).toBe(1);
    clock.now += seconds(5);
    expect(await listed()).toBe(0);
  });
});

describe('what happens outside', () => {
  test('an admin takes Omar out, and the log names the admin', async () => {
    org.removeMember('github-engineering', 'omar');
    await client().groupApi.assignUserToGroup(idsOf('github-engineering', 'omar'));
    const events = (await call('GET', '/api/v1/logs?filter=eventType+sw+%22group.user_membership%22')).body;
    expect(events.map((event) => event.actor)).toMatchObject([
      { displayName: 'Okta Admin', type: 'User' },
      { displayName: 'Latchkey API token' },
    ]);
    expect(events[0]?.target).toMatchObject([
      { type: 'User', alternateId: 'omar@acme.example.com' },
      { type: 'UserGroup', displayName: 'github-engineering' },
    ]);
  });

  test('a group that is gone is not found, and comes back as another', async () => {
    const old = org.groupId('vpn-users');
    org.deleteGroup('vpn-users');
    const gone = await call('PUT', `/api/v1/groups/${old}/users/${org.userId('ana')}`, { 'content-length': '0' });
    expect(gone).toMatchObject({
      status: 404,
      body: { errorSummary: `Not found: Resource not found: ${old} (UserGroup)` },
    });
    expect(org.addGroup('vpn-users')).not.toBe(old);
  });

  test('a person who is gone is not found', async () => {
    const id = org.userId('ana');
    org.deletePerson('ana');
    expect(await call('GET', `/api/v1/users/${id}`)).toMatchObject({ status: 404, body: { errorCode: 'E0000007' } });
    expect(org.members('pilot-design')).toEqual(['ben', 'dana']);
  });

  test('whoever is taken out of a rule by hand is on its list of exceptions', async () => {
    org.addRule('Designers', ['figma-editors'], ['ana', 'dana']);
    await client().groupApi.unassignUserFromGroup(idsOf('figma-editors', 'ana'));
    expect(org.excludedFrom('Designers')).toEqual(['ana']);
    const rules = await client().groupApi.listGroupRules();
    for await (const rule of rules) {
      expect(rule?.actions?.assignUserToGroups?.groupIds).toEqual([org.groupId('figma-editors')]);
      expect(rule?.conditions?.people?.users?.exclude).toEqual([org.userId('ana')]);
    }
  });
});

const fixtures = path.join(specsDirectory(), '..', 'fixtures', 'okta');
const recorded = (name: string): { response: Told & { headers: Record<string, string> } } =>
  JSON.parse(readFileSync(path.join(fixtures, `${name}.json`), 'utf8'));

(hasSpecs() ? describe : describe.skip)('against what was recorded', () => {
  const shape = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.slice(0, 1).map(shape);
    if (typeof value !== 'object' || value === null) return typeof value === 'object' ? 'nothing' : typeof value;
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, each]) => [name, shape(each)])
        .sort(),
    );
  };
  const where: Record<string, () => [string, string]> = {
    group_add_user_204: () => ['PUT', membership('figma-viewers', 'ana')],
    group_remove_user_204: () => ['DELETE', membership('figma-viewers', 'ana')],
    group_get_404: () => ['GET', '/api/v1/groups/00gsfck5wNqOPYMfS4x6'],
    user_get_404: () => ['GET', '/api/v1/users/00usfhrjbkppPBkoY4x6'],
    groups_search_200: () => ['GET', '/api/v1/groups?q=figma'],
    group_users_list_200: () => ['GET', `/api/v1/groups/${org.groupId('pilot-design')}/users`],
    user_groups_200: () => ['GET', `/api/v1/users/${org.userId('ana')}/groups`],
    user_pagination_link_header: () => ['GET', '/api/v1/users?limit=1'],
  };

  test.each(Object.keys(where))('%s', async (name) => {
    const { response } = recorded(name);
    const [method, at] = where[name]?.() ?? ['GET', '/'];
    const told = await call(method, at);
    expect(told.status).toBe(response.status);
    for (const header of Object.keys(response.headers))
      expect([header, told.headers.has(header)]).toEqual([header, true]);
    if (response.status === 404) expect(told.body).toMatchObject({ ...response.body, errorId: expect.any(String) });
    const want = Array.isArray(response.body) ? response.body[0] : response.body;
    const got = Array.isArray(told.body) ? told.body[0] : told.body;
    expect(Object.keys(got ?? {}).sort()).toEqual(Object.keys(want ?? {}).sort());
    if (name.startsWith('group') && Array.isArray(told.body) && name.includes('search'))
      expect(shape(got?._links)).toEqual(shape(want?._links));
  });
});
