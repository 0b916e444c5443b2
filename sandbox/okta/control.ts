import type { Person } from '../company.js';
import type { Directory, OktaMemory } from './directory.js';
import type { TokenOwner } from './door.js';
import type { ResourceSet } from './groups.js';
import type { Limits } from './limits.js';
import { administrator, type LogEvent } from './log.js';
import type { Staleness } from './memberships.js';
import type { OktaGroup, Profile, Status } from './records.js';
import type { TokenDesk } from './token.js';

export type SeenGroup = {
  readonly name: string;
  /** Full names, in order. */
  readonly members: readonly string[];
  /** When somebody last came in or went; nothing while it is as it was at the start. */
  readonly changedAt?: number;
};

/** What an admin does at Okta's own console, and what a test may see and turn. People go by key or e-mail. */
export type Control = {
  /** Those that can be written to. */
  groups(): SeenGroup[];
  /** What a person or a group is called, by Okta's id; the id itself where it is nobody's. */
  nameOf(id: string): string;
  has(person: string, group: string): boolean;
  /** The keys of the members, in order. */
  members(group: string): string[];
  userId(person: string): string;
  groupId(group: string): string;
  addMember(group: string, person: string): void;
  removeMember(group: string, person: string): void;
  addGroup(name: string, type?: OktaGroup['type']): string;
  deleteGroup(group: string): void;
  /** That many new people; their keys. */
  hire(count: number): string[];
  /** Everybody's id. */
  everybody(): string[];
  /** When that was. */
  signIn(person: string): string;
  deletePerson(person: string): void;
  deactivate(person: string): void;
  /** Back in the company, with the account that they had. */
  reactivate(person: string): void;
  suspend(person: string): void;
  setStatus(person: string, status: Status): void;
  /** `as` says how this org writes a manager down; nobody when no manager is given. */
  setManager(person: string, manager?: string, as?: 'login' | 'email' | 'id'): void;
  setProfile(person: string, changes: Partial<Profile>): void;
  /** A rule that puts these people into these groups; whoever is taken out by hand stays out. */
  addRule(name: string, groups: readonly string[], people: readonly string[]): void;
  excludedFrom(rule: string): string[];
  log(): readonly LogEvent[];
  /** The people whose sessions were ended, in order. */
  sessionsEnded(): readonly string[];
  /** Only these groups are in the admin role's resource set: all else answers 403. */
  manageOnly(groups: 'all' | readonly string[]): void;
  /** The admin roles of whoever made the API token; `untold` when Okta does not let them read any. */
  tokenOwnerIs(roles: readonly string[] | 'untold'): void;
  /** How long `search` trails behind. */
  searchLag(lag: number | 'untilTold'): void;
  catchUp(): void;
  /** How long membership lists trail behind each later write. */
  staleLists(staleness: Staleness): void;
  absentMember(answer: 'done' | 'notFound'): void;
  /** Requests a minute for one operation, and those that Okta counts with it. */
  allow(operation: string, requestsPerMinute: number): void;
  /** The next answers are the concurrency flavour of 429. */
  crowd(times?: number): void;
  forgetTokens(): void;
  memory(): OktaMemory;
  recall(memory: OktaMemory): void;
};

type Org = {
  readonly directory: Directory;
  readonly limits: Limits;
  readonly desk: TokenDesk;
  readonly resources: ResourceSet;
  readonly tokenOwner: TokenOwner;
};

export function controlOf({ directory, limits, desk, resources, tokenOwner }: Org): Control {
  return {
    ...people(directory),
    ...groups(directory),
    log: () => directory.events,
    sessionsEnded: () => directory.sessionsEnded,
    manageOnly: (names) => {
      resources.groups = names;
    },
    tokenOwnerIs: (roles) => {
      tokenOwner.roles = roles;
    },
    searchLag: (lag) => {
      directory.userIndex.lag = lag;
      directory.groupIndex.lag = lag;
    },
    catchUp: () => {
      directory.userIndex.catchUp();
      directory.groupIndex.catchUp();
    },
    staleLists: (staleness) => {
      directory.memberships.staleness = staleness;
    },
    absentMember: (answer) => {
      directory.absentMember = answer;
    },
    allow: (operation, requests) => limits.allow(operation, requests),
    crowd: (times = 1) => limits.crowd(times),
    forgetTokens: () => desk.forgetTokens(),
    memory: () => directory.memory(),
    recall: (memory) => directory.recall(memory),
  };
}

