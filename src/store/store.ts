import type { Assignment } from '../domain/assignment.js';
import type { ProviderName } from '../domain/catalog.js';
import type { HouseEvent, Recorded } from '../domain/events.js';
import type { Grant } from '../domain/grant.js';
import type { Command } from '../domain/lifecycle.js';
import type { Person } from '../domain/person.js';
import type { Refusal } from '../domain/refusal.js';
import type { Request } from '../domain/request.js';
import type { Budgets } from './allowance.js';
import type { Erasing } from './erasing.js';
import type { EvidenceReads } from './evidenceReads.js';
import type { Checkpoints } from './kept.js';
import type { Links } from './links.js';
import type { Rings } from './rings.js';
import type { Drifts, ProviderLog, Span } from './watch.js';

export type { Allowed, Budgets, Reservation, Reserving } from './allowance.js';
export type { Erasing } from './erasing.js';
export type { EvidenceEvent, EvidenceReads } from './evidenceReads.js';
export type { Anchor, Checkpoints, Cursor, KeptCheckpoint, Leaf, Settled, Walked } from './kept.js';
export type { Link, Links } from './links.js';
export type { Rung } from './rings.js';
export type { Drifts, LogEntry, ProviderLog, Span } from './watch.js';

/** All that is kept, and the only way to it. Everything here is a read except where a sentence says otherwise. */
export type Store = {
  readonly trail: Trail;
  readonly requests: Requests;
  readonly assignments: Assignments;
  readonly grants: Grants;
  readonly people: People;
  readonly texts: Texts;
  readonly links: Links;
  readonly outbox: Outbox;
  readonly leases: Leases;
  readonly deliveries: Deliveries;
  readonly entitlements: Entitlements;
  readonly positions: Positions;
  readonly rings: Rings;
  readonly budgets: Budgets;
  readonly drifts: Drifts;
  readonly log: ProviderLog;
  readonly erasing: Erasing;
  readonly evidence: EvidenceReads;
  readonly checkpoints: Checkpoints;
  /** Answers when the database does. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

/** What a person wrote, sealed: its body stays in a row of its own, its hash goes into events. */
export type Text = {
  readonly id: string;
  readonly hash: string;
  readonly salt: string;
  readonly personId: string;
  readonly body: string;
};

export type Consumer = 'slack' | 'jira' | 'provisioning' | 'evidence';
/** Who must hear of an event, and in which line they wait: a request's id, a grant's, or an export's. */
export type Hearing = {
  readonly consumer: Consumer;
  readonly lane: string;
  /** Seconds to wait before the first try. */
  readonly delay?: number;
};

/** How an event comes onto the record. Only workflows/run writes here. */
export type Writing = {
  readonly actor: string;
  readonly cause: string;
  readonly at: Date;
  readonly texts?: readonly Text[];
  hearings(event: Recorded, grants: ReadonlyMap<string, Grant>): readonly Hearing[];
};

export type Trail = {
  /** Writes: decides and appends in one transaction, one recipient at a time; tried again on a conflict. */
  decide(command: Command, writing: Writing): Promise<Refusal | readonly Recorded[]>;
  /** Writes: appends what concerns the whole house. `unless` sees the stream's last event and may find it said already. */
  append(
    event: HouseEvent,
    writing: Writing,
    unless?: (last: Recorded | undefined) => boolean,
  ): Promise<readonly Recorded[]>;
  /** Every event of these streams, in the order they were recorded. */
  streams(streams: readonly string[]): Promise<readonly Chained[]>;
  /** Everything about one request: itself, its access, and the grants that serve it. */
  about(request: string): Promise<readonly Chained[]>;
  /** Every stream there is, one after the other, in bounded memory. */
  all(): AsyncIterable<readonly Chained[]>;
  last(stream: string): Promise<Recorded | undefined>;
  /** Every event of these types, in the order they were recorded: for types that are rare. */
  ofTypes(types: readonly HouseEvent['type'][]): Promise<readonly Chained[]>;
  /** Every group that anybody was ever to be put into, as recorded. */
  entitlements(): Promise<readonly string[]>;
  /** The streams of the grants of this group that say somebody was let in, or is out, in this span. */
  changedIn(entitlement: string, span: Span): Promise<readonly string[]>;
  find(eventId: string): Promise<Recorded | undefined>;
  /** All that this lane was ever to hear, in order, heard or not. */
  heard(lane: Hearing): Promise<readonly Recorded[]>;
};

/** An event with its place in the hash chain of its stream. */
export type Chained = Recorded & {
  readonly id: string;
  readonly version: number;
  readonly previousHash: string;
  readonly hash: string;
};

export type Requests = {
  find(id: string): Promise<Request | undefined>;
  /** In the order of their ids, those after this one. */
  after(id: string, limit: number): Promise<readonly Request[]>;
  /** The id of the last one submitted. */
  newest(): Promise<string | undefined>;
  /** Asked by this person and not settled: pending, or approved without anything begun yet. Oldest first. */
  openFrom(requester: string): Promise<readonly Request[]>;
  /** Pending requests whose card was given to this person and still has its buttons. */
  waitingFor(person: string): Promise<readonly Request[]>;
  pending(): Promise<readonly Request[]>;
  /** In the order of their ids, the pending ones after this one. */
  pendingAfter(id: string, limit: number): Promise<readonly Request[]>;
  /** Pending and past `remindAt` (not yet reminded) or `lapsesAt`. */
  due(now: Date, limit: number): Promise<readonly Request[]>;
  /** Pending, and asked by this person or for them. */
  pendingAbout(person: string): Promise<readonly Request[]>;
  pendingFor(recipient: string, role: { app: string; role: string }): Promise<Request | undefined>;
};

export type Assignments = {
  find(id: string): Promise<Assignment | undefined>;
  /** Opened, active or ending. */
  liveOf(recipient: string): Promise<readonly Assignment[]>;
  liveIn(app: string): Promise<readonly Assignment[]>;
  liveFor(recipient: string, role: { app: string; role: string }): Promise<Assignment | undefined>;
  /** Active and past `warnAt` (not yet warned) or `endsAt`, in the order of their ends. */
  due(now: Date, limit: number): Promise<readonly Assignment[]>;
};

export type Grants = {
  find(id: string): Promise<Grant | undefined>;
  of(assignment: Assignment): Promise<readonly Grant[]>;
  liveOf(recipient: string): Promise<readonly Grant[]>;
  /** Whoever is, or is about to be, in this group through us. */
  liveIn(entitlement: string): Promise<readonly Grant[]>;
  /** Every grant of this group to this person, also those that have ended. */
  ever(recipient: string, entitlement: string): Promise<readonly Grant[]>;
  /** How many accesses were found gone since then. */
  lostSince(moment: Date): Promise<number>;
  /** The groups that somebody is in through us. */
  entitlements(): Promise<readonly string[]>;
};

export type Learnt = Omit<
  Person,
  'id' | 'slackId' | 'slackReadAt' | 'jiraAccountId' | 'homeOpenedAt' | 'leavingAt' | 'listedAt' | 'erasedAt'
>;

export type People = {
  find(id: string): Promise<Person | undefined>;
  findAll(ids: readonly string[]): Promise<ReadonlyMap<string, Person>>;
  bySlackId(slackId: string): Promise<Person | undefined>;
  byEmail(email: string): Promise<Person | undefined>;
  byJiraAccount(accountId: string): Promise<Person | undefined>;
  byDirectoryId(directory: string, directoryId: string): Promise<Person | undefined>;
  /**
   * Writes: what the directory said; finds the person by (directory, directoryId), else makes a new one. Who was
   * active and is not any more is leaving; who is active again is not. Of whoever was erased nothing is learnt.
   */
  learn(person: Learnt): Promise<Person>;
  /**
   * Writes, in one statement: a page of the directory's list. A list trails behind, so nobody leaves by it: who is
   * active here and not there stays as they are, and unlisted. Nor does it bring back who was just found to have left.
   */
  learnAll(people: readonly Learnt[], listedAt: Date): Promise<void>;
  /** Who is active here and was not listed since, and who is leaving; by id. */
  unlisted(directory: string, since: Date, after: string, limit: number): Promise<readonly Person[]>;
  /** Who is active, or was until a moment ago. */
  countKnown(directory: string): Promise<number>;
  /** Writes: the directory itself said, asked by id, that they are gone or no longer active. */
  leave(ids: readonly string[], at: Date): Promise<void>;
  /** Those for whom something is still to be done since they left, the first ones first. */
  leaving(limit: number): Promise<readonly Person[]>;
  /** Writes: all that follows from this leaving is done. */
  hasLeft(id: string, leavingAt: string): Promise<void>;
  /** Writes: ties a Slack account to a person; it is taken from whoever had it before. */
  bind(id: string, slackId: string | undefined, at: Date): Promise<Person>;
  /** Writes: ties a Jira account to a person; it is taken from whoever had it before. */
  bindInJira(id: string, accountId: string): Promise<Person>;
  /** Writes: whoever was erased may be known by name again. */
  letBackIn(id: string): Promise<void>;
  /** Writes. */
  homeOpened(id: string, at: Date): Promise<void>;
};

export type Texts = { find(id: string): Promise<string | undefined> };

/**
 * Lanes that share hands. What has to end stands by itself, for each provider: neither what begins nor another provider
 * that makes us wait keeps it. `looks` are at what has ended already.
 */
export type Line = 'slack' | 'jira' | 'evidence' | 'grants' | 'looks' | `removals at ${ProviderName}`;
/** The lower rank goes first. */
export type Placed = Hearing & { readonly line: Line; readonly rank: number };

export type OutboxRow = Hearing & {
  readonly id: string;
  readonly eventId: string;
  readonly attempts: number;
  readonly dueAt: string;
};

export type Outbox = {
  /** Undone rows of a lane, oldest first. */
  undone(lane: Hearing): Promise<readonly OutboxRow[]>;
  /** The lanes of a line with an undone row that is due, in the order in which they should be served. */
  dueLanes(line: Line, now: Date, limit: number): Promise<readonly Placed[]>;
  /** Where a lane stands now. */
  place(lane: Hearing): Promise<Placed>;
  /** Writes. */
  done(rows: readonly OutboxRow[], at: Date): Promise<void>;
  /** Writes: it was too early; that counts as no attempt. */
  wait(rows: readonly OutboxRow[], dueAt: Date, why: string): Promise<void>;
  /** Writes: an attempt failed; to be tried again at `dueAt`. */
  postpone(rows: readonly OutboxRow[], dueAt: Date, error: string): Promise<void>;
  /** Writes: what waits since `error` is due now. @returns its lanes. */
  hurry(consumer: Consumer, error: string, at: Date): Promise<readonly Hearing[]>;
  /** Writes: refused for good; blocks nothing behind it. */
  refuse(row: OutboxRow, at: Date, error: string): Promise<void>;
  count(): Promise<{ undone: number; refused: number; oldest?: string }>;
};

export type Leases = {
  /** Writes: runs `work` while nobody else does for the same name; `busy` at once when somebody does. */
  hold<T>(name: string, work: (lease: Lease) => Promise<T>): Promise<T | 'busy'>;
};

export type Lease = {
  /** @throws when the lease has run out: whoever writes outside asks this immediately before. */
  assertHeld(): void;
};

export type Deliveries = {
  /** Writes: true the first time this key is seen. */
  isFirst(key: string, at: Date): Promise<boolean>;
  /** Writes. */
  forgetBefore(at: Date): Promise<void>;
};

export type Entitlements = {
  find(provider: string, name: string): Promise<{ id: string; groupId: string } | undefined>;
  all(provider: string): Promise<ReadonlyArray<{ id: string; groupId: string; name: string }>>;
  /** Writes: a group that the running catalog names. */
  learn(provider: string, name: string, groupId: string, at: Date): Promise<void>;
};

/** How far something long has come, so that whoever goes on need not begin anew. */
export type Positions = {
  find(name: string): Promise<string | undefined>;
  /** Writes. */
  keep(name: string, value: string, at: Date): Promise<void>;
  /** Writes: it came to its end. */
  forget(name: string): Promise<void>;
};
