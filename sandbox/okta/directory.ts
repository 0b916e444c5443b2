import type { Acme, Person } from '../company.js';
import { SearchIndex } from '../searchIndex.js';
import { badStatus, notAllowed, notFound } from './errors.js';
import { type Actor, type EventType, groupTarget, type LogEvent, logEvent, userTarget } from './log.js';
import { Memberships } from './memberships.js';
import { groupFrom, type OktaGroup, oktaId, type Profile, type Status, type User, userFrom } from './records.js';

export type Rule = {
  readonly id: string;
  readonly name: string;
  readonly expression: string;
  readonly groupIds: readonly string[];
  /** Whoever was taken out by hand: the rule does not put them back. */
  readonly excluded: Set<string>;
  readonly placed: Set<string>;
};

export type OktaMemory = {
  readonly users: ReadonlyMap<string, User>;
  readonly groups: ReadonlyMap<string, OktaGroup>;
  readonly events: readonly LogEvent[];
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
};

/** The org itself: people, groups, who is in which, and what happened. */
export class Directory {
  readonly users = new Map<string, User>();
  readonly groups = new Map<string, OktaGroup>();
  readonly rules: Rule[] = [];
  readonly events: LogEvent[] = [];
  readonly sessionsEnded: string[] = [];
  readonly memberships: Memberships;
  readonly userIndex: SearchIndex<User>;
  readonly groupIndex: SearchIndex<OktaGroup>;
  /** Okta's answer to taking out somebody who is not in: not published, so a test can have either. */
  absentMember: 'done' | 'notFound' = 'done';

  constructor(
    company: Acme,
    readonly now: () => number,
  ) {
    this.memberships = new Memberships(now);
    this.userIndex = new SearchIndex(now);
    this.groupIndex = new SearchIndex(now);
    this.#fill(company);
  }

