import { chooseOption, fillIn, pressButton, submit } from './doing.js';
import { happened } from './facts.js';
import {
  approving,
  asking,
  botMessages,
  button,
  isOpen,
  looking,
  type Step,
  textField,
  turning,
  waiting,
} from './steps.js';

export type Story = {
  readonly id: string;
  readonly title: string;
  /** What it shows, in a few words. */
  readonly about: string;
  readonly steps: readonly Step[];
  readonly ends: string;
};

const inAndOut = { command: '/access figma', role: 'Editor', duration: '20 seconds' } as const;

const askAndGetIn: Story = {
  id: 'ask',
  title: 'Ask and get in',
  about: 'Ana asks, Ben says yes',
  steps: [
    ...asking({
      who: 'ana',
      name: 'Ana',
      command: '/access figma',
      role: 'Editor',
      reason: 'Icons for the pricing page, with the web team',
    }),
    approving('ben', 'Ben, her manager, has a card from Latchkey: press Approve on it.', 'request.approved'),
    looking('ana', 'Be Ana again: Latchkey has put her into the group, and her card says so.', 'assignment.activated'),
  ],
  ends: 'Ana is in figma-editors until her time is up. Jira has an issue about it, and the record each step.',
};

const twoStages: Story = {
  id: 'privileged',
  title: 'Privileged, in two stages',
  about: 'Security first, then the owner',
  steps: [
    ...asking({
      who: 'omar',
      name: 'Omar',
      command: '/access aws',
      role: 'Production admin',
      reason: 'Replace the certificate of the load balancer',
    }),
    approving(
      'sam',
      'The access is privileged, so Sam from security decides first: press Approve, and confirm it.',
      'request.approvalRecorded',
      'request.approved',
    ),
    approving('priya', 'Now Priya, who owns AWS, is asked: press Approve, and confirm it.', 'request.approved'),
    looking('omar', 'Be Omar again: two groups had to be given, and he is in both.', 'assignment.activated'),
  ],
  ends: 'Two people said yes, in order, and both are on record. In an hour it ends by itself.',
};

const deny: Story = {
  id: 'deny',
  title: 'A clear no',
  about: 'With a reason that arrives',
  steps: [
    ...asking({
      who: 'ana',
      name: 'Ana',
      command: '/access github',
      role: 'Organization admin',
      reason: 'I want to rename a repository',
    }),
    {
      who: 'priya',
      says: 'Priya owns GitHub and does not think so: press Deny.',
      points: [button(/^deny$/i), botMessages],
      isDone: (facts) => happened(facts, 'request.denied') || isOpen(facts, 'priya', 'Deny request'),
      doIt: (desk) => pressButton(desk, 'priya', 'Deny'),
    },
    {
      who: 'priya',
      says: 'A no needs a reason: write one, and send it.',
      points: [textField('Reason')],
      isDone: (facts) => happened(facts, 'request.denied'),
      doIt: async (desk) => {
        await fillIn(desk, 'priya', 'Deny request', 'Reason', 'Engineer is enough to rename a repository');
        await submit(desk, 'priya', 'Deny request');
      },
    },
    looking('ana', 'Be Ana again, and read what Priya wrote.', 'request.denied'),
  ],
  ends: 'Nothing was given. Ana knows why and where to turn, and the no is on record as a yes would be.',
};

const isExtended: Step['isDone'] = (facts) => happened(facts, 'assignment.extended', 'assignment.ended');

const expiry: Story = {
  id: 'expiry',
  title: 'It ends by itself',
  about: 'Twenty seconds, and out',
  steps: [
    ...asking({ who: 'dana', name: 'Dana', ...inAndOut, reason: 'Try the new export' }),
    approving('ben', 'Ben is her manager too: press Approve on his card.', 'request.approved'),
    {
      who: 'dana',
      says: 'Be Dana, and be quick: press Extend before her 20 seconds are over.',
      points: [button(/^extend$/i), botMessages],
      isDone: (facts) => isExtended(facts) || isOpen(facts, 'dana', 'Extend access'),
      doIt: (desk) => pressButton(desk, 'dana', 'Extend'),
    },
    {
      who: 'dana',
      says: 'Choose 20 seconds more, and press Extend.',
      points: [{ role: 'combobox', name: /^duration/i, pane: 'slack' }, button(/^extend$/i)],
      isDone: isExtended,
      doIt: async (desk) => {
        await chooseOption(desk, 'dana', 'Extend access', 'Duration', '20 seconds');
        await submit(desk, 'dana', 'Extend access');
      },
    },
    waiting('Now only wait: when her time is up, Latchkey takes Dana out of the group.', (facts) =>
      happened(facts, 'assignment.ended'),
    ),
  ],
  ends: 'Nobody had to remember it. Her card, the group, Jira and the record all say that it is over.',
};

const oktaDown: Story = {
  id: 'oktaDown',
  title: 'Okta goes down',
  about: 'And nothing is lost',
  steps: [
    ...asking({ who: 'omar', name: 'Omar', ...inAndOut, reason: 'Fix a broken link in the design' }),
    approving('priya', 'Priya is his manager: press Approve on her card.', 'request.approved'),
    turning(
      'Omar is in for 20 seconds: behind the scenes, switch Okta to “down” before they are over.',
      /^okta: down$/i,
      { okta: 'down' },
      (facts) =>
        happened(facts, 'assignment.ended') ||
        (happened(facts, 'assignment.activated') && facts.behind.switches.okta === 'down'),
    ),
    waiting(
      'His time runs out now, and Latchkey cannot take him out: watch it try, and go on trying.',
      (facts) =>
        happened(facts, 'assignment.ended') ||
        (happened(facts, 'assignment.ending') &&
          facts.behind.calls.some(({ vendor, isFault }) => vendor === 'okta' && isFault)),
    ),
    turning(
      'Omar is still in the group, which the record knows: switch Okta back to “fine”.',
      /^okta: fine$/i,
      { okta: 'fine' },
      ({ behind }) => behind.switches.okta === 'fine',
    ),
    waiting('Within seconds Latchkey tries again, and this time Okta answers.', (facts) =>
      happened(facts, 'assignment.ended'),
    ),
  ],
  ends: 'What had to be done was on record before it was tried, so an outage only delays it.',
};

export const stories: readonly Story[] = [askAndGetIn, twoStages, deny, expiry, oktaDown];
