import type { Person } from '../domain/person.js';
import type { Store } from '../store/store.js';
import { type Directory, type House, type Log, NotYet } from './contracts.js';
import type { Posting } from './posting.js';
import { SlackGone, SlackRefused, SlackUnreachable } from './slackErrors.js';

/** What telling people in Slack needs. */
export type Notifying = {
  readonly store: Store;
  readonly directory: Directory;
  readonly house: House;
  readonly log: Log;
  readonly posting: Posting;
};

/** Somebody who cannot be reached is named in the log and holds up nobody else. @returns whether they were reached */
export async function reaching(
  { log }: Pick<Notifying, 'log'>,
  to: Person,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof SlackGone) {
      log.warn({ person: to.id, err: error }, 'a message is no longer in Slack; it is left out');
      return true;
    }
    if (!(error instanceof SlackUnreachable)) throw error;
    log.warn({ person: to.id, code: error.code }, 'this person cannot be reached in Slack; they are left out');
    return false;
  }
}

/**
 * One after the other. What is refused for good, and what may still arrive, is told at the end, after all the rest;
 * any other trouble at once.
 */
export async function inTurn(works: ReadonlyArray<() => Promise<unknown>>): Promise<void> {
  let refused: SlackRefused | undefined;
  let tooEarly: NotYet | undefined;
  for (const work of works) {
    try {
      await work();
    } catch (error) {
      if (error instanceof SlackRefused) refused ??= error;
      else if (error instanceof NotYet) tooEarly ??= error;
      else throw error;
    }
  }
  // Whoever is refused for good is not told again: so first everything else has to be done.
  if (tooEarly ?? refused) throw tooEarly ?? refused;
}
