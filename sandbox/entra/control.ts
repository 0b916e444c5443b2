import type { Staleness } from '../okta/memberships.js';
import { type Audit, administrator } from './audits.js';
import type { Directory, EntraMemory } from './directory.js';
import type { BucketName, Limits } from './limits.js';
import type { GroupRecord, Kind, UserRecord } from './records.js';
import type { TokenDesk } from './token.js';

export type SeenGroup = {
  readonly name: string;
  /** Full names, in order. */
  readonly members: readonly string[];
};

/** What an admin does at the portal, and what a test may see and turn. People go by key or e-mail. */
export type Control = {
  /** Those that are filled by hand. */
  groups(): SeenGroup[];
  /** What a person or a group is called, by its id; the id itself where it is nobody's. */
  nameOf(id: string): string;
  has(person: string, group: string): boolean;
  /** The keys of the people directly in it, in order. */
  members(group: string): string[];
  userId(person: string): string;
  groupId(group: string): string;
  addMember(group: string, person: string): void;
  removeMember(group: string, person: string): void;
  /** Puts one group into another. */
  nest(group: string, inside: string): void;
  addGroup(name: string, kind?: Kind): string;
  setGroup(group: string, changes: Partial<GroupRecord>): void;
  deleteGroup(group: string): void;
  /** So many people more; their keys. */
  hire(count: number): string[];
  /** Everybody's id. */
  everybody(): string[];
  /** When that was. */
  signIn(person: string): string;
  /** Somebody more; their id. */
  addPerson(key: string, record: Partial<UserRecord>): string;
  setPerson(person: string, changes: Partial<UserRecord>): void;
  deletePerson(person: string): void;
  deactivate(person: string): void;
  /** Nobody when no manager is given. */
  setManager(person: string, manager?: string): void;
  audits(): readonly Audit[];
  /** In ms: how much later the log tells of what happened. */
  auditLag(lag: number): void;
  /** The people whose sessions were ended, in order. */
  sessionsEnded(): readonly string[];
  /** What the app may do; a token that was given before keeps what it had. */
  grant(permissions: readonly string[]): void;
  /** How long what is answered from the index trails behind. */
  searchLag(lag: number | 'untilTold'): void;
  /** How long membership lists trail behind each later write. */
  staleLists(staleness: Staleness): void;
  allow(bucket: BucketName, units: number): void;
  /** The next answers are the 429 that names no moment. */
  crowd(times?: number): void;
  forgetTokens(): void;
  /** Of tokens given from now on, in seconds. */
  tokenLifetime(seconds: number): void;
  memory(): EntraMemory;
  recall(memory: EntraMemory): void;
};

export function controlOf(directory: Directory, limits: Limits, desk: TokenDesk): Control {
  return {
    ...people(directory),
    ...groups(directory),
    audits: () => directory.audits,
    auditLag: (lag) => {
      directory.auditLag = lag;
    },
    sessionsEnded: () => directory.sessionsEnded,
    grant: (permissions) => {
      desk.permissions = permissions;
    },
    searchLag: (lag) => {
      directory.userIndex.lag = lag;
      directory.groupIndex.lag = lag;
    },
    staleLists: (staleness) => {
      directory.memberships.staleness = staleness;
    },
    allow: (bucket, units) => limits.allow(bucket, units),
    crowd: (times = 1) => limits.crowd(times),
    forgetTokens: () => desk.forgetTokens(),
    tokenLifetime: (seconds) => {
      desk.lifetime = seconds;
    },
    memory: () => directory.memory(),
    recall: (memory) => directory.recall(memory),
  };
}

function people(directory: Directory) {
  const setPerson = (person: string, changes: Partial<UserRecord>) =>
    directory.changeUser(directory.person(person), changes);
  return {
    userId: (person: string) => directory.person(person).id,
    setPerson,
    hire: (count: number) => {
      const from = directory.users.size;
      const keys = Array.from({ length: count }, (_, index) => `new-${from + index}`);
      for (const key of keys) directory.addUser(key, {});
      return keys;
    },
    everybody: () => [...directory.users.keys()],
    signIn: (person: string) => {
      const at = directory.at();
      const signInActivity = {
        lastSignInDateTime: at,
        lastNonInteractiveSignInDateTime: null,
        lastSuccessfulSignInDateTime: at,
      };
      Object.assign(directory.person(person), { signInActivity });
      return at;
    },
    addPerson: (key: string, record: Partial<UserRecord>) => directory.addUser(key, record).id,
    deletePerson: (person: string) => directory.deleteUser(directory.person(person)),
    deactivate: (person: string) => setPerson(person, { accountEnabled: false }),
    setManager: (person: string, manager?: string) => {
      const { id } = directory.person(person);
      if (manager === undefined) directory.managers.delete(id);
      else directory.managers.set(id, directory.person(manager).id);
    },
  };
}

function groups(directory: Directory) {
  const nameOf = (id: string) => directory.users.get(id)?.displayName ?? directory.groups.get(id)?.displayName ?? id;
  const takesWrites = ({ groupTypes, onPremisesSyncEnabled }: GroupRecord) =>
    !groupTypes.includes('DynamicMembership') && !onPremisesSyncEnabled;
  return {
    nameOf,
    groups: () =>
      [...directory.groups.values()].filter(takesWrites).map(({ id, displayName }) => ({
        name: displayName,
        members: [...directory.memberships.of(id)].map(nameOf).sort(),
      })),
    has: (person: string, group: string) =>
      directory.memberships.has(directory.group(group).id, directory.person(person).id),
    members: (group: string) =>
      [...directory.memberships.of(directory.group(group).id)].flatMap((id) => directory.keys.get(id) ?? []).sort(),
    groupId: (group: string) => directory.group(group).id,
    addMember: (group: string, person: string) =>
      directory.join(directory.group(group), directory.person(person), administrator),
    removeMember: (group: string, person: string) =>
      directory.leave(directory.group(group), directory.person(person), administrator),
    nest: (group: string, inside: string) =>
      directory.join(directory.group(group), directory.group(inside), administrator),
    addGroup: (name: string, kind: Kind = 'security') => directory.addGroup(name, kind).id,
    setGroup: (group: string, changes: Partial<GroupRecord>) =>
      directory.putGroup(Object.assign(directory.group(group), changes)),
    deleteGroup: (group: string) => directory.deleteGroup(directory.group(group)),
  };
}
