import { type Catalog, findRole, type ProviderName } from '../domain/catalog.js';
import type { Grant, Task } from '../domain/grant.js';
import { isRefusal, refuse } from '../domain/refusal.js';
import type { Request } from '../domain/request.js';
import { asUrgent } from '../idp/budget.js';
import { GroupGone, type IdentityProvider, PersonGone, ProviderDown, ProviderRefused } from '../idp/port.js';
import type { Lease, Store } from '../store/store.js';
import { providerTitle } from '../views/asked.js';
import { whileHeld } from './budget.js';
import { type Door, type Log, NotYet, Paused } from './contracts.js';
import { type Entitlements, partsOf } from './entitlements.js';
import { holdsNothing, nobodyThere, readBack } from './readingBack.js';
import { adoptedGroup, asRecorded, assertApproved } from './recorded.js';
import type { Settler } from './relay.js';
import { removeFound } from './removal.js';

type Needs = {
  store: Store;
  door: Door;
  catalog: Catalog;
  entitlements: Entitlements;
  provider: (name: ProviderName) => (IdentityProvider & Pick<IdentityProvider, 'isNested'>) | undefined;
  mode: 'enforce' | 'observe';
  now: () => Date;
  newId: () => string;
  log: Log;
};

/** Makes the providers agree with the record: whatever rang, what is true now decides what is done. */
export function createProvisioning(needs: Needs): Settler {
  return {
    async settle(id) {
      const grant = await needs.store.grants.find(id);
      if (grant) return settleGrant(needs, grant);
      const request = await needs.store.requests.find(id);
      if (request)
        return asUrgent('grant', async () => {
          await openAssignment(needs, request);
          await endIfLeft(needs, request);
        });
      const drift = await needs.store.drifts.find(id);
      if (drift) await asUrgent('removal', () => removeFound(needs, drift));
    },
  };
}

/** Records what will be given before the provider is asked for it. */
async function openAssignment(needs: Needs, request: Request): Promise<void> {
  const { store, door, catalog } = needs;
  const { id, recipient, app, role, duration } = request;
  if (request.status !== 'approved' || request.extends || (await store.assignments.find(id))) return;
  await assertApproved(needs, request);
  await refuseWhilePaused(needs);
  const opening = { type: 'assignment.open', id, recipient, app, role, duration } as const;
  const found = findRole(catalog, app, role);
  const offered = found
    ? await needs.entitlements.of(found.app, found.role)
    : refuse('the role left the catalog after its approval');
  const adopted = await adoptedGroup(needs, request);
  const wanted = adopted && !isRefusal(offered) ? offered.filter((one) => one.id === adopted) : offered;
  if (isRefusal(wanted)) {
    needs.log.error({ request: id, why: wanted.says }, 'an approved request cannot be given');
    await door.run({ ...opening, wanted: [], alreadyHad: [] }, 'latchkey', 'provisioning');
    return;
  }
  if ((await store.people.find(recipient))?.isActive === false) {
    needs.log.warn({ request: id }, 'whoever has left before they were let in is not let in');
    await door.run({ ...opening, wanted: [], alreadyHad: [] }, 'latchkey', 'provisioning');
    return;
  }
  const live = await store.grants.liveOf(recipient);
  const ours = new Map(live.map((grant) => [grant.entitlement, grant]));
  if (wanted.some((one) => ours.get(one.id)?.status === 'revoking'))
    throw new NotYet('the same group is just being taken away', later(needs, 2));
  const alreadyHad: string[] = [];
  for (const one of wanted) {
    if (!adopted && !ours.has(one.id) && (await hasOtherwise(needs, recipient, one.id))) alreadyHad.push(one.id);
  }
  const missing = wanted
    .filter((one) => !alreadyHad.includes(one.id))
    .map((one) => ({ entitlement: one.id, grant: needs.newId() }));
  await door.run(
    { type: 'assignment.open', id, recipient, app, role, duration, wanted: missing, alreadyHad },
    'latchkey',
    'provisioning',
  );
}

/** Whoever leaves while their access is opened was looked at when there was none yet: they are looked at once more. */
async function endIfLeft({ store, door }: Needs, { id, recipient }: Request): Promise<void> {
  if ((await store.people.find(recipient))?.isActive !== false) return;
  await door.run({ type: 'assignment.end', id, cause: 'left' }, 'latchkey', 'directory');
}

const later = ({ now }: Needs, seconds: number) => new Date(now().getTime() + seconds * 1000);

async function refuseWhilePaused(needs: Needs): Promise<void> {
  const last = await needs.store.trail.last('grants');
  if (last?.event.type === 'grants.paused') throw new Paused(later(needs, 10));
}

