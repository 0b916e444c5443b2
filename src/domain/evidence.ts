import type { EndCause } from './assignment.js';
import type { Duration, Risk, StageKind } from './catalog.js';
import type { Recorded } from './events.js';
import { type Changed, changesIn } from './evidenceChanges.js';
import type { StandsIn } from './policy.js';
import type { CancelCause, Request, RequestEvent, SealedText } from './request.js';

/**
 * What the record says of one request, for whoever checks it a year later: who asked, who decided, what changed at the
 * provider, when and why it ended. Read from the events alone, since a row can be edited; people stand in it by id.
 */
export type Evidence = {
  readonly request: string;
  readonly state: Request['status'] | 'on its way' | 'active' | 'ending' | 'ended';
  readonly asked: Asked;
  /** In the order in which they were made. */
  readonly decisions: readonly Decided[];
  readonly extensions: readonly Extended[];
  readonly changes: readonly Changed[];
  /** Entitlements of the role that the recipient had before Latchkey. */
  readonly alreadyHad: readonly string[];
  readonly activatedAt?: string;
  /** When it is to end, as it stands now; absent until active, and where there is no end. */
  readonly endsAt?: string;
  readonly end?: Ended;
};

export type Asked = {
  readonly by: string;
  readonly for: string;
  readonly at: string;
  readonly through: string;
  readonly app: string;
  readonly role: string;
  readonly risk: Risk;
  readonly duration: Duration;
  readonly reason: SealedText;
  /** What policy said at that moment, and the hash of the catalog and policy that said it. */
  readonly rule: string;
  readonly catalog: string;
  /** The request whose access it extends. */
  readonly extends?: string;
  /** The finding that it adopts. */
  readonly adopts?: string;
};

export type Decided = {
  readonly outcome: 'approved' | 'denied' | 'cancelled' | 'lapsed';
  /** Nobody, where policy approves by itself or time is up. */
  readonly by?: string;
  readonly stage?: StageKind;
  readonly standsIn?: StandsIn;
  readonly at: string;
  /** `slack`, `jira`, or `policy` where nobody had to be asked; else what made Latchkey act: `clock`, `directory`. */
  readonly through: string;
  /** Absent where the record does not say it for this very version of the policy. */
  readonly rule?: string;
  readonly catalog?: string;
  readonly reason?: SealedText;
  readonly cause?: CancelCause;
};

export type Extended = {
  readonly by: string;
  readonly at: string;
  readonly until: string;
  /** The request that allowed it; nothing, when it was within the role's longest time. */
  readonly request?: string;
};

export type Ended = {
  /** Why: of what was never given, how the request went. */
  readonly cause: EndCause | 'denied' | 'cancelled' | 'lapsed';
  readonly by?: string;
  readonly through: string;
  readonly decidedAt: string;
  /** When the provider had confirmed all of it; nothing, while it has not. */
  readonly confirmedAt?: string;
  readonly reason?: SealedText;
};

type Of<T extends RequestEvent['type']> = Extract<RequestEvent, { type: T }>;

/** @param events of the request, its access, its grants and the findings among them: see streamsBeside. */
export function evidenceOf(request: string, events: readonly Recorded[]): Evidence | undefined {
  const own = events.filter(({ stream }) => stream === `request:${request}`);
  const [first] = own;
  if (first?.event.type !== 'request.submitted') return undefined;
  const access = events.filter(({ stream }) => stream === `assignment:${request}`);
  const decisions = decisionsIn(own, first.event);
  const end = endOf(access) ?? unmetEnd(decisions);
  const opened = access.map(({ event }) => event).find((event) => event.type === 'assignment.opened');
  return {
    request,
    state: stateOf(own, access),
    asked: askedIn(first, first.event),
    decisions,
    extensions: extensionsIn(request, events),
    changes: changesIn(request, events, first.event.adopts),
    alreadyHad: opened?.alreadyHad ?? [],
    ...clockOf(access),
    ...(end && { end }),
  };
}

function askedIn({ at, cause }: Recorded, event: Of<'request.submitted'>): Asked {
  const { requester, recipient, app, role, risk, duration, reason, rule, catalog } = event;
  return {
    by: requester,
    for: recipient,
    at,
    through: cause,
    ...{ app, role, risk, duration, reason, rule, catalog },
    ...(event.extends !== undefined && { extends: event.extends }),
    ...(event.adopts !== undefined && { adopts: event.adopts }),
  };
}

