import type { ProviderName } from '../domain/catalog.js';
import type { Finding, Needed } from '../domain/finding.js';

/**
 * What Latchkey asks of an identity provider. Every change has three answers: `done`, `already`, or an error; an
 * unknown outcome (a time-out, a lost answer) is an error, never a no-op.
 */
export interface IdentityProvider {
  readonly name: Exclude<ProviderName, 'manual'>;
  /** By verified e-mail, read afresh. Nobody only when the provider says so; any doubt throws. */
  findPerson(email: string): Promise<DirectoryPerson | undefined>;
  /** By the provider's own immutable id, read afresh. */
  readPerson(id: string): Promise<DirectoryPerson | undefined>;
  /** The provider's own manager of this person, followed from a login, e-mail or id. */
  managerOf(person: DirectoryPerson): Promise<DirectoryPerson | undefined>;
  /** By id or exact name. Two groups of the same name are a fault that names both. */
  findGroup(idOrName: string): Promise<DirectoryGroup | undefined>;
  /** Direct membership. @throws GroupGone, PersonGone, ProviderDown */
  isMember(person: string, group: string): Promise<boolean>;
  /** Puts the person in. `done` and `already` may be told apart by the caller's own reading back. */
  add(person: string, group: string): Promise<ChangeOutcome>;
  /** Takes the person out. A membership that is not there is `already`; a group or person that is not there throws. */
  remove(person: string, group: string): Promise<ChangeOutcome>;
  /** Ends the person's sessions at the provider. */
  endSessions(person: string): Promise<void>;
  /**
   * In the group only through another group inside it: nothing that we may take away. False where the provider knows
   * no groups in groups. @throws as isMember
   */
  isNested(person: string, group: string): Promise<boolean>;
  /** `unknown`: the provider does not tell us (a licence or a permission that we do not have). */
  lastSignIn(person: string): Promise<Date | 'never' | 'unknown'>;
  /** Everybody, one page; `from` is the `next` of the page before. Any doubt throws: a short list is never an answer. */
  listPeople(from?: string): Promise<Page<DirectoryPerson>>;
  /** Who is directly in the group, one page: people, and groups that lie in it (asAccount). @throws GroupGone, ProviderDown: a failure is never "nobody". */
  listMembers(group: string, from?: string): Promise<Page<DirectoryMember>>;
  readonly log: ProviderLog;
  /**
   * What our credential can and cannot do, found out by calls that change nothing: less than Latchkey needs is `bad`,
   * and so is more than docs/security.md lists. One finding a check, as soon as it is known.
   */
  examine(needed: Needed): AsyncIterable<Finding>;
}

/** A page that was handled need not be read again: whoever stops goes on from `next`. Absent on the last one. */
export type Page<Item> = { readonly items: readonly Item[]; readonly next?: string };

/** Somebody directly in a group, or a group (asAccount). The e-mail address, lower case, where the provider tells it along. */
export type DirectoryMember = { readonly id: string; readonly email?: string };

/** The provider's own account of who was put into which group and taken out, by whomever. */
export type ProviderLog = {
  /** How many days back it can be read. What happened before that is a gap. */
  readonly keptDays: number;
  /** Seconds by which an entry may appear later than what it tells of. Entries this young are read again. */
  readonly lateBy: number;
  /**
   * Changes of these groups within the window, one page; in no promised order, and the same entry may come again.
   * @param groups the provider's own ids.
   */
  read(window: LogWindow, groups: readonly string[], from?: string): Promise<Page<MembershipChange>>;
};

export type LogWindow = { readonly since: Date; readonly until: Date };

export type MembershipChange = {
  /** The provider's own id of the entry: the same each time it is read. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly kind: 'added' | 'removed';
  /** The provider's own id of the group. */
  readonly group: string;
  /** The provider's own id of the person, or of a group (asAccount); where its log names people by it, their e-mail address (lower case). */
  readonly person: { readonly id: string } | { readonly email: string };
  /** Who did it, as the provider has them: an id that does not change, and a name for people to read. */
  readonly actor: { readonly id: string; readonly name: string; readonly isLatchkey: boolean };
};

export type { Finding, Needed };

export type ChangeOutcome = 'done' | 'already';

export type DirectoryPerson = {
  /** The provider's immutable id. */
  readonly id: string;
  /** Lower case. */
  readonly email: string;
  readonly name: string;
  readonly department?: string;
  readonly title?: string;
  /** As the provider has it: a login, e-mail or id. */
  readonly manager?: string;
  readonly isActive: boolean;
};

export type DirectoryGroup = {
  readonly id: string;
  readonly name: string;
  /** Why this group takes no writes from us, when it does not: a sentence for the person who mends the catalog. */
  readonly refusesWrites?: string;
};

/** No answer, or one that does not say what happened: tried again, later. */
export class ProviderDown extends Error {
  /** @param retryAt when the vendor names a moment. */
  constructor(
    readonly provider: string,
    message: string,
    readonly retryAt?: Date,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'ProviderDown';
  }
}

/** The provider said no, and will say no again: a person has to act. `says` is what it said, without secrets. */
export class ProviderRefused extends Error {
  constructor(
    readonly provider: string,
    readonly says: string,
    options?: { cause?: unknown },
  ) {
    super(`${provider} refused: ${says}`, options);
    this.name = 'ProviderRefused';
  }
}

/** The provider confirms, by id, that the group no longer exists. */
export class GroupGone extends Error {
  override readonly name = 'GroupGone';
}

/** The provider confirms, by id, that the person no longer exists. */
export class PersonGone extends Error {
  override readonly name = 'PersonGone';
}

/** Which groups may be written to, as the running catalog has them. Asked immediately before each write. */
export interface WritableGroups {
  /** @param name the group's own, read from the provider just now: an id remembered for a name proves nothing. */
  mayAdd(group: string, name?: string): boolean;
  /** Also groups that an earlier catalog named: what was given through them must still be taken away. */
  mayRemove(group: string): boolean;
}
