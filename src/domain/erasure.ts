import type { Recorded } from './events.js';
import { type Refusal, refuse } from './refusal.js';

/**
 * Erasing a person, lifting a hold and keeping texts no longer than so many days: each is proposed by one admin and
 * confirmed by another. A hold is placed by one. Events hold ids and counts only.
 */
export type PrivacyEvent =
  | { type: 'erasure.proposed'; id: string; by: string; person: string; until: string }
  | { type: 'erasure.confirmed'; id: string; by: string }
  /** By an admin; or what stood in its way when it was to be done. */
  | { type: 'erasure.refused'; id: string; by?: string; cause: RefusedCause }
  | ({ type: 'erasure.done'; id: string; requests: string[]; findings: string[]; issues?: string[] } & Erased)
  /** Of a person, or of all that happened in a period. */
  | { type: 'hold.placed'; id: string; by: string; person?: string; from?: string; until?: string }
  | { type: 'hold.liftProposed'; id: string; by: string; until: string }
  | { type: 'hold.liftRefused'; id: string; by?: string; cause: RefusedCause }
  | { type: 'hold.lifted'; id: string; by: string }
  | { type: 'retention.proposed'; id: string; by: string; days: number; until: string }
  | { type: 'retention.confirmed'; id: string; by: string }
  | { type: 'retention.refused'; id: string; by?: string; cause: RefusedCause }
  /** A day's work under what was confirmed. */
  | ({ type: 'retention.applied'; id: string; people: number; held: number } & Erased);

/** What stands for a name that was erased, wherever only the name is known. */
export const isPseudonym = (name: string): boolean => /^Person [0-9a-f]{6}$/.test(name);

/** How many rows lost their words. */
export type Erased = { readonly texts: number; readonly entries: number };
export type RefusedCause = 'admin' | 'lapsed' | 'held' | 'active' | 'access' | 'unknown';

export type Wish =
  | { readonly is: 'erasure'; readonly person: string }
  | { readonly is: 'lift'; readonly hold: Hold }
  | { readonly is: 'retention'; readonly days: number };

/** Whom it is about: they neither propose it nor answer it. */
export function aboutWhom(wish: Wish): string | undefined {
  switch (wish.is) {
    case 'erasure':
      return wish.person;
    case 'lift':
      return wish.hold.person;
    case 'retention':
      return undefined;
  }
}

/** Ids of those who are active now. */
export type Keepers = { readonly admins: readonly string[]; readonly security: readonly string[] };

/**
 * Who answers a wish, the proposer's own no included. A hold on one of two admins could never be lifted by them, and has to
 * be: then, and only then, somebody of security is the second. Erasing needs an admin always, since it cannot be undone.
 */
export function whoAnswers(wish: Wish, { admins, security }: Keepers): readonly string[] {
  const about = aboutWhom(wish);
  const enough = admins.filter((id) => id !== about);
  if (wish.is !== 'lift' || enough.length >= 2) return enough;
  return [...new Set([...enough, ...security.filter((id) => id !== about)])];
}

/** A wish of one admin that waits for another, or did. Its id is that of its stream: `erasure:…`, `hold:…`, `retention:…`. */
export type Proposal = {
  readonly id: string;
  readonly wish: Wish;
  readonly by: string;
  readonly until: string;
  /** The place of its first event in the stream: a hold may be proposed to be lifted more than once. */
  readonly round: number;
  readonly status: 'open' | 'confirmed' | 'done' | 'refused';
  readonly settledBy?: string;
  readonly cause?: RefusedCause;
};

export type Hold = {
  readonly id: string;
  readonly by: string;
  readonly at: string;
  readonly person?: string;
  /** ISO moments, from the first to just before the other. */
  readonly from?: string;
  readonly until?: string;
  readonly status: 'placed' | 'lifted';
};

type History = readonly Pick<Recorded, 'event' | 'at' | 'seq'>[];

