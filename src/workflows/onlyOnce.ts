import type { Link, Store } from '../store/store.js';
import { NotYet } from './contracts.js';

/**
 * Making something outside exactly once, where making is not idempotent. The intent is noted before each attempt; an
 * attempt whose outcome nobody told us may have made it, or may still be about to. So before another attempt somebody
 * has to look in a way that cannot miss it, and to give the last one time to arrive.
 */
export type Errand = {
  readonly id: string;
  readonly kind: Link['kind'];
  readonly request: string;
  /** What has to be remembered from before the attempt in order to look for it afterwards. */
  prepare?(): Promise<string>;
  /** @param unsure the attempts that may have made it. */
  look(unsure: readonly Link[]): Promise<Made | undefined>;
  make(): Promise<Made>;
  /** Whether this failure proves that nothing was made: a connection refused, a plain no. */
  isSurelyUnmade(error: unknown): boolean;
};

export type Made = Pick<Link, 'place' | 'mark' | 'url'>;

/**
 * How long after its beginning an attempt may still arrive. Our own call gives up after 5 s; a gateway may hold it
 * for longer and then deliver it.
 */
export const arrivalSeconds = 20;

type Needs = { readonly store: Store; readonly now: () => Date };

export async function onlyOnce({ store, now }: Needs, errand: Errand): Promise<Made> {
  const attempts = (await store.links.of(errand.request, errand.kind)).filter(({ id }) => isAttemptAt(errand.id, id));
  const made = attempts.find(({ doneAt }) => doneAt);
  if (made) return made;
  // A closed attempt is one that surely made nothing: Jira was not even reached, or said no.
  const unsure = attempts.filter(({ closedAt }) => !closedAt);
  if (unsure.length > 0) {
    const found = await errand.look(unsure);
    if (found) return finish({ store, now }, errand.id, found);
    waitFor(unsure, now());
  }
  return attempt({ store, now }, errand, attempts.length);
}

const isAttemptAt = (errand: string, id: string): boolean => id === errand || id.startsWith(`${errand}~`);

function waitFor(unsure: readonly Link[], now: Date): void {
  const last = Math.max(...unsure.map(({ begunAt }) => new Date(begunAt).getTime()));
  const arrived = new Date(last + arrivalSeconds * 1000);
  if (now < arrived) throw new NotYet('an attempt that nobody answered may still arrive', arrived);
}

async function attempt({ store, now }: Needs, errand: Errand, before: number): Promise<Made> {
  const { kind, request } = errand;
  const id = before === 0 ? errand.id : `${errand.id}~${before + 1}`;
  const note = await errand.prepare?.();
  const begun = await store.links.begin({ id, kind, request, ...(note !== undefined && { note }) }, now());
  if (!begun.isNew) throw new NotYet('somebody else is at it', new Date(now().getTime() + 1000));
  try {
    return await finish({ store, now }, errand.id, await errand.make());
  } catch (error) {
    if (errand.isSurelyUnmade(error)) await store.links.close(id, now());
    throw error;
  }
}

/** What was made stands in the first attempt's row, whichever attempt made it. */
async function finish({ store, now }: Needs, id: string, made: Made): Promise<Made> {
  await store.links.done(id, now(), made);
  return made;
}
