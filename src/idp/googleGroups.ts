import { asAccount } from '../domain/innerGroup.js';
import { addressesOf, answers, type Group, type Member, understood } from './googleAnswers.js';
import type { GoogleCalls } from './googleClient.js';
import {
  CannotLookThrough,
  GoogleRefused,
  MayComeLate,
  NothingChanged,
  NotOurs,
  SaidToBeIn,
  SomethingMissing,
} from './googleErrors.js';
import { assertGroupId, assertIds, type Gate, isGroupId } from './googleGate.js';
import type { Kinds } from './googleKinds.js';
import { type People, quoted } from './googlePeople.js';
import {
  type ChangeOutcome,
  GroupGone,
  type IdentityProvider,
  PersonGone,
  ProviderDown,
  ProviderRefused,
} from './port.js';

export type Groups = Pick<IdentityProvider, 'findGroup' | 'isMember' | 'add' | 'remove' | 'isNested' | 'listMembers'>;

type Parts = {
  readonly google: GoogleCalls;
  readonly gate: Gate;
  readonly people: Pick<People, 'readPerson'>;
  readonly kinds: Kinds;
};

export function groupsOf(parts: Parts): Groups {
  const { google, gate, kinds } = parts;
  /** What has to hold before a write; whether the catalog allows it, the gate asks as the write leaves. */
  const prepare = async (person: string, id: string): Promise<Group> => {
    assertIds(person, id);
    const group = await readGroup(google, id);
    gate.remember({ id, names: namesOf(group) });
    return group;
  };
  return {
    async findGroup(idOrName) {
      const group = await findGroup(google, idOrName.trim());
      if (!group) return undefined;
      if (idOrName.includes('@')) gate.spell(idOrName.trim());
      const refusesWrites = await kinds.obstacle(group);
      return { id: group.id, name: group.email.toLowerCase(), ...(refusesWrites && { refusesWrites }) };
    },
    async isMember(person, group) {
      assertIds(person, group);
      const member = await readMember(google, person, group);
      if (member) return isIn(member);
      await confirmBoth(parts, person, group);
      return false;
    },
    isNested: (person, group) => isNested(parts, person, group),
    async listMembers(group, from) {
      assertGroupId(group);
      const { members, next } = await listMembers(google, group, from);
      return { items: members.filter(isIn).flatMap(accountIn), ...(next && { next }) };
    },
    async add(person, id) {
      const group = await prepare(person, id);
      const refusesWrites = await kinds.obstacle(group);
      if (refusesWrites) throw new ProviderRefused('google', refusesWrites);
      const requestBody = { id: person, role: 'MEMBER' };
      try {
        const member = await google.ask(() => google.directory.members.insert({ groupKey: id, requestBody }));
        return accepted(understood(answers.member, member), person);
      } catch (error) {
        return outcomeOfAdding(parts, person, group, error);
      }
    },
    async remove(person, id) {
      const group = await prepare(person, id);
      try {
        await google.ask(() => google.directory.members.delete({ groupKey: id, memberKey: person }));
        return 'done';
      } catch (error) {
        if (isAboutNobody(error)) return confirmAbsent(parts, person, group, error);
        throw explained(error, group);
      }
    },
  };
}

/** Invited, or asking to be let in. A suspended person's membership stays, and is one that can be taken away. */
const isIn = ({ status }: Member): boolean => status !== 'PENDING';

/** An owner or manager of a group is a member of it; a group in it goes by its address, as in the log. */
const accountIn = ({ type, id, email }: Member) => {
  const address = email?.toLowerCase();
  if (type === 'GROUP' && (address ?? id)) return [{ id: asAccount(address ?? id ?? '') }];
  return type === 'USER' && id !== undefined ? [{ id, ...(address && { email: address }) }] : [];
};

function accepted(member: Member, person: string): ChangeOutcome {
  if (member.id === person) return 'done';
  throw new ProviderDown('google', 'Google added somebody else than was asked for, or does not say whom.');
}

/** Somebody is already in, or Google has its reasons; what it says of memberships is read back before it is believed. */
async function outcomeOfAdding(parts: Parts, person: string, group: Group, error: unknown): Promise<ChangeOutcome> {
  // It may come late, so the caller reads back as after any change.
  if (error instanceof MayComeLate) return 'done';
  if (error instanceof SaidToBeIn || error instanceof NothingChanged) {
    const member = await readMember(parts.google, person, group.id);
    if (member && isIn(member)) return 'already';
    // To delete an invitation that is not ours, as other tools do, would take out an owner whom a late read hides.
    if (error instanceof SaidToBeIn) throw new ProviderDown('google', pending(group));
  }
  if (isAboutNobody(error) && !(error instanceof NothingChanged)) await confirmBoth(parts, person, group.id);
  throw explained(error, group);
}

const pending = ({ email }: Group): string =>
  `Google says that the person is in ${email} already, and does not show it: an invitation may be open. If it stays so, settle it under "Pending members" of the group.`;

const isAboutNobody = (error: unknown): boolean =>
  [PersonGone, GroupGone, SomethingMissing, NothingChanged].some((kind) => error instanceof kind);

/** Where Cloud Identity gives no word of a group's kind, Google's refusal is the first that is heard of it. */
function explained(error: unknown, { id, email }: Group): unknown {
  if (!(error instanceof GoogleRefused)) return error;
  return new ProviderRefused(
    'google',
    `Google takes no such change of the group "${email}" (${id}): ${error.says}. A group that is dynamic or locked is kept by Google itself: then map the role to another group.`,
    { cause: error },
  );
}

/** Neither is there, or only the membership is not. @throws GroupGone, PersonGone */
async function confirmBoth({ google, people }: Parts, person: string, group: string): Promise<void> {
  const [found] = await Promise.all([people.readPerson(person), readGroup(google, group)]);
  if (!found) throw new PersonGone(`Google has no person ${person}.`);
}

