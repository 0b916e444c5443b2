import type { KnownBlock } from '@slack/types';
import type { StageKind } from '../domain/catalog.js';
import type { Stage } from '../domain/policy.js';
import { currentStage } from '../domain/stages.js';
import { forDuration, plural } from '../domain/wording.js';
import {
  type Asked,
  approvedBy,
  decidesAs,
  introduced,
  issueLink,
  lasting,
  type Message,
  oneOf,
  outcome,
  riskWords,
  roleIn,
  shortName,
  smallPrint,
  stageName,
  standingIn,
  whoIs,
} from './asked.js';
import { actions, button, confirmation, fields, moment, named, oneLine, quoted, section, shorten } from './blocks.js';

/** Buttons; their value is a request's id. */
export const approveRequest = 'request.approve';
export const denyRequest = 'request.deny.open';

/** The card in an approver's DM. With `stages` while it is pending: what policy says now; none once it is decided. */
export type ApproverCard = Asked & {
  readonly approver: string;
  /** The stage this card was sent for: a later stage has a card of its own. */
  readonly stage: StageKind;
  readonly stages?: readonly Stage[];
};

export function approverCard(card: ApproverCard): Message {
  const { request, stages } = card;
  const open = stages && currentStage(request, stages);
  const isMine = open?.kind === card.stage && open.approvers.some(({ id }) => id === card.approver);
  const hasAnswered = request.approvals.some(({ by }) => by === card.approver);
  const asksMe = open && isMine && !hasAnswered;
  return {
    text: asksMe ? `${asking(card)}. Approve or deny?` : `${asking(card)}. ${standing(card, open).split('\n')[0]}`,
    blocks: [
      section(`${asking(card, 'bold')}.`),
      facts(card),
      ...reason(card),
      ...(asksMe ? decision(card, stages, open) : [section(standing(card, open))]),
      ...smallPrint(issueLink(card)),
    ],
  };
}

/** `Ana Silva asks for Editor in Figma` */
function asking(card: Asked, how: 'bold' | 'plain' = 'plain'): string {
  const { request, people } = card;
  const requester = whoIs(people, request.requester);
  const recipient = whoIs(people, request.recipient);
  const isForOther = request.recipient !== request.requester;
  if (how === 'plain') {
    return `${named(requester.name)} asks for ${roleIn(card)}${isForOther ? ` for ${named(recipient.name)}` : ''}`;
  }
  const whole = `${introduced(requester)} asks for *${named(card.role)}* in *${named(card.app)}*`;
  return isForOther ? `${whole} for ${introduced(recipient)}` : whole;
}

const facts = (card: Asked): KnownBlock =>
  fields([
    ['App', named(card.app)],
    ['Role', named(card.role)],
    ['Risk', riskWords[card.request.risk]],
    ['How long', lasting(card)],
  ]);

function reason({ reason: said }: Asked): KnownBlock[] {
  return [section(`*Reason*\n${said?.trim() ? quoted(said, 2_000) : '_The reason has been erased._'}`)];
}

function decision(card: ApproverCard, stages: readonly Stage[], stage: Stage): KnownBlock[] {
  const { request, people } = card;
  const requester = shortName(whoIs(people, request.requester));
  return [
    ...smallPrint(
      whyYou(stage, named(shortName(whoIs(people, request.recipient))), named(card.app)),
      whichStage(card, stages, stage),
      `${named(requester)} asked ${moment(request.submittedAt)}. Unanswered, it lapses ${moment(request.lapsesAt)}.`,
    ),
    decisionButtons(card),
  ];
}

/** Approve and Deny, as on the card and on the Home tab. Their value is an id and proves nothing. */
export function decisionButtons({ request, ...asked }: Asked): KnownBlock {
  const isPrivileged = request.risk === 'privileged';
  return actions([
    button({
      id: approveRequest,
      text: 'Approve',
      value: request.id,
      style: 'primary',
      ...(isPrivileged && { confirm: sureQuestion({ request, ...asked }) }),
    }),
    button({ id: denyRequest, text: 'Deny', value: request.id, style: 'danger' }),
  ]);
}

/** "Give Ana Production admin for 4 hours?" */
function sureQuestion({ request, people, role, app }: Asked) {
  const who = shortName(whoIs(people, request.recipient));
  const how = `${forDuration(request.duration)}${request.extends ? ' more' : ''}`;
  return confirmation({
    title: 'Privileged access',
    text: `Give ${who} ${shorten(oneLine(role), 60)} ${how}? This is privileged access to ${shorten(oneLine(app), 60)}.`,
    yes: 'Approve',
    no: 'Not now',
  });
}

function whyYou(stage: Stage, recipient: string, app: string): string {
  const because = standingIn(stage);
  if (because) return `Why you are asked: ${because}`;
  switch (stage.kind) {
    case 'manager':
      return `Why you are asked: you are ${recipient}'s manager.`;
    case 'owner':
      return `Why you are asked: you own ${app}.`;
    case 'security':
      return 'Why you are asked: you decide for security.';
  }
}

function whichStage(card: Asked, stages: readonly Stage[], stage: Stage): string {
  const number = stages.indexOf(stage) + 1;
  const order = stages.map(({ kind }) => stageName[kind]).join(', then ');
  const yes = card.request.approvals.filter((approval) => approval.stage === stage.kind).length;
  const before = approvedBy(card);
  return [
    ...(stages.length > 1 ? [`Stage ${number} of ${stages.length} (${order}).`] : []),
    ...(stage.quorum > 1 ? [`${plural(stage.quorum, 'approval')} needed, ${yes} given.`] : []),
    ...(before ? [`So far approved by ${before}.`] : []),
  ].join(' ');
}

/** What stands where the buttons were. */
function standing(card: ApproverCard, open: Stage | undefined): string {
  const over = outcome(card);
  if (over) return over;
  const before = approvedBy(card);
  const yes = before ? `Approved by ${before}. ` : '';
  if (!open) return `${yes}There is nothing for you to decide here at the moment.`;
  return `${yes}Now ${oneOf(open.approvers.map(({ name }) => name))} (${decidesAs(open)}) is asked.`;
}
