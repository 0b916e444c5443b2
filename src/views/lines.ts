import type { Assignment } from '../domain/assignment.js';
import { followerOf } from '../domain/request.js';
import { timeLeft } from '../domain/wording.js';
import { type Asked, type Message, type Named, outcome, roleIn, whoIs } from './asked.js';
import { escaped, moment, named, person, quoted } from './blocks.js';
import { endLine, type RequesterCard, sessionsLine } from './requesterCard.js';

/**
 * Redrawing a card rings nobody. So five moments add a line to its thread, and each mentions the requester: decided,
 * you're in, failed, ends soon, ended.
 */
export type Line = Pick<Message, 'text'>;

export function decidedLine(card: RequesterCard): Line {
  const said = outcome(card) ?? '';
  return to(card, `${roleIn(card)}: ${said}${card.request.status === 'lapsed' ? ' Ask again with `/access`.' : ''}`);
}

export function inLine(card: RequesterCard, assignment: Assignment): Line {
  const { endsAt } = assignment;
  const until = endsAt ? `until ${moment(endsAt)}` : 'with no end date';
  return to(card, `${subject(card)} in: ${roleIn(card)} ${until}.`);
}

export function failedLine(card: RequesterCard, failure: { provider: string; says: string }): Line {
  const owner = card.owner ? named(card.owner.name) : 'The app owner';
  return to(
    card,
    `${roleIn(card)} could not be set up yet. ${named(failure.provider)} said:\n${quoted(failure.says, 500)}\n${owner} has a task to do it by hand. You need not do anything.`,
  );
}

export function endsSoonLine(card: RequesterCard, assignment: Assignment, now: Date): Line {
  const { endsAt } = assignment;
  return to(
    card,
    `${roleIn(card)} ends soon: ${timeLeft(endsAt, now)}, until ${moment(endsAt)}. Need it longer? Press *Extend* on the card above.`,
  );
}

export function endedLine(card: RequesterCard, assignment: Assignment): Line {
  const sessions = sessionsLine(card);
  const wasNeverGiven = assignment.cause === 'alreadyHad' || assignment.cause === 'notPossible';
  const head = wasNeverGiven ? `${roleIn(card)} was not set up.` : `${roleIn(card)} has ended.`;
  return to(card, `${head} ${endLine(card, assignment)}${sessions && `\n${sessions}`}`);
}

/** The one reminder, in the thread of the card of an approver who has not answered. */
export function reminderLine(asked: Asked, approver: Named, now: Date): Line {
  const requester = named(whoIs(asked.people, asked.request.requester).name);
  const left = timeLeft(asked.request.lapsesAt, now);
  return {
    text: `${person(approver)} ${requester} is still waiting for an answer about ${roleIn(asked)}: ${left}, then it lapses.`,
  };
}

const to = ({ request, people }: Asked, said: string): Line => ({
  text: `${person(whoIs(people, followerOf(request)))} ${said}`,
});

const subject = ({ request, people }: Asked): string =>
  request.recipient === followerOf(request) ? "You're" : `${escaped(whoIs(people, request.recipient).name)} is`;
