import type { Drift } from '../domain/drift.js';
import type { Person } from '../domain/person.js';
import type { Store } from '../store/store.js';
import { partsOf } from './entitlements.js';

/** So many of many are named. */
const some = 10;

/** Those whom the directory knows of the first of them. */
export async function someOf({ people }: Pick<Store, 'people'>, drift: Drift): Promise<readonly Person[]> {
  const { provider } = partsOf(drift.entitlement);
  const known = drift.accounts.slice(0, some).map((account) => people.byDirectoryId(provider, account));
  return (await Promise.all(known)).filter((one) => one !== undefined);
}

/** Some of them, and who put them there, as far as the log has told. */
export async function readMany(store: Pick<Store, 'people' | 'log'>, drift: Drift) {
  const [people, told] = await Promise.all([someOf(store, drift), store.log.summary(drift.id)]);
  const hands = new Set(told.flatMap(({ kind, actorName }) => (kind === 'added' ? [actorName] : [])));
  return { people, hands: [...hands] };
}
