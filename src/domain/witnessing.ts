import type { Change } from './drift.js';
import type { Recorded } from './events.js';

/** What a provider's log says of one change. */
export type Told = { readonly at: string; readonly kind: Change; readonly isOurs: boolean };

/** Two clocks that disagree a little; and a retry, or a ghost that was taken out again, after the confirmation. */
const before = 2 * 60_000;
const after = 15 * 60_000;

/**
 * Whether this is the change that a grant's own events say we meant to make: between the intent and its confirmation,
 * by Latchkey, or by the person whom Latchkey had given the task.
 */
export function isWitness(history: readonly Pick<Recorded, 'at' | 'event'>[], told: Told): boolean {
  const moment = (type: string) => history.find(({ event }) => event.type === type)?.at;
  const [intent, confirmed] =
    told.kind === 'added'
      ? [moment('grant.opened'), moment('grant.activated') ?? moment('grant.ended')]
      : [moment('grant.ending'), moment('grant.ended')];
  if (!intent) return false;
  const at = Date.parse(told.at);
  const isInTime =
    at >= Date.parse(intent) - before && (confirmed === undefined || at <= Date.parse(confirmed) + after);
  return isInTime && (told.isOurs || (wasTask(history, told) && isStillWanted(history, told)));
}

/** A hand that puts somebody back once their access is over was not asked to: whoever else does is no late echo of ours. */
const isStillWanted = (history: readonly Pick<Recorded, 'at' | 'event'>[], { at, kind }: Told): boolean => {
  const ending = history.find(({ event }) => event.type === 'grant.ending');
  return kind === 'removed' || !ending || Date.parse(at) < Date.parse(ending.at);
};

const wasTask = (history: readonly Pick<Recorded, 'at' | 'event'>[], { at, kind }: Told): boolean =>
  history.some(
    ({ at: given, event }) =>
      event.type === 'grant.handedOver' &&
      event.task.kind === (kind === 'added' ? 'add' : 'remove') &&
      Date.parse(given) - before <= Date.parse(at),
  );

/** Whether what was found at one moment may be what the log tells of: not something that happened only afterwards. */
export const mayBe = (foundAt: string, { at }: Pick<Told, 'at'>): boolean =>
  Date.parse(at) <= Date.parse(foundAt) + before;