  #fill(company: Acme): void {
    const at = this.at();
    const staff = company.people.filter((person) => (person.kind ?? 'member') === 'member');
    for (const person of staff) {
      const user = userFrom(person, at);
      const boss = staff.find((each) => each.key === person.manager);
      user.profile.manager = boss?.name ?? null;
      user.profile.managerId = boss?.email ?? null;
      this.users.set(user.id, user);
      this.userIndex.put(user.id, user);
    }
    for (const group of company.groups) {
      const made = groupFrom(group, at);
      this.groups.set(made.id, made);
      this.groupIndex.put(made.id, made);
      const keys = made.type === 'BUILT_IN' ? staff.map((person) => person.key) : (group.members ?? []);
      for (const key of keys) this.memberships.of(made.id).add(this.person(key).id);
    }
    this.userIndex.catchUp();
    this.groupIndex.catchUp();
  }

  /** What this org remembers from one day to the next. */
  memory(): OktaMemory {
    return { users: this.users, groups: this.groups, events: this.events, members: this.memberships.all };
  }

  recall({ users, groups, events, members }: OktaMemory): void {
    for (const [id, user] of users) this.#remember(this.users, this.userIndex, id, user);
    for (const [id, group] of groups) this.#remember(this.groups, this.groupIndex, id, group);
    this.events.push(...events);
    for (const [group, people] of members) {
      const inside = this.memberships.of(group);
      inside.clear();
      for (const person of people) inside.add(person);
    }
  }

  #remember<One>(all: Map<string, One>, index: SearchIndex<One>, id: string, one: One): void {
    all.set(id, one);
    index.put(id, one);
  }

  at(): string {
    return new Date(this.now()).toISOString();
  }

  /** By id, by login, or by the part of the login before the @, as Okta looks people up. */
  userBy(reference: string): User {
    const byId = this.users.get(reference);
    if (byId) return byId;
    const wanted = reference.toLowerCase();
    const everybody = reference.includes('/') ? [] : [...this.users.values()];
    const exact = everybody.find((user) => user.profile.login.toLowerCase() === wanted);
    if (exact) return exact;
    const short = everybody.filter((user) => user.profile.login.toLowerCase().split('@')[0] === wanted);
    if (short.length !== 1 || !short[0]) throw notFound(reference, 'User');
    return short[0];
  }

  groupBy(id: string): OktaGroup {
    const group = this.groups.get(id);
    if (!group) throw notFound(id, 'UserGroup');
    return group;
  }

  /** As tests and stories call them: `ana`, or an e-mail address. */
  person(keyOrEmail: string): User {
    const users = [...this.users.values()];
    const user = users.find((each) => [each.key, each.profile.email, each.id].includes(keyOrEmail));
    if (!user) throw new Error(`Nobody is called ${keyOrEmail} in this Okta`);
    return user;
  }

  group(nameOrId: string): OktaGroup {
    const groups = [...this.groups.values()];
    const group = groups.find((each) => [each.profile.name, each.id].includes(nameOrId));
    if (!group) throw new Error(`No group is called ${nameOrId} in this Okta`);
    return group;
  }

  join(group: OktaGroup, user: User, actor: Actor): void {
    if (group.type !== 'OKTA_GROUP') throw notAllowed();
    // What Okta says to a deactivated person's new membership is not published; the status error is the likeliest.
    if (user.status === 'DEPROVISIONED') throw badStatus();
    if (this.memberships.has(group.id, user.id)) return;
    this.#change(group, user, 'add', actor);
  }

  leave(group: OktaGroup, user: User, actor: Actor): void {
    if (group.type !== 'OKTA_GROUP') throw notAllowed();
    if (!this.memberships.has(group.id, user.id)) {
      if (this.absentMember === 'notFound') throw notFound(user.id, 'User');
      return;
    }
    for (const rule of this.rules) {
      if (rule.groupIds.includes(group.id) && rule.placed.has(user.id)) rule.excluded.add(user.id);
    }
    this.#change(group, user, 'remove', actor);
  }

  #change(group: OktaGroup, user: User, change: 'add' | 'remove', actor: Actor): void {
    this.memberships.set(group.id, user.id, change);
    group.lastMembershipUpdated = this.at();
    this.groupIndex.put(group.id, group);
    const type = change === 'add' ? 'group.user_membership.add' : 'group.user_membership.remove';
    this.note(type, actor, [userTarget(user), groupTarget(group)]);
  }

  note(type: EventType, actor: Actor, target: Parameters<typeof logEvent>[3]): void {
    this.events.push(logEvent(type, this.at(), actor, target));
  }

  addGroup(name: string, type: OktaGroup['type']): OktaGroup {
    const made = groupFrom({ name, type }, this.at());
    // A group made again under an old name is another group.
    const group = { ...made, id: oktaId('00g', `${name} ${this.groups.size} ${this.events.length}`) };
    this.groups.set(group.id, group);
    this.groupIndex.put(group.id, group);
    return group;
  }

  deleteGroup(group: OktaGroup, actor: Actor): void {
    this.groups.delete(group.id);
    this.memberships.forget(group.id);
    this.groupIndex.put(group.id, undefined);
    this.note('group.lifecycle.delete', actor, [groupTarget(group)]);
  }

  deleteUser(user: User, actor: Actor): void {
    this.users.delete(user.id);
    this.memberships.forget(user.id);
    this.userIndex.put(user.id, undefined);
    this.note('user.lifecycle.delete.initiated', actor, [userTarget(user)]);
  }

  setStatus(user: User, status: Status, actor: Actor): void {
    user.status = status;
    user.statusChanged = this.at();
    this.#touched(user);
    const type = statusEvents[status];
    if (type) this.note(type, actor, [userTarget(user)]);
  }

  hire(person: Person): User {
    const user = userFrom(person, this.at());
    this.users.set(user.id, user);
    this.userIndex.put(user.id, user);
    return user;
  }

  signIn(user: User): string {
    user.lastLogin = this.at();
    this.userIndex.put(user.id, user);
    const { login, displayName } = user.profile;
    this.note('user.session.start', { id: user.id, type: 'User', alternateId: login, displayName }, [userTarget(user)]);
    return user.lastLogin;
  }

  setProfile(user: User, changes: Partial<Profile>, actor: Actor): void {
    user.profile = { ...user.profile, ...changes };
    this.#touched(user);
    this.note('user.account.update_profile', actor, [userTarget(user)]);
  }

  #touched(user: User): void {
    user.lastUpdated = this.at();
    this.userIndex.put(user.id, user);
  }

  endSessions(user: User, actor: Actor): void {
    this.sessionsEnded.push(user.key);
    this.note('user.session.clear', actor, [userTarget(user)]);
  }

  addRule(name: string, groups: readonly OktaGroup[], users: readonly User[], actor: Actor): void {
    const placed = new Set(users.map((user) => user.id));
    const groupIds = groups.map((group) => group.id);
    const expression = `isMemberOfAnyGroup("${this.group('everyone').id}")`;
    this.rules.push({ id: oktaId('0pr', name), name, expression, groupIds, excluded: new Set(), placed });
    for (const group of groups) for (const user of users) this.join(group, user, actor);
  }
}

const statusEvents: Partial<Record<Status, EventType>> = {
  ACTIVE: 'user.lifecycle.activate',
  SUSPENDED: 'user.lifecycle.suspend',
  DEPROVISIONED: 'user.lifecycle.deactivate',
};
