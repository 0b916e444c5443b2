import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { everyPermission, permissionsFor } from '../../sandbox/entra/door.js';
import { add, call, clock, close, entra, members, open, seconds, signIn, start } from '../support/entraTenant.js';
import { hasSpecs, specsDirectory } from '../support/specs.js';

beforeEach(open);
afterEach(close);

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
    const names = added?.targetResources[0]?.modifiedProperties;
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
