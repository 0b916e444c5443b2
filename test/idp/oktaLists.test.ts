import { afterEach, describe, expect, test } from '@jest/globals';
import { ProviderDown, ProviderRefused } from '../../src/idp/port.js';
import { faultOf } from './bench.js';
import { type OktaBench, oktaBench, oktaError } from './oktaBench.js';

let bench: OktaBench;
afterEach(() => bench.close());

async function start() {
  bench = await oktaBench({ way: 'API token' }, { mayAdd: () => true, mayRemove: () => true }, { timeout: 5000 });
  return { ...bench, figma: bench.groupId('figma-viewers') };
}

/** How often each operation was called. */
const asked = (): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { operation } of bench.org.calls) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
};

const listAll = async (read: (from?: string) => Promise<{ items: readonly unknown[]; next?: string }>) => {
  let count = 0;
  for (let next: string | undefined | null = null; next !== undefined; ) {
    const page = await read(next ?? undefined);
    count += page.items.length;
    next = page.next;
  }
  return count;
};

const link = (address: string) => ({ link: `<${address}>; rel="next"` });

describe('lesson 24: a sync of thousands ends', () => {
  test('because the members of a group are asked for, two hundred at a time, and never the groups of each member', async () => {
    const { provider, figma, hireMany, put } = await start();
    for (const person of hireMany()) put(person, 'figma-viewers');
    expect(await listAll((from) => provider.listMembers(figma, from))).toBe(1050);
    expect(asked()).toEqual({ listGroupUsers: 6 });
    expect(bench.org.calls.map(({ query }) => query.limit)).toEqual(Array(6).fill('200'));
  });

  test('because people are told in full by the list, and nobody is read again one by one', async () => {
    const { org, provider, hireMany } = await start();
    const hired = hireMany();
    for (const person of hired.slice(0, 250)) org.deactivate(person);
    expect(await listAll(provider.listPeople)).toBe(1058);
    // 808 who are there and 250 who left.
    expect(asked()).toEqual({ listUsers: 5 + 2 });
  });

  test('because a limit that is met half way says when to go on, and the place is kept', async () => {
    const { provider, hireMany, overLimit } = await start();
    hireMany();
    const first = await provider.listPeople();
    const reset = overLimit('listPeople');
    expect(await faultOf(provider.listPeople(first.next))).toMatchObject({ retryAt: reset });
    expect((await provider.listPeople(first.next)).items).toHaveLength(200);
  });
});

