import type { Message } from './asked.js';
import { introduced, issueLink, smallPrint, whoIs } from './asked.js';
import { named, quoted, section } from './blocks.js';
import type { TaskCard } from './taskCard.js';

/** For the owner: a provider has failed for so long that somebody should look. Nothing has to be pressed. */
export function delayCard(card: TaskCard): Message {
  const { grant, kind } = card;
  const whom = whoIs(card.people, grant.recipient);
  const wish = kind === 'add' ? 'get into' : 'be taken out of';
  const where = `the group *${named(card.group ?? card.app)}* in *${named(card.provider)}*`;
  const state = grant.delay
    ? `Latchkey could not do it yet, and goes on trying every few minutes. The last trouble was:\n${quoted(grant.delay.says, 500)}`
    : 'This is over: nothing has to be done.';
  return {
    text: `${named(whom.name)} should ${wish} ${named(card.group ?? card.app)}: ${grant.delay ? 'delayed' : 'settled'}`,
    blocks: [section(`${introduced(whom)} should ${wish} ${where}.`), section(state), ...smallPrint(issueLink(card))],
  };
}
