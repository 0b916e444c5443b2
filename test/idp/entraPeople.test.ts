import { afterEach, describe, expect, test } from '@jest/globals';
import { PersonGone, ProviderDown, ProviderRefused } from '../../src/idp/port.js';
import { faultOf } from './bench.js';
import { type EntraBench, entraBench, graphError, type Setting } from './entraBench.js';

let bench: EntraBench;
afterEach(() => bench.close());

async function start(setting: Setting = {}) {
  bench = await entraBench(setting, { mayAdd: () => true, mayRemove: () => true }, { timeout: 5000 });
  return bench;
}

const read = async (person: string) => {
  const found = await bench.provider.readPerson(bench.personId(person));
  if (!found) throw new Error(`${person} is not there`);
  return found;
};

describe('an e-mail address at Entra ID', () => {
  test('may be the mail of somebody who signs in with another name', async () => {
    const { entra, provider, personId } = await start();
    entra.setPerson('ana', { userPrincipalName: 'asilva@acme.example.com' });
    expect(await provider.findPerson('ana@acme.example.com')).toMatchObject({
      id: personId('ana'),
      email: 'ana@acme.example.com',
    });
  });

  test('may be the name that somebody signs in with, whose mail is another or none', async () => {
    const { entra, provider, personId } = await start();
    entra.setPerson('ana', { mail: 'a.silva@acme.example.com' });
    entra.setPerson('ben', { mail: null });
    expect(await provider.findPerson('ana@acme.example.com')).toMatchObject({
      id: personId('ana'),
      email: 'a.silva@acme.example.com',
    });
    expect(await provider.findPerson('ben@acme.example.com')).toMatchObject({
      id: personId('ben'),
      email: 'ben@acme.example.com',
    });
  });

  test('belongs to who has it as both, although another account borrows it', async () => {
    const { entra, provider, personId } = await start();
    entra.setPerson('dana', { mail: 'ana@acme.example.com' });
    expect(await provider.findPerson('ana@acme.example.com')).toMatchObject({ id: personId('ana') });
  });

  test('of two accounts is a fault that names both, until one of them is switched off', async () => {
    const { entra, provider, personId } = await start();
    for (const key of ['ana', 'dana']) entra.setPerson(key, { mail: 'shared@acme.example.com' });
    const fault = await faultOf(provider.findPerson('shared@acme.example.com'));
    expect(fault).toBeInstanceOf(ProviderRefused);
    for (const key of ['ana', 'dana']) expect(fault.message).toContain(`${key}@acme.example.com (${personId(key)})`);
    entra.deactivate('dana');
    expect(await provider.findPerson('shared@acme.example.com')).toMatchObject({ id: personId('ana'), isActive: true });
  });

  test('of a member is not that of a guest with the same mail; of a guest alone it is theirs', async () => {
    const { entra, provider, personId } = await start();
    const guest = {
      mail: 'ana@acme.example.com',
      userPrincipalName: 'ana_acme.example.com#EXT#@other.example.com',
      userType: 'Guest',
    } as const;
    entra.setPerson('ana', { userPrincipalName: 'asilva@acme.example.com' });
    entra.addPerson('visitor', guest);
    expect(await provider.findPerson('ana@acme.example.com')).toMatchObject({ id: personId('ana') });
    entra.deactivate('ana');
    expect(await provider.findPerson('ana@acme.example.com')).toMatchObject({ id: personId('visitor') });
  });

  test('of somebody who left and came back is the account of today', async () => {
    const { entra, provider, personId } = await start();
    entra.deactivate('ana');
    entra.setPerson('dana', { userPrincipalName: 'ana.silva@acme.example.com', mail: 'ana@acme.example.com' });
    expect(await provider.findPerson('ana@acme.example.com')).toMatchObject({ id: personId('dana'), isActive: true });
  });

  test.each([
    "o'neil@acme.example.com",
    'r&d+ana@acme.example.com',
    'a#b=c?d%27/e@acme.example.com',
    'ana té@acme.example.com',
  ])('may be as odd as %s', async (email) => {
    const { entra, provider, personId } = await start();
    entra.setPerson('ana', { mail: email });
    expect(await provider.findPerson(email)).toMatchObject({ id: personId('ana'), email });
    expect(entra.calls.filter(({ operation }) => operation === 'listUsers').at(-1)?.query.$filter).toBe(
      `mail eq '${email.replaceAll("'", "''")}' or userPrincipalName eq '${email.replaceAll("'", "''")}'`,
    );
  });

  test('that is none is nobody, and is not asked for', async () => {
    const { entra, provider } = await start();
    expect(await provider.findPerson(' ')).toBeUndefined();
    expect(entra.calls).toEqual([]);
  });

  test('that a list still has, and the person has no more, is nobody', async () => {
    const { entra, provider } = await start();
    const value = [{ ...(await storedAna()), mail: 'old@acme.example.com' }];
    entra.faults.error('listUsers', { status: 200, body: { value } });
    expect(await provider.findPerson('old@acme.example.com')).toBeUndefined();
    entra.deletePerson('ana');
    expect(await provider.findPerson('ana@acme.example.com')).toBeUndefined();
  });
});

