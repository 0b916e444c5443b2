import type { AssignmentEvent, EndCause } from '../domain/assignment.js';
import type { DomainEvent } from '../domain/events.js';
import { whyMissing } from '../domain/policy.js';
import type { RequestEvent } from '../domain/request.js';
import type { StageRecord } from '../domain/stages.js';
import { forDuration, listed, momentInUtc, plural, sentence } from '../domain/wording.js';
import { ofGrant } from './grantWords.js';
import type { Facts } from './mirror.js';
import { saidOfMove } from './moveWords.js';

/** What Jira is told of an event: in bold what happened, then who, what and until when. */
export type Words = {
  readonly headline: string;
  readonly detail?: string;
  /** A person wrote something with it: it follows as a quote. */
  readonly takesText?: boolean;
};

export function said(event: DomainEvent, facts: Facts): Words | undefined {
  switch (event.type) {
    case 'request.submitted':
    case 'request.approvalRecorded':
    case 'request.approved':
    case 'request.denied':
    case 'request.cancelled':
    case 'request.lapsed':
    case 'request.reminded':
    case 'request.rerouted':
    case 'request.mirrored':
    case 'request.moveRefused':
    case 'request.moveLeft':
      return ofRequest(event, facts);
    case 'assignment.opened':
    case 'assignment.activated':
    case 'assignment.extended':
    case 'assignment.warned':
    case 'assignment.ending':
    case 'assignment.ended':
      return ofAssignment(event, facts);
    case 'grant.opened':
    case 'grant.held':
    case 'grant.activated':
    case 'grant.delayed':
    case 'grant.handedOver':
    case 'grant.handled':
    case 'grant.released':
    case 'grant.ending':
    case 'grant.ended':
      return ofGrant(event, facts);
    case 'grant.witnessed':
    case 'grant.lost':
    case 'drift.found':
    case 'drift.traced':
    case 'drift.undone':
    case 'drift.recounted':
    case 'drift.answered':
    case 'drift.removing':
    case 'drift.refused':
    case 'drift.removed':
    case 'drift.settled':
    case 'reconcile.stopped':
    case 'reconcile.resumed':
    case 'reconcile.left':
    case 'log.began':
    case 'log.gap':
    case 'log.groupsChanged':
    case 'evidence.logCompared':
    case 'catalog.changed':
    case 'grants.paused':
    case 'grants.resumed':
    case 'person.bound':
    case 'person.boundInJira':
    case 'person.left':
    case 'leavers.held':
    case 'leavers.confirmed':
    case 'leavers.cleared':
    case 'erasure.proposed':
    case 'erasure.confirmed':
    case 'erasure.refused':
    case 'erasure.done':
    case 'hold.placed':
    case 'hold.liftProposed':
    case 'hold.liftRefused':
    case 'hold.lifted':
    case 'retention.proposed':
    case 'retention.confirmed':
    case 'retention.refused':
    case 'retention.applied':
    case 'evidence.asked':
    case 'evidence.exported':
    case 'jira.stuck':
    case 'portal.refused':
      return undefined;
    case 'talk.said':
      return event.via === 'jira'
        ? undefined
        : { headline: facts.nameOf(event.by ?? ''), detail: 'in Slack:', takesText: true };
  }
}

const recipientOf = ({ request, nameOf }: Facts): string => nameOf(request.recipient);
const roleOf = ({ app, role }: Facts): string => `${app} ${role}`;

function ofRequest(event: RequestEvent, facts: Facts): Words | undefined {
  const { request, nameOf } = facts;
  switch (event.type) {
    case 'request.submitted':
      return { headline: 'Submitted.', detail: `${wish(facts)} ${deciders(event, facts)}` };
    case 'request.approvalRecorded':
      return {
        headline: 'One yes.',
        detail: `${nameOf(event.by)} agrees as ${event.stage}${standing({ ...event, kind: event.stage }, nameOf)}.`,
      };
    case 'request.approved':
      return { headline: 'Approved', detail: `${approvers(facts)}. Rule: ${sentence(event.rule)}` };
    case 'request.denied':
      return { headline: 'Denied', detail: `by ${nameOf(event.by)} as ${event.stage}.`, takesText: true };
    case 'request.cancelled':
      return { headline: 'Cancelled', detail: cancelCauses[event.cause](event.by ? nameOf(event.by) : 'Latchkey') };
    case 'request.lapsed':
      return { headline: 'Lapsed:', detail: `nobody answered by ${momentInUtc(request.lapsesAt)}.` };
    case 'request.reminded':
      return { headline: 'Reminder:', detail: `no answer yet. It waits until ${momentInUtc(request.lapsesAt)}.` };
    case 'request.rerouted':
      return { headline: 'Asked anew:', detail: `${nameOf(event.left)} has left. ${askedInstead(event, facts)}` };
    case 'request.moveRefused':
    case 'request.moveLeft':
      return saidOfMove(event, facts);
    case 'request.mirrored':
      return undefined;
  }
}