function decisionsIn(own: readonly Recorded[], asked: Of<'request.submitted'>): Decided[] {
  const approved = own.map(({ event }) => event).find((event) => event.type === 'request.approved');
  const ruleUnder = (catalog: string) => {
    const rule = [approved, asked].find((one) => one?.catalog === catalog)?.rule;
    return { catalog, ...(rule !== undefined && { rule }) };
  };
  const isByVote = own.some(({ event }) => event.type === 'request.approvalRecorded');
  return own.flatMap((recorded): Decided[] => {
    const { event, at, cause: through } = recorded;
    if (event.type === 'request.approvalRecorded') {
      const { by, stage, standsIn, catalog } = event;
      const how = { ...(standsIn && { standsIn }), ...ruleUnder(catalog) };
      return [{ outcome: 'approved', by, stage, at, through, ...how }];
    }
    if (event.type === 'request.denied') {
      const { by, stage, reason, catalog } = event;
      return [{ outcome: 'denied', by, stage, at, through, reason, ...ruleUnder(catalog) }];
    }
    if (event.type === 'request.approved') return isByVote ? [] : [unasked(recorded, event, asked)];
    return undecided(recorded);
  });
}

/** Policy's own yes; of what was adopted, that of the person who answered the finding. */
function unasked(
  { at, actor, cause }: Recorded,
  { rule, catalog }: Of<'request.approved'>,
  asked: Of<'request.submitted'>,
): Decided {
  const decider = asked.adopts === undefined ? { through: 'policy' } : { by: personOf(actor), through: cause };
  return { outcome: 'approved', at, rule, catalog, ...decider };
}

function undecided({ event, at, cause: through }: Recorded): Decided[] {
  if (event.type === 'request.lapsed') return [{ outcome: 'lapsed', at, through }];
  if (event.type !== 'request.cancelled') return [];
  return [{ outcome: 'cancelled', at, through, cause: event.cause, ...(event.by && { by: event.by }) }];
}

const personOf = (actor: string): string => actor.replace(/^person:/, '');

function stateOf(own: readonly Recorded[], access: readonly Recorded[]): Evidence['state'] {
  const last = access.findLast(({ event }) => event.type in accessStates)?.event.type as keyof typeof accessStates;
  if (last) return accessStates[last];
  const decided = own.findLast(({ event }) => event.type in requestStates)?.event.type as keyof typeof requestStates;
  return decided ? requestStates[decided] : 'pending';
}

const accessStates = {
  'assignment.opened': 'on its way',
  'assignment.activated': 'active',
  'assignment.ending': 'ending',
  'assignment.ended': 'ended',
} as const;

const requestStates = {
  'request.approved': 'approved',
  'request.denied': 'denied',
  'request.cancelled': 'cancelled',
  'request.lapsed': 'lapsed',
} as const;

/** Of a request that asks to extend, what it led to; of any other, all that its access was extended by. */
function extensionsIn(request: string, events: readonly Recorded[]): Extended[] {
  return events.flatMap(({ event, stream, at }) => {
    if (event.type !== 'assignment.extended') return [];
    const isConcerned = stream === `assignment:${request}` || event.request === request;
    const { by, endsAt, request: allowing } = event;
    return isConcerned ? [{ by, at, until: endsAt, ...(allowing !== undefined && { request: allowing }) }] : [];
  });
}

function clockOf(access: readonly Recorded[]): Pick<Evidence, 'activatedAt' | 'endsAt'> {
  const begun = access.find(({ event }) => event.type === 'assignment.activated');
  const ends = access.flatMap(({ event }) =>
    event.type === 'assignment.activated' || event.type === 'assignment.extended' ? [event.endsAt] : [],
  );
  const endsAt = ends.at(-1);
  return { ...(begun && { activatedAt: begun.at }), ...(endsAt !== undefined && { endsAt }) };
}

function endOf(access: readonly Recorded[]): Ended | undefined {
  const ended = access.find(({ event }) => event.type === 'assignment.ended');
  for (const { event, at, cause: through } of access) {
    if (event.type !== 'assignment.ending') continue;
    const { cause, by, reason } = event;
    return {
      cause,
      through,
      decidedAt: at,
      ...(by !== undefined && { by }),
      ...(ended && { confirmedAt: ended.at }),
      ...(reason && { reason }),
    };
  }
  return undefined;
}

/** What was never given is over with the answer. */
function unmetEnd(decisions: readonly Decided[]): Ended | undefined {
  const last = decisions.at(-1);
  if (!last || last.outcome === 'approved') return undefined;
  const { outcome: cause, by, through, at, reason } = last;
  return {
    cause,
    through,
    decidedAt: at,
    confirmedAt: at,
    ...(by !== undefined && { by }),
    ...(reason && { reason }),
  };
}
