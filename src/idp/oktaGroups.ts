import type { Group } from '@okta/okta-sdk-nodejs';
import type { OktaCalls } from './oktaClient.js';
import { SomethingMissing } from './oktaErrors.js';
import { assertId, type Gate } from './oktaGate.js';
import { collect, type People } from './oktaPeople.js';
import { createWhyNoWrites, type KnownGroup, unlessRefused, type WhyNoWrites } from './oktaWritable.js';
import {
  type ChangeOutcome,
  type DirectoryGroup,
  GroupGone,
  type IdentityProvider,
  PersonGone,
  ProviderDown,
  ProviderRefused,
} from './port.js';

export type Groups = Pick<IdentityProvider, 'findGroup' | 'isMember' | 'add' | 'remove'>;

type Parts = {
  readonly okta: OktaCalls;
  readonly gate: Gate;
  readonly people: Pick<People, 'readPerson'>;
  readonly now: () => Date;
};

export function groupsOf({ okta, gate, people, now }: Parts): Groups {
  const whyNoWrites = createWhyNoWrites(okta, now);
  const recent = recentGroups(okta, now);
  const readNow = (id: string) => readGroup(okta, id);
  /** What has to hold before a write; whether the catalog allows it, the gate asks as the write leaves. */
  const prepare = async (person: string, id: string, read: ReadGroup) => {
    assertId(person);
    const group = await read(id);
    const why = await whyNoWrites(group);
    if (why) throw new ProviderRefused('okta', why);
    gate.remember(group);
  };
  return {
    findGroup: (idOrName) => findGroup(okta, whyNoWrites, idOrName.trim()),
    isMember: (person, group) => holds(okta, person, group, recent.know),
    async add(person, group) {
      await prepare(person, group, readNow);
      await okta.ask(() => okta.groups.assignUserToGroup({ groupId: group, userId: person }));
      return 'done';
    },
    async remove(person, group) {
      await prepare(person, group, recent.read);
      try {
        await okta.ask(() => okta.groups.unassignUserFromGroup({ groupId: group, userId: person }));
        return 'done';
      } catch (error) {
        if (!isNotFound(error)) throw error;
        recent.forget(group);
        return confirmAbsent(okta, people, person, group);
      }
    },
  };
}

const isNotFound = (error: unknown): boolean =>
  error instanceof PersonGone || error instanceof GroupGone || error instanceof SomethingMissing;

/** Okta's 404 names the person also where only the membership is missing, so both are read back by id. */
async function confirmAbsent(
  okta: OktaCalls,
  people: Pick<People, 'readPerson'>,
  person: string,
  group: string,
): Promise<ChangeOutcome> {
  if (!(await people.readPerson(person))) throw new PersonGone(`Okta has no person ${person}.`);
  if (!(await holds(okta, person, group, (id) => readGroup(okta, id)))) return 'already';
  throw new ProviderDown('okta', `Okta found no membership of ${person} in ${group} to remove, yet lists one.`);
}

/** @throws GroupGone */
async function readGroup(okta: OktaCalls, id: string): Promise<KnownGroup> {
  assertId(id);
  const group = await okta.ask(() => okta.groups.getGroup({ groupId: id }));
  if (group.id !== id || !group.profile?.name)
    throw new ProviderDown('okta', `Okta described another group than ${id}.`);
  return { id, name: group.profile.name, type: group.type };
}

type ReadGroup = (id: string) => Promise<KnownGroup>;

const fewSeconds = 5_000;

/**
 * When a thousand people leave one group it is not read a thousand times. For taking out only: what is remembered
 * lets nobody in, the gate asks the catalog all the same, and a group that is gone since says so to the write itself.
 */
