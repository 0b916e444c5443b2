import { findRole } from '../domain/catalog.js';
import type { DriftSource } from '../domain/drift.js';
import type { Recorded } from '../domain/events.js';
import type { Grant } from '../domain/grant.js';
import { isRefusal } from '../domain/refusal.js';
import { GroupGone, PersonGone } from '../idp/port.js';
import { partsOf } from './entitlements.js';
import type { Spoken, Watched, Watching } from './watching.js';

/** A grant whose membership the provider no longer shows. */
export type Lost = { readonly grant: Grant; readonly account: string; readonly source: DriftSource };

/**
 * Ends what somebody else took away. When it is more than a few it may be us who are wrong, or the provider: then
 * nothing is changed, and the admins are asked.
 */
export async function endLost(needs: Watching, lost: readonly Lost[]): Promise<void> {
  if (lost.length === 0) return;
  const { store, limits, now } = needs;
  const done = await store.leases.hold('losing', async () => {
    const freshly = new Date(now().getTime() - 2 * limits.reconcileEvery * 1000).toISOString();
    const answers = readStops(await store.trail.streams(['reconcile']), freshly);
    const concerned = lost.filter(({ grant }) => !answers.left.has(grant.id));
    const unasked = concerned.filter(({ grant }) => !answers.resumed.has(grant.id));
    // What goes one by one, a minute apart, is counted together.
    const recent = await store.grants.lostSince(new Date(now().getTime() - limits.reconcileEvery * 1000));
    if (unasked.length > 0 && unasked.length + recent > limits.reconcileLimit) return stop(needs, unasked, answers);
    for (const one of concerned) await lose(needs, one);
  });
  if (done === 'busy') needs.log.info({}, 'somebody else is just ending what is gone; the next look goes on');
}

type Stops = {
  readonly left: ReadonlySet<string>;
  readonly resumed: ReadonlySet<string>;
  /** The question that nobody has answered. */
  readonly open?: readonly string[];
};

/**
 * What admins have said to earlier stops. To leave it holds; to go on was said of what was gone then, and not of
 * what comes back and is gone again later.
 */
export function readStops(history: readonly Pick<Recorded, 'event' | 'at'>[], since: string): Stops {
  const asked = new Map<string, readonly string[]>();
  const [left, resumed] = [new Set<string>(), new Set<string>()];
  let open: readonly string[] | undefined;
  for (const { event, at } of history) {
    if (event.type === 'reconcile.stopped') {
      asked.set(event.stop, event.grants);
      open = event.grants;
    }
    if (event.type !== 'reconcile.left' && event.type !== 'reconcile.resumed') continue;
    open = undefined;
    if (event.type === 'reconcile.resumed' && at < since) continue;
    const answered = event.type === 'reconcile.left' ? left : resumed;
    for (const grant of asked.get(event.stop) ?? []) answered.add(grant);
  }
  return { left, resumed, ...(open && { open }) };
}

async function stop({ door, limits, newId, log }: Watching, lost: readonly Lost[], { open }: Stops): Promise<void> {
  const grants = lost.map(({ grant }) => grant.id).sort();
  if (open && grants.every((id) => open.includes(id))) return;
  log.error(
    { gone: grants.length, limit: limits.reconcileLimit },
    'too many memberships are gone at once; nothing is changed until an admin says so',
  );
  await door.record(
    { type: 'reconcile.stopped', stop: newId(), grants, limit: limits.reconcileLimit },
    'latchkey',
    'reconcile',
  );
}

/** Looked at once more, one by one and while nobody else changes it: a list may have been short. */
async function lose(needs: Watching, { grant: row, account, source }: Lost): Promise<void> {
  const { store, door } = needs;
  await store.leases.hold(`change:${row.recipient}:${row.entitlement}`, async () => {
    const grant = await store.grants.find(row.id);
    const { provider: name, group } = partsOf(row.entitlement);
    const provider = needs.provider(name);
    if (!grant || !provider || !isSettled(grant) || (await isInOrGone(provider, account, group))) return;
    const drift = await findRemoval(needs, grant, account, source);
    if (drift) await door.run({ type: 'grant.lose', id: grant.id, drift }, 'latchkey', 'provider');
  });
}

/** Who is gone from the provider altogether is a leaver, and a group that is gone is told of when the access ends. */
async function isInOrGone(provider: Watched, account: string, group: string): Promise<boolean> {
  try {
    return await provider.isMember(account, group);
  } catch (error) {
    if (error instanceof PersonGone || error instanceof GroupGone) return true;
    throw error;
  }
}

/** What is being given or taken away, or waits for a person, is not for the comparison to judge. */
export const isSettled = ({ status, task }: Grant): boolean => status === 'active' && !task;

/** @returns the finding's id */
async function findRemoval(needs: Watching, grant: Grant, account: string, source: DriftSource) {
  const { store, door, newId } = needs;
  const { entitlement, recipient } = grant;
  const before = await store.drifts.about(entitlement, account);
  const asked = before.find(({ kind, status }) => kind === 'removed' && status !== 'closed');
  if (asked) return asked.id;
  const spoken = await spokenFor(needs, grant);
  const found = await door.run(
    {
      type: 'drift.find',
      id: newId(),
      kind: 'removed',
      entitlement,
      recipient,
      person: recipient,
      accounts: [account],
      ...spoken,
      source,
      grant: grant.id,
    },
    'latchkey',
    source,
  );
  return !isRefusal(found) && found[0] && 'id' in found[0].event ? found[0].event.id : undefined;
}

/** The role that it was given for. */
export async function spokenFor(
  { store, catalog }: Pick<Watching, 'store' | 'catalog'>,
  grant: Grant,
): Promise<Spoken> {
  const assignment = await store.assignments.find(grant.holders[0] ?? '');
  const { app, role } = assignment ?? { app: 'unknown', role: 'unknown' };
  return { app, role, risk: findRole(catalog, app, role)?.role.risk ?? 'standard' };
}
