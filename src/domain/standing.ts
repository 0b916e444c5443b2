import type { Assignment } from './assignment.js';
import type { App, Catalog, Role } from './catalog.js';
import { type Refusal, refuse } from './refusal.js';
import type { Request } from './request.js';
import { momentInUtc, timeAgo, timeLeft } from './wording.js';

/** What a person already has, or has asked for, of one role: why a second ask is no use. */
export type Standing =
  | { readonly is: 'active'; readonly assignment: Assignment }
  | { readonly is: 'onItsWay' }
  | { readonly is: 'ending' }
  | { readonly is: 'asked'; readonly request: Request }
  /** The person is in the role's groups, and Latchkey did not put them there. */
  | { readonly is: 'elsewhere' }
  /** As `elsewhere`, and some of it only through a group inside a group: nobody takes them out of that one by one. */
  | { readonly is: 'nested' };

export function standingOf(live: Assignment | undefined, pending: Request | undefined): Standing | undefined {
  if (pending) return { is: 'asked', request: pending };
  if (!live || live.status === 'ended') return undefined;
  if (live.status === 'ending') return { is: 'ending' };
  return live.status === 'active' ? { is: 'active', assignment: live } : { is: 'onItsWay' };
}

/** The same said as a refusal, in plain text: a field's error knows neither marks nor the reader's zone. */
export function refusalFor(standing: Standing, now: Date): Refusal {
  switch (standing.is) {
    case 'active':
      return refuse(`${since(standing.assignment, now)} ${until(standing.assignment, now)}`, 'role');
    case 'onItsWay':
      return refuse('This is already approved and on its way.', 'role');
    case 'ending':
      return refuse('This access is just ending. Try again in a minute.', 'role');
    case 'asked':
      return refuse(
        `You have already asked for this, ${timeAgo(standing.request.submittedAt, now)} (${momentInUtc(standing.request.submittedAt)}). It is waiting for an answer.`,
        'role',
      );
    case 'nested':
      return refuse(alreadyNested, 'role');
    case 'elsewhere':
      return refuse('You already have this: not through Latchkey. There is nothing to ask for.', 'role');
  }
}

export const alreadyNested = 'You already have this through another group. There is nothing to ask for.';

const since = ({ activatedAt, openedAt }: Assignment, now: Date): string => {
  const start = activatedAt ?? openedAt;
  return `You have had this since ${momentInUtc(start)} (${timeAgo(start, now)}).`;
};

const until = ({ endsAt }: Assignment, now: Date): string =>
  endsAt === undefined
    ? 'It has no end date.'
    : `It ends ${momentInUtc(endsAt)} (${timeLeft(endsAt, now)}). Extend it instead.`;

/** The name of an app and a role as people know them, also when the catalog no longer has them. */
export function namesOf(catalog: Catalog, { app, role }: { app: string; role: string }): { app: string; role: string } {
  const itsApp: App | undefined = catalog.apps.find(({ id }) => id === app);
  const itsRole: Role | undefined = itsApp?.roles.find(({ id }) => id === role);
  return { app: itsApp?.name ?? app, role: itsRole?.name ?? role };
}