/** With the provider's own id of the recipient, where it is on record. */
type Settling = Grant & { readonly account?: string };

async function settleGrant(needs: Needs, row: Grant): Promise<void> {
  const { id, ...recorded } = await asRecorded(needs, row);
  const { recipient, entitlement } = recorded;
  const settled = await needs.store.leases.hold(`change:${recipient}:${entitlement}`, async (lease) => {
    const grant = await needs.store.grants.find(id);
    if (grant && (!grant.task || grant.status === 'ended'))
      await whileHeld(lease, () => settleUnder(needs, { ...grant, ...recorded }, lease));
  });
  if (settled === 'busy') throw new NotYet('another worker is changing this membership', later(needs, 1));
}

async function settleUnder(needs: Needs, grant: Settling, lease: Lease): Promise<void> {
  switch (grant.status) {
    case 'provisioning':
      return asUrgent('grant', () => attempt(needs, grant, 'add', () => give(needs, grant, lease)));
    case 'revoking':
      return asUrgent('removal', () => attempt(needs, grant, 'remove', () => take(needs, grant, lease)));
    case 'active':
      return;
    case 'ended':
      // It nearly always finds nothing: whoever is known to be still in goes first.
      return asUrgent('grant', () => keepOut(needs, grant, lease));
  }
}

/** What only a person can do becomes a task for the owner; so does what the provider refuses for good. */
async function attempt(needs: Needs, grant: Settling, kind: Task['kind'], change: () => Promise<void>): Promise<void> {
  const { provider, group } = partsOf(grant.entitlement);
  if (kind === 'remove' && (await isDoneByOthers(needs, grant))) return confirm(needs, grant, 'already');
  const isManual = provider === 'manual';
  if (grant.handledBy) return isManual ? confirm(needs, grant, 'byHand') : readBackByHand(needs, grant, kind);
  if (isManual) return handOver(needs, grant, { kind, why: 'manual', says: `${group} is given and taken by hand.` });
  if (needs.mode === 'observe') {
    return handOver(needs, grant, { kind, why: 'observe', says: '' });
  }
  try {
    await change();
  } catch (error) {
    if (kind === 'remove' && error instanceof GroupGone) return confirmGone(needs, grant, 'groupGone');
    if (kind === 'remove' && error instanceof PersonGone) return confirmGone(needs, grant, 'personGone');
    const says = refusalOf(error);
    if (!says) throw error;
    needs.log.warn({ err: error, grant: grant.id }, 'the provider refused for good; a person has to act');
    await handOver(needs, grant, { kind, why: 'refused', says });
  }
}

/** Somebody else took it away: nothing is to be done by us, nor by hand, but for the sessions of a role that ends them. */
async function isDoneByOthers(needs: Needs, grant: Settling): Promise<boolean> {
  if (!grant.lostBy || (await isStillIn(needs, grant))) return false;
  return needs.mode === 'observe' || !(await mustEndSessions(needs, grant));
}

const isStillIn = async (needs: Needs, grant: Settling): Promise<boolean> =>
  isMember(needs, grant).catch((error) => {
    if (error instanceof GroupGone || error instanceof PersonGone) return true; // the way there says which
    throw error;
  });

const refusalOf = (error: unknown): string | undefined => {
  if (error instanceof ProviderRefused) return error.says;
  return error instanceof GroupGone || error instanceof PersonGone ? error.message : undefined;
};

async function handOver({ door }: Needs, { id }: Grant, task: Task): Promise<void> {
  await door.run(
    { type: 'grant.handOver', id, task },
    'latchkey',
    task.why === 'refused' ? 'provider' : 'provisioning',
  );
}

async function confirm({ door }: Needs, grant: Settling, how: 'done' | 'already' | 'byHand'): Promise<void> {
  const { id, account } = grant;
  const command =
    grant.status === 'provisioning'
      ? ({ type: 'grant.confirmProvisioned', id, how, ...(account !== undefined && { account }) } as const)
      : ({ type: 'grant.confirmRevoked', id, how } as const);
  await door.run(command, 'latchkey', 'provider');
}

async function confirmGone({ door }: Needs, { id }: Grant, how: 'groupGone' | 'personGone'): Promise<void> {
  await door.run({ type: 'grant.confirmRevoked', id, how }, 'latchkey', 'provider');
}

