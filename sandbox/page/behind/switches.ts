import type { Behind, Switch, Switches } from '../../web/contract.js';

/** What can be made to go wrong, and what to look for when it does. */
export type Choice = { readonly words: string; readonly change: Switch; readonly effect?: string };
export type SwitchRow = { readonly key: keyof Switches; readonly title: string; readonly choices: readonly Choice[] };

export const switchRows: readonly SwitchRow[] = [
  {
    key: 'okta',
    title: 'Okta',
    choices: [
      { words: 'fine', change: { okta: 'fine' } },
      {
        words: 'down',
        change: { okta: 'down' },
        effect: 'Okta does not answer. Latchkey keeps what has to be done on record and tries again.',
      },
      {
        words: 'slow',
        change: { okta: 'slow' },
        effect: 'Okta takes seconds to answer. Slack is answered at once all the same.',
      },
      {
        words: '429',
        change: { okta: 'too many' },
        effect: 'Okta says that it is asked too often. Latchkey waits for as long as Okta tells it to.',
      },
      {
        words: 'answers lost',
        change: { okta: 'answers lost' },
        effect: 'Okta does what it is asked, but the answer is lost. Latchkey asks again, and finds it done.',
      },
    ],
  },
  {
    key: 'jira',
    title: 'Jira',
    choices: [
      { words: 'fine', change: { jira: 'fine' } },
      {
        words: 'down',
        change: { jira: 'down' },
        effect: 'Jira does not answer. Nobody waits for it: the issues catch up when it is back.',
      },
    ],
  },
  {
    key: 'slack',
    title: 'Slack',
    choices: [
      { words: 'delivers once', change: { slack: 'once' } },
      {
        words: 'delivers twice',
        change: { slack: 'everything twice' },
        effect: 'Each click and command reaches Latchkey twice. It still happens once.',
      },
    ],
  },
  {
    key: 'worker',
    title: 'Latchkey',
    choices: [
      { words: 'runs', change: { worker: 'up' } },
      {
        words: 'killed',
        change: { worker: 'killed' },
        effect: 'Latchkey is gone, as by kill -9. Start it again: it goes on from the record where it was.',
      },
    ],
  },
];

export const isChosen = ({ change }: Choice, switches: Switches): boolean =>
  Object.entries(change).every(([key, value]) => switches[key as keyof Switches] === value);

/** One sentence for each thing that is wrong now, with what has come of it so far. */
export function effectsOf({ switches, calls }: Pick<Behind, 'switches' | 'calls'>): string[] {
  return switchRows.flatMap(({ key, choices }) => {
    const effect = choices.find((choice) => isChosen(choice, switches))?.effect;
    if (!effect) return [];
    const struck = calls.filter(({ vendor, isFault }) => isFault && vendor === key).length;
    const met = struck === 0 ? '' : ` ${struck} of the last ${calls.length} calls met it.`;
    return [`${effect}${met}`];
  });
}
