import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { everyScope } from '../../sandbox/google/index.js';
import { askForToken, call, close, members, open, pass, refusal, why, workspace } from '../support/googleWorkspace.js';
import { checkTraffic, hasSpecs } from '../support/specs.js';

beforeEach(open);
afterEach(close);

const minutes = (count: number) => count * 60_000;
const add = (group: string, body: unknown) => call('POST', members(group), { body });
const take = (group: string, key: string) => call('DELETE', `${members(group)}/${key}`);
const read = (group: string, key: string) => call('GET', `${members(group)}/${key}`);
const has = (group: string, key: string) =>
  call('GET', `/groups/${workspace.groupId(group)}/hasMember/${encodeURIComponent(key)}`);

describe("Google's token desk", () => {
  test('gives a token for an hour to who signs for an admin and asks for what was authorised', async () => {
    const { status, body } = await askForToken();
    expect([status, body.token_type, body.expires_in]).toEqual([200, 'Bearer', 3599]);
    const asked = { token: body.access_token };
    expect((await call('GET', '/users/ana@acme.example.com', asked)).status).toBe(200);
    pass(minutes(61));
    expect(refusal(await call('GET', '/users/ana@acme.example.com', asked))).toEqual([
      401,
      'authError',
      'Invalid Credentials',
    ]);
  });

  test.each([
    ['an account that it does not know', { iss: 'stranger@iam.example.com' }, 400, 'invalid_grant'],
    ['another place', { aud: 'https://oauth2.googleapis.com/token' }, 400, 'invalid_grant'],
    ['a claim that ended', { exp: 1 }, 400, 'invalid_grant'],
    ['a claim for longer than an hour', { exp: 9_999_999_999 }, 400, 'invalid_grant'],
    ['a claim of the future', { iat: 9_999_999_000, exp: 9_999_999_999 }, 400, 'invalid_grant'],
    ['nobody', { sub: 'nobody@acme.example.com' }, 400, 'invalid_grant'],
    ['the account itself', { sub: undefined }, 400, 'invalid_grant'],
    ['no scope', { scope: '' }, 400, 'invalid_scope'],
    ['one scope too many', { scope: `${everyScope[0]} https://mail.google.com/` }, 401, 'unauthorized_client'],
  ])('refuses a claim for %s', async (_what, claims, status, error) => {
    const refused = await askForToken(claims);
    expect([refused.status, refused.body.error]).toEqual([status, error]);
  });

  test('refuses what is not signed by the account, and other grants', async () => {
    const [, body, signature] = 'e30.e30.c2ln'.split('.');
    expect((await askForToken({}, { assertion: `e30.${body}.${signature}` })).body.error).toBe('invalid_grant');
    expect((await askForToken({}, { assertion: 'nothing' })).body.error).toBe('invalid_request');
    const grant_type = 'client_credentials';
    expect((await askForToken({}, { grant_type })).body.error).toBe('unsupported_grant_type');
  });
});

describe("Google's door", () => {
  test('opens to no one without a token', async () => {
    expect(why(await call('GET', '/users/ana@acme.example.com', { token: '' }))).toBe('401 required');
    expect(why(await call('GET', '/users/x', { token: 'guess' }))).toBe('401 authError');
  });

  test.each([
    ['admin.directory.user.readonly', 'POST', '/groups/x/members'],
    ['admin.directory.group.readonly', 'DELETE', '/groups/x/members/y'],
    ['admin.directory.group.member', 'GET', '/users/ana@acme.example.com'],
    ['admin.directory.group.member', 'GET', '/groups/x'],
    ['admin.directory.user.readonly', 'POST', '/users/ana@acme.example.com/signOut'],
    ['admin.directory.user.readonly', 'GET', '/admin/reports/v1/activity/users/all/applications/admin'],
  ])('is too narrow with %s for %s %s', async (scope, method, path) => {
    const { body } = await askForToken({ scope: `https://www.googleapis.com/auth/${scope}` });
    expect(why(await call(method, path, { token: body.access_token }))).toBe('403 insufficientPermissions');
  });

  test('wants a role of the admin beside the scope', async () => {
    workspace.withhold(['directory.members.insert']);
    const id = workspace.userId('ana');
    expect(why(await add('analytics-readers', { id }))).toBe('403 forbidden');
    workspace.setPerson('latchkey-admin', { isDelegatedAdmin: false });
    expect(why(await call('GET', '/users/ana@acme.example.com'))).toBe('403 forbidden');
  });

  test('tells a spent quota with the code of a refusal, and no moment', async () => {
    workspace.crowd();
    const crowded = await call('GET', '/users/ana@acme.example.com');
    expect(why(crowded)).toBe('403 quotaExceeded');
    workspace.allow(1);
    await call('GET', '/users/ana@acme.example.com');
    const spent = await call('GET', '/users/ana@acme.example.com');
    expect(why(spent)).toBe('403 userRateLimitExceeded');
    expect(spent.headers.get('retry-after')).toBeNull();
    pass(minutes(1));
    expect((await call('GET', '/users/ana@acme.example.com')).status).toBe(200);
  });
});

