import type { Acme, Person } from '../company.js';
import { conditionNotMet, conflict, duplicate, forbidden, invalid, notFound } from './errors.js';
import { type Actor, type Application, actorFrom, type Happening } from './events.js';
import { Memberships } from './memberships.js';
import {
  domain,
  type Group,
  groupFrom,
  type Kind,
  type Membership,
  type Role,
  type User,
  userFrom,
  userId,
} from './records.js';

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
const domainOf = (email: string): string => email.slice(email.indexOf('@') + 1).toLowerCase();

export type GoogleMemory = {
  readonly users: ReadonlyMap<string, User>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly happenings: readonly Happening[];
  readonly members: ReadonlyMap<string, ReadonlyMap<string, Membership>>;
};

/** The company's Workspace: people, groups, who is in which, and what happened. */
export class Directory {
  readonly users = new Map<string, User>();
  readonly groups = new Map<string, Group>();
  readonly happenings: Happening[] = [];
  readonly sessionsEnded: string[] = [];
  readonly memberships: Memberships;
  /** How long a membership of a membership takes to be told, in milliseconds; up to ten minutes in life. */
  nestedDelay = 0;
  /** Google's answer to taking out somebody who is not in: either was seen. */
  absentMember: 'notFound' | 'conditionNotMet' = 'notFound';
  /** So many of the next changes say that they may come late, and come. */
  conflicts = 0;
  /** Whether the log names the application beside the admin. */
  namesApplications = true;

  constructor(
    company: Acme,
    readonly now: () => number,
  ) {
    this.memberships = new Memberships(now);
    const staff = company.people.filter(({ kind = 'member' }) => kind === 'member');
    for (const person of staff) {
      const user = userFrom(person, staff.find(({ key }) => key === person.manager)?.email);
      this.users.set(user.id, user);
    }
    for (const group of company.googleGroups) this.groups.set(groupFrom(group).id, groupFrom(group));
    for (const { name, members = [], nested = [] } of company.googleGroups) {
      for (const key of members) this.#put(this.group(name), this.#asMember(this.person(key)));
      for (const inner of nested) this.#put(this.group(name), asInner(this.group(inner)));
    }
  }

