import type { ProviderName } from '../domain/catalog.js';

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
}

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
