import type { Person } from '../company.js';
import type { Directory, GoogleMemory } from './directory.js';
import type { Role as AdminRole } from './door.js';
import { administrator, type Happening } from './events.js';
import type { Limits } from './limits.js';
import type { Staleness } from './memberships.js';
import type { Kind, Role, User } from './records.js';
import type { Lag } from './reports.js';
import type { TokenDesk } from './token.js';

export type SeenGroup = {
  readonly name: string;
  /** Full names, in order. */
  readonly members: readonly string[];
  /** When somebody last came in or went; nothing while it is as it was at the start. */
  readonly changedAt?: number;
};

/** What an admin does at Google's own console, and what a test may see and turn. People go by key or e-mail. */
export type Control = {
  /** Those that can be written to. */
  groups(): SeenGroup[];
  /** What a person or a group is called, by Google's id; the id itself where it is nobody's. */
  nameOf(id: string): string;
  has(person: string, group: string): boolean;
  /** The keys of the members, in order. */
  members(group: string): string[];
  roleOf(person: string, group: string): Role | undefined;
  userId(person: string): string;
  groupId(group: string): string;
  addMember(group: string, person: string, role?: Role): void;
  removeMember(group: string, person: string): void;
  /** As a group's own owner does it, past the admin's log. */
  ownerAdds(group: string, person: string): void;
  ownerRemoves(group: string, person: string): void;
  /** Invited, and not yet in. */
  invite(group: string, person: string): void;
  addStranger(group: string, email: string): void;
  nest(outer: string, inner: string): void;
  addGroup(name: string, kind?: Kind): string;
  renameGroup(group: string, changes: { readonly email?: string; readonly name?: string }): void;
  deleteGroup(group: string): void;
  /** That many new people; their keys. */
  hire(count: number): string[];
  /** Everybody's id. */
  everybody(): string[];
  /** When that was. */
  signIn(person: string): Date;
  deletePerson(person: string): void;
  suspend(person: string): void;
  setPerson(person: string, changes: Partial<Omit<User, 'id' | 'key'>>): void;
  setManager(person: string, manager?: string, as?: 'email' | 'alias'): void;
  log(): readonly Happening[];
  /** How late the log is. */
  logLag(ms: number): void;
  /** Whether the log says which application asked in an admin's name. */
  logNamesApplications(says: 'yes' | 'no'): void;
  /** The people whose sessions were ended, in order. */
  sessionsEnded(): readonly string[];
  /** Operations that the admin's role does not have: they answer 403. */
  withhold(operations: readonly string[]): void;
  /** What the service account may have, in whole URLs. */
  authorise(scopes: readonly string[]): void;
  /** How long reads of memberships trail behind each later write. */
  staleReads(staleness: Staleness): void;
  /** How long it takes until somebody in a group inside is told as in the outer one. */
  nestedDelay(ms: number): void;
  absentMember(answer: 'notFound' | 'conditionNotMet'): void;
  /** The next changes say that they may come late, and come. */
  comeLate(times?: number): void;
  /** Queries a minute, all together. */
  allow(queriesPerMinute: number): void;
  /** The next answers say that too many run at once. */
  crowd(times?: number): void;
  forgetTokens(): void;
  memory(): GoogleMemory;
  recall(memory: GoogleMemory): void;
};

type Parts = {
  readonly directory: Directory;
  readonly limits: Limits;
  readonly desk: TokenDesk;
  readonly role: AdminRole;
  readonly lag: Lag;
};

export function controlOf(parts: Parts): Control {
  const { directory, limits, desk, role, lag } = parts;
  return {
    ...people(directory),
    ...groups(directory),
    ...memberships(directory),
    log: () => directory.happenings,
    logLag: (ms) => {
      lag.ms = ms;
    },
    logNamesApplications: (says) => {
      directory.namesApplications = says === 'yes';
    },
    sessionsEnded: () => directory.sessionsEnded,
    withhold: (operations) => {
      role.withheld = operations;
    },
    authorise: (scopes) => {
      desk.delegation.scopes = scopes;
    },
    staleReads: (staleness) => {
      directory.memberships.staleness = staleness;
    },
    nestedDelay: (ms) => {
      directory.nestedDelay = ms;
    },
    absentMember: (answer) => {
      directory.absentMember = answer;
    },
    comeLate: (times = 1) => {
      directory.conflicts = times;
    },
    allow: (queries) => limits.allow(queries),
    crowd: (times = 1) => limits.crowd(times),
    forgetTokens: () => desk.forgetTokens(),
    memory: () => directory.memory(),
    recall: (memory) => directory.recall(memory),
  };
}