describe('people of the Workspace', () => {
  test('are found by id, address and alias, and nobody by anything else', async () => {
    workspace.setPerson('ana', { aliases: ['silva@acme.example.com'] });
    const id = workspace.userId('ana');
    for (const key of [id, 'ANA@acme.example.com', 'silva@acme.example.com']) {
      expect((await call('GET', `/users/${key}`)).body).toMatchObject({ id, primaryEmail: 'ana@acme.example.com' });
    }
    const unknown = await call('GET', '/users/nobody@acme.example.com');
    expect(refusal(unknown)).toEqual([404, 'notFound', 'Resource Not Found: userKey']);
    expect(why(await call('GET', '/users/gus@globex.example.com'))).toBe('403 forbidden');
  });

  test('have a manager as an address, and custom fields in the full projection only', async () => {
    const basic = (await call('GET', '/users/ana@acme.example.com')).body;
    expect(basic.relations).toEqual([{ value: 'ben@acme.example.com', type: 'manager' }]);
    expect([basic.customSchemas, basic.lastLoginTime]).toEqual([undefined, '1970-01-01T00:00:00.000Z']);
    expect((await call('GET', '/users/ana@acme.example.com?projection=full')).body.customSchemas).toBeDefined();
  });

  test('are listed for a company that is named, page by page, the suspended too', async () => {
    expect((await call('GET', '/users')).status).toBe(400);
    expect((await call('GET', '/users?customer=C0other')).status).toBe(400);
    workspace.suspend('dana');
    workspace.deletePerson('sam');
    const first = (await call('GET', '/users?customer=my_customer&maxResults=3')).body;
    expect(first.users).toHaveLength(3);
    const next = `/users?customer=my_customer&maxResults=3&pageToken=${first.nextPageToken}`;
    const emails = [...first.users, ...(await call('GET', next)).body.users].map(
      ({ primaryEmail }: { primaryEmail: string }) => primaryEmail,
    );
    expect(emails).toContain('dana@acme.example.com');
    const all = (await call('GET', '/users?domain=acme.example.com')).body;
    expect([all.nextPageToken, JSON.stringify(all).includes('sam@acme')]).toEqual([undefined, false]);
    // A token is for the same question only.
    const other = `/users?customer=my_customer&maxResults=4&pageToken=${first.nextPageToken}`;
    expect((await call('GET', other)).status).toBe(400);
    const none = (await call('GET', '/users?customer=my_customer&query=email=nobody@acme.example.com')).body;
    expect('users' in none).toBe(false);
  });

  test('are told only when they changed, to who knows them already', async () => {
    const { headers } = await call('GET', '/users/ana@acme.example.com');
    const known = { headers: { 'if-none-match': headers.get('etag') ?? '' } };
    expect((await call('GET', '/users/ana@acme.example.com', known)).status).toBe(304);
    workspace.suspend('ana');
    expect((await call('GET', '/users/ana@acme.example.com', known)).status).toBe(200);
  });

  test('are signed out', async () => {
    expect((await call('POST', '/users/ana@acme.example.com/signOut')).status).toBe(204);
    expect(workspace.sessionsEnded()).toEqual(['ana']);
  });
});

describe('groups of the Workspace', () => {
  test('are found by id, address and alias', async () => {
    const id = workspace.groupId('analytics-readers');
    workspace.renameGroup('analytics-readers', { email: 'readers@acme.example.com' });
    for (const key of [id, 'readers@acme.example.com', 'Analytics-Readers@acme.example.com']) {
      expect((await call('GET', `/groups/${key}`)).body).toMatchObject({ id, email: 'readers@acme.example.com' });
    }
    expect(refusal(await call('GET', '/groups/analytics-readers'))).toEqual([
      404,
      'notFound',
      'Resource Not Found: groupKey',
    ]);
  });

  test('are searched for by name and address, exactly or by their beginning', async () => {
    const found = async (query: string) => {
      const { status, body } = await call('GET', `/groups?customer=my_customer&query=${encodeURIComponent(query)}`);
      return status === 200 ? (body.groups ?? []).map(({ name }: { name: string }) => name) : status;
    };
    expect(await found("name='Analytics-Readers'")).toEqual(['analytics-readers']);
    expect(await found('name:analytics*')).toEqual(['analytics-admins', 'analytics-readers']);
    expect(await found('email=design-drive@acme.example.com')).toEqual(['design-drive']);
    expect(await found("name='nothing'")).toEqual([]);
    for (const query of ['name:analytics', 'name=two words', "name='it's'", 'colour=red']) {
      expect([query, await found(query)]).toEqual([query, 400]);
    }
    expect((await call('GET', '/groups')).status).toBe(400);
  });

  test('say how many are in them as text, and not whether anybody may be put in', async () => {
    const { body } = await call('GET', `/groups/${workspace.groupId('everyone-dynamic')}`);
    expect(Object.keys(body).sort()).toEqual([
      'adminCreated',
      'description',
      'directMembersCount',
      'email',
      'etag',
      'id',
      'kind',
      'name',
      'nonEditableAliases',
    ]);
    expect(body.directMembersCount).toBe('0');
  });
});

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
