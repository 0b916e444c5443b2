import { randomBytes } from 'node:crypto';
import { askedProviders, type ProviderName } from '../domain/catalog.js';
import { isTime } from '../domain/clock.js';
import {
  type Erased,
  holdsOf,
  idIn,
  isLapsed,
  obstacle,
  type PrivacyEvent,
  type Proposal,
  privacyEvents,
  proposalsOf,
  refusedBy,
  retentionInForce,
} from '../domain/erasure.js';
import type { Recorded } from '../domain/events.js';
import type { Person } from '../domain/person.js';
import { asUrgent } from '../idp/budget.js';
import { type IdentityProvider, ProviderRefused } from '../idp/port.js';
import type { Account, Store } from '../store/store.js';
import { type Door, type Log, once, type Step } from './contracts.js';
import { everywhere, standingOf } from './erasable.js';

export type Privacy = {
  /** Does what was confirmed, lets lapse what nobody confirmed, and once a day what is kept no longer goes. */
  pass(): Promise<void>;
};

type Needs = {
  store: Store;
  door: Door;
  provider: (name: ProviderName) => Pick<IdentityProvider, 'findPerson'> | undefined;
  /** Who knows the people now. */
  directory: string;
  /** In days; nothing: texts are kept. */
  retentionDays: number | undefined;
  /** Hears of what was erased. */
  seen: (what: { people: number; texts: number }) => void;
  now: () => Date;
  log: Log;
  step?: Step;
};

export function createPrivacy(needs: Needs): Privacy {
  const { store, step = once } = needs;
  return {
    pass: async () => {
      await store.leases.hold('privacy', () => step(() => passOnce(needs)));
    },
  };
}

async function passOnce(needs: Needs): Promise<void> {
  const { store, now } = needs;
  const proposals = proposalsOf(await store.trail.ofTypes(privacyEvents));
  for (const proposal of proposals) {
    if (isLapsed(proposal, now())) await settle(needs, proposal, refusedBy(proposal, 'lapsed'), 'clock');
    if (proposal.status === 'confirmed' && proposal.wish.is === 'erasure')
      await eraseOne(needs, proposal, proposal.wish.person);
  }
  await applyRetention(needs, proposals);
}

/** To say why not. What counts is what the store finds in the very transaction that deletes. */
const holdsNow = async ({ store }: Needs) => holdsOf(await store.trail.ofTypes(privacyEvents));

/** Only once, though two should come to it at the same moment. */
async function settle({ door }: Needs, { round }: Proposal, event: PrivacyEvent, cause: string): Promise<void> {
  await door.record(event, 'latchkey', cause, (last) => last !== undefined && isOver(last, round));
}

const isOver = ({ event, seq }: Recorded, round: number): boolean =>
  seq > round && /\.(refused|liftRefused|lifted|done)$/.test(event.type);

/** What stood in the way when it was proposed may have come back since: it is looked at once more. */
async function eraseOne(needs: Needs, proposal: Proposal, id: string): Promise<void> {
  const { store, log, seen } = needs;
  const person = await store.people.find(id);
  const issues = person ? await mirroredOf(needs, person) : [];
  // Erased, and not on record yet: a crash lay between. Nothing stands in the way of what is done, and no more is done.
  const isErased = person?.erasedAt !== undefined;
  const stands = isErased ? undefined : await obstacleOf(needs, person);
  if (stands) return settle(needs, proposal, refusedBy(proposal, stands.cause), 'erasure');
  const done = person && !isErased ? await eraseWhole(needs, person) : { ...(await whatNames(needs, id)), ...nothing };
  if (done === 'later') return;
  if (done === 'held') return settle(needs, proposal, refusedBy(proposal, 'held'), 'erasure');
  seen({ people: 1, texts: done.texts });
  log.info({ person: id, texts: done.texts, entries: done.entries }, 'a person was erased');
  const event: PrivacyEvent = { type: 'erasure.done', id: idIn(proposal.id), ...done, issues };
  await settle(needs, proposal, event, 'erasure');
}

/** Where Jira names them. Of whom goes by age, the comparison sees for itself that a name is gone. */
async function mirroredOf({ store }: Needs, person: Person): Promise<string[]> {
  const rows = await everywhere(store, person);
  const lanes = await Promise.all(rows.map(({ id }) => store.erasing.mirrored(id)));
  return [...new Set(lanes.flat())];
}

async function obstacleOf(needs: Needs, person: Person | undefined) {
  if (!person) return { cause: 'unknown' as const };
  const { store, directory } = needs;
  return obstacle(await standingOf(store, person, { holds: await holdsNow(needs), directory }));
}

/** Drawn at random: nothing leads from it to the name. */
const pseudonym = (): string => `Person ${randomBytes(3).toString('hex')}`;

