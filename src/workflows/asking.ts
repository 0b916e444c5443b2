import { createHash } from 'node:crypto';
import type { Duration } from '../domain/catalog.js';
import type { Person } from '../domain/person.js';
import { isRefusal, type Refusal } from '../domain/refusal.js';
import { refusalFor, type Standing, standingOf } from '../domain/standing.js';
import type { Deciding, Said } from './deciding.js';

/** One way to ask, wherever a person asked: in Slack's form, or in the portal of Jira Service Management. */

export type Ask = {
  /** The same for both deliveries of one ask. */
  readonly id: string;
  readonly app: string;
  readonly role: string;
  readonly duration: Duration;
  readonly reason: string;
};

/** @returns what to mend, or nothing: then it is on record. */
export async function ask(
  needs: Deciding,
  person: Person,
  { id, ...wanted }: Ask,
  cause: Said['cause'],
): Promise<Refusal | undefined> {
  const { directory, door, house } = needs;
  const { app, role, duration } = wanted;
  const circle = { app, role, requester: person.id, recipient: person.id };
  const [may, standing, analysis] = await Promise.all([
    directory.mayAsk(person),
    standingIn(needs, person, wanted, id),
    directory.analyse(circle, [], 'fresh'),
  ]);
  if (isRefusal(may)) return { ...may, field: 'app' };
  if (standing) return isRefusal(standing) ? standing : refusalFor(standing, house.now());
  if (isRefusal(analysis)) return analysis;
  const text = door.seal(wanted.reason.trim(), person.id);
  const { policy, hash: catalog } = house.catalog;
  const reason = { id: text.id, hash: text.hash };
  const submit = { type: 'request.submit', id, duration, reason, analysis, lapse: policy.lapse, catalog } as const;
  const outcome = await door.run({ ...circle, ...submit }, person.id, cause, [text]);
  return isRefusal(outcome) ? outcome : undefined;
}

/** @param own an id that does not count: the request that is just being made. */
export async function standingIn(
  { store, directory }: Pick<Deciding, 'store' | 'directory'>,
  person: Person,
  wanted: { app: string; role: string },
  own?: string,
): Promise<Standing | Refusal | undefined> {
  const [live, pending] = await Promise.all([
    store.assignments.liveFor(person.id, wanted),
    store.requests.pendingFor(person.id, wanted),
  ]);
  const standing = standingOf(live?.id === own ? undefined : live, pending?.id === own ? undefined : pending);
  if (standing || live || pending) return standing;
  const has = await directory.alreadyHas(person, wanted);
  if (isRefusal(has)) return has;
  if (!has.all) return undefined;
  return { is: has.isNested ? 'nested' : 'elsewhere' };
}

/** The id of what a form makes, so that the same form delivered twice makes one thing. @param viewId the form's, or what else it came from */
export function idFrom(viewId: string): string {
  const hex = createHash('sha256').update(`latchkey:${viewId}`).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