const storedAna = async () => {
  const { id, name, email } = await read('ana');
  return { id, displayName: name, userPrincipalName: email, accountEnabled: true };
};

describe('a person at Entra ID', () => {
  test('is asked for with every field that Graph leaves out by itself', async () => {
    const { entra } = await start();
    expect(await read('ana')).toEqual({
      id: entra.userId('ana'),
      email: 'ana@acme.example.com',
      name: 'Ana Silva',
      department: 'Design',
      title: 'Product designer',
      isActive: true,
    });
  });

  test.each([
    ['is switched on', { accountEnabled: undefined }],
    ['who they are', { id: 'ana' }],
    ['how they sign in', { userPrincipalName: '' }],
  ])('of whom it is not told whether or %s is a doubt, and a doubt is a fault', async (_what, lacking) => {
    const { entra, provider, personId } = await start();
    const body = { ...(await storedAna()), ...lacking };
    entra.faults.error('getUser', { status: 200, body });
    expect(await faultOf(provider.readPerson(personId('ana')))).toBeInstanceOf(ProviderDown);
  });

  test('who is another than was asked for is nobody', async () => {
    const { entra, provider, personId } = await start();
    entra.faults.error('getUser', { status: 200, body: await storedAna() });
    expect(await provider.readPerson(personId('ben'))).toBeUndefined();
  });

  test('has a manager who may have left', async () => {
    const { entra, provider } = await start();
    entra.deactivate('ben');
    expect(await provider.managerOf(await read('ana'))).toMatchObject({ name: 'Ben Okafor', isActive: false });
  });

  test('has no manager that is guessed while Entra ID does not answer', async () => {
    const { entra, provider } = await start();
    const ana = await read('ana');
    entra.faults.error('getManager', { status: 503, body: graphError('ServiceUnavailable', 'Try again later.') });
    expect(await faultOf(provider.managerOf(ana))).toBeInstanceOf(ProviderDown);
  });
});

describe('a last sign-in at Entra ID', () => {
  test('is the latest of all kinds', async () => {
    const { entra, provider, personId } = await start();
    const signInActivity = {
      lastSignInDateTime: '2026-11-01T08:00:00Z',
      lastNonInteractiveSignInDateTime: '2026-11-19T08:00:00Z',
      lastSuccessfulSignInDateTime: '2026-11-18T08:00:00Z',
    };
    entra.setPerson('ana', { signInActivity });
    expect(await provider.lastSignIn(personId('ana'))).toEqual(new Date('2026-11-19T08:00:00Z'));
  });

  test.each([
    ['permission', ['User.Read.All'], undefined],
    [
      'licence',
      undefined,
      { status: 403, body: graphError('Authentication_RequestFromNonPremiumTenantOrB2CTenant', 'Not premium.') },
    ],
  ] as const)('is unknown without the %s for it', async (_what, permissions, answer) => {
    const { entra, provider, personId } = await start({ permissions });
    if (answer) entra.faults.error('getUser', answer);
    expect(await provider.lastSignIn(personId('ana'))).toBe('unknown');
  });

  test('of nobody is a fault', async () => {
    const { provider, personId, deletePerson } = await start();
    const ana = personId('ana');
    deletePerson('ana');
    expect(await faultOf(provider.lastSignIn(ana))).toBeInstanceOf(PersonGone);
  });
});
