import type { Recorded } from '../domain/events.js';
import type { Grant } from '../domain/grant.js';
import type { Consumer, Hearing } from '../store/store.js';

/** A late grant can land this long after a removal, and no longer: a lease is over by then. */
export const settleSeconds = 11;

/**
 * Which event who must hear of. Slack and Jira hear in the lane of each request concerned, in order; provisioning is
 * rung for the grant (or the approved request) and brings the provider in line with what is true then.
 */
export function reactions({ event }: Recorded, grants: ReadonlyMap<string, Grant>): readonly Hearing[] {
  switch (event.type) {
    case 'request.approved':
      return [...tell([event.id]), provision(event.id)];
    case 'grant.opened':
      return [...tell(grants.get(event.id)?.holders ?? []), provision(event.id)];
    case 'grant.ending':
    case 'grant.handled':
      return [...tell(grants.get(event.id)?.holders ?? []), keepTask(event.id), provision(event.id)];
    case 'grant.ended':
      return [
        ...tell(grants.get(event.id)?.holders ?? []),
        keepTask(event.id),
        { ...provision(event.id), delay: settleSeconds },
      ];
    case 'grant.activated':
    case 'grant.handedOver':
      return [...tell(grants.get(event.id)?.holders ?? []), keepTask(event.id)];
    case 'grant.held':
    case 'grant.delayed':
      return tell(grants.get(event.id)?.holders ?? []);
    case 'grant.released':
      return tell([event.assignment]);
    case 'request.submitted':
    case 'request.approvalRecorded':
    case 'request.denied':
    case 'request.cancelled':
    case 'request.lapsed':
    case 'request.reminded':
    case 'request.rerouted':
    case 'request.mirrored':
    case 'request.moveLeft':
    case 'assignment.opened':
    case 'assignment.activated':
    case 'assignment.extended':
    case 'assignment.warned':
    case 'assignment.ending':
    case 'assignment.ended':
      return tell([event.id]);
    case 'request.moveRefused':
      return [{ consumer: 'jira', lane: event.id }];
    case 'drift.found':
    case 'drift.traced':
    case 'drift.undone':
    case 'drift.recounted':
    case 'drift.answered':
    case 'drift.refused':
    case 'drift.removed':
    case 'drift.settled':
      return askAbout(event.id);
    case 'drift.removing':
      return [...askAbout(event.id), provision(event.id)];
    case 'reconcile.stopped':
    case 'reconcile.resumed':
    case 'reconcile.left':
      return [{ consumer: 'slack', lane: stopLane }];
    case 'grant.witnessed':
    case 'grant.lost':
    case 'evidence.logCompared':
    case 'catalog.changed':
    case 'grants.paused':
    case 'grants.resumed':
    case 'log.began':
    case 'log.gap':
    case 'log.groupsChanged':
    case 'person.bound':
    case 'person.boundInJira':
    case 'person.left':
    case 'leavers.confirmed':
    case 'leavers.cleared':
    case 'evidence.exported':
    case 'hold.placed':
    case 'retention.applied':
    // Told on its issue by whoever read it there: there is no request yet in whose lane it could stand.
    case 'portal.refused':
      return [];
    case 'evidence.asked':
      return event.through === 'slack' ? [{ consumer: 'evidence', lane: event.export }] : [];
    case 'erasure.proposed':
    case 'erasure.confirmed':
    case 'erasure.refused':
    case 'hold.liftProposed':
    case 'hold.liftRefused':
    case 'hold.lifted':
    case 'retention.proposed':
    case 'retention.confirmed':
    case 'retention.refused':
      return [{ consumer: 'slack', lane: privacyLane }];
    case 'erasure.done':
      return [
        { consumer: 'slack', lane: privacyLane },
        ...event.requests.map((lane): Hearing => ({ consumer: 'slack', lane })),
        ...event.findings.map((id): Hearing => ({ consumer: 'slack', lane: driftLane(id) })),
        ...(event.issues ?? []).map((lane): Hearing => ({ consumer: 'jira', lane })),
      ];
    case 'leavers.held':
      return [{ consumer: 'slack', lane: 'leavers' }];
    case 'talk.said':
      return [{ consumer: event.via === 'slack' ? 'jira' : 'slack', lane: event.request }];
    case 'jira.stuck':
      return [{ consumer: 'slack', lane: 'jira' }];
  }
}

const tell = (requests: readonly string[]): Hearing[] =>
  requests.flatMap((lane) => (['slack', 'jira'] as const).map((consumer: Consumer) => ({ consumer, lane })));

/** In the lanes of these no request is told of. */
export const taskLane = (grant: string): string => `task:${grant}`;
export const driftLane = (id: string): string => `drift:${id}`;
export const stopLane = 'reconcile';
export const privacyLane = 'privacy';

const askAbout = (id: string): Hearing[] =>
  (['slack', 'jira'] as const).map((consumer) => ({ consumer, lane: driftLane(id) }));
/** Slack draws the cards of tasks with the request; in Jira a task has an issue of its own. */
const keepTask = (grant: string): Hearing => ({ consumer: 'jira', lane: taskLane(grant) });
const provision = (lane: string): Hearing => ({ consumer: 'provisioning', lane });
