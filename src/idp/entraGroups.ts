import { z } from 'zod';
import { asAccount } from '../domain/innerGroup.js';
import type { EntraCalls } from './entraClient.js';
import { AlreadyThere, SomethingMissing } from './entraErrors.js';
import { assertId, type Gate, isId } from './entraGate.js';
import { type People, quoted } from './entraPeople.js';
import { group, groupFields, type KnownGroup, whyNoWrites } from './entraWritable.js';
import {
  type ChangeOutcome,
  type DirectoryGroup,
  type DirectoryMember,
  GroupGone,
  type IdentityProvider,
  type Page,
  PersonGone,
  ProviderDown,
  ProviderRefused,
} from './port.js';

export type Groups = Pick<IdentityProvider, 'findGroup' | 'isMember' | 'isNested' | 'add' | 'remove' | 'listMembers'>;

type Parts = { readonly entra: EntraCalls; readonly gate: Gate; readonly people: Pick<People, 'readPerson'> };

/** The only yes that Graph has for a reference that was added or taken away. */
const done = [204];

export function groupsOf({ entra, gate, people }: Parts): Groups {
  /** What has to hold before a write; whether the catalog allows it, the gate asks as the write leaves. */
  const prepare = async (person: string, id: string) => {
    assertId(person);
    const known = await readGroup(entra, id);
    const why = whyNoWrites(known);
    if (why) throw new ProviderRefused('entra', why);
    gate.remember({ id, name: known.displayName });
  };
  return {
    findGroup: (idOrName) => findGroup(entra, idOrName.trim()),
    isMember: (person, id) => holds(entra, person, id),
    isNested: (person, id) => isNested(entra, person, id),
    listMembers: (id, from) => listMembers(entra, id, from),
    async add(person, id) {
      await prepare(person, id);
      const reference = { '@odata.id': `${entra.graphUrl}/v1.0/directoryObjects/${person}` };
      try {
        await entra.change((request) => request.post(reference), `/groups/${id}/members/$ref`, done);
        return 'done';
      } catch (error) {
        if (error instanceof AlreadyThere) return 'already';
        if (error instanceof SomethingMissing) throw await whatIsGone({ entra, people }, person, id, error);
        throw error;
      }
    },
    async remove(person, id) {
      await prepare(person, id);
      try {
        await entra.change((request) => request.delete(), `/groups/${id}/members/${person}/$ref`, done);
        return 'done';
      } catch (error) {
        if (error instanceof SomethingMissing) return confirmAbsent({ entra, people }, person, id);
        throw error;
      }
    },
  };
}

type Looking = Omit<Parts, 'gate'>;

/** Graph says the same of a person, a group and a membership that is not there, so all three are read back by id. */
async function confirmAbsent({ entra, people }: Looking, person: string, id: string): Promise<ChangeOutcome> {
  if (!(await people.readPerson(person))) throw new PersonGone(`Entra ID has no person ${person}.`);
  if (!(await holds(entra, person, id))) return 'already';
  throw new ProviderDown('entra', `Entra ID found no membership of ${person} in ${id} to remove, yet lists one.`);
}

/** Both may be there: what was made a moment ago is not known everywhere yet. Then it stays a question. */
async function whatIsGone({ entra, people }: Looking, person: string, id: string, why: Error): Promise<Error> {
  await readGroup(entra, id);
  return (await people.readPerson(person)) ? why : new PersonGone(`Entra ID has no person ${person}.`);
}

/** @throws GroupGone */
async function readGroup(entra: EntraCalls, id: string): Promise<KnownGroup> {
  assertId(id);
  try {
    const found = await entra.get(entra.api(`/groups/${id}`).query({ $select: groupFields }), group);
    if (isSame(found.id, id)) return found;
  } catch (error) {
    if (error instanceof SomethingMissing) throw new GroupGone(`Entra ID has no group ${id}.`);
    throw error;
  }
  throw new ProviderDown('entra', `Entra ID described another group than ${id}.`);
}

