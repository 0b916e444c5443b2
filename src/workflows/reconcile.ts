import { askedProviders } from '../domain/catalog.js';
import { isTime } from '../domain/clock.js';
import { isGuarded } from '../domain/drift.js';
import { floodLock, isStillComing } from '../domain/flood.js';
import type { Grant } from '../domain/grant.js';
import { innerGroup } from '../domain/innerGroup.js';
import { asUrgent } from '../idp/budget.js';
import { PersonGone } from '../idp/port.js';
import { once, type Step } from './contracts.js';
import { partsOf } from './entitlements.js';
import { findMany, tellLeft } from './flood.js';
import { endLost, isSettled, type Lost } from './losing.js';
import {
  accountLetIn,
  lockOf,
  personOf,
  readMembers,
  type Spoken,
  type Watched,
  type Watching,
  watchedGroups,
} from './watching.js';

export type Reconcile = {
  /** Compares the record with what providers show, when it is time again. */
  run(): Promise<void>;
};

/** A group that could not be read is read again after this many seconds. */
const again = 300;

/** Members for each group, not groups for each person: that is a few calls an hour, however many people there are. */
export function createReconcile(needs: Watching & { step?: Step }): Reconcile {
  const { store, limits, now, step = once } = needs;
  const isDue = async () => isTime(await store.positions.find('reconcile'), limits.reconcileEvery, now());
  return {
    async run() {
      if (!(await isDue())) return;
      await store.leases.hold('reconcile', () =>
        asUrgent('background', async () => {
          if (!(await isDue())) return;
          let failed = 0;
          await step(async () => {
            failed = await compareAll(needs);
          });
          const early = failed > 0 ? Math.max(0, limits.reconcileEvery - again) * 1000 : 0;
          await store.positions.keep('reconcile', new Date(now().getTime() - early).toISOString(), now());
        }),
      );
    },
  };
}

/** @returns how many groups, or providers, could not be read: of those, nothing is known, and nothing is changed. */
async function compareAll(needs: Watching): Promise<number> {
  const lost: Lost[] = [];
  let failed = 0;
  const failing = (about: object, sentence: string) => (error: unknown) => {
    failed += 1;
    needs.log.warn({ err: error, ...about }, sentence);
    return [];
  };
  for (const name of askedProviders) {
    const provider = needs.provider(name);
    if (!provider) continue;
    const groups = await watchedGroups(needs, name).catch(failing({ provider: name }, noGroups));
    for (const [entitlement, spoken] of groups) {
      const group = { entitlement, ...(spoken && { spoken }) };
      lost.push(...(await compare(needs, provider, group).catch(failing({ entitlement }, noComparison))));
    }
  }
  await endLost(needs, lost).catch(failing({ gone: lost.length }, 'not everything that is gone has ended yet'));
  return failed;
}

const noComparison = 'a group could not be compared; nothing is concluded from that';
const noGroups = 'the groups of a provider could not be looked up; nothing is concluded from that';

type Group = { readonly entitlement: string; readonly spoken?: Spoken };

async function compare(needs: Watching, provider: Watched, group: Group): Promise<Lost[]> {
  const began = needs.now().toISOString();
  const members = await readMembers(provider, partsOf(group.entitlement).group);
  const held = await readHeld(needs, provider, group.entitlement);
  await closeUndone(needs, provider, group.entitlement, members);
  if (group.spoken && isGuarded(group.spoken.risk)) {
    const others = [...members].filter((account) => !held.has(account)).sort();
    await reportAdded(needs, provider, { ...group, spoken: group.spoken }, others);
  }
  const missing = [...held].filter(([account, grant]) => !members.has(account) && isSettled(grant));
  // What became active while the list was read is not on it.
  const before = missing.filter(([, { activatedAt }]) => !!activatedAt && activatedAt < began);
  return confirmed(provider, before);
}

