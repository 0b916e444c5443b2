import { type App, type Catalog, type ProviderName, type Risk, type Role, risks } from '../domain/catalog.js';
import type { Grant } from '../domain/grant.js';
import { innerGroup } from '../domain/innerGroup.js';
import type { Person } from '../domain/person.js';
import { isRefusal } from '../domain/refusal.js';
import { type DirectoryPerson, type IdentityProvider, PersonGone, ProviderRefused } from '../idp/port.js';
import type { Store } from '../store/store.js';
import type { Door, Log } from './contracts.js';
import { type Entitlements, partsOf } from './entitlements.js';
import { accountIn } from './recorded.js';

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

export type Watched = Pick<
  IdentityProvider,
  'name' | 'isMember' | 'listMembers' | 'readPerson' | 'findPerson' | 'findGroup' | 'log'
>;

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

/**
 * Every group at this provider that the running catalog names, under the provider's own id. A role that cannot be given
 * has none, and keeps no other group from being looked at. @throws ProviderDown
 */
export async function catalogGroups(needs: Watching, provider: ProviderName): Promise<ReadonlyMap<string, Spoken>> {
  const groups = new Map<string, Spoken>();
  for (const app of needs.catalog.apps) {
    if (app.provider !== provider) continue;
    for (const role of app.roles) {
      for (const { id } of await groupsOf(needs, app, role)) {
        const before = groups.get(id);
        const isMilder = !before || risks.indexOf(role.risk) < risks.indexOf(before.risk);
        if (isMilder) groups.set(id, { app: app.id, role: role.id, risk: role.risk });
      }
    }
  }
  return groups;
}

async function groupsOf({ entitlements, log }: Watching, app: App, role: Role): Promise<readonly { id: string }[]> {
  try {
    const found = await entitlements.of(app, role);
    return isRefusal(found) ? [] : found;
  } catch (error) {
    if (!(error instanceof ProviderRefused)) throw error;
    log.warn({ err: error, app: app.id, role: role.id }, 'the groups of a role are not looked at: mend the catalog');
    return [];
  }
}

/** All groups to look at there: the catalog's, and those that somebody is in through us since an earlier one. */
export async function watchedGroups(
  needs: Watching,
  provider: ProviderName,
): Promise<ReadonlyMap<string, Spoken | undefined>> {
  const groups = new Map<string, Spoken | undefined>();
  const held = await needs.store.grants.entitlements();
  for (const id of held.filter((one) => partsOf(one).provider === provider)) groups.set(id, undefined);
  for (const [id, spoken] of await catalogGroups(needs, provider)) groups.set(id, spoken);
  return groups;
}

/** The provider's id of one of ours. @throws ProviderDown */
export async function accountOf(provider: Watched, person: Person): Promise<string | undefined> {
  if (person.directory === provider.name) return person.directoryId;
  return (await provider.findPerson(person.email))?.id;
}

/** The provider's id of whom a grant is for: the one under which they were let in, where that is on record. */
export async function accountLetIn(
  { store }: Watching,
  provider: Watched,
  { id, recipient }: Grant,
): Promise<string | undefined> {
  const person = await store.people.find(recipient);
  if (!person || person.directory === provider.name) return person?.directoryId;
  return accountIn(await store.trail.streams([`grant:${id}`])) ?? accountOf(provider, person);
}

/** Whoever this is at the provider, as the directory knows them; nobody when it does not. @throws ProviderDown */
export async function personOf(needs: Watching, provider: Watched, account: string): Promise<Person | undefined> {
  if (innerGroup(account) !== undefined) return undefined;
  const { store, catalog } = needs;
  const known = await store.people.byDirectoryId(provider.name, account);
  if (known) return known;
  const entry = await provider.readPerson(account);
  if (!entry) return undefined;
  if (catalog.policy.directory === provider.name) return learn(needs, entry);
  const ours = await store.people.byEmail(entry.email);
  if (ours) return ours;
  const inDirectory = await needs.provider(catalog.policy.directory)?.findPerson(entry.email).catch(unlessRefused);
  return inDirectory && learn(needs, inDirectory);
}

/** An address that two people have says of nobody who they are; what is found is told all the same. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof ProviderRefused)) throw error;
}

const learn = ({ store, catalog, now }: Watching, { id, manager, ...facts }: DirectoryPerson): Promise<Person> =>
  store.people.learn({
    ...facts,
    manager,
    directory: catalog.policy.directory,
    directoryId: id,
    readAt: now().toISOString(),
  });

/** Of one group in another nobody can be asked: there, what a log or a list has said is all that is known. @throws ProviderDown */
export async function isIn(provider: Watched, account: string, entitlement: string): Promise<boolean> {
  if (innerGroup(account) !== undefined) return false;
  try {
    return await provider.isMember(account, partsOf(entitlement).group);
  } catch (error) {
    if (error instanceof PersonGone) return false;
    throw error;
  }
}

/** By the provider's ids. @throws ProviderDown */
export async function readMembers(provider: Watched, group: string): Promise<Set<string>> {
  const members = new Set<string>();
  for (let from: string | undefined; ; ) {
    const page = await provider.listMembers(group, from);
    for (const { id } of page.items) members.add(id);
    from = page.next;
    if (from === undefined) return members;
  }
}

/** Under whose lock a finding changes: the person's, or that of an account which is nobody's. */
export const lockOf = (provider: string, account: string, person: Person | undefined) =>
  person ? { recipient: person.id, person: person.id } : { recipient: `${provider}:${account}` };

/** A group that the catalog names no longer: the admins answer for it. */
export const nobodys: Spoken = { app: 'unknown', role: 'unknown', risk: 'standard' };
