import { alreadyDecided, approve, deny, saidIn } from './answering.js';
import type { Duration, Risk, StageKind } from './catalog.js';
import { type Edge, step } from './edges.js';
import { after, isDue } from './moment.js';
import { decideMove, type Move, type MoveCommand, type MoveEvent } from './move.js';
import type { Analysis, Stage, StandsIn } from './policy.js';
import { type Refusal, refuse } from './refusal.js';
import { type StageRecord, stageRecord } from './stages.js';

export { after, isDue } from './moment.js';

/** The ask. Also an extension beyond the role's longest time is one: it then names the assignment it extends. */
export type Request = {
  readonly id: string;
  readonly status: 'pending' | 'approved' | 'denied' | 'cancelled' | 'lapsed';
  readonly requester: string;
  readonly recipient: string;
  readonly app: string;
  readonly role: string;
  readonly risk: Risk;
  readonly duration: Duration;
  readonly reason: SealedText;
  readonly extends?: string;
  /** The finding that it adopts: nobody asked, the owner's answer is the approval, and only that group is held. */
  readonly adopts?: string;
  readonly approvals: readonly Approval[];
  readonly submittedAt: string;
  readonly remindAt: string;
  readonly remindedAt?: string;
  readonly lapsesAt: string;
  readonly decidedAt?: string;
  /** Who denied or cancelled; approvals name their own people. */
  readonly decidedBy?: string;
  readonly answer?: SealedText;
  readonly cause?: CancelCause;
  readonly issue?: { readonly key: string; readonly url: string };
};

/** Whose card it is: who asked; of what was adopted, nobody did, and it is the person who has it. */
export const followerOf = ({ adopts, requester, recipient }: Pick<Request, 'adopts' | 'requester' | 'recipient'>) =>
  adopts ? recipient : requester;

export type Approval = { readonly by: string; readonly stage: StageKind; readonly at: string };
/** Free text never enters an event: its id does, and a salted hash that proves which text it was. */
export type SealedText = { readonly id: string; readonly hash: string };
export type CancelCause = 'requester' | 'roleRemoved' | 'accessEnded' | 'left';

export type RequestEvent =
  | MoveEvent
  | {
      type: 'request.submitted';
      id: string;
      requester: string;
      recipient: string;
      app: string;
      role: string;
      risk: Risk;
      duration: Duration;
      reason: SealedText;
      extends?: string;
      adopts?: string;
      rule: string;
      stages: StageRecord[];
      remindAt: string;
      lapsesAt: string;
      catalog: string;
    }
  | {
      type: 'request.approvalRecorded';
      id: string;
      by: string;
      stage: StageKind;
      standsIn?: StandsIn;
      catalog: string;
      move?: Move;
    }
  | { type: 'request.approved'; id: string; rule: string; catalog: string }
  | {
      type: 'request.denied';
      id: string;
      by: string;
      stage: StageKind;
      reason: SealedText;
      catalog: string;
      move?: Move;
    }
  | { type: 'request.cancelled'; id: string; cause: CancelCause; by?: string; move?: Move }
  | { type: 'request.lapsed'; id: string }
  | { type: 'request.reminded'; id: string }
  /** Somebody who was asked has left (`left`), so others are asked. No stages: nobody is left who could decide. */
  | { type: 'request.rerouted'; id: string; left: string; stages: StageRecord[]; catalog: string }
  | { type: 'request.mirrored'; id: string; key: string; url: string };

export type RequestCommand =
  | MoveCommand
  | {
      type: 'request.submit';
      id: string;
      requester: string;
      recipient: string;
      app: string;
      role: string;
      duration: Duration;
      reason: SealedText;
      extends?: string;
      analysis: Analysis;
      /** Seconds. */
      lapse: number;
      catalog: string;
    }
  /** Follows from the answer to a finding, and comes in no other way. */
  | {
      type: 'request.adopt';
      id: string;
      requester: string;
      recipient: string;
      app: string;
      role: string;
      risk: Risk;
      duration: Duration;
      reason: SealedText;
      adopts: string;
      catalog: string;
    }
  | ({ type: 'request.approve' } & Answer)
  | ({ type: 'request.deny'; reason: SealedText } & Answer)
  /** @param move where the issue was closed in Jira. */
  | { type: 'request.cancel'; id: string; by: string; move?: Move }
  | { type: 'request.withdraw'; id: string; cause: Exclude<CancelCause, 'requester'> }
  | { type: 'request.lapse'; id: string }
  | { type: 'request.remind'; id: string }
  | { type: 'request.reroute'; id: string; left: string; stages: readonly Stage[]; catalog: string }
  /** @param instead the issue that it had and that is no longer there. */
  | { type: 'request.mirror'; id: string; key: string; url: string; instead?: string };

/** @param move where it was said in Jira. */
type Answer = { id: string; by: string; analysis: Analysis; catalog: string; move?: Move };

