import type { Link, Store } from '../store/store.js';
import { NotYet } from './contracts.js';

/**
 * Making something outside exactly once, where making is not idempotent. The intent is noted before each attempt; an
 * attempt whose outcome nobody told us may have made it, or may still be about to. So before another attempt somebody
 * has to look in a way that cannot miss it, and to give the last one time to arrive.
 */
export type Errand = Sought & {
  /** What has to be remembered from before the attempt in order to look for it afterwards. */
  prepare?(): Promise<string>;
  make(): Promise<Made>;
  /** Whether this failure proves that nothing was made: a connection refused, a plain no. */
  isSurelyUnmade(error: unknown): boolean;
};

/** What may have been made. */
export type Sought = {
  readonly id: string;
  readonly kind: Link['kind'];
  readonly request: string;
  /** @param unsure the attempts that may have made it. */
  look(unsure: readonly Link[]): Promise<Made | undefined>;
};

export type Made = Pick<Link, 'place' | 'mark' | 'url'>;

/**
 * How long after its beginning an attempt may still arrive. Our own calls give up after 5 s (Jira) and 8 s (Slack); a
 * gateway may hold one for longer and then deliver it.
 */
export const arrivalSeconds = 20;

type Needs = { readonly store: Store; readonly now: () => Date };

export async function onlyOnce(needs: Needs, errand: Errand): Promise<Made> {
  const attempts = await attemptsAt(needs, errand);
  return (await madeBy(needs, errand, attempts)) ?? attempt(needs, errand, attempts.length);
}

/** What an earlier attempt made, or nothing once none can arrive any more. @throws NotYet while one may. */
export async function madeBefore(needs: Needs, sought: Sought): Promise<Made | undefined> {
  return madeBy(needs, sought, await attemptsAt(needs, sought));
}

async function attemptsAt({ store }: Needs, { id: errand, request, kind }: Sought): Promise<readonly Link[]> {
  const isAttempt = ({ id }: Link): boolean => id === errand || id.startsWith(`${errand}~`);
  return (await store.links.of(request, kind)).filter(isAttempt);
}

async function madeBy(needs: Needs, sought: Sought, attempts: readonly Link[]): Promise<Made | undefined> {
  const made = attempts.find(({ doneAt }) => doneAt);
  if (made) return made;
  // A closed attempt is one that surely made nothing: the other side was not even reached, or said no.
  const unsure = attempts.filter(({ closedAt }) => !closedAt);
  if (unsure.length === 0) return undefined;
  const found = await sought.look(unsure);
  if (found) return finish(needs, sought.id, found);
  waitFor(unsure, needs.now());
  return undefined;
}

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