const nothing: Erased = { texts: 0, entries: 0 };

/** The row that was named comes last: while it stands, what a crash left undone is done again. */
async function eraseWhole(needs: Needs, person: Person): Promise<Gone | 'held' | 'later'> {
  let gone: Gone = { requests: [], findings: [], ...nothing };
  for (const { id } of await everywhere(needs.store, person)) {
    const one = await erasePerson(needs, id);
    if (one === 'held' || one === 'later') return one;
    gone = {
      requests: [...new Set([...gone.requests, ...one.requests])],
      findings: [...new Set([...gone.findings, ...one.findings])],
      texts: gone.texts + one.texts,
      entries: gone.entries + one.entries,
    };
  }
  return gone;
}

type Gone = Awaited<ReturnType<typeof whatNames>> & Erased;

async function erasePerson(needs: Needs, id: string): Promise<Gone | 'held' | 'later'> {
  const { store, now } = needs;
  const accounts = await accountsElsewhere(needs, id);
  if (!accounts) return 'later';
  // Before: afterwards some of it could not be found by them any more.
  const named = await whatNames(needs, id);
  const erased = await store.erasing.erase(id, pseudonym(), now(), accounts);
  return erased === 'held' ? erased : { ...named, ...erased };
}

/**
 * Theirs at every other provider: once the address is gone, nobody can ask any more. @returns nothing where one does not
 * answer; what it would have said is not left standing for that, so they are erased when it does.
 */
async function accountsElsewhere({ store, provider, log }: Needs, id: string): Promise<Account[] | undefined> {
  const person = await store.people.find(id);
  const accounts: Account[] = [];
  for (const name of askedProviders) {
    if (!person || name === person.directory) continue;
    try {
      const found = await asUrgent('background', async () => provider(name)?.findPerson(person.email));
      if (found) accounts.push({ provider: name, id: found.id });
    } catch (error) {
      // Two have this address there: then it says of nobody who they are.
      if (error instanceof ProviderRefused) continue;
      log.warn({ err: error, provider: name, person: id }, 'somebody is not erased yet: a provider could not be asked');
      return undefined;
    }
  }
  return accounts;
}

async function whatNames({ store }: Needs, id: string) {
  const { requests, findings } = await store.erasing.about(id);
  return { requests: [...requests], findings: [...findings] };
}

const day = 24 * 3600 * 1000;
const batch = 500;

/** The setting alone does nothing: two admins have confirmed this very number, and none since. */
async function applyRetention(needs: Needs, proposals: readonly Proposal[]): Promise<void> {
  const { store, door, retentionDays, seen, now, log } = needs;
  const confirmed = retentionInForce(proposals);
  if (retentionDays === undefined || confirmed?.days !== retentionDays) return;
  const last = await store.positions.find('retention');
  if (!isTime(last, day / 1000, now())) return;
  const age = new Date(now().getTime() - retentionDays * day);
  let texts = 0;
  for (let gone = batch; gone === batch; texts += gone) gone = await store.erasing.eraseTexts(age, batch);
  const held = await store.erasing.countHeld(age, await holdsNow(needs));
  const people = await eraseAged(needs, age);
  const counts = { texts: texts + people.texts, entries: people.entries, people: people.count, held };
  await door.record({ type: 'retention.applied', id: confirmed.id, ...counts }, 'latchkey', 'retention');
  seen(counts);
  log.info(counts, 'what is kept no longer was erased');
  await store.positions.keep('retention', now().toISOString(), now());
}

const erasing = 'retention: erasing';

/** Each of them on record, with what named them: from there it is drawn anew, as for whom two admins had erased. */
async function eraseAged(needs: Needs, age: Date) {
  const { store, directory, now } = needs;
  const gone = { count: 0, ...nothing };
  const left = await store.positions.find(erasing);
  if (left !== undefined) await recordAged(needs, left, { ...(await whatNames(needs, left)), ...nothing });
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = await store.erasing.agedPeople(age, { directory, after, limit: batch });
    for (const id of page) {
      await store.positions.keep(erasing, id, now());
      const erased = await erasePerson(needs, id);
      if (erased === 'held' || erased === 'later') continue;
      await recordAged(needs, id, erased);
      gone.count += 1;
      gone.texts += erased.texts;
      gone.entries += erased.entries;
    }
    after = page.at(-1);
  }
  await store.positions.forget(erasing);
  return gone;
}

/** What a crash lay before is on record afterwards; whoever was kept by a hold stands there still, and nothing is. */
async function recordAged({ store, door }: Needs, id: string, gone: Gone): Promise<void> {
  const person = await store.people.find(id);
  if (!person?.erasedAt) return;
  await door.record({ type: 'erasure.done', id, ...gone }, 'latchkey', 'retention', (last) => last !== undefined);
}
