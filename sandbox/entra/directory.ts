import type { Acme } from '../company.js';
import { Memberships } from '../okta/memberships.js';
import { SearchIndex } from '../searchIndex.js';
import {
  type Activity,
  type Actor,
  type Audit,
  administrator,
  auditOf,
  groupTarget,
  membershipTargets,
  userTarget,
} from './audits.js';
import { badRequest, notFound } from './errors.js';
import { type GroupRecord, groupFrom, guid, type Kind, type UserRecord, userFrom } from './records.js';

export type EntraMemory = {
  readonly users: ReadonlyMap<string, UserRecord>;
  readonly groups: ReadonlyMap<string, GroupRecord>;
  readonly managers: ReadonlyMap<string, string>;
  readonly audits: readonly Audit[];
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
};

/** The tenant itself: people, groups, who and what is in which, and what happened. */
export class Directory {
  readonly users = new Map<string, UserRecord>();
  readonly groups = new Map<string, GroupRecord>();
  /** By the ids of the person and of their manager. */
  readonly managers = new Map<string, string>();
  readonly audits: Audit[] = [];
  readonly sessionsEnded: string[] = [];
  readonly memberships: Memberships;
  readonly userIndex: SearchIndex<UserRecord>;
  readonly groupIndex: SearchIndex<GroupRecord>;
  /** What the company calls people, by id, and the other way round. */
  readonly keys = new Map<string, string>();
  readonly #ids = new Map<string, string>();
  /** In ms: how much later the log tells of what happened. */
  auditLag = 0;

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
      this.#call(person.key, user.id);
      if (person.manager) this.managers.set(user.id, guid(`user ${person.manager}`));
      this.putUser(user);
    }
    for (const { name, kind = 'security' } of company.entraGroups) {
      this.putGroup(groupFrom(name, kind, guid(`group ${name}`), at));
    }
    for (const { name, members = [], nested = [] } of company.entraGroups) {
      const inside = this.memberships.of(this.group(name).id);
      for (const key of members) inside.add(this.person(key).id);
      for (const each of nested) inside.add(this.group(each).id);
    }
    this.userIndex.catchUp();
    this.groupIndex.catchUp();
  }

  #call(key: string, id: string): void {
    this.keys.set(id, key);
    this.#ids.set(key, id);
  }

  /** What this tenant remembers from one day to the next. */
  memory(): EntraMemory {
    const { users, groups, managers, audits } = this;
    return { users, groups, managers, audits, members: this.memberships.all };
  }

  recall({ users, groups, managers, audits, members }: EntraMemory): void {
    for (const user of users.values()) this.putUser(user);
    for (const group of groups.values()) this.putGroup(group);
    for (const [person, manager] of managers) this.managers.set(person, manager);
    this.audits.push(...audits);
    for (const [group, inside] of members) {
      const all = this.memberships.of(group);
      all.clear();
      for (const each of inside) all.add(each);
    }
  }

  putUser(user: UserRecord): void {
    this.users.set(user.id, user);
    this.userIndex.put(user.id, user);
  }

  putGroup(group: GroupRecord): void {
    this.groups.set(group.id, group);
    this.groupIndex.put(group.id, group);
  }

  at(): string {
    return new Date(this.now()).toISOString();
  }

  /** By id or by the name that the person signs in with. */
  userBy(reference: string): UserRecord {
    const wanted = reference.toLowerCase();
    const byId = this.users.get(wanted);
    const found = byId ?? [...this.users.values()].find((user) => user.userPrincipalName.toLowerCase() === wanted);
    if (!found) throw notFound(reference);
    return found;
  }

  groupBy(id: string): GroupRecord {
    const group = this.groups.get(id.toLowerCase());
    if (!group) throw notFound(id);
    return group;
  }

  objectBy(id: string): UserRecord | GroupRecord {
    const found = this.users.get(id.toLowerCase()) ?? this.groups.get(id.toLowerCase());
    if (!found) throw notFound(id);
    return found;
  }

  /** As tests and stories call them: `ana`, or an e-mail address. */
  person(keyOrEmail: string): UserRecord {
    const byKey = this.users.get(this.#ids.get(keyOrEmail) ?? keyOrEmail);
    const user = byKey ?? [...this.users.values()].find(({ mail }) => mail === keyOrEmail);
    if (!user) throw new Error(`Nobody is called ${keyOrEmail} in this Entra`);
    return user;
  }

  group(nameOrId: string): GroupRecord {
    const all = [...this.groups.values()];
    const group = all.find(({ id, displayName }) => [displayName, id].includes(nameOrId));
    if (!group) throw new Error(`No group is called ${nameOrId} in this Entra`);
    return group;
  }

  /** @throws as Graph refuses a reference that is there already. */
  join(group: GroupRecord, member: UserRecord | GroupRecord, actor: Actor): void {
    if (this.memberships.has(group.id, member.id)) {
      throw badRequest(
        "One or more added object references already exist for the following modified properties: 'members'.",
      );
    }
    this.memberships.set(group.id, member.id, 'add');
    this.note('Add member to group', actor, membershipTargets('add', group, member));
  }

  /** @throws as Graph has no reference to take away. */
  leave(group: GroupRecord, member: UserRecord | GroupRecord, actor: Actor): void {
    if (!this.memberships.has(group.id, member.id)) throw notFound(member.id);
    this.memberships.set(group.id, member.id, 'remove');
    this.note('Remove member from group', actor, membershipTargets('remove', group, member));
  }

  /** In the group directly, or through groups inside it. */
  isWithin(group: string, member: string, seen: ReadonlySet<string> = new Set()): boolean {
    if (seen.has(group)) return false;
    const inside = this.memberships.of(group);
    const through = new Set([...seen, group]);
    return inside.has(member) || [...inside].some((id) => this.groups.has(id) && this.isWithin(id, member, through));
  }

  note(activity: Activity, actor: Actor, targets: Parameters<typeof auditOf>[3]): void {
    this.audits.push(auditOf(activity, this.at(), actor, targets));
  }

  /** The log as it tells by now. */
  told(): Audit[] {
    return this.audits.filter(({ activityDateTime }) => Date.parse(activityDateTime) + this.auditLag <= this.now());
  }

  addGroup(name: string, kind: Kind): GroupRecord {
    // A group made again under an old name is another group.
    const group = groupFrom(name, kind, guid(`group ${name} ${this.groups.size} ${this.audits.length}`), this.at());
    this.putGroup(group);
    return group;
  }

  deleteGroup(group: GroupRecord, actor: Actor = administrator): void {
    this.groups.delete(group.id);
    this.memberships.forget(group.id);
    this.groupIndex.put(group.id, undefined);
    this.note('Delete group', actor, [groupTarget(group)]);
  }

  deleteUser(user: UserRecord, actor: Actor = administrator): void {
    this.users.delete(user.id);
    this.memberships.forget(user.id);
    this.userIndex.put(user.id, undefined);
    this.note('Delete user', actor, [userTarget(user)]);
  }

  addUser(key: string, record: Partial<UserRecord>): UserRecord {
    const email = `${key}@acme.example.com`;
    const user = { ...userFrom({ key, name: key, email, title: '', department: '' }, this.at()), ...record };
    this.#call(key, user.id);
    this.putUser(user);
    return user;
  }

  changeUser(user: UserRecord, changes: Partial<UserRecord>): void {
    this.putUser(Object.assign(user, changes));
    this.note('Update user', administrator, [userTarget(user)]);
  }

  endSessions(user: UserRecord): void {
    user.signInSessionsValidFromDateTime = this.at();
    this.sessionsEnded.push(this.keys.get(user.id) ?? user.id);
  }
}
