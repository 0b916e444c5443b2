import type { Message } from './asked.js';
import { actions, button, confirmation, named, section } from './blocks.js';

/** Buttons; the value of each is the stop's id. */
export const goOn = 'reconcile.resume';
export const leaveIt = 'reconcile.leave';

/** So many memberships are gone at once that Latchkey asks an admin before it believes it. */
export type StopCard = {
  readonly stop: string;
  readonly gone: readonly { readonly name: string; readonly group: string; readonly provider: string }[];
  readonly limit: number;
  readonly answered?: { readonly answer: 'goOn' | 'leave'; readonly by: string };
};

const shown = 10;

export function stopCard(card: StopCard): Message {
  const { gone, limit, stop, answered } = card;
  const says = `*${gone.length} memberships* that Latchkey gave are gone, and it was not Latchkey. That is more than ${limit} at once, so *nothing was changed*.`;
  const list = gone
    .slice(0, shown)
    .map(({ name, group, provider }) => `• ${named(name)}: ${named(group)} in ${named(provider)}`);
  const more = gone.length > shown ? [`• and ${gone.length - shown} more`] : [];
  return {
    text: `${gone.length} memberships are gone at once: ${answered ? 'answered' : 'what should Latchkey do?'}`,
    blocks: [
      section(says),
      section([...list, ...more].join('\n')),
      ...(answered ? [section(outcome(answered))] : asking(stop, gone.length)),
    ],
  };
}

const outcome = ({ answer, by }: NonNullable<StopCard['answered']>): string =>
  answer === 'goOn'
    ? `*${named(by)}* said to go on: at the next look, the accesses of those who are still out end.`
    : `*${named(by)}* said to leave it: these accesses stay on record as they are.`;

function asking(stop: string, count: number) {
  return [
    section(
      'Was it meant? *Go on*: these accesses end, and everybody concerned is told. *Leave it*: they stay on record, and their people can be put back in.',
    ),
    actions([
      button({
        id: goOn,
        text: 'Go on',
        value: stop,
        style: 'danger',
        confirm: confirmation({
          title: 'End these accesses?',
          text: `${count} accesses end, as far as their memberships are still gone at the next look.`,
          yes: 'Go on',
          no: 'Not yet',
          style: 'danger',
        }),
      }),
      button({ id: leaveIt, text: 'Leave it', value: stop }),
    ]),
  ];
}