/** A person said it is done; the provider has the last word. */
async function readBackByHand(needs: Needs, grant: Settling, kind: Task['kind']): Promise<void> {
  const aim = await target(needs, grant).catch(nobodyThere);
  const isIn = aim ? await aim.provider.isMember(aim.person, aim.group).catch(holdsNothing) : false;
  const known = { ...grant, ...(aim?.account !== undefined && { account: aim.account }) };
  if (isIn === (kind === 'add')) return confirm(needs, known, 'byHand');
  const provider = providerTitle[partsOf(grant.entitlement).provider];
  const says =
    kind === 'add' ? `${provider} does not show the membership yet.` : `${provider} still shows the membership.`;
  // While it only observes nothing was refused: the same people have the same task again.
  await handOver(needs, grant, { kind, why: needs.mode === 'observe' ? 'observe' : 'refused', says });
}

async function give(needs: Needs, grant: Settling, lease: Lease): Promise<void> {
  await refuseWhilePaused(needs);
  await lookUpRoles(needs, grant);
  const { provider, person, group, account } = await target(needs, grant);
  lease.assertHeld();
  const outcome = await provider.add(person, group);
  await readBack(provider, person, group, 'in');
  await confirm(needs, { ...grant, ...(account !== undefined && { account }) }, outcome);
}

/** The adapter lets through what the running catalog was seen to name, and just after a start nothing was seen yet. */
async function lookUpRoles({ store, catalog, entitlements }: Needs, { holders }: Grant): Promise<void> {
  for (const id of holders) {
    const assignment = await store.assignments.find(id);
    const found = assignment && findRole(catalog, assignment.app, assignment.role);
    if (found) await entitlements.of(found.app, found.role);
  }
}

async function take(needs: Needs, grant: Settling, lease: Lease): Promise<void> {
  const { provider, person, group } = await target(needs, grant);
  lease.assertHeld();
  const outcome = await provider.remove(person, group);
  await readBack(provider, person, group, 'out');
  if (await mustEndSessions(needs, grant)) await provider.endSessions(person);
  await confirm(needs, grant, outcome);
}

async function mustEndSessions({ store, catalog }: Needs, grant: Grant): Promise<boolean> {
  for (const id of grant.holders) {
    const assignment = await store.assignments.find(id);
    if (assignment && findRole(catalog, assignment.app, assignment.role)?.role.endSessions) return true;
  }
  return false;
}

/** No vendor checks a fencing number: a grant that was on its way when we removed may land afterwards. It cannot stay. */
async function keepOut(needs: Needs, grant: Settling, lease: Lease): Promise<void> {
  if (partsOf(grant.entitlement).provider === 'manual' || needs.mode === 'observe') return;
  const live = await needs.store.grants.liveOf(grant.recipient);
  if (live.some(({ entitlement }) => entitlement === grant.entitlement)) return;
  try {
    const { provider, person, group } = await target(needs, grant);
    if (!(await provider.isMember(person, group))) return;
    needs.log.warn({ grant: grant.id }, 'a membership came back after its end; it is removed again');
    await asUrgent('removal', async () => {
      lease.assertHeld();
      await provider.remove(person, group);
      await readBack(provider, person, group, 'out');
    });
  } catch (error) {
    if (refusalOf(error) === undefined) throw error;
  }
}

type Aim = Pick<Settling, 'recipient' | 'entitlement' | 'account'>;

/** By the id under which they were let in: an address may be another one by the end, or another person's. */
async function target(needs: Needs, { recipient, entitlement, account }: Aim) {
  const { provider: name, group } = partsOf(entitlement);
  const provider = needs.provider(name);
  if (!provider)
    throw new ProviderDown(
      name,
      `${name} is not configured, but somebody holds access through it: set its variables again`,
    );
  const person = await needs.store.people.find(recipient);
  if (!person) throw new Error('the recipient is not known any more');
  if (person.directory === name) return { provider, person: person.directoryId, group };
  const found = account ?? (await provider.findPerson(person.email))?.id;
  if (found === undefined)
    throw new PersonGone(`${providerTitle[name]} has no account with this person's e-mail address.`);
  return { provider, person: found, group, account: found };
}

async function isMember(needs: Needs, grant: Settling): Promise<boolean> {
  if (partsOf(grant.entitlement).provider === 'manual') return false;
  const { provider, person, group } = await target(needs, grant);
  return provider.isMember(person, group);
}

/** Also through a group inside the group: a membership of ours beside that could be taken away without effect. */
async function hasOtherwise(needs: Needs, recipient: string, entitlement: string): Promise<boolean> {
  if (partsOf(entitlement).provider === 'manual') return false;
  try {
    const { provider, person, group } = await target(needs, { recipient, entitlement });
    return (await provider.isMember(person, group)) || (await provider.isNested(person, group));
  } catch (error) {
    return holdsNothing(error);
  }
}