function wish(facts: Facts): string {
  const { request, nameOf } = facts;
  if (request.adopts)
    return `${nameOf(request.requester)} adopts what ${nameOf(request.recipient)} was given outside Latchkey: ${roleOf(facts)} ${forDuration(request.duration)}.`;
  const { requester, recipient, duration } = request;
  const whom = requester === recipient ? '' : ` for ${nameOf(recipient)}`;
  const what = request.extends ? `to extend ${roleOf(facts)}` : `for ${roleOf(facts)}`;
  return `${nameOf(requester)} asks${whom} ${what} ${forDuration(duration)}.`;
}

function deciders(event: Extract<RequestEvent, { type: 'request.submitted' }>, { nameOf }: Facts): string {
  if (event.stages.length === 0) return 'Nobody has to be asked.';
  return `${asked(event.stages, nameOf)}, by ${momentInUtc(event.lapsesAt)}.`;
}

function askedInstead({ stages }: Extract<RequestEvent, { type: 'request.rerouted' }>, { nameOf }: Facts): string {
  return stages.length === 0 ? 'Nobody is left who could decide.' : `${asked(stages, nameOf)}.`;
}

function asked(stages: readonly StageRecord[], nameOf: Facts['nameOf']): string {
  const named = (stage: StageRecord): string => {
    const people = listed(stage.approvers.map(nameOf), 'or');
    return `${people} (${stage.kind}${stage.quorum > 1 ? `, ${stage.quorum} of them` : ''}${standing(stage, nameOf)})`;
  };
  return `To decide: ${stages.map(named).join(', then ')}`;
}

const standing = ({ kind, standsIn }: Pick<StageRecord, 'kind' | 'standsIn'>, nameOf: Facts['nameOf']): string =>
  standsIn ? `, ${standsIn.as} standing in: ${whyMissing(kind, standsIn.missing, nameOf)}` : '';

function approvers({ request, nameOf }: Facts): string {
  if (request.adopts) return `by ${nameOf(request.requester)}`;
  if (request.approvals.length === 0) return 'automatically';
  return `by ${listed(request.approvals.map(({ by, stage }) => `${nameOf(by)} (${stage})`))}`;
}

const cancelCauses = {
  requester: (by: string) => `by ${by}.`,
  roleRemoved: () => 'because the role is no longer in the catalog.',
  accessEnded: () => 'because the access that it would extend is over.',
  left: () => 'because the person has left.',
} as const;

function ofAssignment(event: AssignmentEvent, facts: Facts): Words {
  const { assignment, nameOf } = facts;
  const who = recipientOf(facts);
  const role = roleOf(facts);
  switch (event.type) {
    case 'assignment.opened':
      return { headline: 'On its way.', detail: openingOf(event, facts) };
    case 'assignment.activated':
      return { headline: 'Active.', detail: `${who} has ${role} ${untilWords(event.endsAt)}.` };
    case 'assignment.extended':
      return {
        headline: 'Extended',
        detail: `by ${nameOf(event.by)}: ${role} until ${momentInUtc(event.endsAt)}${byRequest(event.request)}.`,
      };
    case 'assignment.warned':
      return { headline: 'Ends soon.', detail: `${who} has ${role} ${untilWords(assignment?.endsAt)}.` };
    case 'assignment.ending':
      return {
        headline: 'Ending:',
        detail: endCauses[event.cause](event.by ? nameOf(event.by) : 'Latchkey', who, facts.outside),
        takesText: event.reason !== undefined,
      };
    case 'assignment.ended':
      return {
        headline: 'Ended.',
        detail: `${who} no longer has ${role} through this request: ${endWords[event.cause]}.`,
      };
  }
}

function openingOf(event: Extract<AssignmentEvent, { type: 'assignment.opened' }>, facts: Facts): string {
  const { grants, alreadyHad } = event;
  const had = alreadyHad.length > 0 ? ` ${plural(alreadyHad.length, 'group')} came before Latchkey and will stay.` : '';
  if (grants.length === 0) return `There is nothing to add for ${recipientOf(facts)}.${had}`;
  return `${recipientOf(facts)} is given ${roleOf(facts)}: ${plural(grants.length, 'group')} to confirm.${had}`;
}

const untilWords = (endsAt: string | undefined): string =>
  endsAt ? `until ${momentInUtc(endsAt)}` : 'with no end date';

const byRequest = (request: string | undefined): string => (request ? `, approved in request:${request}` : '');

const endCauses: Record<EndCause, (by: string, who: string, outside?: string) => string> = {
  expired: () => 'time is up.',
  revoked: (by) => `revoked by ${by}.`,
  returned: (by) => `given back by ${by}.`,
  reclaimed: () => 'reclaimed by Latchkey.',
  alreadyHad: (_by, who) => `${who} had all of this before Latchkey, and keeps it.`,
  notPossible: () => 'there was nothing that could be given.',
  left: (_by, who) => `${who} has left.`,
  goneOutside: (_by, who, outside = 'the provider') => `${who} was removed in ${outside}, not through Latchkey.`,
};

const endWords: Record<EndCause, string> = {
  expired: 'time was up',
  revoked: 'it was revoked',
  returned: 'it was given back',
  reclaimed: 'it was reclaimed',
  alreadyHad: 'all of it was there before, and stays',
  notPossible: 'it could not be given',
  left: 'the person has left',
  goneOutside: 'it was removed at the provider, not through Latchkey',
};
