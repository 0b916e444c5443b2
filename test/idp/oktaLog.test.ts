import { afterEach, describe, expect, test } from '@jest/globals';
import { ProviderDown, ProviderRefused } from '../../src/idp/port.js';
import { faultOf } from './bench.js';
import { type OktaBench, oktaBench, oktaError, type Setting } from './oktaBench.js';

let bench: OktaBench;
afterEach(() => bench.close());

async function start(setting: Setting = { way: 'API token' }) {
  bench = await oktaBench(setting, { mayAdd: () => true, mayRemove: () => true }, { timeout: 5000 });
  return { ...bench, ana: bench.personId('ana'), figma: bench.groupId('figma-viewers') };
}

const window = () => ({ since: new Date(Date.now() - 60_000), until: new Date(Date.now() + 60_000) });
const read = (groups = [bench.groupId('figma-viewers')]) => bench.provider.log.read(window(), groups);

const logCalls = () => bench.org.calls.filter(({ operation }) => operation === 'listLogEvents');

/** An entry as Okta writes it, with what a test wants to be different. */
const entry = (changes: Record<string, unknown> = {}) => ({
  uuid: 'entry',
  eventType: 'group.user_membership.add',
  published: new Date().toISOString(),
  outcome: { result: 'SUCCESS' },
  actor: { id: '00uSomebody', type: 'User', alternateId: 'x@acme.example.com', displayName: 'Somebody' },
  target: [
    { id: bench.personId('ana'), type: 'User' },
    { id: bench.groupId('figma-viewers'), type: 'UserGroup' },
  ],
  transaction: { type: 'WEB', id: 'one', detail: {} },
  ...changes,
});
const answers = (...entries: unknown[]) => bench.org.faults.error('listLogEvents', { status: 200, body: entries });

describe("Okta's System Log", () => {
  test('is asked within bounds, by type and group, from a beginning or a place and never both', async () => {
    const { figma, put, takeOut, hireMany } = await start();
    const hired = hireMany();
    for (const person of hired) put(person, 'figma-viewers');
    for (const person of hired) takeOut(person, 'figma-viewers');
    const { since, until } = window();
    const first = await bench.provider.log.read({ since, until }, [figma]);
    await bench.provider.log.read({ since, until }, [figma], first.next);
    const types = 'eventType eq "group.user_membership.add" or eventType eq "group.user_membership.remove"';
    const always = {
      until: until.toISOString(),
      filter: `(${types}) and (target.id eq "${figma}")`,
      limit: '1000',
      sortOrder: 'ASCENDING',
    };
    expect(logCalls().map(({ query }) => query)).toEqual([
      { ...always, since: since.toISOString() },
      { ...always, after: first.next },
    ]);
  });

  test('is asked by type alone for more groups than an address can hold', async () => {
    const { figma } = await start();
    const others = Array.from({ length: 400 }, (_, number) => `00gOther${String(number).padStart(12, '0')}`);
    await read([...others, figma]);
    expect(String(logCalls()[0]?.query.filter)).not.toContain('target.id');
  });

  test.each(['" or eventType eq "x', 'figma viewers', '..'])('is not asked about a group "%s"', async (odd) => {
    const { figma } = await start();
    expect(await faultOf(read([figma, odd]))).toBeInstanceOf(ProviderRefused);
    expect(logCalls()).toEqual([]);
  });

  test('tells nothing that was tried and did not come about', async () => {
    await start();
    answers(
      entry({ uuid: 'failed', outcome: { result: 'FAILURE', reason: 'No' } }),
      entry({ uuid: 'done' }),
      entry({ uuid: 'skipped', outcome: { result: 'SKIPPED' } }),
    );
    expect((await read()).items.map(({ id }) => id)).toEqual(['done']);
  });

  test('tells who it was by their id where they have no name', async () => {
    await start();
    answers(entry({ actor: { id: '00uSomebody', type: 'User', displayName: null } }));
    const who = { id: '00uSomebody', name: '00uSomebody', isLatchkey: false };
    expect((await read()).items.map(({ actor }) => actor)).toEqual([who]);
  });

  test('finds the person and the group in whichever order they stand, and among others', async () => {
    const { ana, figma } = await start();
    const app = { id: '0oaSomeApp', type: 'AppInstance' };
    answers(entry({ target: [app, { id: figma, type: 'UserGroup' }, { id: ana, type: 'User' }] }));
    expect((await read()).items).toMatchObject([{ person: { id: ana }, group: figma }]);
  });

  test.each([
    ['without an id', { uuid: undefined }],
    ['of another type', { eventType: 'user.session.start' }],
    ['without a time', { published: undefined }],
    ['with a time that is none', { published: 'yesterday' }],
    ['without an outcome', { outcome: null }],
    ['by nobody', { actor: null }],
    ['about nobody', { target: [{ id: '00gSomeGroup', type: 'UserGroup' }] }],
    ['about no group', { target: [{ id: '00uSomebody', type: 'User' }] }],
    ['about nothing', { target: null }],
  ])('with an entry %s is no answer: what it would have told is not to be missed', async (_what, changes) => {
    await start();
    answers(entry(), entry(changes));
    expect(await faultOf(read())).toBeInstanceOf(ProviderDown);
  });

  test('says how long it is kept and how late it may be', async () => {
    const { provider } = await start();
    expect(provider.log).toMatchObject({ keptDays: 90, lateBy: 120 });
  });
});

