import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { everyPermission, permissionsFor } from '../../sandbox/entra/door.js';
import {
  add,
  call,
  clock,
  close,
  entra,
  members,
  open,
  reference,
  remove,
  seconds,
  signIn,
  start,
} from '../support/entraTenant.js';
import { checkTraffic, hasSpecs, specsDirectory } from '../support/specs.js';

beforeEach(open);
afterEach(close);

const names = (list: readonly { readonly displayName: string }[]) => list.map(({ displayName }) => displayName).sort();
const eventual = { consistencylevel: 'eventual' };

describe('memberships', () => {
  test('Ana is put into a group, is seen there, and is taken out', async () => {
    expect((await add('ana', 'power-bi-viewers')).status).toBe(204);
    expect((await call('GET', members('power-bi-viewers'))).body.value).toMatchObject([
      { '@odata.type': '#microsoft.graph.user', displayName: 'Ana Silva' },
    ]);
    expect(names((await call('GET', `/users/${entra.userId('ana')}/memberOf`)).body.value)).toEqual([
      'power-bi-viewers',
    ]);
    expect((await remove('ana', 'power-bi-viewers')).status).toBe(204);
    expect(entra.members('power-bi-viewers')).toEqual([]);
    if (hasSpecs()) expect(checkTraffic(entra.calls)).toEqual([]);
  });

  test('who is in already is a bad request, and who is not in is not found', async () => {
    await add('ana', 'power-bi-viewers');
    const twice = await add('ana', 'power-bi-viewers');
    expect([twice.status, twice.body.error.code]).toEqual([400, 'Request_BadRequest']);
    expect(twice.body.error.message).toContain("already exist for the following modified properties: 'members'");
    expect((await remove('ben', 'power-bi-viewers')).body.error.code).toBe('Request_ResourceNotFound');
    expect(entra.audits()).toHaveLength(1);
  });

  test('without /$ref it is the person who is deleted, by whoever may', async () => {
    const path = `${members('azure-subscription-readers')}/${entra.userId('omar')}`;
    expect((await call('DELETE', path)).status).toBe(403);
    await start({ permissions: [...everyPermission, 'User.ReadWrite.All'] });
    const omar = entra.userId('omar');
    expect((await call('DELETE', `${members('azure-subscription-readers')}/${omar}`)).status).toBe(204);
    expect((await call('GET', `/users/${omar}`)).status).toBe(404);
  });

  test.each([
    ['all-finance', 400],
    ['ad-domain-users', 400],
    ['finance-mail', 400],
    ['helpdesk-admins', 403],
    ['board-restricted', 403],
  ])('%s takes no writes: %i', async (name, status) => {
    expect((await add('ana', name)).status).toBe(status);
    expect(entra.has('ana', name)).toBe(false);
  });

  test('with the permission for it a role-assignable group does, and a Microsoft 365 group always', async () => {
    await start({ permissions: [...everyPermission, 'RoleManagement.ReadWrite.Directory'] });
    expect((await add('ana', 'helpdesk-admins')).status).toBe(204);
    entra.addGroup('design-team', 'microsoft365');
    expect((await add('ana', 'design-team')).status).toBe(204);
  });

  test('a reference must name an object that is there', async () => {
    const where = `${members('power-bi-viewers')}/$ref`;
    expect((await call('POST', where)).body.error.message).toContain('EndOfInput');
    expect((await call('POST', where, { body: { '@odata.id': 'ana' } })).status).toBe(400);
    const nobody = reference('00000000-0000-4000-a000-000000000000');
    expect((await call('POST', where, { body: nobody })).status).toBe(404);
  });

  test('groups may lie in groups: direct and transitive are two questions', async () => {
    entra.nest('power-bi-viewers', 'azure-subscription-readers');
    const [omar, group] = [entra.userId('omar'), entra.groupId('power-bi-viewers')];
    const asked = await call('POST', `/users/${omar}/checkMemberGroups`, { body: { groupIds: [group] } });
    expect(asked.body.value).toEqual([group]);
    const direct = (await call('GET', members('power-bi-viewers'))).body.value;
    expect(direct).toMatchObject([{ '@odata.type': '#microsoft.graph.group' }]);
    const cast = `${members('power-bi-viewers')}/microsoft.graph.user`;
    expect((await call('GET', cast)).body.value).toEqual([]);
    const many = Array.from({ length: 21 }, () => group);
    expect((await call('POST', `/users/${omar}/checkMemberGroups`, { body: { groupIds: many } })).status).toBe(400);
  });

  test('lists may tell the past for some reads or for some time', async () => {
    const listed = async () => (await call('GET', members('power-bi-viewers'))).body.value.length;
    entra.staleLists({ reads: 2 });
    await add('ana', 'power-bi-viewers');
    expect([await listed(), await listed(), await listed()]).toEqual([0, 0, 1]);
    entra.staleLists({ ms: seconds(4) });
    await remove('ana', 'power-bi-viewers');
    expect(await listed()).toBe(1);
    clock.now += seconds(5);
    expect(await listed()).toBe(0);
  });
});

