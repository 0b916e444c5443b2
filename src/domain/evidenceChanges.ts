import type { Change, DriftEvent, Entry } from './drift.js';
import type { Recorded } from './events.js';
import type { GrantEvent, Task } from './grant.js';
import { mayBe } from './witnessing.js';

/** What changed in one group of a provider's for a request. */
export type Changed = {
  readonly grant: string;
  /** `okta:00g…`: the provider and its own id of the group. */
  readonly entitlement: string;
  /** Another request held the same membership for a while: it began before this one, or stayed after it. */
  readonly isShared: boolean;
  /** What a person was asked to do by hand, since the provider refused, or has no such call. */
  readonly tasks: readonly (Task & { readonly at: string })[];
  readonly added?: Made;
  readonly removed?: Made;
  /** This request let go of it, and another one still needed it: the membership stayed. */
  readonly letGoAt?: string;
};

export type Made = {
  /** When we meant to. Of what was found made by somebody else, nothing. */
  readonly decidedAt?: string;
  /** When the provider, asked, showed it so; nothing, while it has not. */
  readonly readBackAt?: string;
  /** How it came about: `done`, `already`, `byHand`; of a removal also `groupGone`, `personGone`, `outside`. */
  readonly how?: string;
  /** Who said that the task was done. */
  readonly handledBy?: string;
  /** The provider's own id of the person. */
  readonly account?: string;
  /** The provider's own log entries that tell of it, with their id, their moment, and whom they name as the actor. */
  readonly log: readonly Entry[];
};

/** The streams that have to be read too, for what these events speak of. */
export function streamsBeside(events: readonly Pick<Recorded, 'event'>[]): string[] {
  const found = events.flatMap(({ event }) => {
    if (event.type === 'assignment.opened') return event.grants.map((id) => `grant:${id}`);
    if (event.type === 'grant.lost') return [`drift:${event.drift}`];
    if (event.type !== 'request.submitted') return [];
    const { adopts, extends: extended } = event;
    return [
      ...(adopts === undefined ? [] : [`drift:${adopts}`]),
      ...(extended === undefined ? [] : [`assignment:${extended}`]),
    ];
  });
  return [...new Set(found)];
}

export function changesIn(request: string, events: readonly Recorded[], adopts: string | undefined): Changed[] {
  const opened = events.find(
    ({ event, stream }) => event.type === 'assignment.opened' && stream === `assignment:${request}`,
  );
  const grants = opened?.event.type === 'assignment.opened' ? opened.event.grants : [];
  return grants.flatMap((id) => {
    const own = events.filter(({ stream }) => stream === `grant:${id}`);
    const [first] = own;
    return first?.event.type === 'grant.opened' ? [changeOf(request, own, findingsIn(events, own, adopts))] : [];
  });
}

/** Of what somebody else did: the findings that it was adopted from, and lost by. */
type Findings = { readonly adopted: readonly Recorded[]; readonly lost: readonly Recorded[] };

function findingsIn(events: readonly Recorded[], own: readonly Recorded[], adopts: string | undefined): Findings {
  const lost = own.map(({ event }) => event).find((event) => event.type === 'grant.lost');
  const ofDrift = (id: string | undefined) =>
    id === undefined ? [] : events.filter(({ stream }) => stream === `drift:${id}`);
  return { adopted: ofDrift(adopts), lost: ofDrift(lost?.drift) };
}

type Of<T extends GrantEvent['type']> = Extract<GrantEvent, { type: T }>;

function changeOf(request: string, own: readonly Recorded[], findings: Findings): Changed {
  const opened = own[0]?.event as Of<'grant.opened'>;
  const holders = own.flatMap(({ event }) =>
    event.type === 'grant.opened' || event.type === 'grant.held' ? [event.assignment] : [],
  );
  const lost = own.findIndex(({ event }) => event.type === 'grant.lost');
  // Whoever lets go once it is gone leaves nothing behind.
  const whileThere = lost < 0 ? own : own.slice(0, lost);
  const letGo = whileThere.find(({ event }) => event.type === 'grant.released' && event.assignment === request);
  const ending = own.findIndex(({ event }) => event.type === 'grant.ending');
  const [before, after] = ending < 0 ? [own, []] : [own.slice(0, ending), own.slice(ending)];
  const added = madeIn(before, own, 'added', findings.adopted);
  const removed = letGo ? undefined : removedIn(after, own, findings.lost);
  return {
    grant: opened.id,
    entitlement: opened.entitlement,
    isShared: new Set(holders).size > 1,
    tasks: own.flatMap(({ event, at }) => (event.type === 'grant.handedOver' ? [{ ...event.task, at }] : [])),
    ...(added && { added }),
    ...(removed && { removed }),
    ...(letGo && { letGoAt: letGo.at }),
  };
}

function removedIn(after: readonly Recorded[], own: readonly Recorded[], lost: readonly Recorded[]): Made | undefined {
  const made = madeIn(after, own, 'removed', lost);
  if (!made || lost.length === 0) return made;
  // We did not take it away: that the provider no longer showed it is what was read.
  return { ...made, how: 'outside', log: made.log.filter((entry) => isOfThis(own, entry)) };
}

/** As long as nobody answers it, one finding takes in what happens to an earlier and a later grant of the same membership. */
function isOfThis(own: readonly Recorded[], entry: Entry): boolean {
  const activated = own.find(({ event }) => event.type === 'grant.activated');
  const lost = own.find(({ event }) => event.type === 'grant.lost');
  return (!activated || mayBe(entry.at, activated)) && (!lost || mayBe(lost.at, entry));
}

/** One of the two changes of a grant: our intent, the confirmation, and what the provider's own log says. */
function madeIn(
  part: readonly Recorded[],
  own: readonly Recorded[],
  change: Change,
  finding: readonly Recorded[],
): Made | undefined {
  const [intent] = part;
  if (!intent) return undefined;
  const confirmation = part.find(
    ({ event }) => event.type === (change === 'added' ? 'grant.activated' : 'grant.ended'),
  );
  const handled = part.map(({ event }) => event).findLast((event) => event.type === 'grant.handled');
  return {
    ...(finding.length === 0 && { decidedAt: intent.at }),
    ...confirmed(confirmation),
    ...(handled && { handledBy: handled.by }),
    log: [...witnesses(own, change), ...tellings(finding, change)],
  };
}

function confirmed(confirmation: Recorded | undefined): Partial<Made> {
  const event = confirmation?.event;
  if (!confirmation || (event?.type !== 'grant.activated' && event?.type !== 'grant.ended')) return {};
  const account = event.type === 'grant.activated' ? event.account : undefined;
  return { readBackAt: confirmation.at, how: event.how, ...(account !== undefined && { account }) };
}

const witnesses = (own: readonly Recorded[], change: Change): Entry[] =>
  own.flatMap(({ event }) => (event.type === 'grant.witnessed' && event.change === change ? [event.entry] : []));

/** What a finding says by the provider's log: the change that was found, and what was traced since. */
function tellings(finding: readonly Recorded[], change: Change): Entry[] {
  const [first] = finding;
  const kind = first?.event.type === 'drift.found' ? first.event.kind : undefined;
  return finding.flatMap(({ event }) => entryOf(event as DriftEvent, kind === change ? change : undefined, change));
}

function entryOf(event: DriftEvent, found: Change | undefined, change: Change): Entry[] {
  if (event.type === 'drift.found') return found && event.entry ? [event.entry] : [];
  return event.type === 'drift.traced' && event.change === change ? [event.entry] : [];
}
