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
    holds: await store.erasing.holdsOn(person.id, holds),
  };
}
