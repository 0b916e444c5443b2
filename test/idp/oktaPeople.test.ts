import { afterEach, describe, expect, test } from '@jest/globals';
import { ProviderDown, ProviderRefused } from '../../src/idp/port.js';
import { faultOf } from './bench.js';
import { type OktaBench, oktaBench, oktaError } from './oktaBench.js';

let bench: OktaBench;
afterEach(() => bench.close());

async function start() {
  bench = await oktaBench({ way: 'API token' }, { mayAdd: () => true, mayRemove: () => true }, { timeout: 5000 });
  return bench;
}

const read = async (person: string) => {
  const found = await bench.provider.readPerson(bench.personId(person));
  if (!found) throw new Error(`${person} is not there`);
  return found;
};

describe('an e-mail address at Okta', () => {
  test('is found where the login is another, once the search has seen it', async () => {
    const { org, provider, personId } = await start();
    org.searchLag('untilTold');
    org.setProfile('ana', { login: 'asilva@acme.example.com' });
    expect(await provider.findPerson('asilva@acme.example.com')).toBeUndefined();
    org.catchUp();
    expect(await provider.findPerson('ana@acme.example.com')).toMatchObject({ id: personId('ana') });
  });

  test('is found at once where it is the login, however far the search trails behind', async () => {
    const { org, provider, personId } = await start();
    org.searchLag('untilTold');
    org.setProfile('ana', { login: 'silva@acme.example.com', email: 'silva@acme.example.com' });
    expect(await provider.findPerson('silva@acme.example.com')).toMatchObject({ id: personId('ana') });
    expect(await provider.findPerson('ana@acme.example.com')).toBeUndefined();
  });

  test('is not the login of somebody who has another address', async () => {
    const { org, provider } = await start();
    org.setProfile('ana', { email: 'silva@acme.example.com' });
    expect(await provider.findPerson('ana@acme.example.com')).toBeUndefined();
  });

  test('of two accounts is a fault that names both, until one of them is deactivated', async () => {
    const { org, provider, personId } = await start();
    for (const [key, login] of [
      ['ana', 'ana.1@acme.example.com'],
      ['dana', 'ana.2@acme.example.com'],
    ] as const) {
      org.setProfile(key, { login, email: 'shared@acme.example.com' });
    }
    const fault = await faultOf(provider.findPerson('shared@acme.example.com'));
    expect(fault).toBeInstanceOf(ProviderRefused);
    expect(fault.message).toMatch(/ana\.1@acme\.example\.com.*and.*|ana\.2@acme\.example\.com.*and.*/);
    org.deactivate('dana');
    expect(await provider.findPerson('shared@acme.example.com')).toMatchObject({ id: personId('ana'), isActive: true });
  });

  test('belongs to who signs in with it, although another account borrows it', async () => {
    const { org, provider, personId } = await start();
    org.setProfile('dana', { login: 'ana-admin@acme.example.com', email: 'ana@acme.example.com' });
    expect(await provider.findPerson('ana@acme.example.com')).toMatchObject({ id: personId('ana') });
  });

  test('of somebody who left and came back is the account of today', async () => {
    const { org, provider, personId } = await start();
    org.deactivate('ana');
    org.setProfile('dana', { login: 'ana.silva@acme.example.com', email: 'ana@acme.example.com' });
    expect(await provider.findPerson('ana@acme.example.com')).toMatchObject({ id: personId('dana'), isActive: true });
  });

  test.each(['o"neil\\x@acme.example.com', 'r&d/ana@acme.example.com', 'ana+té st%@acme.example.com'])(
    'may be as odd as %s',
    async (email) => {
      const { org, provider, personId } = await start();
      for (const login of [email, 'asilva@acme.example.com']) {
        org.setProfile('ana', { login, email });
        expect(await provider.findPerson(email)).toMatchObject({ id: personId('ana'), email });
      }
    },
  );

  test.each(['ana😀@acme.example.com', ''])(
    'that Okta cannot hold is nobody, and is not asked for: "%s"',
    async (email) => {
      const { org, provider } = await start();
      expect(await provider.findPerson(email)).toBeUndefined();
      expect(org.calls).toEqual([]);
    },
  );

  test('whose person was deleted a moment ago is nobody, although the search still knows them', async () => {
    const { org, provider } = await start();
    org.setProfile('ana', { login: 'asilva@acme.example.com' });
    org.catchUp();
    org.searchLag('untilTold');
    org.deletePerson('ana');
    expect(await provider.findPerson('ana@acme.example.com')).toBeUndefined();
  });
});

