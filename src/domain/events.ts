import type { AssignmentEvent } from './assignment.js';
import type { CatalogDifference, CatalogDigests } from './catalog.js';
import type { GrantEvent } from './grant.js';
import type { RequestEvent } from './request.js';

/** All that can ever have happened. The event table is the audit trail; everything else is read from it. */
export type DomainEvent = RequestEvent | AssignmentEvent | GrantEvent | HouseEvent;

/** What concerns the whole house and no single request. */
export type HouseEvent =
  | { type: 'catalog.changed'; hash: string; before?: string; difference: CatalogDifference; parts: CatalogDigests }
  | { type: 'grants.paused'; by: string }
  | { type: 'grants.resumed'; by: string }
  /** A Slack account was tied to a directory account at its first use, or anew by an admin (`by`). */
  | { type: 'person.bound'; id: string; slackId: string; directory: string; directoryId: string; by?: string }
  /** The directory itself said, asked by id, that this person is no longer active or no longer there. */
  | { type: 'person.left'; id: string; directory: string; directoryId: string }
  /** More people have left at once than is believed without asking: nobody was touched. `known`: who was active. */
  | { type: 'leavers.held'; directory: string; found: number; known: number }
  /** An admin says that so many have left indeed. */
  | { type: 'leavers.confirmed'; directory: string; found: number; by: string }
  /** What was held is over: by an admin's word, or since the directory says otherwise now. */
  | { type: 'leavers.cleared'; directory: string };

/** An event as it stands on the record. */
export type Recorded = {
  /** Where it lies: `request:<id>`, `assignment:<id>`, `grant:<id>`, `person:<id>`, `catalog`, `grants` or `leavers`. */
  readonly stream: string;
  /** 1, 2, 3, … within its stream. */
  readonly seq: number;
  readonly at: string;
  /** `person:<id>` or `latchkey`. */
  readonly actor: string;
  /** What made the actor act: `slack`, `clock`, `provider`, `start`, … */
  readonly cause: string;
  readonly event: DomainEvent;
};

export function streamOf(event: DomainEvent): string {
  if ('id' in event) return `${event.type.slice(0, event.type.indexOf('.'))}:${event.id}`;
  return event.type === 'catalog.changed' ? 'catalog' : event.type.slice(0, event.type.indexOf('.'));
}