/** Days after which nobody can confirm a proposal any more. */
const waitsFor = 7;
export const lapsesAt = (now: Date): string => new Date(now.getTime() + waitsFor * 24 * 3600 * 1000).toISOString();

/** @param history all of one stream. @returns the last proposal in it. */
export function proposalOf(stream: string, history: History): Proposal | undefined {
  let proposal: Proposal | undefined;
  const hold = holdOf(history);
  for (const { event, seq } of history) {
    switch (event.type) {
      case 'erasure.proposed':
        proposal = opened(stream, { is: 'erasure', person: event.person }, { ...event, seq });
        break;
      case 'hold.liftProposed':
        proposal = hold && opened(stream, { is: 'lift', hold }, { ...event, seq });
        break;
      case 'retention.proposed':
        proposal = opened(stream, { is: 'retention', days: event.days }, { ...event, seq });
        break;
      case 'erasure.confirmed':
      case 'retention.confirmed':
        proposal = proposal && { ...proposal, status: 'confirmed', settledBy: event.by };
        break;
      case 'erasure.done':
        proposal = proposal && { ...proposal, status: 'done' };
        break;
      case 'hold.lifted':
        proposal = proposal && { ...proposal, status: 'done', settledBy: event.by };
        break;
      case 'erasure.refused':
      case 'hold.liftRefused':
      case 'retention.refused':
        proposal = proposal && { ...proposal, status: 'refused', settledBy: event.by, cause: event.cause };
        break;
    }
  }
  return proposal;
}

const opened = (id: string, wish: Wish, { by, until, seq }: { by: string; until: string; seq: number }): Proposal => ({
  id,
  wish,
  by,
  until,
  round: seq,
  status: 'open',
});

export function holdOf(history: History): Hold | undefined {
  const placed = history.find(({ event }) => event.type === 'hold.placed');
  if (placed?.event.type !== 'hold.placed') return undefined;
  const { type: _, ...facts } = placed.event;
  const isLifted = history.some(({ event }) => event.type === 'hold.lifted');
  return { ...facts, at: placed.at, status: isLifted ? 'lifted' : 'placed' };
}

/** Who presses, and who may: read when the button was pressed. See whoAnswers. */
export type Answering = { readonly by: string; readonly mayAnswer: readonly string[] };

/** What a second admin's yes is on record; the proposer's own is none. */
export function confirm(proposal: Proposal | undefined, answering: Answering, now: Date): PrivacyEvent | Refusal {
  const refusal = unanswerable(proposal, answering, now);
  if (refusal) return refusal;
  const { wish, by: proposer, id: stream } = proposal as Proposal;
  const { by } = answering;
  if (by === proposer) return refuse('You proposed this yourself. Another admin has to confirm it.');
  const id = idIn(stream);
  switch (wish.is) {
    case 'erasure':
      return { type: 'erasure.confirmed', id, by };
    case 'lift':
      return { type: 'hold.lifted', id, by };
    case 'retention':
      return { type: 'retention.confirmed', id, by };
  }
}

/** Any admin's no, also the proposer's: then it is taken back. */
export function decline(proposal: Proposal | undefined, answering: Answering, now: Date): PrivacyEvent | Refusal {
  const refusal = unanswerable(proposal, answering, now);
  return refusal ?? refusedBy(proposal as Proposal, 'admin', answering.by);
}

/** That it is over, and why; nobody has to press for that. */
export function refusedBy({ wish, id: stream }: Proposal, cause: RefusedCause, by?: string): PrivacyEvent {
  const facts = { id: idIn(stream), cause, ...(by && { by }) };
  switch (wish.is) {
    case 'erasure':
      return { type: 'erasure.refused', ...facts };
    case 'lift':
      return { type: 'hold.liftRefused', ...facts };
    case 'retention':
      return { type: 'retention.refused', ...facts };
  }
}

export const idIn = (stream: string): string => stream.slice(stream.indexOf(':') + 1);