function people(directory: Directory) {
  return {
    userId: (person: string) => directory.person(person).id,
    hire: (count: number) => {
      const from = directory.users.size;
      return Array.from({ length: count }, (_, index) => directory.hire(newcomer(from + index)).key);
    },
    everybody: () => [...directory.users.keys()],
    signIn: (person: string) => {
      const user = directory.person(person);
      user.lastLoginAt = directory.now();
      return new Date(user.lastLoginAt);
    },
    deletePerson: (person: string) => directory.deleteUser(directory.person(person), administrator),
    suspend: (person: string) => {
      directory.person(person).suspended = true;
    },
    setPerson: (person: string, changes: Partial<Omit<User, 'id' | 'key'>>) =>
      void Object.assign(directory.person(person), changes),
    setManager: (person: string, manager?: string, as: 'email' | 'alias' = 'email') => {
      const boss = manager === undefined ? undefined : directory.person(manager);
      const alias = `${manager}.alias@acme.example.com`;
      if (boss && as === 'alias') boss.aliases = [alias];
      directory.person(person).managers = boss ? [as === 'alias' ? alias : boss.primaryEmail] : [];
    },
  };
}

function newcomer(number: number): Person {
  const key = `person${number}`;
  const [name, email] = [`Person ${number}`, `${key}@acme.example.com`];
  return { key, name, email, title: 'Engineer', department: 'Engineering' };
}

function groups(directory: Directory) {
  const nameOf = (id: string) => directory.users.get(id)?.fullName ?? directory.groups.get(id)?.name ?? id;
  return {
    nameOf,
    groups: () =>
      [...directory.groups.values()]
        .filter(({ kind }) => kind === 'plain')
        .map(({ id, name, changedAt }) => ({
          name,
          members: [...directory.memberships.of(id).keys()].map(nameOf).sort(),
          ...(changedAt !== undefined && { changedAt }),
        })),
    groupId: (group: string) => directory.group(group).id,
    addGroup: (name: string, kind: Kind = 'plain') => directory.addGroup(name, kind).id,
    renameGroup: (group: string, { email, name }: { readonly email?: string; readonly name?: string }) => {
      const found = directory.group(group);
      // An address that a group had goes on leading to it.
      if (email) found.aliases = [...found.aliases, found.email];
      Object.assign(found, email && { email }, name && { name });
    },
    deleteGroup: (group: string) => directory.deleteGroup(directory.group(group), administrator),
  };
}

function memberships(directory: Directory) {
  const inside = (group: string) => directory.memberships.of(directory.group(group).id);
  const find = (person: string, group: string) => inside(group).get(directory.person(person).id);
  const join = (group: string, key: string, role?: Role) =>
    directory.join(directory.group(group), directory.memberBy(key, role), administrator);
  const owner = { ...administrator, email: 'owner@acme.example.com' };
  return {
    has: (person: string, group: string) => find(person, group)?.isPending === false,
    roleOf: (person: string, group: string) => find(person, group)?.role,
    members: (group: string) => [...inside(group).keys()].map((id) => directory.users.get(id)?.key ?? id).sort(),
    addMember: (group: string, person: string, role?: Role) => join(group, directory.person(person).id, role),
    removeMember: (group: string, person: string) =>
      directory.leave(directory.group(group), directory.person(person).id, administrator),
    ownerAdds: (group: string, person: string) => {
      const membership = directory.memberBy(directory.person(person).id);
      directory.join(directory.group(group), membership, owner, 'groups_enterprise');
    },
    ownerRemoves: (group: string, person: string) =>
      directory.leave(directory.group(group), directory.person(person).id, owner, 'groups_enterprise'),
    invite: (group: string, person: string) => {
      const membership = { ...directory.memberBy(directory.person(person).id), isPending: true };
      inside(group).set(membership.id, membership);
    },
    addStranger: (group: string, email: string) => join(group, email),
    nest: (outer: string, inner: string) => join(outer, directory.group(inner).id),
  };
}