describe('questions', () => {
  test('without $select half of a person is left out', async () => {
    const ana = (await call('GET', `/users/${entra.userId('ana')}`)).body;
    expect(ana).toMatchObject({ jobTitle: 'Product designer', mail: 'ana@acme.example.com' });
    expect(ana).not.toHaveProperty('accountEnabled');
    expect(ana).not.toHaveProperty('department');
    const asked = await call('GET', '/users/ana@acme.example.com?$select=accountEnabled,department');
    expect(asked.body).toMatchObject({ accountEnabled: true, department: 'Design' });
    expect(asked.body).not.toHaveProperty('mail');
    expect((await call('GET', '/users?$select=departement')).body.error.message).toContain("named 'departement'");
  });

  test('lists come in pages, and the next page repeats every parameter', async () => {
    const first = (await call('GET', '/users?$top=3&$select=id,mail')).body;
    expect(first.value).toHaveLength(3);
    const next = new URL(first['@odata.nextLink']);
    expect([next.searchParams.get('$top'), next.searchParams.get('$select')]).toEqual(['3', 'id,mail']);
    const second = (await call('GET', `${next.pathname.replace('/v1.0', '')}${next.search}`)).body;
    expect(second.value).toHaveLength(3);
    expect(second.value[0].id).not.toBe(first.value[0].id);
    for (const top of ['0', '1000', 'many']) expect((await call('GET', `/users?$top=${top}`)).status).toBe(400);
    expect((await call('GET', '/users?$skip=3')).status).toBe(400);
  });

  test('filters know comparisons, starts, lists, and, or, brackets, and texts without their case', async () => {
    const found = async (filter: string) =>
      names((await call('GET', `/users?$filter=${encodeURIComponent(filter)}`)).body.value);
    expect(await found("mail eq 'ANA@acme.example.com'")).toEqual(['Ana Silva']);
    expect(await found("startsWith(displayName,'Da') or displayName eq 'Ben Okafor'")).toEqual([
      'Ben Okafor',
      'Dana Levi',
    ]);
    expect(await found("accountEnabled eq true and (jobTitle eq 'x' or department eq 'Security')")).toEqual([
      'Sam Rivera',
    ]);
    expect(await found("userPrincipalName in ('sam@acme.example.com', 'it@acme.example.com')")).toHaveLength(2);
    entra.setPerson('ana', { mail: "o'neil@acme.example.com" });
    expect(await found("mail eq 'o''neil@acme.example.com'")).toEqual(['Ana Silva']);
    for (const bad of ["mail is 'x'", 'mail eq', "mail eq 'x' and", "(mail eq 'x'"]) {
      expect((await call('GET', `/users?$filter=${encodeURIComponent(bad)}`)).status).toBe(400);
    }
  });

  test.each([
    "/users?$filter=displayName ne 'x'",
    "/users?$filter=not startsWith(mail,'a')",
    "/users?$filter=endsWith(mail,'com')",
    "/users?$filter=mail eq 'x'&$orderby=displayName",
    '/users?$count=true',
    '/users?$search="displayName:ana"',
  ])('%s wants to be told that an index will do', async (where) => {
    const refused = await call('GET', where);
    expect([refused.status, refused.body.error.code]).toEqual([400, 'Request_UnsupportedQuery']);
    const counted = where.includes('$count') ? where : `${where}&$count=true`;
    expect((await call('GET', counted)).status).toBe(400);
    expect((await call('GET', counted, { headers: eventual })).status).toBe(200);
  });

  test('a cast with a parameter does too', async () => {
    const cast = `${members('azure-subscription-readers')}/microsoft.graph.user`;
    expect((await call('GET', cast)).status).toBe(200);
    expect((await call('GET', `${cast}?$select=id`)).status).toBe(400);
    expect((await call('GET', `${cast}?$select=id&$count=true`, { headers: eventual })).body['@odata.count']).toBe(2);
  });

  test('the index trails behind, and what is asked without it does not', async () => {
    entra.searchLag(seconds(60));
    entra.addGroup('brand-new');
    const filter = "$filter=startsWith(displayName,'brand')";
    expect((await call('GET', `/groups?${filter}`)).body.value).toHaveLength(1);
    expect((await call('GET', `/groups?${filter}&$count=true`, { headers: eventual })).body.value).toEqual([]);
    clock.now += seconds(61);
    expect((await call('GET', `/groups?${filter}&$count=true`, { headers: eventual })).body.value).toHaveLength(1);
  });

  test('a manager is followed, and a person without one is not found', async () => {
    expect((await call('GET', `/users/${entra.userId('ana')}/manager`)).body.displayName).toBe('Ben Okafor');
    expect((await call('GET', `/users/${entra.userId('grace')}/manager`)).status).toBe(404);
  });

  test('sign-ins are told to who asks for them, by id alone', async () => {
    const where = (who: string) => `/users/${who}?$select=id,signInActivity`;
    expect((await call('GET', where(entra.userId('ana')))).body.signInActivity).toBeUndefined();
    entra.signIn('ana');
    expect((await call('GET', where(entra.userId('ana')))).body.signInActivity.lastSignInDateTime).toBe(
      '2026-11-21T10:00:00.000Z',
    );
    expect((await call('GET', where('ana@acme.example.com'))).status).toBe(400);
  });
});

