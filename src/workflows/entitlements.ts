import { type App, askedProviders, type Catalog, findRole, type ProviderName, type Role } from '../domain/catalog.js';
import { type Refusal, refuse } from '../domain/refusal.js';
import { sentence } from '../domain/wording.js';
import { type IdentityProvider, ProviderDown, type WritableGroups } from '../idp/port.js';
import type { Store } from '../store/store.js';
import { providerTitle } from '../views/asked.js';

/** The smallest thing a provider can give: one group, under the provider's own id. */
export type Entitlement = {
  readonly id: string;
  readonly provider: ProviderName;
  readonly group: string;
  readonly name: string;
};

export type Entitlements = {
  /** What a role is made of, or why it cannot be given. @throws ProviderDown while a name was never resolved. */
  of(app: App, role: Role): Promise<readonly Entitlement[] | Refusal>;
  /** Asks the provider about every group that the catalog names; what is wrong is logged, and refused when asked for. */
  resolveAll(): Promise<readonly string[]>;
  readonly writable: WritableGroups;
};

type Needs = {
  store: Store;
  catalog: Catalog;
  provider: (name: ProviderName) => IdentityProvider | undefined;
  now: () => Date;
};

const freshFor = 10 * 60 * 1000;

/** Only the names of the running catalog come in here: what it resolves is all that may ever be written to. */
export async function createEntitlements(needs: Needs): Promise<Entitlements> {
  const { store, catalog, now } = needs;
  const known = new Map<string, { group: string; readAt: number; refusesWrites?: string }>();
  const running = new Set<string>();
  const ever = new Set<string>();
  const named = new Set(catalog.apps.flatMap(({ roles }) => roles.flatMap(({ groups }) => groups)));
  for (const name of askedProviders) {
    for (const { groupId } of await store.entitlements.all(name)) ever.add(groupId);
  }

  const learn = async (
    provider: IdentityProvider,
    name: string,
  ): Promise<{ group: string; refusesWrites?: string } | undefined> => {
    const cached = known.get(`${provider.name}:${name}`);
    if (cached && now().getTime() - cached.readAt < freshFor) return cached;
    const found = await provider.findGroup(name);
    if (!found) return undefined;
    await store.entitlements.learn(provider.name, name, found.id, now());
    return remember(provider.name, name, found.id, found.refusesWrites);
  };
  const remember = (provider: string, name: string, group: string, refusesWrites?: string) => {
    const fact = { group, readAt: now().getTime(), refusesWrites };
    known.set(`${provider}:${name}`, fact);
    running.add(group);
    ever.add(group);
    return fact;
  };
  /** While the provider is away, what it said last time still holds: access must end on time. */
  const resolve = async (provider: IdentityProvider, name: string) => {
    try {
      return await learn(provider, name);
    } catch (error) {
      const before = error instanceof ProviderDown ? await store.entitlements.find(provider.name, name) : undefined;
      if (!before) throw error;
      return remember(provider.name, name, before.groupId);
    }
  };

  const of: Entitlements['of'] = async (app, role) => {
    if (app.provider === 'manual') {
      const name = `${app.id}/${role.id}`;
      return [{ id: `manual:${name}`, provider: 'manual', group: name, name }];
    }
    const provider = needs.provider(app.provider);
    const instead = sentence(app.fallback);
    if (!provider)
      return refuse(
        `${app.name} cannot be given at the moment: ${providerTitle[app.provider]} is not set up. ${instead}`,
        'app',
      );
    const entitlements: Entitlement[] = [];
    for (const name of role.groups) {
      const found = await resolve(provider, name);
      if (!found)
        return refuse(
          `${role.name} is not set up: ${providerTitle[app.provider]} has no group ${name}. ${instead}`,
          'role',
        );
      if (found.refusesWrites) return refuse(`${role.name} cannot be given: ${found.refusesWrites} ${instead}`, 'role');
      entitlements.push({ id: `${app.provider}:${found.group}`, provider: app.provider, group: found.group, name });
    }
    return entitlements;
  };

  return {
    of,
    resolveAll: () => findProblems(catalog, of),
    writable: {
      // What was remembered for a name may have been altered: the group itself has to bear it.
      mayAdd: (group, name) => running.has(group) && (named.has(group) || name === undefined || named.has(name)),
      mayRemove: (group) => ever.has(group),
    },
  };
}

async function findProblems(catalog: Catalog, of: Entitlements['of']): Promise<string[]> {
  const problems: string[] = [];
  for (const app of catalog.apps) {
    for (const role of app.roles) {
      const found = await of(app, role).catch((error: Error) => ({ refused: true as const, says: error.message }));
      if ('says' in found) problems.push(`${app.id}/${role.id}: ${found.says}`);
    }
  }
  return problems;
}

/** The parts of an entitlement's id: `okta:00g1` is group 00g1 at okta. */
export function partsOf(entitlement: string): { provider: ProviderName; group: string } {
  const colon = entitlement.indexOf(':');
  return { provider: entitlement.slice(0, colon) as ProviderName, group: entitlement.slice(colon + 1) };
}

export const roleOf = (catalog: Catalog, { app, role }: { app: string; role: string }) => findRole(catalog, app, role);