async function confirmAbsent(parts: Parts, person: string, group: Group, error: unknown): Promise<ChangeOutcome> {
  await confirmBoth(parts, person, group.id);
  if (!(await readMember(parts.google, person, group.id))) return 'already';
  if (error instanceof NothingChanged) throw explained(error, group);
  throw new ProviderDown('google', `Google found no membership of ${person} in ${group.id} to remove, yet shows one.`);
}

/** Nothing where Google has none; whether that is for want of the group or the person is not told reliably. */
async function readMember(google: GoogleCalls, person: string, group: string): Promise<Member | undefined> {
  try {
    const answer = await google.ask(() => google.directory.members.get({ groupKey: group, memberKey: person }));
    const member = understood(answers.member, answer);
    if (member.id !== person) throw new ProviderDown('google', 'Google described another member than was asked for.');
    return member;
  } catch (error) {
    if (error instanceof SomethingMissing || error instanceof GroupGone || error instanceof PersonGone)
      return undefined;
    throw error;
  }
}

async function listMembers(google: GoogleCalls, group: string, from?: string) {
  const query = { groupKey: group, maxResults: 200, ...(from !== undefined && { pageToken: from }) };
  const answer = await google.ask(() => google.directory.members.list(query));
  const { members, nextPageToken: next } = understood(answers.members, answer);
  return { members, next };
}

/** Google tells of a member at all depths only together, and up to ten minutes late. */
async function isNested(parts: Parts, person: string, group: string): Promise<boolean> {
  assertIds(person, group);
  const { google } = parts;
  const member = await readMember(google, person, group);
  if (member && isIn(member)) return false;
  await confirmBoth(parts, person, group);
  try {
    const answer = await google.ask(() => google.directory.members.hasMember({ groupKey: group, memberKey: person }));
    return understood(answers.hasMember, answer).isMember;
  } catch (error) {
    // Google looks through groups for its own people only. Where no group is inside, there is nothing to look through.
    if (error instanceof CannotLookThrough && !(await holdsGroups(google, group))) return false;
    throw error;
  }
}

async function holdsGroups(google: GoogleCalls, group: string): Promise<boolean> {
  for (let from: string | undefined; ; ) {
    const { members, next } = await listMembers(google, group, from);
    if (members.some(({ type }) => type !== 'USER')) return true;
    if (next === undefined) return false;
    from = next;
  }
}

/** @throws GroupGone */
export async function readGroup(google: GoogleCalls, id: string): Promise<Group> {
  assertGroupId(id);
  const answer = await google.ask(() => google.directory.groups.get({ groupKey: id }));
  const group = understood(answers.group, answer);
  if (group.id !== id) throw new ProviderDown('google', `Google described another group than ${id}.`);
  return group;
}

async function unlessGone(group: Promise<Group>): Promise<Group | undefined> {
  try {
    return await group;
  } catch (error) {
    if (error instanceof GroupGone) return undefined;
    throw error;
  }
}

/** All that the catalog may call it. A name is free: one that looks like an address or id may be another group's. */
const namesOf = (group: Group): string[] => {
  const isName = group.name !== '' && !group.name.includes('@') && !looksLikeId(group.name);
  return [...addressesOf(group), ...(isName ? [group.name] : [])];
};

/** The form of Google's ids: what looks like one is never taken for a name, which others could give themselves. */
const looksLikeId = (text: string): boolean => /^0[0-9a-z]{14}$/.test(text) && isGroupId(text);

async function findGroup(google: GoogleCalls, idOrName: string): Promise<Group | undefined> {
  if (looksLikeId(idOrName)) return unlessGone(readGroup(google, idOrName));
  return idOrName.includes('@') ? findByAddress(google, idOrName) : findByName(google, idOrName);
}

async function findByAddress(google: GoogleCalls, address: string): Promise<Group | undefined> {
  if (!/^[^\s@/]+@[^\s@/]+$/.test(address)) return undefined;
  try {
    const answer = await google.ask(() => google.directory.groups.get({ groupKey: address }));
    const group = understood(answers.group, answer);
    if (addressesOf(group).includes(address.toLowerCase())) return group;
    throw new ProviderDown('google', `Google described another group than ${address}.`);
  } catch (error) {
    if (error instanceof GroupGone) return undefined;
    if (error instanceof NotOurs) {
      const says = `${error.says}. If ${address} is of another company, Latchkey cannot write to it`;
      throw new ProviderRefused('google', says, { cause: error });
    }
    throw error;
  }
}

/** The list trails behind: what it finds is read again by id and compared exactly. */
async function findByName(google: GoogleCalls, name: string): Promise<Group | undefined> {
  if (name === '') return undefined;
  const query = { customer: 'my_customer', maxResults: 200, query: `name=${quoted(name)}` };
  const found: Group[] = [];
  for (let from: string | undefined; ; ) {
    const pageToken = from;
    const answer = await google.ask(() => google.directory.groups.list({ ...query, ...(pageToken && { pageToken }) }));
    const { groups, nextPageToken } = understood(answers.groups, answer);
    found.push(...groups.filter((group) => group.name === name));
    if (nextPageToken === undefined) break;
    from = nextPageToken;
  }
  const again = await Promise.all(found.map(({ id }) => unlessGone(readGroup(google, id))));
  const [one, ...others] = again.filter((group) => group?.name === name);
  if (one && others.length > 0) {
    const all = [one, ...others].map((group) => `${group?.email} (${group?.id})`).join(' and ');
    const says = `More than one group is named "${name}": ${all}. Use the address of the one you mean.`;
    throw new ProviderRefused('google', says);
  }
  return one;
}
