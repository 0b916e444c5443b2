import { afterEach, describe, expect, test } from '@jest/globals';
import { ProviderDown, ProviderRefused } from '../../src/idp/port.js';
import { faultOf } from './bench.js';
import { type GoogleBench, googleBench, googleError } from './googleBench.js';

let bench: GoogleBench;
afterEach(() => bench.close());

async function start() {
  bench = await googleBench({}, { mayAdd: () => true, mayRemove: () => true }, { timeout: 5000 });
  return { ...bench, ana: bench.personId('ana') };
}

const managerOfAna = async () => {
  const ana = await bench.provider.readPerson(bench.personId('ana'));
  return ana && (await bench.provider.managerOf(ana))?.name;
};

describe('a person at Google', () => {
  test('is found by an alias, and told with the address that is theirs first', async () => {
    const { provider, workspace, ana } = await start();
    workspace.setPerson('ana', { aliases: ['Ana.Silva@acme.example.com'] });
    const found = await provider.findPerson('ana.silva@acme.example.com');
    expect(found).toMatchObject({ id: ana, email: 'ana@acme.example.com' });
  });

  test('who does not carry the address is not who was asked for', async () => {
    const { provider, workspace } = await start();
    const ben = { id: '123456789', primaryEmail: 'ben@acme.example.com', suspended: false };
    workspace.faults.error('directory.users.get', { status: 200, body: ben });
    expect(await faultOf(provider.findPerson('ana@acme.example.com'))).toBeInstanceOf(ProviderDown);
    expect(await faultOf(provider.readPerson(bench.personId('ana')))).toBeInstanceOf(ProviderDown);
  });

  test('of another company is nobody, though Google says that it is not for us', async () => {
    const { provider, workspace } = await start();
    expect(await provider.findPerson('gus@globex.example.com')).toBeUndefined();
    expect(workspace.calls.map(({ operation, status }) => `${operation} ${status}`)).toEqual([
      'token 200',
      'directory.users.get 403',
      'directory.users.list 200',
    ]);
  });

  test("named O'Neil is found like everybody, here and in the list", async () => {
    const { provider, workspace, ana } = await start();
    workspace.setPerson('ana', { primaryEmail: "ana.o'neil@acme.example.com" });
    expect((await provider.findPerson("Ana.O'Neil@acme.example.com"))?.id).toBe(ana);
    workspace.withhold(['directory.users.get']);
    expect((await provider.findPerson("ana.o'neil@acme.example.com"))?.id).toBe(ana);
  });

  test('whom we may not read is a refusal, and not nobody', async () => {
    const { provider, workspace, ana } = await start();
    workspace.withhold(['directory.users.get', 'directory.users.list']);
    const calls = [() => provider.findPerson('ana@acme.example.com'), () => provider.readPerson(ana)];
    for (const call of calls) {
      const fault = await faultOf(call());
      expect(fault).toBeInstanceOf(ProviderRefused);
      expect(fault.message).toContain('admin role of GOOGLE_ADMIN_SUBJECT');
    }
  });

  test('is not asked for by what is no address', async () => {
    const { provider, workspace } = await start();
    for (const text of ['', 'ana', 'a/b@acme.example.com', 'a\\b@acme.example.com', '..@', 'a b@c']) {
      expect(await provider.findPerson(text)).toBeUndefined();
    }
    expect(workspace.calls).toEqual([]);
  });

  test.each([
    ['suspended', { suspended: true }],
    ['archived', { archived: true }],
  ])('who is %s is not active', async (_what, change) => {
    const { provider, workspace, ana } = await start();
    workspace.setPerson('ana', change);
    expect(await provider.readPerson(ana)).toMatchObject({ isActive: false });
  });

  test('who is told as deleted is nobody', async () => {
    const { provider, workspace, ana } = await start();
    const gone = {
      id: ana,
      primaryEmail: 'ana@acme.example.com',
      suspended: false,
      deletionTime: '2026-01-01T00:00:00Z',
    };
    workspace.faults.error('directory.users.get', { status: 200, body: gone });
    expect(await provider.readPerson(ana)).toBeUndefined();
  });

  test('of whom it is not said whether they are active is a fault', async () => {
    const { provider, workspace, ana } = await start();
    workspace.faults.error('directory.users.get', {
      status: 200,
      body: { id: ana, primaryEmail: 'ana@acme.example.com' },
    });
    const fault = await faultOf(provider.readPerson(ana));
    expect(fault).toBeInstanceOf(ProviderDown);
    expect(fault.message).toContain('suspended');
  });

  test('whose last sign-in is not told is neither never nor some day', async () => {
    const { provider, workspace, ana } = await start();
    const silent = { id: ana, primaryEmail: 'ana@acme.example.com', suspended: false };
    workspace.faults.error('directory.users.get', { status: 200, body: silent });
    expect(await provider.lastSignIn(ana)).toBe('unknown');
  });
});

describe("a person's manager at Google", () => {
  test('is nobody where somebody wrote down a name, or nothing that leads anywhere', async () => {
    const { workspace } = await start();
    for (const managers of [['Ben Okafor'], ['ben'], [''], ['nobody@acme.example.com'], ['boss@globex.example.com']]) {
      workspace.setPerson('ana', { managers });
      expect([managers, await managerOfAna()]).toEqual([managers, undefined]);
    }
  });

  test('is the first of several that leads to somebody', async () => {
    const { workspace } = await start();
    workspace.setPerson('ana', {
      managers: ['gone@acme.example.com', ' grace@acme.example.com ', 'ben@acme.example.com'],
    });
    expect(await managerOfAna()).toBe('Grace Chen');
  });

  test('is not their assistant', async () => {
    const { provider, workspace, ana } = await start();
    const relations = [{ type: 'assistant', value: 'ben@acme.example.com' }];
    const user = { id: ana, primaryEmail: 'ana@acme.example.com', suspended: false, relations };
    workspace.faults.error('directory.users.get', { status: 200, body: user }, { times: 2 });
    const found = await provider.readPerson(ana);
    expect(found?.manager).toBeUndefined();
    expect(found && (await provider.managerOf(found))).toBeUndefined();
  });

  test('is not nobody while Google does not answer', async () => {
    const { provider, workspace, ana } = await start();
    const person = await provider.readPerson(ana);
    workspace.faults.error('directory.users.get', googleError(503, 'backendError', 'Backend Error'), { after: 1 });
    expect(person && (await faultOf(provider.managerOf(person)))).toBeInstanceOf(ProviderDown);
  });
});
