import type { Grant } from '../domain/grant.js';
import type { Store } from '../store/store.js';
import { type Outside, providerTitle } from '../views/asked.js';
import { partsOf } from './entitlements.js';

/** Where one of these memberships was taken away, not through Latchkey; and by whom, as far as the log has told. */
export async function readOutside(
  store: Pick<Store, 'drifts' | 'log'>,
  grants: readonly Grant[],
): Promise<Outside | undefined> {
  const [drift] = await store.drifts.ofGrants(grants.map(({ id }) => id));
  if (!drift) return undefined;
  const [entry] = await store.log.about(drift.id);
  return {
    provider: providerTitle[partsOf(drift.entitlement).provider],
    ...(entry && { actor: entry.actorName }),
  };
}
