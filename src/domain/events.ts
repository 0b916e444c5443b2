import type { AssignmentEvent } from './assignment.js';
import type { CatalogDifference, CatalogDigests } from './catalog.js';
import type { DriftEvent } from './drift.js';
import type { PrivacyEvent } from './erasure.js';
import type { EvidenceFile, EvidenceFormat, EvidenceQuery, EvidenceThrough, Population } from './evidenceQuery.js';
import type { GrantEvent } from './grant.js';
import type { RequestEvent, SealedText } from './request.js';

/** All that can ever have happened. The event table is the audit trail; everything else is read from it. */
export type DomainEvent = RequestEvent | AssignmentEvent | GrantEvent | DriftEvent | HouseEvent;

/** What concerns the whole house and no single request. */
export type HouseEvent =
  | PrivacyEvent
  | { type: 'catalog.changed'; hash: string; before?: string; difference: CatalogDifference; parts: CatalogDigests }
  | { type: 'grants.paused'; by: string }
  | { type: 'grants.resumed'; by: string }
  /** So many memberships were gone at once that nothing was changed; an admin is asked. `stop` is this question's id. */
  | { type: 'reconcile.stopped'; stop: string; grants: readonly string[]; limit: number }
  /** An admin says that it is as it should be: the accesses end. */
  | { type: 'reconcile.resumed'; stop: string; by: string }
  /** An admin says that these are to be left as they are. */
  | { type: 'reconcile.left'; stop: string; by: string }
  /** From here on a provider's own log is read; the id is the provider. */
  | { type: 'log.began'; id: string; from: string }
  /** From here on the entries of these groups are asked for as well, or no longer; by the provider's ids. */
  | { type: 'log.groupsChanged'; id: string; from: string; added: string[]; removed: string[] }
  /** What the provider's log held in this time was never read, and cannot be any more. */
  | { type: 'log.gap'; id: string; from: string; until: string }
  /** A page about one group was made that starts from the provider's log; whoever had it made is the event's actor. */
  | {
      type: 'evidence.logCompared';
      group: string;
      from: string;
      until: string;
      counts: LogCounts;
      sha256: { html: string; csv: string };
    }
  /** A Slack account was tied to a directory account at its first use, or anew by an admin (`by`). */
  | { type: 'person.bound'; id: string; slackId: string; directory: string; directoryId: string; by?: string }
  /** A Jira account was tied to a directory account at its first use, or by an admin (`by`). */
  | { type: 'person.boundInJira'; id: string; accountId: string; by?: string }
  /** The directory itself said, asked by id, that this person is no longer active or no longer there. */
  | { type: 'person.left'; id: string; directory: string; directoryId: string }
  /** More people have left at once than is believed without asking: nobody was touched. `known`: who was active. */
  | { type: 'leavers.held'; directory: string; found: number; known: number }
  /** An admin says that so many have left indeed. */
  | { type: 'leavers.confirmed'; directory: string; found: number; by: string }
  /** What was held is over: by an admin's word, or since the directory says otherwise now. */
  | { type: 'leavers.cleared'; directory: string }
  /**
   * Somebody said something about a request: in the thread of its card, or as a comment on its issue. The id is
   * `<request>/<slack or jira>/<where>`, so that what is delivered twice is said once.
   */
  | { type: 'talk.said'; id: string; request: string; via: 'slack' | 'jira'; by?: string; text: SealedText }
  /** No way leads to the status that an issue should have; the id is `<app>/<outcome>`, said once of each. */
  | { type: 'jira.stuck'; id: string; request: string; key: string }
  /** What was raised in Jira's portal was not taken as a request, and why; the id is the issue's. */
  | { type: 'portal.refused'; id: string; key: string; text: SealedText }
  /** Somebody wants evidence: on record before a line of it is read. `export` is this errand's id. */
  | ({ type: 'evidence.asked' } & EvidenceErrand)
  /** The files are whole, and nobody has them yet: what they are is on record before they are handed over. */
  | ({
      type: 'evidence.exported';
      population: Population;
      events: number;
      files: readonly EvidenceFile[];
      /** The record below this transaction: read again, it makes the same files. */
      horizon: string;
      /** How many signed checkpoints there were. */
      checkpoints: number;
    } & EvidenceErrand);

export type EvidenceErrand = {
  readonly export: string;
  readonly by: string;
  readonly through: EvidenceThrough;
  readonly format: EvidenceFormat;
  readonly query: EvidenceQuery;
};

/** What a provider's log told of a group in a period, and what became of it on our record. */
export type LogCounts = {
  readonly changes: number;
  /** Of these: made by Latchkey, or for it, as a person had decided before. */
  readonly matched: number;
  /** Of these: made past Latchkey, and somebody has answered for them since. */
  readonly answered: number;
  /** Of these: the rest. */
  readonly unexplained: number;
  /** Found by looking at the group, and the log tells nothing of it. */
  readonly unlogged: number;
  /** Latchkey says that it changed this, and the log does not. */
  readonly untold: number;
  /** The record notes that a line tells of it, and the copy of the log does not have that line. Earlier releases did not look. */
  readonly missing?: number;
  readonly gaps: number;
};

/** An event as it stands on the record. */
export type Recorded = {
  /** Where it lies: `request:<id>`, `assignment:<id>`, `grant:<id>`, `person:<id>`, `drift:<id>`, `erasure:<id>`, `hold:<id>`, `retention:<id>`, `log:<provider>`, `jira:<app>/<outcome>`, `talk:<id>`, `portal:<issue>`, `catalog`, `evidence`, `grants`, `leavers` or `reconcile`. */
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
