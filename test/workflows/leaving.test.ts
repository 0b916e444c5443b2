import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Person } from '../../src/domain/person.js';
import { type Analysis, analyse } from '../../src/domain/policy.js';
import { type Refusal, refuse } from '../../src/domain/refusal.js';
import { type DirectoryPerson, type IdentityProvider, ProviderDown } from '../../src/idp/port.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import type { Directory } from '../../src/workflows/contracts.js';
import { createDirectory } from '../../src/workflows/directory.js';
import type { Entitlements } from '../../src/workflows/entitlements.js';
import { createLeaving } from '../../src/workflows/leaving.js';
import { createProvisioning } from '../../src/workflows/provisioning.js';
import { createDoor } from '../../src/workflows/run.js';
import type { SlackAccounts } from '../../src/workflows/slackAccounts.js';
import { acmeCatalog } from '../support/catalogs.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { analysis, ask, at, hours, monday, stage } from '../support/given.js';

let database: TestDatabase;
let store: Store;
let passed = 0;
const rung: string[] = [];
const now = () => new Date(monday.getTime() + passed * 1000);
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const door = () => createDoor(store, now, new Set(), { ring: () => {}, wake: () => {} });

beforeEach(async () => {
  [database, passed] = [await testDatabase(), 0];
  store = openStore(database.url, () => {});
  rung.length = 0;
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

const learnt = (key: string, directory = 'okta') =>
  store.people.learn({
    directory,
    directoryId: `00u${key}`,
    email: `${key}@acme.example.com`,
    name: key,
    isActive: true,
    readAt: now().toISOString(),
  });

/** Somebody's request, whose card lies with this approver. */
async function asked(id: string, person: Person, approver: Person, policy = analysis(stage('manager', [approver.id]))) {
  const submit = ask({ id, requester: person.id, recipient: person.id, role: id, analysis: policy });
  await door().run(submit, person.id, 'test');
  await store.links.begin({ id: `card:${id}`, kind: 'approverCard', request: id, person: approver.id }, now());
}

const leavingWith = (analyseNow: () => Promise<Analysis | Refusal>) =>
  createLeaving({
    store,
    door: door(),
    directory: { analyse: analyseNow } as unknown as Directory,
    catalog: acmeCatalog,
    log,
  });

/** Gives every role, `r1` among them, through one group. */
function provisioningWith(isMember: () => Promise<boolean>) {
  const group = { id: 'okta:00g1', provider: 'okta' as const, group: '00g1', name: 'figma-editors' };
  const apps = acmeCatalog.apps.map((app) => ({ ...app, roles: app.roles.map((role) => ({ ...role, id: 'r1' })) }));
  return createProvisioning({
    store,
    door: door(),
    catalog: { ...acmeCatalog, apps },
    entitlements: { of: async () => [group] } as unknown as Entitlements,
    provider: () => ({ isMember, isNested: async () => false }) as unknown as IdentityProvider,
    mode: 'enforce',
    now,
    newId: () => 'g1',
    log,
  });
}

const eventsOf = async (stream: string) => (await store.trail.streams([stream])).map(({ event }) => event);
const down = async () => {
  throw new ProviderDown('okta', 'no answer');
};

describe('what follows from a leaving', () => {
  test('is done in the end, each thing once, though the directory was away in the middle of it', async () => {
    const [ana, ben] = [await learnt('ana'), await learnt('ben')];
    await asked('r1', ana, ben);
    await asked('own', ben, ana);
    await store.people.leave([ben.id], now());
    await leavingWith(down).passAll();
    expect((await store.requests.find('own'))?.status).toBe('cancelled');
    expect(await store.people.leaving(10)).toHaveLength(1);
    const instead = leavingWith(async () => analysis(stage('owner', ['dana'])));
    for (let time = 0; time < 3; time += 1) {
      passed += 15;
      await instead.passAll();
      await instead.person(ben.id);
    }
    expect((await eventsOf('request:r1')).slice(1)).toEqual([
      {
        type: 'request.rerouted',
        id: 'r1',
        left: ben.id,
        stages: [{ kind: 'owner', quorum: 1, approvers: ['dana'] }],
        catalog: acmeCatalog.hash,
      },
    ]);
    expect(await eventsOf(`person:${ben.id}`)).toEqual([
      { type: 'person.left', id: ben.id, directory: 'okta', directoryId: '00uben' },
    ]);
    expect(await store.people.leaving(10)).toEqual([]);
  });

  test('happens once when a process died just before it noted that all was done', async () => {
    const [ana, ben] = [await learnt('ana'), await learnt('ben')];
    await asked('r1', ana, ben);
    await store.people.leave([ben.id], now());
    const dying = { ...store, people: { ...store.people, hasLeft: down } };
    const needs = { door: door(), catalog: acmeCatalog, log };
    const directory = { analyse: async () => analysis(stage('owner', ['dana'])) } as unknown as Directory;
    await createLeaving({ ...needs, directory, store: dying }).passAll();
    await createLeaving({ ...needs, directory, store }).passAll();
    expect((await eventsOf('request:r1')).map(({ type }) => type)).toEqual(['request.submitted', 'request.rerouted']);
    expect(await eventsOf(`person:${ben.id}`)).toHaveLength(1);
  });

  test('when nobody is left who could decide, the record says that', async () => {
    const [ana, ben] = [await learnt('ana'), await learnt('ben')];
    await asked('r1', ana, ben);
    await store.people.leave([ben.id], now());
    await leavingWith(async () => refuse('Nobody is left who could approve this.')).passAll();
    expect(await eventsOf('request:r1')).toContainEqual(expect.objectContaining({ left: ben.id, stages: [] }));
    expect((await store.requests.find('r1'))?.status).toBe('pending');
  });

  test('somebody who came back before it was done keeps what they have', async () => {
    const ana = await learnt('ana');
    await asked('r1', ana, await learnt('ben'));
    await store.people.leave([ana.id], now());
    await learnt('ana');
    await leavingWith(down).passAll();
    await leavingWith(down).person(ana.id);
    expect((await store.requests.find('r1'))?.status).toBe('pending');
  });

  test('whoever leaves between approval and access is not let in', async () => {
    const ana = await learnt('ana');
    await asked('r1', ana, ana, analysis());
    await store.people.leave([ana.id], now());
    await provisioningWith(async () => false).settle('r1');
    expect(await store.assignments.find('r1')).toMatchObject({ status: 'ended', grants: [] });
    expect(await store.grants.find('g1')).toBeUndefined();
  });

  test('ends also what is opened in the moment in which all that they had is looked at', async () => {
    const ana = await learnt('ana');
    await asked('r1', ana, ana, analysis());
    await provisioningWith(async () => {
      await store.people.leave([ana.id], now());
      await leavingWith(down).passAll();
      return false;
    }).settle('r1');
    expect(await store.people.leaving(10)).toEqual([]);
    expect(await store.assignments.find('r1')).toMatchObject({ status: 'ending', cause: 'left' });
    expect(await store.grants.find('g1')).toMatchObject({ status: 'revoking' });
  });
});

describe('a look-up', () => {
  const directoryOf = (readPerson: () => Promise<DirectoryPerson | undefined>) =>
    createDirectory({
      store,
      door: door(),
      catalog: acmeCatalog,
      provider: () => ({ name: 'okta', readPerson, findPerson: readPerson }) as unknown as IdentityProvider,
      entitlements: {} as Entitlements,
      slack: { byEmail: async () => undefined } as unknown as SlackAccounts,
      leaves: (id) => rung.push(id),
      now,
    });
  const wantedBy = ({ id }: Person) => ({ app: 'figma', role: 'viewer', requester: id, recipient: id });
  const inactive = { id: '00uana', email: 'ana@acme.example.com', name: 'ana', isActive: false };

  test.each([
    ['does not know somebody', async () => undefined],
    ['calls them inactive', async () => inactive],
  ])('that %s is where their leaving begins', async (_, readPerson) => {
    const ana = await learnt('ana');
    passed += hours(1);
    expect(await directoryOf(readPerson).analyse(wantedBy(ana), [])).toMatchObject({ recipient: 'left' });
    expect(await store.people.find(ana.id)).toMatchObject({ isActive: false, leavingAt: at(hours(1)) });
    expect(rung).toContain(ana.id);
  });

  test('lesson 17: that fails is never read as gone', async () => {
    const ana = await learnt('ana');
    await expect(directoryOf(down).analyse(wantedBy(ana), [])).rejects.toThrow('no answer');
    expect(await store.people.leaving(10)).toEqual([]);
    expect(await store.people.find(ana.id)).toMatchObject({ isActive: true });
  });

  test('in a new directory does not find gone whom only the old one knew', async () => {
    const ana = await learnt('ana', 'entra');
    await directoryOf(async () => undefined).analyse(wantedBy(ana), []);
    expect(await store.people.leaving(10)).toEqual([]);
    expect(rung).toEqual([]);
  });
});

test('lesson 10: policy names nobody who has left, so the one who stands in is asked', () => {
  const somebody = (id: string, isActive = true) => ({ id, name: id, isActive, isInSlack: true });
  const circle = { requester: 'ana', recipient: 'ana', security: [], admins: [], owner: somebody('dana') };
  const found = analyse(acmeCatalog, { app: 'figma', role: 'editor' }, { ...circle, manager: somebody('ben', false) });
  expect(found).toMatchObject({ stages: [{ approvers: [{ id: 'dana' }], standsIn: { as: 'owner' } }] });
});