describe('whose doing an entry is', () => {
  const us = async () => (await read()).items.map(({ actor }) => actor.isLatchkey);

  test('with a service app: ours where the app did it, and not where another did', async () => {
    const { provider, ana, figma, put } = await start({ way: 'service app' });
    await provider.add(ana, figma);
    put('ben', 'figma-viewers');
    expect(await us()).toEqual([true, false]);
    expect(bench.org.calls.filter(({ path }) => path.endsWith('/me'))).toEqual([]);
  });

  test("with an API token: its owner's, found out once; and only what was done with a token", async () => {
    const { org, provider, ana, figma } = await start();
    await provider.add(ana, figma);
    const [{ actor } = { actor: { id: '', name: '' } }] = (await read()).items;
    const byOwner = { id: actor.id, type: 'User', displayName: actor.name };
    const withToken = { type: 'WEB', id: 'one', detail: { requestApiTokenId: '00TSome' } };
    answers(
      entry({ actor: byOwner, transaction: withToken }),
      entry({ actor: byOwner }),
      entry({ actor: byOwner, transaction: { type: 'WEB', id: 'one', detail: null } }),
      entry({ transaction: withToken }),
    );
    expect(await us()).toEqual([true, false, false, false]);
    expect(org.calls.filter(({ path }) => path === '/api/v1/users/me')).toHaveLength(1);
  });

  test('is not guessed while the owner of the token cannot be found out, and is found out later', async () => {
    const { org, provider, ana, figma } = await start();
    await provider.add(ana, figma);
    org.faults.error('getUser', { status: 503, body: oktaError('E0000009', 'Internal Server Error') }, { times: 1 });
    expect(await faultOf(read())).toBeInstanceOf(ProviderDown);
    expect(await us()).toEqual([true]);
  });
});

describe("the log's scope", () => {
  test('is asked for when the log is read, and without it all else works', async () => {
    const scopes = ['okta.users.read', 'okta.groups.read', 'okta.groups.manage'];
    const { provider, ana, figma } = await start({ way: 'service app', scopes });
    expect(await provider.add(ana, figma)).toBe('done');
    expect((await provider.listMembers(figma)).items).toHaveLength(1);
    expect((await faultOf(read())).message).toMatch(/invalid_scope.*Check OKTA_CLIENT_ID/);
  });

  test('is in a token of its own', async () => {
    const { provider, ana } = await start({ way: 'service app' });
    await provider.readPerson(ana);
    await read();
    const scopes = bench.org.calls.filter(({ operation }) => operation === 'token').map(({ body }) => body);
    expect(scopes).toMatchObject([
      { scope: 'okta.users.read okta.groups.read okta.groups.manage' },
      { scope: 'okta.logs.read' },
    ]);
  });
});