function recentGroups(okta: OktaCalls, now: () => Date) {
  const reads = new Map<string, { readonly at: number; readonly group: Promise<KnownGroup> }>();
  const recentlyRead = (id: string) => {
    const found = reads.get(id);
    return found && now().getTime() - found.at < fewSeconds ? found.group : undefined;
  };
  return {
    forget: (id: string) => void reads.delete(id),
    /** As it was when somebody was taken out of it just now, or else as it is. */
    know: (id: string): Promise<KnownGroup> => recentlyRead(id) ?? readGroup(okta, id),
    read: (id: string): Promise<KnownGroup> => {
      const known = recentlyRead(id);
      if (known) return known;
      for (const [other, { at }] of reads) if (now().getTime() - at >= fewSeconds) reads.delete(other);
      const group = readGroup(okta, id);
      reads.set(id, { at: now().getTime(), group });
      group.catch(() => reads.delete(id));
      return group;
    },
  };
}

async function readGroupIfAny(okta: OktaCalls, id: string): Promise<KnownGroup | undefined> {
  try {
    return await readGroup(okta, id);
  } catch (error) {
    if (error instanceof GroupGone) return undefined;
    throw error;
  }
}

const isId = (text: string): boolean => /^00g\w{17}$/.test(text);

async function findGroup(
  okta: OktaCalls,
  whyNoWrites: WhyNoWrites,
  idOrName: string,
): Promise<DirectoryGroup | undefined> {
  // What has the shape of an id is never taken for a name: whoever may name groups could else inherit a deleted one.
  const looksLikeId = /^00g\w{2,61}$/.test(idOrName);
  const byId = looksLikeId ? await readGroupIfAny(okta, idOrName) : undefined;
  const group = byId ?? (isId(idOrName) ? undefined : await findByName(okta, idOrName));
  if (!group) return undefined;
  const refusesWrites = await whyNoWrites(group);
  return { id: group.id, name: group.name, ...(refusesWrites && { refusesWrites }) };
}

/** `q` is capped at this many and cannot be paged. */
const mostByPrefix = 300;

/**
 * `search` is exact but trails behind, `q` is by prefix and capped: what either finds is read again by id and compared
 * exactly, so that neither a late index nor a longer name decides which group is written to.
 */
async function findByName(okta: OktaCalls, name: string): Promise<KnownGroup | undefined> {
  if (name === '') return undefined;
  const expression = `profile.name eq "${name.replace(/[\\"]/g, '\\$&')}"`;
  const bySearch = await unlessRefused(() =>
    okta.ask(() => collect<Group>(okta.groups.listGroups({ search: expression }))),
  );
  const [one, another] = await named(okta, name, bySearch ?? []);
  if (one) return only(name, one, another);
  const byPrefix = await okta.ask(() => collect<Group>(okta.groups.listGroups({ q: name })));
  const [late, later] = await named(okta, name, byPrefix);
  if (late) return only(name, late, later);
  if (bySearch || byPrefix.length < mostByPrefix) return undefined;
  throw new ProviderRefused('okta', `Too many groups start with "${name}" to find it by name. Use its id.`);
}

async function named(okta: OktaCalls, name: string, found: readonly Group[]): Promise<KnownGroup[]> {
  const ids = found.filter(({ profile }) => profile?.name === name).map(({ id }) => id ?? '');
  const groups = await Promise.all(ids.map((id) => readGroupIfAny(okta, id)));
  return groups.filter((group) => group !== undefined).filter((group) => group.name === name);
}

function only(name: string, one: KnownGroup, another: KnownGroup | undefined): KnownGroup {
  if (!another) return one;
  const both = `${one.id} and ${another.id}`;
  throw new ProviderRefused('okta', `More than one group is named "${name}": ${both}. Use the id of the one you mean.`);
}

/**
 * Okta cannot be asked for one membership. A person's groups are few and told whole, a group's members may be a
 * hundred pages; so the person's are read. A no is a no only while the group exists.
 */
async function holds(okta: OktaCalls, person: string, group: string, read: ReadGroup): Promise<boolean> {
  assertId(person);
  assertId(group);
  const groups = await okta.ask(() => collect<Group>(okta.users.listUserGroups({ userId: person })));
  if (groups.some(({ id }) => id === group)) return true;
  await read(group);
  return false;
}
