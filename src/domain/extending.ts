import { type Assignment, extensionOf } from './assignment.js';
import { type App, type Catalog, type Duration, findRole, longestFor, type Role } from './catalog.js';
import { type Refusal, refuse } from './refusal.js';
import { sentence } from './wording.js';

/** What an extension may be: the role's durations, added to the current end. */
export type Extending = {
  readonly app: App;
  readonly role: Role;
  /** Seconds, never empty; no end date is never offered here. */
  readonly durations: readonly [number, ...number[]];
  readonly longest: Duration;
};

export function extendingOf(catalog: Catalog, assignment: Assignment): Extending | Refusal {
  if (assignment.status !== 'active') return refuse('Only active access can be extended.');
  if (!assignment.endsAt) return refuse('This access has no end date: there is nothing to extend.');
  const found = findRole(catalog, assignment.app, assignment.role);
  if (!found) return refuse('This role is no longer in the catalog. The access goes on until its end.');
  const [first, ...others] = new Set(found.role.durations.filter((one) => one !== 'permanent'));
  if (first === undefined) return refuse(`This role offers no time to extend by. ${sentence(found.app.fallback)}`);
  return { ...found, durations: [first, ...others], longest: longestFor(catalog, found.role) };
}

/** Where it would end, and whether somebody has to approve it first. */
export const endAfter = (assignment: Assignment, { longest }: Extending, seconds: number) =>
  extensionOf(assignment, seconds, longest);
