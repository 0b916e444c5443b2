import type { Catalog, ProviderName, Risk } from '../domain/catalog.js';
import { risks } from '../domain/catalog.js';
import type { Person } from '../domain/person.js';
import { isRefusal } from '../domain/refusal.js';
import type { DirectoryPerson, IdentityProvider } from '../idp/port.js';
import type { Store } from '../store/store.js';
import type { Door, Log } from './contracts.js';
import { type Entitlements, partsOf } from './entitlements.js';

/** What is needed to compare the record with what providers show. */
export type Watching = {
  readonly store: Store;
  readonly door: Door;
  readonly catalog: Catalog;
  readonly entitlements: Entitlements;
  readonly provider: (name: ProviderName) => Watched | undefined;
  readonly limits: WatchLimits;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly log: Log;
};

export type Watched = Pick<IdentityProvider, 'name' | 'isMember' | 'listMembers' | 'readPerson' | 'findPerson' | 'log'>;

export type WatchLimits = {
  /** Seconds from one comparison to the next; zero: never. */
  readonly reconcileEvery: number;
  /** How many accesses one comparison may end before it stops and asks. */
  readonly reconcileLimit: number;
  /** Seconds from one reading of a provider's log to the next; zero: never. */
  readonly logEvery: number;
};

/**
 * The role that speaks for a group: the mildest that gives it. Who may be in engineering as an engineer has nothing of the
 * administrator whose role needs engineering too.
 */
export type Spoken = { readonly app: string; readonly role: string; readonly risk: Risk };

/** Every group of the running catalog, under the provider's own id. A role that cannot be given has none. */
export async function catalogGroups({ catalog, entitlements }: Watching): Promise<ReadonlyMap<string, Spoken>> {
  const groups = new Map<string, Spoken>();
  for (const app of catalog.apps) {
    if (app.provider === 'manual') continue;
    for (const role of app.roles) {
      const found = await entitlements.of(app, role);
      for (const { id } of isRefusal(found) ? [] : found) {
        const before = groups.get(id);
        const isMilder = !before || risks.indexOf(role.risk) < risks.indexOf(before.risk);
        if (isMilder) groups.set(id, { app: app.id, role: role.id, risk: role.risk });
      }
    }
  }
  return groups;
}

/** All groups to look at: the catalog's, and those that somebody is in through us since an earlier one. */
export async function watchedGroups(needs: Watching): Promise<ReadonlyMap<string, Spoken | undefined>> {
  const groups = new Map<string, Spoken | undefined>();
  for (const id of await needs.store.grants.entitlements()) groups.set(id, undefined);
  for (const [id, spoken] of await catalogGroups(needs)) groups.set(id, spoken);
  return new Map([...groups].filter(([id]) => partsOf(id).provider !== 'manual'));
}

/** The provider's id of one of ours. @throws ProviderDown */
export async function accountOf(provider: Watched, person: Person): Promise<string | undefined> {
  if (person.directory === provider.name) return person.directoryId;
  return (await provider.findPerson(person.email))?.id;
}

/** Whoever this is at the provider, as the directory knows them; nobody when it does not. @throws ProviderDown */
export async function personOf(needs: Watching, provider: Watched, account: string): Promise<Person | undefined> {
  const { store, catalog } = needs;
  const known = await store.people.byDirectoryId(provider.name, account);
  if (known) return known;
  const entry = await provider.readPerson(account);
  if (!entry) return undefined;
  if (catalog.policy.directory === provider.name) return learn(needs, entry);
  const ours = await store.people.byEmail(entry.email);
  if (ours) return ours;
  const inDirectory = await needs.provider(catalog.policy.directory)?.findPerson(entry.email);
  return inDirectory && learn(needs, inDirectory);
}

const learn = ({ store, catalog, now }: Watching, { id, manager, ...facts }: DirectoryPerson): Promise<Person> =>
  store.people.learn({
    ...facts,
    manager,
    directory: catalog.policy.directory,
    directoryId: id,
    readAt: now().toISOString(),
  });

/** Under whose lock a finding changes: the person's, or that of an account which is nobody's. */
export const lockOf = (provider: string, account: string, person: Person | undefined) =>
  person ? { recipient: person.id, person: person.id } : { recipient: `${provider}:${account}` };

/** Whether it is time again. @param last an ISO moment; nothing when it was never done. */
export const isTime = (last: string | undefined, every: number, now: Date): boolean =>
  every > 0 && (last === undefined || now.getTime() - Date.parse(last) >= every * 1000);