function unanswerable(proposal: Proposal | undefined, { by, mayAnswer }: Answering, now: Date): Refusal | undefined {
  if (!mayAnswer.includes(by)) return refuse('Only admins can answer this.');
  if (!proposal) return refuse('Latchkey does not know this proposal.');
  if (proposal.status !== 'open') return refuse(over(proposal));
  if (aboutWhom(proposal.wish) === by) return refuse('You cannot answer about yourself. Another admin has to.');
  return isLapsed(proposal, now) ? refuse(tooLate) : undefined;
}

const tooLate = `Nobody confirmed this within ${waitsFor} days. It has to be proposed again.`;
export const isLapsed = ({ status, until }: Proposal, now: Date): boolean =>
  status === 'open' && until <= now.toISOString();

function over({ status, cause }: Proposal): string {
  if (status !== 'refused') return 'This is already confirmed.';
  return cause === 'lapsed' ? tooLate : 'This is already refused. It has to be proposed again.';
}

/** What has to be known of somebody before they may be erased. */
export type Standing = {
  readonly isActive: boolean;
  readonly isErased: boolean;
  readonly liveAccess: number;
  readonly openRequests: number;
  /** Holds of the person, of periods in which something of theirs happened, and of others in the same matters. */
  readonly holds: readonly Hold[];
};

export type Obstacle = { readonly cause: RefusedCause; readonly says: string };

/** Why they cannot be erased now, and what has to be done first; or nothing. */
export function obstacle({ isActive, isErased, liveAccess, openRequests, holds }: Standing): Obstacle | undefined {
  if (isErased) return { cause: 'unknown', says: 'This person is erased already.' };
  if (holds.length > 0)
    return {
      cause: 'held',
      says: 'A legal hold keeps this: theirs, that of a period, or that of somebody else who was part of the same request or finding. Two admins have to lift it first: /access hold lists it.',
    };
  if (liveAccess > 0)
    return { cause: 'access', says: 'They still have access through Latchkey. Revoke it first: /access who shows it.' };
  if (openRequests > 0)
    return {
      cause: 'access',
      says: 'A request of theirs, or for them, is still open. Have it decided or cancelled first.',
    };
  if (isActive)
    return {
      cause: 'active',
      says: 'They are still active in the company directory, which would tell Latchkey their name again. Have the account deactivated there first.',
    };
  return undefined;
}

/**
 * All of these streams together, in the order in which they were recorded.
 * @returns the last proposal of each, in the order in which they came to what they are now.
 */
export function proposalsOf(events: readonly Recorded[]): readonly Proposal[] {
  const places = new Map(events.map(({ stream }, index) => [stream, index]));
  const placeOf = ({ id }: Proposal) => places.get(id) ?? 0;
  return [...byStream(events)]
    .flatMap(([stream, history]) => proposalOf(stream, history) ?? [])
    .toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** Every hold that is still placed. */
export const holdsOf = (events: readonly Recorded[]): readonly Hold[] =>
  [...byStream(events).values()]
    .flatMap((history) => holdOf(history) ?? [])
    .filter(({ status }) => status === 'placed');

function byStream(events: readonly Recorded[]): ReadonlyMap<string, readonly Recorded[]> {
  const streams = new Map<string, Recorded[]>();
  for (const event of events) streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
  return streams;
}

/** The kinds of events that proposals and holds are read from. */
export const privacyEvents = [
  'erasure.proposed',
  'erasure.confirmed',
  'erasure.refused',
  'erasure.done',
  'hold.placed',
  'hold.liftProposed',
  'hold.liftRefused',
  'hold.lifted',
  'retention.proposed',
  'retention.confirmed',
  'retention.refused',
] as const satisfies readonly PrivacyEvent['type'][];

/** How long two admins last said that texts are kept: confirmed last, whichever was proposed first. See proposalsOf. */
export function retentionInForce(proposals: readonly Proposal[]): { id: string; days: number } | undefined {
  const last = proposals.findLast(({ wish, status }) => wish.is === 'retention' && status === 'confirmed');
  return last?.wish.is === 'retention' ? { id: idIn(last.id), days: last.wish.days } : undefined;
}