/** Who should be in it through us, by the provider's ids. */
async function readHeld(needs: Watching, provider: Watched, entitlement: string): Promise<Map<string, Grant>> {
  const held = new Map<string, Grant>();
  for (const grant of await needs.store.grants.liveIn(entitlement)) {
    const account = await accountLetIn(needs, provider, grant);
    if (account) held.set(account, grant);
  }
  return held;
}

/** A list may be short or old: each one is asked about by itself before anything is said of it. */
async function confirmed(provider: Watched, missing: readonly (readonly [string, Grant])[]): Promise<Lost[]> {
  const lost: Lost[] = [];
  for (const [account, grant] of missing) {
    if (!(await isIn(provider, account, grant.entitlement))) lost.push({ account, grant, source: 'reconcile' });
  }
  return lost;
}

/** Who is gone from the provider altogether is not for this comparison: that is a leaver. Of a group the list alone tells. */
async function isIn(provider: Watched, account: string, entitlement: string): Promise<boolean> {
  if (innerGroup(account) !== undefined) return false;
  try {
    return await provider.isMember(account, partsOf(entitlement).group);
  } catch (error) {
    if (error instanceof PersonGone) return true;
    throw error;
  }
}

/** Whoever was found in the group and is no longer in it. */
async function closeUndone(needs: Watching, provider: Watched, entitlement: string, members: ReadonlySet<string>) {
  const { store, door } = needs;
  for (const drift of await store.drifts.standing(entitlement)) {
    const away = drift.accounts.filter((account) => !members.has(account));
    if (drift.kind === 'many') await tellLeft(needs, provider, drift, away);
    else if (drift.status !== 'removing')
      for (const account of away) {
        if (await isIn(provider, account, entitlement)) continue;
        await door.run({ type: 'drift.undo', id: drift.id, account }, 'latchkey', 'reconcile');
      }
  }
}

type Guarded = Group & { readonly spoken: Spoken };

/** The first look takes a census, and many at once are one finding: nobody reads five hundred cards. */
async function reportAdded(needs: Watching, provider: Watched, group: Guarded, others: readonly string[]) {
  const { store, limits, now } = needs;
  const census = `census:${group.entitlement}`;
  const isFirst = (await store.positions.find(census)) === undefined;
  const known = new Set((await store.drifts.standing(group.entitlement)).flatMap(({ accounts }) => accounts));
  const added = others.filter((account) => !known.has(account));
  const { entitlement } = group;
  const many = { ...group, accounts: added, source: 'reconcile' } as const;
  if (isFirst) await findMany(needs, provider, { ...many, recipient: `census:${entitlement}` });
  else if (added.length > limits.reconcileLimit) {
    // The log may just be telling of them, and be at the first half.
    const coming = (await store.drifts.floods(entitlement)).find((one) => isStillComing(one, now()));
    await findMany(needs, provider, { ...many, recipient: coming?.recipient ?? floodLock(entitlement) });
  } else for (const account of added) await reportOne(needs, provider, group, account);
  if (isFirst) await store.positions.keep(census, now().toISOString(), now());
}

async function reportOne(needs: Watching, provider: Watched, { entitlement, spoken }: Guarded, account: string) {
  const { store, door, newId } = needs;
  const { provider: name, group } = partsOf(entitlement);
  if (innerGroup(account) === undefined && !(await provider.isMember(account, group))) return;
  const person = await personOf(needs, provider, account);
  // What we are just giving or taking away was perhaps read before its record.
  const ours = person ? await store.grants.ever(person.id, entitlement) : [];
  if (ours.some((grant) => grant.status !== 'ended' || isJustOver(needs, grant))) return;
  const lock = lockOf(name, account, person);
  const found = { id: newId(), kind: 'added', entitlement, ...lock, accounts: [account], ...spoken } as const;
  await door.run({ type: 'drift.find', ...found, source: 'reconcile' }, 'latchkey', 'reconcile');
}

/** Provisioning looks once more after the end, and takes a late ghost out again. */
const isJustOver = ({ now }: Watching, { endedAt }: Grant): boolean =>
  !!endedAt && now().getTime() - Date.parse(endedAt) < 60_000;
