import type { Recorded } from '../../src/domain/events.js';
import type { Command } from '../../src/domain/lifecycle.js';
import type { Person } from '../../src/domain/person.js';
import { isRefusal } from '../../src/domain/refusal.js';
import { type MembershipChange, PersonGone, ProviderDown, ProviderRefused } from '../../src/idp/port.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import type { Door } from '../../src/workflows/contracts.js';
import { createEntitlements } from '../../src/workflows/entitlements.js';
import { createLogReader } from '../../src/workflows/providerLog.js';
import { createReconcile } from '../../src/workflows/reconcile.js';
import { createDoor } from '../../src/workflows/run.js';
import type { Watched, Watching } from '../../src/workflows/watching.js';
import { acmeCatalog } from './catalogs.js';
import { testDatabase } from './database.js';
import { analysis, hours, monday, text } from './given.js';

/** The comparison and the log reader over a real database, and a provider that is as the test says. */
export type Watchtower = {
  readonly store: Store;
  readonly door: Door;
  /** Who is in which group, by the provider's ids; what is not there is empty. */
  readonly members: Map<string, string[]>;
  /** What the provider's log holds. */
  readonly told: MembershipChange[];
  /** Groups whose list is not to be had. */
  readonly silent: Set<string>;
  /** Who is missing on the lists, and is in all the same. */
  readonly unlisted: Set<string>;
  /** Accounts that the provider has no more. */
  readonly deleted: Set<string>;
  /** Names that two groups have. */
  readonly ambiguous: Set<string>;
  /** How the log ran dry, or what it was asked. */
  readonly windows: { since: Date; until: Date }[];
  readonly warnings: string[];
  /** Seconds since Monday at nine. */
  passed: number;
  person(key: string): Promise<Person>;
  /** They have it through us, and are in. @returns the grant's id */
  holds(key: string, role: string, group: string): Promise<string>;
  compare(): Promise<void>;
  readLog(): Promise<void>;
  /** What was recorded of this stream. */
  record(stream: string): Promise<readonly Recorded['event'][]>;
  close(): Promise<void>;
};

export const account = (key: string): string => `00u${key}`;
export const entitlement = (group: string): string => `okta:00g-${group}`;
export const production = 'production-admin-group';

/** By the admin at the console, unless it says by whom, or that it was us. */
export const told = (
  id: string,
  kind: 'added' | 'removed',
  key: string,
  { group = production, at, isOurs = false, by = 'Okta Admin' }: Telling,
): MembershipChange => ({
  id,
  at,
  kind,
  group: `00g-${group}`,
  person: { id: account(key) },
  actor: isOurs
    ? { id: '0oabot', name: 'Latchkey', isLatchkey: true }
    : { id: `00u${by.replace('Okta ', '').toLowerCase()}`, name: by, isLatchkey: false },
});

type Telling = { readonly group?: string; readonly at: string; readonly isOurs?: boolean; readonly by?: string };

export async function openWatchtower(limits: Partial<Watching['limits']> = {}): Promise<Watchtower> {
  const database = await testDatabase();
  const store = openStore(database.url, (error) => {
    throw error;
  });
  let made = 0;
  const now = () => new Date(monday.getTime() + tower.passed * 1000);
  const newId = () => `id-${++made}`;
  const door = createDoor(store, now, new Set(['provisioning']), { ring: () => {}, wake: () => {} });
  const warn = (_: object, sentence: string) => void tower.warnings.push(sentence);
  const provider = (name: string) => (name === 'okta' ? providerOf(tower) : undefined);
  const entitlements = await createEntitlements({
    store,
    catalog: acmeCatalog,
    provider: provider as Parameters<typeof createEntitlements>[0]['provider'],
    now,
  });
  const needs: Watching = {
    store,
    door,
    catalog: acmeCatalog,
    entitlements,
    provider,
    limits: { reconcileEvery: 3600, reconcileLimit: 5, logEvery: 60, ...limits },
    now,
    newId,
    log: { debug: () => {}, info: () => {}, warn, error: warn },
  };
  const tower: Watchtower = {
    store,
    door,
    members: new Map(),
    told: [],
    silent: new Set(),
    unlisted: new Set(),
    deleted: new Set(),
    ambiguous: new Set(),
    windows: [],
    warnings: [],
    passed: 0,
    person: (key) =>
      store.people.learn({
        directory: 'okta',
        directoryId: account(key),
        email: `${key}@acme.example.com`,
        name: key,
        isActive: true,
        readAt: now().toISOString(),
      }),
    holds: (key, role, group) => give(tower, key, role, group, newId),
    compare: () => createReconcile(needs).run(),
    readLog: () => createLogReader(needs).run(),
    record: async (stream) => (await store.trail.streams([stream])).map(({ event }) => event),
    async close() {
      await store.close();
      await database.drop();
    },
  };
  return tower;
}

