import type { Screen, Switch } from '../../web/contract.js';
import { chooseOption, type Desk, fillIn, pressButton, submit, typeCommand } from './doing.js';
import { chosenIn, type Facts, happened, isAsked, modalCalled } from './facts.js';
import type { Target } from './find.js';

/** One thing to do, or to wait for. */
export type Step = {
  /** Whose turn it is; nobody's where it is the reader's own hand behind the scenes. */
  readonly who?: string;
  /** What to do next, in one sentence. */
  readonly says: string;
  /** Where: the first of these that can be seen. */
  readonly points?: readonly Target[];
  isDone(facts: Facts): boolean;
  /** Absent where there is nothing to do but wait. */
  doIt?(desk: Desk): Promise<void>;
};

export const requestTitle = 'Request access';
export const composer: Target = { role: 'textbox', name: /message/i, pane: 'slack' };
/** Where the bot's messages are, when something else is open. */
export const botMessages: Target = { role: 'button', name: /^latchkey/i, pane: 'slack' };
export const button = (name: RegExp): Target => ({ role: 'button', name, pane: 'slack' });
const field = (label: string): Target => ({ role: 'combobox', name: new RegExp(`^${label}`, 'i'), pane: 'slack' });
export const textField = (label: string): Target => ({
  role: 'textbox',
  name: new RegExp(`^${label}`, 'i'),
  pane: 'slack',
});

export type Wish = {
  readonly who: string;
  readonly name: string;
  readonly command: string;
  readonly role: string;
  /** The first one offered when not given. */
  readonly duration?: string;
  readonly reason: string;
};

/** From the command to the request. */
export function asking(wish: Wish): Step[] {
  const { who, name, command, role, duration } = wish;
  const inForm = (says: string, label: string, option: string): Step => ({
    who,
    says,
    points: [field(label)],
    // The durations follow the role: before they are there, the form cannot be sent.
    isDone: (facts) =>
      isAsked(facts) ||
      (chosenIn(facts.screen, requestTitle, label) === option &&
        chosenIn(facts.screen, requestTitle, 'Duration') !== undefined),
    doIt: (desk) => chooseOption(desk, who, requestTitle, label, option),
  });
  return [
    {
      who,
      says: `${name} types ${command} where messages are written, and presses Enter.`,
      points: [composer],
      isDone: (facts) => isAsked(facts) || isOpen(facts, who, requestTitle),
      doIt: (desk) => typeCommand(desk, who, command),
    },
    inForm(`In the form, choose the role ${role}.`, 'Role', role),
    ...(duration ? [inForm(`Choose ${duration}, so that you can watch it end.`, 'Duration', duration)] : []),
    sayWhy(wish),
  ];
}

function sayWhy({ who, reason }: Wish): Step {
  return {
    who,
    says: 'Say why you need it, and press Submit.',
    points: [textField('Reason'), button(/^submit$/i)],
    isDone: isAsked,
    doIt: async (desk) => {
      await fillIn(desk, who, requestTitle, 'Reason', reason);
      await submit(desk, who, requestTitle);
    },
  };
}

export const approving = (who: string, says: string, ...done: readonly string[]): Step => ({
  who,
  says,
  points: [button(/^approve$/i), botMessages],
  isDone: (facts) => happened(facts, ...done),
  doIt: (desk) => pressButton(desk, who, 'Approve'),
});

/** Look at what came of it, as the one whom it concerns. */
export const looking = (who: string, says: string, ...done: readonly string[]): Step => ({
  who,
  says,
  points: [],
  isDone: (facts) => facts.as === who && happened(facts, ...done),
});

export const waiting = (says: string, isDone: Step['isDone']): Step => ({ says, isDone });

export const turning = (says: string, name: RegExp, change: Switch, isDone: Step['isDone']): Step => ({
  says,
  points: [{ role: 'radio', name, pane: 'behind' }],
  isDone,
  doIt: (desk) => desk.flip(change),
});

export const isOpen = ({ as, screen }: { readonly as: string; readonly screen: Screen }, who: string, title: string) =>
  as === who && screen.me.key === who && modalCalled(screen, title) !== undefined;
