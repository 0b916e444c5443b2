import type { Catalog, StageKind } from '../domain/catalog.js';
import { impersonal } from '../domain/drift.js';
import type { HouseEvent, Recorded } from '../domain/events.js';
import type { Command } from '../domain/lifecycle.js';
import type { Person } from '../domain/person.js';
import type { Analysis } from '../domain/policy.js';
import type { Refusal } from '../domain/refusal.js';
import type { Text } from '../store/store.js';

/** The one door through which state changes. */
export type Door = {
  /** @param by the person's id, or `latchkey`. @returns what was recorded (nothing, when it was said already), or why not. */
  run(command: Command, by: string, cause: string, texts?: readonly Text[]): Promise<Refusal | readonly Recorded[]>;
  record(
    event: HouseEvent,
    by: string,
    cause: string,
    unless?: (last: Recorded | undefined) => boolean,
    texts?: readonly Text[],
  ): Promise<readonly Recorded[]>;
  /** Seals what a person wrote: give `text` to run() and `{ id, hash }` to the command. */
  seal(body: string, personId: string): Text;
};

/** Who somebody is now, and what policy says about them now. */
export type Directory = {
  /**
   * The person behind a Slack account, read afresh from Slack and the directory. Guests, bots, people the directory
   * does not know or who have left are refused with a word; so is an account whose e-mail now points elsewhere.
   * @throws ProviderDown when the directory does not answer: nothing is assumed.
   */
  whoIs(slackId: string): Promise<Person | Refusal>;
  /** As whoIs, but what was known in the last minutes is good enough: for looking, never for deciding. */
  whoWas(slackId: string): Promise<Person | Refusal>;
  /**
   * Policy's answer at this moment: recipient, manager and owner are read afresh; the one who decides was, by whoIs.
   * @param others how security and admins are read: `fresh` when somebody asks, since it settles who will be waited for.
   */
  analyse(
    wanted: Wanted,
    approvals: ReadonlyArray<{ by: string; stage: StageKind }>,
    others?: 'fresh' | 'just now',
  ): Promise<Analysis | Refusal>;
  /** Whom an e-mail address that was verified elsewhere names in the directory, read afresh; nobody who has left. */
  pointedAt(email: string): Promise<Person | undefined>;
  /** Somebody whom we know, read afresh; nothing once they have left. */
  afresh(person: string): Promise<Person | undefined>;
  /** Whether this person may ask at all (pilot groups). */
  mayAsk(person: Person): Promise<true | Refusal>;
  /** The same person with their Slack account, asked for by e-mail where none is tied to them yet. */
  located(person: Person): Promise<Person>;
  /** Ids of the people who may see, revoke and mend in this app: its owner and the admins. */
  keepersOf(app: string): Promise<readonly Person[]>;
  admins(): Promise<readonly Person[]>;
  /** Whom policy names as security. */
  security(): Promise<readonly Person[]>;
  isAdmin(person: Person): boolean;
  /** Admins and auditors. */
  mayTakeEvidence(person: Person): boolean;
  isOwner(person: Person, app: string): boolean;
  /**
   * Which of the role's entitlements the person has at the provider that Latchkey did not give; or why it cannot be
   * given. `isNested`: some of them only through another group.
   */
  alreadyHas(
    person: Person,
    wanted: { app: string; role: string },
  ): Promise<Refusal | { all: boolean; entitlements: readonly string[]; isNested: boolean }>;
  /** An admin says that this Slack account belongs to whom its e-mail names now. */
  confirm(slackId: string, by: string): Promise<Person | Refusal>;
};

export type Wanted = {
  readonly app: string;
  readonly role: string;
  readonly requester: string;
  readonly recipient: string;
};

/** What every command and workflow is given. */
export type House = {
  readonly catalog: Catalog;
  readonly now: () => Date;
  readonly newId: () => string;
};

/** The part of pino that is used. */
export type Log = Record<'debug' | 'info' | 'warn' | 'error', (facts: object, sentence: string) => void>;

/** What is tried again later says when, if the vendor named a moment. Providers, Slack and Jira each throw their own. */
export const retryMomentOf = (error: unknown): Date | undefined =>
  error instanceof Error && 'retryAt' in error && error.retryAt instanceof Date ? error.retryAt : undefined;

/** Nothing is wrong, it is only too early: not counted as a failure. */
export class NotYet extends Error {
  override readonly name = 'NotYet';
  constructor(
    message: string,
    readonly retryAt: Date,
  ) {
    super(message);
  }
}

/** What waits for a pause to be over: it says so in its row, by which it is found when that is so. */
export class Paused extends NotYet {
  static readonly sentence = 'new grants are paused';
  constructor(retryAt: Date) {
    super(Paused.sentence, retryAt);
  }
}

/** What stands in the row of something that is to be tried again; nobody erases an address there. */
export const sentenceOf = (error: unknown): string =>
  impersonal(error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500);

/** How a step is executed: once, of course; twice in the tests that prove that it may be. */
export type Step = (work: () => Promise<void>) => Promise<void>;
export const once: Step = (work) => work();
