import { type Catalog, findRole, type ProviderName } from '../domain/catalog.js';
import type { Drift, GoneHow } from '../domain/drift.js';
import { GroupGone, type IdentityProvider, PersonGone, ProviderDown, ProviderRefused } from '../idp/port.js';
import { findBreak } from '../store/chain.js';
import type { Lease, Store } from '../store/store.js';
import { whileHeld } from './budget.js';
import { type Door, type Log, NotYet } from './contracts.js';
import { partsOf } from './entitlements.js';
import { readBack } from './readingBack.js';

type Needs = {
  store: Store;
  door: Door;
  catalog: Catalog;
  provider: (name: ProviderName) => IdentityProvider | undefined;
  mode: 'enforce' | 'observe';
  now: () => Date;
  log: Log;
};

/** Takes away what the owner wants gone: the intent is on record, and it is done when the provider confirms it. */
export async function removeFound(needs: Needs, { id, entitlement }: Drift): Promise<void> {
  const drift = await asFound(needs, id);
  if (drift.entitlement !== entitlement)
    needs.log.error({ drift: id }, 'the row of a finding was altered; the record is followed');
  const done = await needs.store.leases.hold(`change:${drift.recipient}:${drift.entitlement}`, async (lease) => {
    const now = await needs.store.drifts.find(id);
    if (now?.status !== 'removing') return;
    if (needs.mode === 'observe') return refuse(needs, id, onlyObserves);
    try {
      await confirm(needs, id, await whileHeld(lease, () => remove(needs, drift, lease)));
    } catch (error) {
      if (error instanceof GroupGone) return confirm(needs, id, 'groupGone');
      if (error instanceof PersonGone) return confirm(needs, id, 'personGone');
      if (!(error instanceof ProviderRefused)) throw error;
      await refuse(needs, id, error.says);
    }
  });
  if (done === 'busy')
    throw new NotYet('another worker is changing this membership', new Date(needs.now().getTime() + 1000));
}

/** Whom to take out of what is what the record says, whatever the row says today. */
async function asFound({ store }: Needs, id: string) {
  const events = await store.trail.streams([`drift:${id}`]);
  const broken = findBreak(events);
  if (broken) throw new Error(`the record of this finding was altered, so nothing is changed for it: ${broken}`);
  const found = events[0]?.event;
  const isOrdered = events.some(({ event }) => event.type === 'drift.removing');
  if (found?.type !== 'drift.found' || found.kind !== 'added' || !isOrdered)
    throw new Error('the record does not say that anybody wanted this removed');
  return found;
}

type Found = Awaited<ReturnType<typeof asFound>>;

async function remove({ store, catalog, provider }: Needs, drift: Found, lease: Lease): Promise<GoneHow> {
  const { provider: name, group } = partsOf(drift.entitlement);
  const [account] = drift.accounts;
  const idp = provider(name);
  if (!idp || account === undefined)
    throw new ProviderDown(name, `${name} is not configured, but somebody is to be taken out: set its variables again`);
  // Whoever was a stranger when they were found may be known by now, and may have been let in.
  const known = await store.people.byDirectoryId(name, account);
  const live = await store.grants.liveIn(drift.entitlement);
  if (live.some(({ recipient }) => recipient === drift.recipient || recipient === known?.id)) return 'held';
  lease.assertHeld();
  const outcome = await idp.remove(account, group);
  await readBack(idp, account, group, 'out');
  if (findRole(catalog, drift.app, drift.role)?.role.endSessions) await idp.endSessions(account);
  return outcome;
}

const onlyObserves = 'Latchkey only observes at the moment, and changes nothing.';

async function refuse({ door }: Needs, id: string, says: string): Promise<void> {
  await door.run({ type: 'drift.refuse', id, says }, 'latchkey', 'provider');
}

async function confirm({ door }: Needs, id: string, how: GoneHow): Promise<void> {
  await door.run({ type: 'drift.confirmRemoved', id, how }, 'latchkey', 'provider');
}