function providerOf(tower: Watchtower): Watched {
  const inGroup = (group: string) => tower.members.get(group.replace('00g-', '')) ?? [];
  return {
    name: 'okta',
    findGroup: async (name) => {
      if (tower.ambiguous.has(name)) throw new ProviderRefused('okta', `More than one group is named "${name}".`);
      // An address is somebody's, unless it is that of a group.
      return name.includes('@') && !tower.members.has(name) ? undefined : { id: `00g-${name}`, name };
    },
    isMember: async (person, group) => {
      if (tower.deleted.has(person)) throw new PersonGone(`Okta has no person ${person}.`);
      return inGroup(group).includes(person);
    },
    listMembers: async (group) => {
      if (tower.silent.has(group)) throw new ProviderDown('okta', 'Okta answered 500.');
      return {
        items: inGroup(group)
          .filter((id) => !tower.unlisted.has(id))
          .map((id) => ({ id })),
      };
    },
    readPerson: async (id) => {
      const known = await tower.store.people.byDirectoryId('okta', id);
      const { email, name } = known ?? { email: `${id}@acme.example.com`, name: id };
      return id.includes('stranger') ? undefined : { id, email, name, isActive: true };
    },
    findPerson: async (email) =>
      email.endsWith('@gone.example.com') || tower.members.has(email)
        ? undefined
        : { id: account(email.split('@')[0] ?? ''), email, name: email, isActive: true },
    log: {
      keptDays: 90,
      lateBy: 120,
      read: async (window) => {
        tower.windows.push(window);
        const [since, until] = [window.since.toISOString(), window.until.toISOString()];
        return { items: tower.told.filter(({ at }) => at >= since && at < until) };
      },
    },
  };
}

async function give(tower: Watchtower, key: string, role: string, group: string, newId: () => string): Promise<string> {
  const { id: recipient } = await tower.person(key);
  const [request, grant] = [newId(), newId()];
  const app = role === 'editor' || role === 'viewer' ? 'figma' : 'aws';
  const whole = { id: request, recipient, app, role, duration: hours(4) };
  const commands: Command[] = [
    {
      ...whole,
      type: 'request.submit',
      requester: recipient,
      reason: text('t1'),
      analysis: analysis(),
      lapse: hours(72),
      catalog: 'c1',
    },
    { ...whole, type: 'assignment.open', wanted: [{ entitlement: entitlement(group), grant }], alreadyHad: [] },
    { type: 'grant.confirmProvisioned', id: grant, how: 'done' },
  ];
  for (const command of commands) {
    const outcome = await tower.door.run(command, 'latchkey', 'test');
    if (isRefusal(outcome)) throw new Error(outcome.says);
  }
  tower.members.set(group, [...(tower.members.get(group) ?? []), account(key)]);
  return grant;
}

/** What is done to a provider, and seen of the record, in most of these tests. */
export const handsOn = (at: () => Watchtower) => ({
  nextHour: async () => {
    at().passed += hours(1);
    await at().compare();
  },
  statusOf: async (grant: string) => (await at().store.grants.find(grant))?.status,
  leave: (group: string, ...keys: string[]) => {
    const gone = keys.map(account);
    at().members.set(
      group,
      (at().members.get(group) ?? []).filter((id) => !gone.includes(id)),
    );
  },
  join: (group: string, ...keys: string[]) =>
    at().members.set(group, [...(at().members.get(group) ?? []), ...keys.map(account)]),
  open: () => at().store.drifts.open(),
});
