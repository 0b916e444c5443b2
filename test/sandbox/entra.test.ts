import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { everyPermission } from '../../sandbox/entra/door.js';
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
  start,
} from '../support/entraTenant.js';
import { checkTraffic, hasSpecs } from '../support/specs.js';

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
    expect(second.value[0]?.id).not.toBe(first.value[0]?.id);
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
    expect((await call('GET', where(entra.userId('ana')))).body.signInActivity?.lastSignInDateTime).toBe(
      '2026-11-21T10:00:00.000Z',
    );
    expect((await call('GET', where('ana@acme.example.com'))).status).toBe(400);
  });
});

test('the console shows who is in which group, and a tenant remembers it from one day to the next', async () => {
  entra.nest('power-bi-viewers', 'power-bi-admins');
  entra.setManager('dana', 'grace');
  await add('ana', 'power-bi-viewers');
  const shown = () => entra.groups().find(({ name }) => name === 'power-bi-viewers');
  expect(shown()).toEqual({ name: 'power-bi-viewers', members: ['Ana Silva', 'power-bi-admins'] });
  expect(entra.groups().map(({ name }) => name)).not.toContain('all-finance');
  const memory = structuredClone(entra.memory());
  await start();
  expect(shown()?.members).toEqual([]);
  entra.recall(memory);
  expect(shown()?.members).toEqual(['Ana Silva', 'power-bi-admins']);
  expect((await call('GET', `/users/${entra.userId('dana')}/manager`)).body.displayName).toBe('Grace Chen');
  expect(entra.audits().map(({ activityDisplayName }) => activityDisplayName)).toContain('Add member to group');
});

test('what nobody has heard of is answered as Graph does, and a broken body too', async () => {
  expect((await call('GET', '/teapots')).body.error.code).toBe('BadRequest');
  const headers = { 'content-type': 'application/json' };
  const broken = await fetch(`${entra.url}/v1.0/users`, { method: 'POST', headers, body: '{' });
  expect(broken.status).toBe(400);
});
