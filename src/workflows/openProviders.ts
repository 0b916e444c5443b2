import type { ProviderName } from '../domain/catalog.js';
import { asUrgent, type Budget } from '../idp/budget.js';
import { createProviders, type ProviderSettings } from '../idp/registry.js';
import type { Store } from '../store/store.js';
import type { House, Log } from './contracts.js';
import { createEntitlements, type Entitlements } from './entitlements.js';

type Needs = { readonly store: Store; readonly house: House; readonly budget: Budget };

/** The adapters, and the groups that the running catalog names at them. */
export async function openProviders(settings: ProviderSettings, { store, house, budget }: Needs) {
  // The adapters ask the running catalog before every write; the catalog's names are resolved by asking the adapters.
  const late: { entitlements?: Entitlements } = {};
  const groups = {
    mayAdd: (group: string, name?: string) => late.entitlements?.writable.mayAdd(group, name) ?? false,
    mayRemove: (group: string) => late.entitlements?.writable.mayRemove(group) ?? false,
  };
  const providers = await createProviders(settings, groups, { now: house.now, budget });
  const provider = (name: ProviderName) => (name === 'manual' ? undefined : providers.get(name));
  const entitlements = await createEntitlements({ store, provider, ...house });
  late.entitlements = entitlements;
  return { provider, entitlements };
}

/** A group that is missing is no reason not to start: others must still be taken out in time. It is refused when asked for. */
export function reportProblems(entitlements: Entitlements, log: Log): void {
  asUrgent('background', () => entitlements.resolveAll()).then(
    (problems) => {
      for (const problem of problems) log.warn({ problem }, 'the catalog names a group that cannot be used');
    },
    (error) => log.warn({ err: error }, 'the groups of the catalog could not be checked'),
  );
}