describe('a status at Okta', () => {
  test.each([
    ['ACTIVE', true],
    ['PASSWORD_EXPIRED', true],
    ['RECOVERY', true],
    ['LOCKED_OUT', true],
    ['PROVISIONED', true],
    ['STAGED', false],
    ['SUSPENDED', false],
    ['DEPROVISIONED', false],
  ] as const)('%s: is active is %s', async (status, isActive) => {
    const { org } = await start();
    org.setStatus('ana', status);
    expect((await read('ana')).isActive).toBe(isActive);
  });

  test('that nobody has heard of is a doubt, and a doubt is a fault', async () => {
    const { org, provider, personId } = await start();
    org.setStatus('ana', 'ACTIVATING' as 'ACTIVE');
    expect(await faultOf(provider.readPerson(personId('ana')))).toBeInstanceOf(ProviderDown);
  });
});

describe('a manager at Okta', () => {
  const setManager = (managerId: string | null, manager: string | null) =>
    bench.org.setProfile('ana', { managerId, manager });
  const managersName = async () => (await bench.provider.managerOf(await read('ana')))?.name;

  test.each([
    ['only a display name', null, 'Ben Okafor'],
    ['the part of a login before the @', 'ben', null],
    ['a first name', null, 'Ben'],
    ['whoever the token belongs to', 'me', 'ME'],
    ['a step up the path', '..', '.'],
    ['something with a slash', 'acme/ben', '../users/me'],
    ['an emoji', '😀', null],
    ['nothing', '', ' '],
  ])('written as %s is nobody', async (_what, managerId, manager) => {
    await start();
    setManager(managerId, manager);
    expect(await managersName()).toBeUndefined();
    expect(bench.org.calls.every(({ path }) => /^\/api\/v1\/users(\/[^/]+)?$/.test(path))).toBe(true);
  });

  test.each([
    ['in managerId, beside a name', 'ben@acme.example.com', 'B. Okafor'],
    ['in manager, where managerId is empty', '', 'BEN@acme.example.com'],
    ['in manager, where managerId is a number of some other system', '10023', 'ben@acme.example.com'],
    ['with blanks around', ' ben@acme.example.com ', null],
  ])('is found %s', async (_where, managerId, manager) => {
    await start();
    setManager(managerId, manager);
    expect(await managersName()).toBe('Ben Okafor');
  });

  test('is found by an e-mail that is not the login, and by a login with a slash', async () => {
    const { org } = await start();
    org.setProfile('ben', { login: 'acme/ben', email: 'b.okafor@acme.example.com' });
    for (const reference of ['b.okafor@acme.example.com', 'acme/ben']) {
      setManager(reference, null);
      expect(await managersName()).toBe('Ben Okafor');
    }
  });

  test('who has left is told as somebody who has left', async () => {
    const { org, provider } = await start();
    org.deactivate('ben');
    expect(await provider.managerOf(await read('ana'))).toMatchObject({ name: 'Ben Okafor', isActive: false });
  });

  test('is not guessed while Okta does not answer', async () => {
    const { org, provider } = await start();
    const ana = await read('ana');
    org.faults.error('getUser', { status: 503, body: oktaError('E0000009', 'Internal Server Error') });
    expect(await faultOf(provider.managerOf(ana))).toBeInstanceOf(ProviderDown);
  });
});