export const requestEdges = {
  'request.submitted': { from: [], to: 'pending' },
  'request.approvalRecorded': { from: ['pending'], to: 'pending' },
  'request.reminded': { from: ['pending'], to: 'pending' },
  'request.rerouted': { from: ['pending'], to: 'pending' },
  'request.approved': { from: ['pending'], to: 'approved' },
  'request.denied': { from: ['pending'], to: 'denied' },
  'request.cancelled': { from: ['pending'], to: 'cancelled' },
  'request.lapsed': { from: ['pending'], to: 'lapsed' },
  'request.mirrored': { from: ['pending', 'approved', 'denied', 'cancelled', 'lapsed'], to: 'same' },
  'request.moveRefused': { from: ['pending', 'approved', 'denied', 'cancelled', 'lapsed'], to: 'same' },
  'request.moveLeft': { from: ['pending', 'approved', 'denied', 'cancelled', 'lapsed'], to: 'same' },
} as const satisfies Record<RequestEvent['type'], Edge<Request['status']>>;

export function decideRequest(
  request: Request | undefined,
  command: RequestCommand,
  now: Date,
): RequestEvent[] | Refusal {
  if (command.type === 'request.submit') return request ? [] : submit(command, now);
  if (command.type === 'request.adopt') return request ? [] : adopt(command, now);
  if (!request) return refuse('Latchkey does not know this request.');
  switch (command.type) {
    case 'request.approve':
      return approve(request, command, now);
    case 'request.deny':
      return deny(request, command, now);
    case 'request.cancel':
      return cancel(request, command);
    case 'request.withdraw':
      return request.status === 'pending' ? [{ type: 'request.cancelled', id: request.id, cause: command.cause }] : [];
    case 'request.lapse':
      return request.status === 'pending' && isDue(request.lapsesAt, now)
        ? [{ type: 'request.lapsed', id: request.id }]
        : [];
    case 'request.remind':
      return request.status === 'pending' && !request.remindedAt && isDue(request.remindAt, now)
        ? [{ type: 'request.reminded', id: request.id }]
        : [];
    case 'request.reroute':
      return reroute(request, command);
    case 'request.mirror':
      return mirror(request, command);
    case 'request.refuseMove':
    case 'request.leaveMove':
      return [decideMove(command)];
  }
}

type Mirror = Extract<RequestCommand, { type: 'request.mirror' }>;

function mirror({ issue }: Request, { id, key, url, instead }: Mirror): RequestEvent[] {
  return issue && issue.key !== instead ? [] : [{ type: 'request.mirrored', id, key, url }];
}

type Submit = Extract<RequestCommand, { type: 'request.submit' }>;

function submit({ type: _, analysis, lapse, ...asked }: Submit, now: Date): RequestEvent[] {
  const { risk, rule, stages } = analysis;
  const events: RequestEvent[] = [
    {
      ...asked,
      type: 'request.submitted',
      risk,
      rule,
      stages: stages.map(stageRecord),
      remindAt: after(now, lapse / 2),
      lapsesAt: after(now, lapse),
    },
  ];
  if (stages.length === 0) events.push({ type: 'request.approved', id: asked.id, rule, catalog: asked.catalog });
  return events;
}

type Adopt = Extract<RequestCommand, { type: 'request.adopt' }>;

const adoptionRule = "the app's owner adopted what was found";

function adopt(adopted: Adopt, now: Date): RequestEvent[] {
  const moment = after(now, 0);
  return [
    { ...adopted, type: 'request.submitted', rule: adoptionRule, stages: [], remindAt: moment, lapsesAt: moment },
    { type: 'request.approved', id: adopted.id, rule: adoptionRule, catalog: adopted.catalog },
  ];
}

type Reroute = Extract<RequestCommand, { type: 'request.reroute' }>;

function reroute({ status }: Request, { id, left, stages, catalog }: Reroute): RequestEvent[] {
  if (status !== 'pending') return [];
  return [{ type: 'request.rerouted', id, left, stages: stages.map(stageRecord), catalog }];
}

type Cancel = Extract<RequestCommand, { type: 'request.cancel' }>;

function cancel(request: Request, { by, ...command }: Cancel): RequestEvent[] | Refusal {
  if (by !== request.requester) return refuse('Only the person who asked can cancel a request.');
  if (request.status === 'approved')
    return refuse('This request is already approved. Use Give back to end the access.');
  if (request.status !== 'pending') return refuse(alreadyDecided[request.status]);
  return [{ type: 'request.cancelled', id: request.id, cause: 'requester', by, ...saidIn(command) }];
}

export function evolveRequest(request: Request | undefined, event: RequestEvent, at: string): Request {
  const status = step(requestEdges, request?.status, event.type);
  if (event.type === 'request.submitted') {
    const { type: _, rule: _rule, stages: _stages, catalog: _catalog, ...asked } = event;
    return { ...asked, status, approvals: [], submittedAt: at };
  }
  const before = request as Request; // step() refused every other first event
  switch (event.type) {
    case 'request.approvalRecorded':
      return { ...before, approvals: [...before.approvals, { by: event.by, stage: event.stage, at }] };
    case 'request.reminded':
      return { ...before, remindedAt: at };
    case 'request.rerouted':
    case 'request.moveRefused':
    case 'request.moveLeft':
      return before;
    case 'request.approved':
    case 'request.lapsed':
      return { ...before, status, decidedAt: at };
    case 'request.denied':
      return { ...before, status, decidedAt: at, decidedBy: event.by, answer: event.reason };
    case 'request.cancelled':
      return { ...before, status, decidedAt: at, cause: event.cause, ...(event.by && { decidedBy: event.by }) };
    case 'request.mirrored':
      return { ...before, issue: { key: event.key, url: event.url } };
  }
}
