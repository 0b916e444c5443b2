import type { IdentityProvider, WritableGroups } from '../../src/idp/port.js';

/** One call of the port, as the vendor's stand-in can make it go wrong. */
export const portCalls = [
  'findPerson',
  'findGroup',
  'isMember',
  'add',
  'remove',
  'endSessions',
  'lastSignIn',
  'listPeople',
  'listMembers',
  'readLog',
] as const;
export type PortCall = (typeof portCalls)[number];

export type Trouble = 'answer lost' | 'connection cut' | 'no answer' | 'server error' | 'too many at once';

/** A provider's adapter with its stand-in beside it. People go by key (`ana`), groups by name, as in sandbox/company.ts. */
export type Bench = {
  readonly provider: IdentityProvider;
  /** A group of the demo company that takes no writes, and why the vendor says so. */
  readonly unwritable: readonly string[];
  readonly managerWrittenAs: readonly string[];
  /** What the provider answers that a group is called, where that is not the name it was looked for by. */
  nameTold?(name: string): string;
  personId(key: string): string;
  groupId(name: string): string;
  has(person: string, group: string): boolean;
  /** As an administrator at the vendor's console. */
  put(person: string, group: string): void;
  takeOut(person: string, group: string): void;
  /** Who that is, as the vendor's log has them. */
  readonly administrator: { readonly id: string; readonly name: string };
  /** Puts a group into a group, where the provider knows such a thing. */
  readonly nest?: (inner: string, outer: string) => void;
  /** So many new people that every list, and a log of each coming and going, has more than two pages; their keys. */
  hireMany(): readonly string[];
  /** The ids of all the people that the provider has. */
  everybody(): readonly string[];
  /** The person signs in at the provider; when that was. */
  signIn(person: string): Date;
  setManager(person: string, manager: string | undefined, as?: string): void;
  deactivate(person: string): void;
  deletePerson(person: string): void;
  deleteGroup(group: string): void;
  /** Another group of the same name; its id. */
  addGroup(name: string): string;
  sessionsEnded(): readonly string[];
  /** From now on, a read of memberships tells the past that often after a write. */
  readsStayStale(times: number): void;
  /** The next such call, once. */
  trouble(call: PortCall, trouble: Trouble): void;
  /** The next such call is over the limit; the moment that the vendor names. */
  overLimit(call: PortCall): Date;
  /** The token ends just before this call, where there is one that can end. */
  expireTokenBefore(call: PortCall): void;
  /** The vendor accepts no new token either. */
  withdrawCredential(): void;
  /** How many changes of memberships reached the vendor. */
  writes(): number;
  readonly secrets: readonly string[];
  /** @throws when a call was not one that the vendor describes. */
  close(): Promise<void>;
};

export type MakeBench = (groups: WritableGroups, options: { readonly timeout: number }) => Promise<Bench>;

export type Start = (groups?: WritableGroups, timeout?: number) => Promise<Bench>;

/** @throws when nothing went wrong. */
export async function faultOf(call: Promise<unknown>): Promise<Error> {
  const fault = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (fault instanceof Error) return fault;
  throw new Error('This went well, and should not have');
}

/** All that a log could print of an error. */
export const everythingIn = (error: Error): string =>
  [error.message, error.stack, String(error.cause), JSON.stringify(error, Object.getOwnPropertyNames(error))].join(
    '\n',
  );