describe('a list of Okta', () => {
  test('is complete although the search trails behind', async () => {
    const { org, provider, hireMany, everybody } = await start();
    org.searchLag('untilTold');
    hireMany();
    expect(await listAll(provider.listPeople)).toBe(everybody().length);
  });

  test('goes on at our own org, wherever the answer points', async () => {
    const { org, provider, figma, personId } = await start();
    const elsewhere = 'https://evil.example.com/api/v1/users?limit=200&after=00uSomewhere';
    const ana = { id: personId('ana'), status: 'ACTIVE', profile: { login: 'ana', email: 'ana@acme.example.com' } };
    org.faults.error('listUsers', { status: 200, headers: link(elsewhere), body: [ana] }, { times: 1 });
    expect(await provider.listPeople()).toMatchObject({
      items: [{ name: 'ana@acme.example.com' }],
      next: 'present:00uSomewhere',
    });
    org.faults.error('listGroupUsers', { status: 200, headers: link(elsewhere), body: [ana] }, { times: 1 });
    const members = { items: [{ id: ana.id, email: 'ana@acme.example.com' }], next: '00uSomewhere' };
    expect(await provider.listMembers(figma)).toEqual(members);
    org.faults.error('listGroupUsers', { status: 200, body: [] }, { times: 1 });
    await provider.listMembers(figma, '00uSomewhere');
    expect(org.calls.at(-1)).toMatchObject({
      operation: 'listGroupUsers',
      query: { after: '00uSomewhere', limit: '200' },
    });
  });

  test.each([
    ['a next page that begins nowhere', { headers: link('https://acme.okta.com/api/v1/users?limit=200'), body: [] }],
    ['a next page that is the same again', { headers: link('https://acme.okta.com/?after=00uHere'), body: [] }],
    ['an object', { body: { members: [] } }],
    ['nothing', { body: null }],
    ['a page for people', { body: '<html>Sign in</html>' }],
    ['somebody without an id', { body: [{ status: 'ACTIVE', profile: { login: 'x', email: 'x@acme.example.com' } }] }],
    ['a gap', { body: [null] }],
  ])('that holds %s is no answer', async (_what, answer) => {
    const { org, provider, figma } = await start();
    for (const operation of ['listUsers', 'listGroupUsers'])
      org.faults.error(operation, { status: 200, ...answer }, { times: 1 });
    expect(await faultOf(provider.listPeople('present:00uHere'))).toBeInstanceOf(ProviderDown);
    expect(await faultOf(provider.listMembers(figma, '00uHere'))).toBeInstanceOf(ProviderDown);
  });

  test.each([
    ['whose status nobody has heard of', { status: 'ACTIVATING' }],
    ['without an e-mail address', { profile: { login: 'ana' } }],
  ])('of people fails over somebody %s, and does not leave them out', async (_who, changes) => {
    const { org, provider, personId } = await start();
    const ana = { id: personId('ana'), status: 'ACTIVE', profile: { login: 'ana', email: 'ana@acme.example.com' } };
    org.faults.error('listUsers', { status: 200, body: [ana, { ...ana, ...changes }] });
    const fault = await faultOf(provider.listPeople());
    expect(fault).toBeInstanceOf(ProviderDown);
    expect(fault.message).toContain(personId('ana'));
  });

  test.each(['', '00uHere', 'gone:00uHere', 'https://evil.example.com/'])(
    'of people does not go on from "%s", which is no place in it',
    async (odd) => {
      const { org, provider } = await start();
      expect(await faultOf(provider.listPeople(odd))).toBeInstanceOf(ProviderRefused);
      expect(org.calls).toEqual([]);
    },
  );

  test.each(['..', 'me', 'figma/../../users', ''])('of members is not asked for with "%s"', async (odd) => {
    const { org, provider } = await start();
    expect(await faultOf(provider.listMembers(odd))).toBeInstanceOf(ProviderRefused);
    expect(org.calls).toEqual([]);
  });

  test('of members outside our admin role is refused, and not empty', async () => {
    const { org, provider, figma } = await start();
    org.manageOnly(['github-admins']);
    expect(await faultOf(provider.listMembers(figma))).toBeInstanceOf(ProviderRefused);
  });
});

describe('the last time at Okta', () => {
  test('that is left out of the answer is not known, which is not never', async () => {
    const { org, provider, personId } = await start();
    const ana = { id: personId('ana'), status: 'ACTIVE', profile: { login: 'ana', email: 'ana@acme.example.com' } };
    org.faults.error('getUser', { status: 200, body: ana }, { times: 1 });
    expect(await provider.lastSignIn(ana.id)).toBe('unknown');
    org.faults.error('getUser', { status: 200, body: { ...ana, lastLogin: 'yesterday' } }, { times: 1 });
    expect(await provider.lastSignIn(ana.id)).toBe('unknown');
  });

  test.each(['me', 'ana@acme.example.com', '..'])('is not asked for with "%s"', async (odd) => {
    const { org, provider } = await start();
    expect(await faultOf(provider.lastSignIn(odd))).toBeInstanceOf(ProviderRefused);
    expect(org.calls).toEqual([]);
  });

  test('of somebody else than was asked for is no answer', async () => {
    const { org, provider, personId } = await start();
    const ben = { id: personId('ben'), status: 'ACTIVE', lastLogin: null, profile: { login: 'ben', email: 'b@b' } };
    org.faults.error('getUser', { status: 200, body: ben });
    expect(await faultOf(provider.lastSignIn(personId('ana')))).toBeInstanceOf(ProviderDown);
  });

  test('that Okta cannot be asked for is a fault', async () => {
    const { org, provider, personId } = await start();
    org.faults.error('getUser', { status: 503, body: oktaError('E0000009', 'Internal Server Error') });
    expect(await faultOf(provider.lastSignIn(personId('ana')))).toBeInstanceOf(ProviderDown);
  });
});