function people(directory: Directory) {
  const setStatus = (person: string, status: Status) =>
    directory.setStatus(directory.person(person), status, administrator);
  return {
    userId: (person: string) => directory.person(person).id,
    hire: (count: number) => {
      const from = directory.users.size;
      return Array.from({ length: count }, (_, index) => directory.hire(newcomer(from + index)).key);
    },
    everybody: () => [...directory.users.keys()],
    signIn: (person: string) => directory.signIn(directory.person(person)),
    deletePerson: (person: string) => directory.deleteUser(directory.person(person), administrator),
    deactivate: (person: string) => setStatus(person, 'DEPROVISIONED'),
    reactivate: (person: string) => setStatus(person, 'ACTIVE'),
    suspend: (person: string) => setStatus(person, 'SUSPENDED'),
    setStatus,
    setProfile: (person: string, changes: Partial<Profile>) =>
      directory.setProfile(directory.person(person), changes, administrator),
    setManager: (person: string, manager?: string, as: 'login' | 'email' | 'id' = 'email') => {
      const boss = manager === undefined ? undefined : directory.person(manager);
      const written = boss && { login: boss.profile.login, email: boss.profile.email, id: boss.id }[as];
      const changes = { manager: boss?.profile.displayName ?? null, managerId: written ?? null };
      directory.setProfile(directory.person(person), changes, administrator);
    },
  };
}

function newcomer(number: number): Person {
  const key = `person${number}`;
  return {
    key,
    name: `Person ${number}`,
    email: `${key}@acme.example.com`,
    title: 'Engineer',
    department: 'Engineering',
  };
}

function groups(directory: Directory) {
  const both = (group: string, person: string) => [directory.group(group), directory.person(person)] as const;
  const keyOf = (id: string) => directory.users.get(id)?.key ?? id;
  const nameOf = (id: string) =>
    directory.users.get(id)?.profile.displayName ?? directory.groups.get(id)?.profile.name ?? id;
  return {
    nameOf,
    groups: () =>
      [...directory.groups.values()]
        .filter((group) => group.type === 'OKTA_GROUP')
        .map(({ id, profile, created, lastMembershipUpdated }) => ({
          name: profile.name,
          members: [...directory.memberships.of(id)].map(nameOf).sort(),
          ...(lastMembershipUpdated !== created && { changedAt: Date.parse(lastMembershipUpdated) }),
        })),
    has: (person: string, group: string) => {
      const [found, user] = both(group, person);
      return directory.memberships.has(found.id, user.id);
    },
    members: (group: string) => [...directory.memberships.of(directory.group(group).id)].map(keyOf).sort(),
    groupId: (group: string) => directory.group(group).id,
    addMember: (group: string, person: string) => directory.join(...both(group, person), administrator),
    removeMember: (group: string, person: string) => directory.leave(...both(group, person), administrator),
    addGroup: (name: string, type: OktaGroup['type'] = 'OKTA_GROUP') => directory.addGroup(name, type).id,
    deleteGroup: (group: string) => directory.deleteGroup(directory.group(group), administrator),
    addRule: (name: string, names: readonly string[], keys: readonly string[]) => {
      const targets = names.map((each) => directory.group(each));
      const placed = keys.map((each) => directory.person(each));
      directory.addRule(name, targets, placed, administrator);
    },
    excludedFrom: (rule: string) =>
      directory.rules.filter((each) => each.name === rule).flatMap((each) => [...each.excluded].map(keyOf)),
  };
}
