import { type Hold, type Standing, type Wish, whoAnswers } from '../domain/erasure.js';
import type { Person } from '../domain/person.js';
import type { Store } from '../store/store.js';
import type { Directory } from './contracts.js';

/** What has to be known before somebody may be erased: asked when it is proposed, and again when it is done. */
type Reads = Pick<Store, 'assignments' | 'requests' | 'erasing' | 'people'>;

/** @param directory the one that knows the people now: of its word only it can be said that somebody is active. */
type Now = { readonly holds: readonly Hold[]; readonly directory: string };

export async function standingOf(store: Reads, person: Person, { holds, directory }: Now): Promise<Standing> {
  const rows = await everywhere(store, person);
  const found = await Promise.all(rows.map(({ id }) => belongingsOf(store, id, holds)));
  return {
    isActive: rows.some((row) => row.isActive && row.directory === directory),
    isErased: person.erasedAt !== undefined,
    liveAccess: found.reduce((sum, { live }) => sum + live, 0),
    openRequests: found.reduce((sum, { open }) => sum + open, 0),
    holds: found.flatMap((one) => one.holds),
  };
}

/** Them, and what is known of them from earlier directories: whoever is erased is erased whole. */
export const everywhere = async ({ people }: Pick<Store, 'people'>, person: Person): Promise<readonly Person[]> => [
  ...(await people.elsewhere(person)),
  person,
];

async function belongingsOf(store: Reads, id: string, holds: readonly Hold[]) {
  const [live, about, open, kept] = await Promise.all([
    store.assignments.liveOf(id),
    store.requests.pendingAbout(id),
    store.requests.openFrom(id),
    store.erasing.holdsOn(id, holds),
  ]);
  return { live: live.length, open: new Set([...about, ...open].map((one) => one.id)).size, holds: kept };
}

/** Whoever may answer a wish, of those who are active now. */
export async function answerersOf(
  directory: Pick<Directory, 'admins' | 'security'>,
  wish: Wish,
): Promise<readonly Person[]> {
  const active = (people: readonly Person[]) => people.filter(({ isActive }) => isActive);
  const admins = active(await directory.admins());
  const security = wish.is === 'lift' ? active(await directory.security()) : [];
  const ids = (people: readonly Person[]) => people.map(({ id }) => id);
  const people = new Map([...security, ...admins].map((person) => [person.id, person]));
  return whoAnswers(wish, { admins: ids(admins), security: ids(security) }).flatMap((id) => people.get(id) ?? []);
}