describe('the audit log', () => {
  const audits = async (filter = '') =>
    (await call('GET', `/auditLogs/directoryAudits${filter && `?$filter=${encodeURIComponent(filter)}`}`)).body.value;

  test('tells who put whom where, the newest first, and of an app only its principal', async () => {
    await add('ana', 'power-bi-viewers');
    clock.now += seconds(1);
    entra.removeMember('power-bi-viewers', 'ana');
    const [removed, added] = await audits();
    expect(removed).toMatchObject({
      activityDisplayName: 'Remove member from group',
      initiatedBy: { app: null, user: { userPrincipalName: 'admin@acme.example.com' } },
    });
    expect(added).toMatchObject({
      activityDisplayName: 'Add member to group',
      result: 'success',
      initiatedBy: { user: null, app: { appId: null, servicePrincipalId: entra.servicePrincipalId } },
      targetResources: [
        { type: 'User', id: entra.userId('ana') },
        { type: 'Group', id: entra.groupId('power-bi-viewers'), displayName: null },
      ],
    });
    const names = added.targetResources[0].modifiedProperties;
    expect(names).toContainEqual({ displayName: 'Group.DisplayName', oldValue: null, newValue: '"power-bi-viewers"' });
  });

  test('is filtered by time, activity and target', async () => {
    entra.addMember('power-bi-viewers', 'ana');
    clock.now += seconds(60);
    entra.addMember('power-bi-admins', 'ben');
    expect(await audits('activityDateTime ge 2026-11-21T10:00:30Z')).toHaveLength(1);
    expect(await audits("activityDisplayName eq 'Remove member from group'")).toEqual([]);
    expect(await audits(`targetResources/any(t:t/id eq '${entra.groupId('power-bi-admins')}')`)).toHaveLength(1);
    expect(await audits(`targetResources/any(t: t/id eq '${entra.userId('ana')}')`)).toHaveLength(1);
  });

  test('comes late, and forgets after thirty days', async () => {
    entra.auditLag(seconds(300));
    entra.addMember('power-bi-viewers', 'ana');
    expect(await audits()).toEqual([]);
    clock.now += seconds(301);
    expect(await audits()).toHaveLength(1);
    clock.now += seconds(30 * 24 * 3600);
    await signIn();
    expect(await audits()).toEqual([]);
  });
});

