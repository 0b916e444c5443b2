import { isDue } from './moment.js';
import type { Move } from './move.js';
import type { Analysis, Stage } from './policy.js';
import { type Refusal, refuse } from './refusal.js';
import type { Request, RequestCommand, RequestEvent } from './request.js';
import { isOpen, standingIn } from './stages.js';

/** A yes or a no to a request, and whether this person may say it now. */

type Approve = Extract<RequestCommand, { type: 'request.approve' }>;
type Deny = Extract<RequestCommand, { type: 'request.deny' }>;

export function approve(request: Request, command: Approve, now: Date): RequestEvent[] | Refusal {
  const { id, by, analysis, catalog } = command;
  const stage = openStage(request, command, now);
  if ('refused' in stage) return stage;
  if (analysis.recipient === 'left') return [{ type: 'request.cancelled', id, cause: 'left' }];
  if (isTooLong(request, analysis)) return refuse(tooLong);
  const { kind, standsIn } = stage;
  const events: RequestEvent[] = [
    {
      type: 'request.approvalRecorded',
      id,
      by,
      stage: kind,
      ...standingIn(standsIn),
      catalog,
      ...saidIn(command),
    },
  ];
  const approvals = [...request.approvals, { by, stage: kind }];
  if (!analysis.stages.some((one) => isOpen(one, approvals))) {
    events.push({ type: 'request.approved', id, rule: analysis.rule, catalog });
  }
  return events;
}

export function deny(request: Request, command: Deny, now: Date): RequestEvent[] | Refusal {
  const stage = openStage(request, command, now);
  if ('refused' in stage) return stage;
  const { id, by, reason, catalog } = command;
  return [{ type: 'request.denied', id, by, stage: stage.kind, reason, catalog, ...saidIn(command) }];
}

/** The move in Jira by which it was said, if it was said there. */
export const saidIn = ({ move }: { readonly move?: Move }): { move?: Move } => (move === undefined ? {} : { move });

/** Policy may have become stricter since it was asked. An extension is asked for because it goes beyond. */
const isTooLong = ({ duration, extends: extended }: Request, { longest }: Analysis): boolean =>
  !extended && longest !== undefined && (duration === 'permanent' || duration > longest);

const tooLong = 'Policy no longer allows this for so long. Deny it, and have it asked again for a shorter time.';

/** The stage this person may answer now, or why they may not. The one check behind Approve and Deny. */
function openStage(request: Request, { by, analysis }: { by: string; analysis: Analysis }, now: Date): Stage | Refusal {
  if (request.status !== 'pending') return refuse(alreadyDecided[request.status]);
  if (isDue(request.lapsesAt, now))
    return refuse('Nobody answered in time: this request has lapsed. It has to be asked again.');
  if (by === request.requester) return refuse('You cannot decide your own request.');
  if (by === request.recipient) return refuse('You cannot decide about your own access.');
  const stage = analysis.stages.find((one) => isOpen(one, request.approvals));
  const mine = request.approvals.some((approval) => approval.by === by);
  if (!stage) return refuse('Policy no longer asks for an approval here. The requester has to ask again.');
  if (mine) return refuse('You have already approved this request. It waits for somebody else.');
  if (stage.approvers.some(({ id }) => id === by)) return stage;
  const before = analysis.stages.slice(0, analysis.stages.indexOf(stage));
  if (before.some(({ approvers }) => approvers.some(({ id }) => id === by)))
    return refuse('Somebody else has already approved your part of this request. It waits for the next answer.');
  return refuse('You are not one of the people who decide this request.');
}

export const alreadyDecided = {
  approved: 'This request is already decided: it was approved.',
  denied: 'This request is already decided: it was denied.',
  cancelled: 'This request was cancelled. Nothing is left to decide.',
  lapsed: 'Nobody answered in time: this request has lapsed. It has to be asked again.',
} as const;
