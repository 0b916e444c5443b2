import { type Catalog, findRole } from '../domain/catalog.js';
import { isRefusal, type Refusal } from '../domain/refusal.js';
import type { Request } from '../domain/request.js';
import type { Store } from '../store/store.js';
import type { Door } from './contracts.js';
import { inParallel } from './relay.js';

/** What happens because time passes. The domain decides whether it is time; asking too early or twice does nothing. */
export type Expiry = {
  request(id: string): Promise<void>;
  assignment(id: string): Promise<void>;
  /** Everything that is due, in the order of its end. */
  passAll(): Promise<void>;
};

export function createExpiry(needs: { store: Store; door: Door; catalog: Catalog; now: () => Date }): Expiry {
  const { store, door, now } = needs;
  const request = async (id: string) => {
    const lapsed = await door.run({ type: 'request.lapse', id }, 'latchkey', 'clock');
    if (isNothing(lapsed)) await door.run({ type: 'request.remind', id }, 'latchkey', 'clock');
  };
  const assignment = async (id: string) => {
    const expired = await door.run({ type: 'assignment.expire', id }, 'latchkey', 'clock');
    if (isNothing(expired)) await door.run({ type: 'assignment.warn', id }, 'latchkey', 'clock');
  };
  return {
    request,
    assignment,
    async passAll() {
      await inBatches(
        () => store.assignments.due(now(), 200),
        ({ id }) => assignment(id),
      );
      await inBatches(
        () => store.requests.due(now(), 200),
        ({ id }) => request(id),
      );
      await withdrawRemoved(needs);
    },
  };
}

const isNothing = (outcome: Refusal | readonly unknown[]): boolean => !isRefusal(outcome) && outcome.length === 0;

/** Until nothing is left; a batch that changes nothing ends it, so that one stubborn row cannot hold the sweep. */
async function inBatches<T extends { id: string }>(
  due: () => Promise<readonly T[]>,
  pass: (one: T) => Promise<void>,
): Promise<void> {
  let before = '';
  for (let batch = await due(); batch.length > 0; batch = await due()) {
    const now = batch.map(({ id }) => id).join();
    if (now === before) return;
    before = now;
    await inParallel(batch, 8, pass);
  }
}

/** A role that left the catalog can no longer be decided by its rules: what is pending is withdrawn, with a word. */
async function withdrawRemoved({
  store,
  door,
  catalog,
}: {
  store: Store;
  door: Door;
  catalog: Catalog;
}): Promise<void> {
  const isGone = ({ app, role }: Request) => !findRole(catalog, app, role);
  for (const { id } of (await store.requests.pending()).filter(isGone)) {
    await door.run({ type: 'request.withdraw', id, cause: 'roleRemoved' }, 'latchkey', 'start');
  }
}