describe('limits', () => {
  test('reports: five in ten seconds, and then the seconds to wait', async () => {
    const ask = () => call('GET', '/auditLogs/directoryAudits');
    for (let asked = 0; asked < 5; asked++) expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
    clock.now += seconds(10);
    expect((await ask()).status).toBe(200);
  });

  test('what a call costs is told, and from four fifths on how much is used', async () => {
    entra.allow('units', 10);
    const list = await call('GET', '/users');
    expect([list.headers.get('x-ms-resource-unit'), list.headers.has('x-ms-throttle-limit-percentage')]).toEqual([
      '2',
      false,
    ]);
    expect((await call('GET', members('power-bi-viewers'))).headers.get('x-ms-resource-unit')).toBe('3');
    expect((await call('GET', '/users?$select=id&$top=5')).headers.get('x-ms-resource-unit')).toBe('1');
    expect((await call('GET', '/users')).headers.get('x-ms-throttle-limit-percentage')).toBe('0.8');
    await call('GET', '/users');
    expect((await call('GET', '/users')).status).toBe(429);
  });

  test('writes have their own, and one kind of 429 names no moment', async () => {
    entra.allow('writes', 1);
    expect([(await add('ana', 'power-bi-viewers')).status, (await add('ben', 'power-bi-viewers')).status]).toEqual([
      204, 429,
    ]);
    expect((await call('GET', '/users')).status).toBe(200);
    entra.crowd();
    const crowded = await call('GET', '/users');
    expect([crowded.status, crowded.headers.has('retry-after')]).toEqual([429, false]);
  });
});

describe('permissions', () => {
  const operations: readonly [operation: string, method: string, where: () => string][] = [
    ['listUsers', 'GET', () => '/users'],
    ['getUser', 'GET', () => `/users/${entra.userId('ana')}`],
    ['getManager', 'GET', () => `/users/${entra.userId('ana')}/manager`],
    ['listMemberOf', 'GET', () => `/users/${entra.userId('ana')}/memberOf`],
    ['checkMemberGroups', 'POST', () => `/users/${entra.userId('ana')}/checkMemberGroups`],
    ['revokeSignInSessions', 'POST', () => `/users/${entra.userId('ana')}/revokeSignInSessions`],
    ['listGroups', 'GET', () => '/groups'],
    ['getGroup', 'GET', () => `/groups/${entra.groupId('power-bi-viewers')}`],
    ['listMembers', 'GET', () => members('power-bi-viewers')],
    ['addMember', 'POST', () => `${members('power-bi-viewers')}/$ref`],
    ['removeMember', 'DELETE', () => `${members('power-bi-viewers')}/${entra.userId('ana')}/$ref`],
    ['listDirectoryAudits', 'GET', () => '/auditLogs/directoryAudits'],
  ];

  test.each(operations)('%s is forbidden without each of its permissions', async (operation, method, where) => {
    const others = everyPermission.filter((name) => !permissionsFor[operation]?.includes(name));
    await start({ permissions: others });
    const refused = await call(method, where());
    expect([refused.status, refused.body.error.code]).toEqual([403, 'Authorization_RequestDenied']);
  });

  test.each(operations)('%s asks for what Microsoft lists', (operation, method, where) => {
    if (!hasSpecs()) return;
    const listed = JSON.parse(readFileSync(path.join(specsDirectory(), 'msgraph-permissions.json'), 'utf8')).operations;
    const template = where()
      .replace(/\/users\/[^/]+/, '/users/{user-id}')
      .replace(/\/groups\/[^/]+/, '/groups/{group-id}');
    const permissions = listed[`${method} ${template}`]?.application?.all as string[] | undefined;
    // Adding and removing members stand on Microsoft's pages, and not in its file.
    if (permissions) expect(permissions).toEqual(expect.arrayContaining([...(permissionsFor[operation] ?? [])]));
    else expect(template).toContain('$ref');
  });

  test('what is granted later comes with the next token', async () => {
    await start({ permissions: [] });
    expect((await call('GET', '/users')).status).toBe(403);
    entra.grant(['User.Read.All']);
    expect((await call('GET', '/users')).status).toBe(403);
  });
});

test('what nobody has heard of is answered as Graph does, and a broken body too', async () => {
  expect((await call('GET', '/teapots')).body.error.code).toBe('BadRequest');
  const headers = { 'content-type': 'application/json' };
  const broken = await fetch(`${entra.url}/v1.0/users`, { method: 'POST', headers, body: '{' });
  expect(broken.status).toBe(400);
});
