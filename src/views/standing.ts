import type { SectionBlock } from '@slack/types';
import type { Assignment } from '../domain/assignment.js';
import { alreadyNested, type Standing } from '../domain/standing.js';
import { timeAgo, timeLeft } from '../domain/wording.js';
import { button, moment, section } from './blocks.js';

/** Opens the form "Extend access". Its value is the assignment's id. */
export const extendAccess = 'assignment.extend.open';

export const extendButton = ({ id }: Pick<Assignment, 'id'>) => button({ id: extendAccess, text: 'Extend', value: id });

/** Said on choosing a role that a second ask is no use, and what is. */
export function standingBlock(standing: Standing, now: Date): SectionBlock {
  switch (standing.is) {
    case 'active':
      return activeBlock(standing.assignment, now);
    case 'onItsWay':
      return section('This is already approved and on its way to you.');
    case 'ending':
      return section('This access is just ending. Try again in a minute.');
    case 'asked':
      return section(
        `You asked for this ${moment(standing.request.submittedAt)} (${timeAgo(standing.request.submittedAt, now)}). It is waiting for an answer.`,
      );
    case 'nested':
      return section(alreadyNested);
    case 'elsewhere':
      return section('You already have this: not through Latchkey. There is nothing to ask for.');
  }
}

function activeBlock(assignment: Assignment, now: Date): SectionBlock {
  const { endsAt } = assignment;
  if (endsAt === undefined) return section('You have this already, with no end date.');
  return section(`You have this until ${moment(endsAt)} (${timeLeft(endsAt, now)}).`, extendButton(assignment));
}