  #put(group: Group, membership: Membership): void {
    this.memberships.of(group.id).set(membership.id, membership);
  }

  #asMember(user: User, role: Role = 'MEMBER', since = 0): Membership {
    return { id: user.id, type: 'USER', email: user.primaryEmail, role, isPending: false, since };
  }

  /** What this Workspace remembers from one day to the next. */
  memory(): GoogleMemory {
    const { users, groups, happenings } = this;
    return { users, groups, happenings, members: this.memberships.all };
  }

  recall({ users, groups, happenings, members }: GoogleMemory): void {
    for (const [id, user] of users) this.users.set(id, user);
    for (const [id, group] of groups) this.groups.set(id, group);
    this.happenings.push(...happenings);
    for (const [group, inside] of members) {
      this.memberships.of(group).clear();
      for (const [id, membership] of inside) this.memberships.of(group).set(id, membership);
    }
  }

  /** By id, primary address or alias. */
  userBy(key: string): User {
    if (key.includes('@') && domainOf(key) !== domain) throw forbidden();
    const user = this.#userBy(key);
    if (!user) throw notFound('userKey');
    return user;
  }

  #userBy(key: string): User | undefined {
    const isMeant = ({ id, primaryEmail, aliases }: User) =>
      id === key || [primaryEmail, ...aliases].some((each) => same(each, key));
    return [...this.users.values()].find(isMeant);
  }

  /** By id, address or alias. */
  groupBy(key: string): Group {
    if (key.includes('@') && domainOf(key) !== domain) throw forbidden();
    const group = this.#groupBy(key);
    if (!group) throw notFound('groupKey');
    return group;
  }

  #groupBy(key: string): Group | undefined {
    const isMeant = ({ id, email, aliases }: Group) =>
      id === key || [email, ...aliases].some((each) => same(each, key));
    return [...this.groups.values()].find(isMeant);
  }

  /** What a member's key means: somebody of the company, a group, or an address outside. */
  memberBy(key: string, role: Role = 'MEMBER'): Membership {
    const user = this.#userBy(key);
    if (user) return this.#asMember(user, role, this.now());
    const inner = this.#groupBy(key);
    if (inner) return { ...asInner(inner), role, since: this.now() };
    if (!key.includes('@') || domainOf(key) === domain) throw notFound('memberKey');
    return { id: userId(key), type: 'USER', email: key, role, isPending: false, since: this.now() };
  }

  /** As tests and stories call them: `ana`, or an e-mail address. */
  person(keyOrEmail: string): User {
    const user = [...this.users.values()].find((each) => [each.key, each.primaryEmail, each.id].includes(keyOrEmail));
    if (!user) throw new Error(`Nobody is called ${keyOrEmail} in this Workspace`);
    return user;
  }

  group(nameOrId: string): Group {
    const group = [...this.groups.values()].find(({ name, id, email }) => [name, id, email].includes(nameOrId));
    if (!group) throw new Error(`No group is called ${nameOrId} in this Workspace`);
    return group;
  }

  join(group: Group, membership: Membership, actor: Actor, application: Application = 'admin'): void {
    refuseKind(group.kind);
    if (membership.type === 'GROUP') this.#checkInner(group, membership);
    if (this.memberships.of(group.id).has(membership.id)) throw duplicate();
    this.memberships.put(group.id, membership);
    this.#changed(group, membership, 'add', actor, application);
    this.#mayComeLate();
  }

  leave(group: Group, key: string, actor: Actor, application: Application = 'admin'): void {
    refuseKind(group.kind);
    const inside = [...this.memberships.of(group.id).values()];
    const meant = this.#userBy(key)?.id ?? this.#groupBy(key)?.id;
    const membership = inside.find(
      ({ id, email }) => id === (meant ?? key) || (email !== undefined && same(email, key)),
    );
    if (!membership)
      throw this.absentMember === 'notFound' ? notFound('memberKey') : conditionNotMet('Condition not met');
    this.memberships.take(group.id, membership.id);
    this.#changed(group, membership, 'remove', actor, application);
    this.#mayComeLate();
  }

  #checkInner(group: Group, inner: Membership): void {
    if (inner.role !== 'MEMBER') throw invalid('memberKey');
    const isCycle = inner.id === group.id || this.memberships.holdsAtAnyDepth(inner.id, group.id, 0);
    if (isCycle) throw conditionNotMet('Cyclic memberships not allowed');
  }

  #mayComeLate(): void {
    if (this.conflicts === 0) return;
    this.conflicts -= 1;
    throw conflict();
  }

  #changed(group: Group, { email = '' }: Membership, change: 'add' | 'remove', actor: Actor, by: Application): void {
    group.changedAt = this.now();
    if (by === 'admin') {
      const name = change === 'add' ? 'ADD_GROUP_MEMBER' : 'REMOVE_GROUP_MEMBER';
      this.note(by, name, 'GROUP_SETTINGS', { GROUP_EMAIL: group.email, USER_EMAIL: email }, actor);
    } else {
      const parameters = { group_id: group.email, member_id: email, member_type: 'user', member_role: 'member' };
      this.note(by, `${change}_member`, 'moderator_action', parameters, actor);
    }
  }

  note(
    application: Application,
    name: string,
    type: string,
    parameters: Readonly<Record<string, string>>,
    actor: Actor,
  ): void {
    const qualifier = String(7_000_000_000 + this.happenings.length);
    const { oauthClientId, ...person } = actor;
    const who = this.namesApplications ? { ...person, ...(oauthClientId && { oauthClientId }) } : person;
    this.happenings.push({ at: this.now(), application, name, type, parameters, actor: who, qualifier });
  }

  addGroup(name: string, kind: Kind): Group {
    const isTaken = [...this.groups.values()].some(({ email }) => email === `${name}@${domain}`);
    // Addresses are one group's alone, names are not; and a group made again is another group.
    const made = groupFrom({ name, kind }, isTaken ? `${name}-${this.groups.size}` : name);
    const group = { ...made, id: groupFrom({ name }, `${name} ${this.groups.size} ${this.happenings.length}`).id };
    this.groups.set(group.id, group);
    return group;
  }

  hire(person: Person): User {
    const user = userFrom(person, undefined);
    this.users.set(user.id, user);
    return user;
  }

  deleteGroup(group: Group, actor: Actor): void {
    this.groups.delete(group.id);
    this.memberships.forget(group.id);
    this.note('admin', 'DELETE_GROUP', 'GROUP_SETTINGS', { GROUP_EMAIL: group.email }, actor);
  }

  deleteUser(user: User, actor: Actor): void {
    this.users.delete(user.id);
    this.memberships.forget(user.id);
    this.note('admin', 'DELETE_USER', 'USER_SETTINGS', { USER_EMAIL: user.primaryEmail }, actor);
  }

  endSessions(user: User, actor: Actor): void {
    this.sessionsEnded.push(user.key);
    const name = 'LOGOUT_USER';
    this.note('admin', name, 'USER_SETTINGS', { USER_EMAIL: user.primaryEmail }, actor);
  }

  actor(user: User, oauthClientId?: string): Actor {
    return actorFrom(user, oauthClientId);
  }
}

const asInner = (group: Group): Membership => ({
  id: group.id,
  type: 'GROUP',
  email: group.email,
  role: 'MEMBER',
  isPending: false,
  since: 0,
});

/** The raw words for these are not published; the codes are the likeliest. */
function refuseKind(kind: Kind): void {
  if (kind === 'dynamic') throw conditionNotMet('Dynamic group membership cannot be modified');
  if (kind === 'locked') throw forbidden();
}
