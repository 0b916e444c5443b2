import { randomBytes } from 'node:crypto';
import {
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
import type { Store } from '../store/store.js';
import { type Door, type Log, once, type Step } from './contracts.js';
import { holdsOn, standingOf } from './erasable.js';

export type Privacy = {
  /** Does what was confirmed, lets lapse what nobody confirmed, and once a day what is kept no longer goes. */
  pass(): Promise<void>;
};

type Needs = {
  store: Store;
  door: Door;
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

/** Read before each thing that is deleted: one placed while a long pass goes on keeps what is still there. */
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
  const issues = await store.erasing.mirrored(id);
  // Erased, and not on record yet: a crash lay between. Nothing stands in the way of what is done, and no more is done.
  const isErased = person?.erasedAt !== undefined;
  const stands = isErased ? undefined : await obstacleOf(needs, person);
  if (stands) return settle(needs, proposal, refusedBy(proposal, stands.cause), 'erasure');
  const done = isErased ? { ...(await whatNames(needs, id)), texts: 0, entries: 0 } : await erasePerson(needs, id);
  seen({ people: 1, texts: done.texts });
  log.info({ person: id, texts: done.texts, entries: done.entries }, 'a person was erased');
  const event: PrivacyEvent = { type: 'erasure.done', id: idIn(proposal.id), ...done, issues: [...issues] };
  await settle(needs, proposal, event, 'erasure');
}

const obstacleOf = async (needs: Needs, person: Person | undefined) =>
  person ? obstacle(await standingOf(needs.store, person, await holdsNow(needs))) : { cause: 'unknown' as const };

/** Drawn at random: nothing leads from it to the name. */
const pseudonym = (): string => `Person ${randomBytes(3).toString('hex')}`;

async function erasePerson(needs: Needs, id: string) {
  const { store, now } = needs;
  // Before: afterwards some of it could not be found by them any more.
  const named = await whatNames(needs, id);
  const { texts, entries } = await store.erasing.erase(id, pseudonym(), now());
  return { ...named, texts, entries };
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
  if (last !== undefined && now().getTime() - Date.parse(last) < day) return;
  const age = new Date(now().getTime() - retentionDays * day);
  let texts = 0;
  for (let gone = batch; gone === batch; texts += gone)
    gone = await store.erasing.eraseTexts(age, await holdsNow(needs), batch);
  const held = await store.erasing.countHeld(age, await holdsNow(needs));
  const people = await eraseAged(needs, age);
  const counts = { texts: texts + people.texts, entries: people.entries, people: people.count, held };
  await door.record({ type: 'retention.applied', id: confirmed.id, ...counts }, 'latchkey', 'retention');
  seen(counts);
  log.info(counts, 'what is kept no longer was erased');
  await store.positions.keep('retention', now().toISOString(), now());
}

async function eraseAged(needs: Needs, age: Date) {
  const { store } = needs;
  const gone = { count: 0, texts: 0, entries: 0 };
  for (const id of await store.erasing.agedPeople(age, 2 * batch)) {
    if ((await holdsOn(store, id, await holdsNow(needs))).length > 0) continue;
    const { texts, entries } = await erasePerson(needs, id);
    gone.count += 1;
    gone.texts += texts;
    gone.entries += entries;
  }
  return gone;
}