export async function readGroupIfAny(entra: EntraCalls, id: string): Promise<KnownGroup | undefined> {
  try {
    return await readGroup(entra, id);
  } catch (error) {
    if (error instanceof GroupGone) return undefined;
    throw error;
  }
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

async function findGroup(entra: EntraCalls, idOrName: string): Promise<DirectoryGroup | undefined> {
  // What has the shape of an id is never taken for a name: whoever may name groups could else inherit a deleted one.
  const found = await (isId(idOrName) ? readGroupIfAny(entra, idOrName) : findByName(entra, idOrName));
  if (!found) return undefined;
  const refusesWrites = otherwiseWritten(found, idOrName) ?? whyNoWrites(found);
  return { id: found.id, name: found.displayName, ...(refusesWrites && { refusesWrites }) };
}

/** Everything else goes by the id as Entra ID writes it: two spellings would be two groups, one of which is never ended. */
function otherwiseWritten({ id, displayName }: KnownGroup, idOrName: string): string | undefined {
  if (!isId(idOrName) || id === idOrName) return undefined;
  return `The catalog writes the id of the group "${displayName}" otherwise than Entra ID does: write ${id}.`;
}

/** Names need not be unique, and Graph compares them without their capitals: what it finds is read again by id. */
async function findByName(entra: EntraCalls, name: string): Promise<KnownGroup | undefined> {
  if (name === '') return undefined;
  const filter = `displayName%20eq%20${quoted(name)}`;
  const listed = await entra.all(entra.api('/groups').query({ $filter: filter, $select: groupFields }), group);
  const again = await Promise.all(listed.map(({ id }) => readGroupIfAny(entra, id)));
  const [one, another] = again.filter((each) => each !== undefined).filter(({ displayName }) => displayName === name);
  if (!one || !another) return one;
  const both = `${one.id} and ${another.id}`;
  throw new ProviderRefused(
    'entra',
    `More than one group is named "${name}": ${both}. Use the id of the one you mean.`,
  );
}

const reference = z.object({ id: z.string() });

/**
 * Graph can be asked for one membership only through an index that trails behind, and without it a group's members may
 * be a hundred pages; a person's groups are few. A no is a no only while the group exists.
 */
async function holds(entra: EntraCalls, person: string, id: string): Promise<boolean> {
  assertId(person);
  assertId(id);
  const first = entra.api(`/users/${person}/memberOf`).query({ $select: 'id', $top: '999' });
  const groups = await ofPerson(person, () => entra.all(first, reference));
  if (groups.some((each) => isSame(each.id, id))) return true;
  await readGroup(entra, id);
  return false;
}

async function ofPerson<Answer>(person: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof SomethingMissing) throw new PersonGone(`Entra ID has no person ${person}.`);
    throw error;
  }
}

const within = z.object({ value: z.array(z.string()) });

/** Graph looks through groups in groups, and does not say whether it had to. */
async function isNested(entra: EntraCalls, person: string, id: string): Promise<boolean> {
  assertId(person);
  assertId(id);
  const request = entra.api(`/users/${person}/checkMemberGroups`);
  const { value } = await ofPerson(person, () => entra.query(request, { groupIds: [id] }, within));
  const isDirect = await holds(entra, person, id);
  return !isDirect && value.some((each) => isSame(each, id));
}

const member = z.object({
  '@odata.type': z.string(),
  id: z.string(),
  mail: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});

/** Groups and devices can be members too. What it is that is listed, only its type says. */
async function listMembers(entra: EntraCalls, id: string, from?: string): Promise<Page<DirectoryMember>> {
  assertId(id);
  try {
    const first = entra.api(`/groups/${id}/members`).query({ $top: '999' });
    const { items, next } = await entra.page(first, member, from);
    return { items: items.flatMap(memberFrom), ...(next !== undefined && { next }) };
  } catch (error) {
    if (error instanceof SomethingMissing) throw new GroupGone(`Entra ID has no group ${id}.`);
    throw error;
  }
}

function memberFrom({ '@odata.type': type, id, mail, userPrincipalName }: z.output<typeof member>): DirectoryMember[] {
  if (type === '#microsoft.graph.group') return [{ id: asAccount(id) }];
  if (type !== '#microsoft.graph.user') return [];
  const email = (mail || userPrincipalName)?.toLowerCase();
  return [{ id, ...(email && { email }) }];
}
