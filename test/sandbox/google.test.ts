import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { everyScope } from '../../sandbox/google/index.js';
import { askForToken, call, close, members, open, pass, refusal, why, workspace } from '../support/googleWorkspace.js';

beforeEach(open);
afterEach(close);

const minutes = (count: number) => count * 60_000;
const add = (group: string, body: unknown) => call('POST', members(group), { body });

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
