import type { KnownBlock } from '@slack/types';
import type { EndCause } from '../domain/assignment.js';
import type { Grant, Task } from '../domain/grant.js';
import {
  type Asked,
  approvedBy,
  introduced,
  issueLink,
  type Message,
  type Named,
  outcome,
  smallPrint,
  whoIs,
} from './asked.js';
import { actions, button, fields, moment, named, quoted, section } from './blocks.js';

/** A button; its value is the grant's id. */
export const markDone = 'grant.handle';

/** Work that a person has to do by hand, in the DM of who has to do it. */
export type TaskCard = Asked & {
  readonly kind: Task['kind'];
  readonly grant: Grant;
  /** The provider's group, by name; none for an app that has no groups. */
  readonly group?: string;
  readonly provider: string;
};

export function taskCard(card: TaskCard): Message {
  const { grant, kind } = card;
  const task = grant.task?.kind === kind ? grant.task : undefined;
  const whom = whoIs(card.people, grant.recipient);
  const order = kind === 'add' ? 'add' : 'remove';
  const where = named(card.group ?? card.app);
  return {
    text: task
      ? `Please ${order} ${named(whom.name)}: ${where}`
      : `${named(whom.name)}, ${where}: ${plainState(card, whom)}`,
    blocks: [
      section(instruction(card, whom)),
      facts(card, whom),
      ...(task ? open(card, task) : [section(state(card, whom))]),
      ...smallPrint(issueLink(card)),
    ],
  };
}

function instruction({ kind, group, app, provider }: TaskCard, whom: Named): string {
  const who = introduced(whom);
  if (!group)
    return kind === 'add' ? `Please *add* ${who} to *${named(app)}*.` : `Please *remove* ${who} from *${named(app)}*.`;
  const where = `the group *${named(group)}* in *${named(provider)}*`;
  return kind === 'add' ? `Please *add* ${who} to ${where}.` : `Please *remove* ${who} from ${where}.`;
}

const facts = (card: TaskCard, whom: Named): KnownBlock =>
  fields([
    ['Person', named(whom.name)],
    ['App', named(card.app)],
    ['Role', named(card.role)],
    ['Group', card.group ? named(card.group) : 'None: this app is set up by hand'],
  ]);

function open(card: TaskCard, task: Task): KnownBlock[] {
  return [
    section(`*Why*\n${reason(card)}`),
    section(byHand(card, task)),
    actions([button({ id: markDone, text: 'Mark as done', value: card.grant.id, style: 'primary' })]),
  ];
}

/** What was decided. */
function reason(card: TaskCard): string {
  if (card.kind === 'remove') return `${endReason(card.grant.cause)}, ${moment(card.grant.endingAt)}.`;
  const by = approvedBy(card);
  return by ? `${by} approved it.` : (outcome(card) ?? 'It was approved.');
}

function endReason(cause: EndCause | undefined): string {
  switch (cause) {
    case 'expired':
      return 'The time is up';
    case 'revoked':
      return 'The access was revoked';
    case 'returned':
      return 'The access was given back';
    case 'reclaimed':
      return 'The access is taken back';
    case 'goneOutside':
      return 'The membership was removed outside Latchkey';
    case 'left':
      return 'The person has left';
    case 'alreadyHad':
    case 'notPossible':
    case undefined:
      return 'The access has ended';
  }
}

/** Why Latchkey does not do it itself. */
function byHand({ app, provider, kind }: TaskCard, { why, says }: Task): string {
  switch (why) {
    case 'manual':
      return `Latchkey cannot change ${named(app)} itself. Press *Mark as done* when it is done.`;
    case 'observe':
      return [
        `Latchkey only observes at the moment and changes nothing in ${named(provider)}. Press *Mark as done* when it is done.`,
        ...(says ? [`Latchkey has looked:\n${quoted(says, 800)}`] : []),
      ].join('\n');
    case 'refused':
      return `${named(provider)} refused to let Latchkey ${kind === 'add' ? 'add' : 'remove'} this person. It said:\n${quoted(says, 800)}\nDo it by hand, or mend the cause, and press *Mark as done*: Latchkey then looks again.`;
  }
}

const plainState = (card: TaskCard, whom: Named): string => state(card, whom).replaceAll('*', '');

/** What became of it. */
function state({ kind, grant, people }: TaskCard, whom: Named): string {
  const who = named(whom.name);
  const by = grant.handledBy ? `*${named(whoIs(people, grant.handledBy).name)}* marked it as done.` : '';
  const isBeingChecked = kind === 'add' ? grant.status === 'provisioning' : grant.status === 'revoking';
  if (isBeingChecked) return by ? `${by} Latchkey is checking it.` : 'Somebody else has this task now.';
  if (kind === 'add' && grant.status !== 'active')
    return grant.activatedAt
      ? `Done: ${who} was in, and the access has ended since.`
      : `No longer needed: the access of ${who} has ended.`;
  return `Done: ${who} is ${kind === 'add' ? 'in' : 'out'}. ${by}`.trim();
}
