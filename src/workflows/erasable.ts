import type { Hold, Standing } from '../domain/erasure.js';
import type { Person } from '../domain/person.js';
import type { Store } from '../store/store.js';

/** What has to be known before somebody may be erased: asked when it is proposed, and again when it is done. */
type Reads = Pick<Store, 'assignments' | 'requests' | 'erasing'>;

export async function standingOf(store: Reads, person: Person, holds: readonly Hold[]): Promise<Standing> {
  const [live, about, open] = await Promise.all([
    store.assignments.liveOf(person.id),
    store.requests.pendingAbout(person.id),
    store.requests.openFrom(person.id),
  ]);
  return {
    isActive: person.isActive,
    isErased: person.erasedAt !== undefined,
    liveAccess: live.length,
    openRequests: new Set([...about, ...open].map(({ id }) => id)).size,
    holds: await holdsOn(store, person.id, holds),
  };
}

/** Holds of the person, of periods in which something of theirs lies, and of whom words that would go are about too. */
export async function holdsOn({ erasing }: Pick<Store, 'erasing'>, person: string, holds: readonly Hold[]) {
  const kept: Hold[] = [];
  for (const hold of holds) {
    const { from, until } = hold;
    const isTheirs = hold.person === person || (from && until && (await erasing.isWithin(person, { from, until })));
    if (isTheirs || (await erasing.keeps(hold, person))) kept.push(hold);
  }
  return kept;
}
