import type { Button, KnownBlock } from '@slack/types';
import type { Assignment, EndCause } from '../domain/assignment.js';
import { isLive } from '../domain/assignment.js';
import type { TaskCause } from '../domain/grant.js';
import type { Stage } from '../domain/policy.js';
import { followerOf, type Request } from '../domain/request.js';
import { currentStage } from '../domain/stages.js';
import { durationInWords, readMoment, sentence } from '../domain/wording.js';
import {
  type Asked,
  decidesAs,
  introduced,
  issueLink,
  lasting,
  type Message,
  type Named,
  oneOf,
  outcome,
  outsideWords,
  riskWords,
  roleIn,
  smallPrint,
  standingIn,
  whoIs,
} from './asked.js';
import { actions, button, escaped, moment, named, quoted, section, shorten } from './blocks.js';
import { requestAccess } from './requestModal.js';
import { extendButton } from './standing.js';

/** A button; its value is the request's id. */
export const cancelRequest = 'request.cancel';
/** A button; its value is the assignment's id. */
export const giveBackAccess = 'assignment.giveBack';

/** The one card in the requester's DM, drawn anew at each step from what is true then. */
export type RequesterCard = Asked & {
  /** While pending: what policy says now, or the words of its refusal. */
  readonly stages?: readonly Stage[];
  readonly stuck?: string;
  readonly assignment?: Assignment;
  /** Work that a person has to do by hand. */
  readonly tasks: readonly HandWork[];
  readonly pausedBy?: string;
  /** Who accounts for the app. */
  readonly owner?: Named;
  readonly fallback?: string;
  /** Whether sessions that are open at the end may go on. */
  readonly sessions: Sessions;
};

export type HandWork = {
  readonly kind: 'add' | 'remove';
  readonly why: TaskCause;
  readonly says: string;
  readonly provider: string;
};

export type Sessions = 'ended' | 'may go on';

export function requesterCard(card: RequesterCard): Message {
  const { first, more } = status(card);
  return {
    text: `${roleIn(card)}: ${first.replaceAll('*', '')}`,
    blocks: [
      section(`${title(card)}\n*${first.replaceAll('*', '')}*`),
      ...more.filter((line) => line !== '').map((line) => section(line)),
      ...buttons(card),
      ...smallPrint(asked(card), issueLink(card)),
    ],
  };
}

function title(card: RequesterCard): string {
  const { request, people } = card;
  const what = `*${named(card.role)}* in *${named(card.app)}*, ${lowered(lasting(card))}`;
  return request.recipient === followerOf(request)
    ? what
    : `${what}, for ${introduced(whoIs(people, request.recipient))}`;
}

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function asked({ request, reason }: Asked): string {
  const writer = request.adopts ? 'The reason' : 'You wrote';
  const said = reason?.trim() ? ` ${writer}: ${escaped(shorten(reason.trim().replace(/\s+/g, ' '), 300))}` : '';
  return `Risk: ${riskWords[request.risk]}. ${request.adopts ? 'Adopted' : 'Asked'} ${moment(request.submittedAt)}.${said}`;
}

/** What matters now, and what else there is to know about it. */
type Status = { readonly first: string; readonly more: readonly string[] };
const status = (card: RequesterCard): Status => {
  const { request, assignment } = card;
  if (request.status === 'pending') return pending(card);
  if (request.status !== 'approved') return over(card);
  if (request.extends)
    return { first: 'Approved: your access goes on for longer', more: [outcome(card) ?? '', added(card)] };
  return assignment ? access(card, assignment) : onItsWay(card);
};

const added = ({ request }: Asked): string =>
  `${durationInWords(request.duration)} are added to its end. Home shows until when you have it.`;

function pending(card: RequesterCard): Status {
  const { request, stages, stuck } = card;
  const stage = stages && currentStage(request, stages);
  if (!stages || !stage) {
    return { first: 'Nobody can decide this at the moment', more: [stuck ? escaped(stuck) : helpLine(card)] };
  }
  const names = oneOf(stage.approvers.map(({ name }) => name));
  const place = stages.length > 1 ? `Stage ${stages.indexOf(stage) + 1} of ${stages.length}. ` : '';
  const yes = request.approvals.map(({ by }) => named(whoIs(card.people, by).name));
  return {
    first: `Waiting for ${names} (${decidesAs(stage)})`,
    more: [
      `${place}${yes.length > 0 ? `Approved so far by ${yes.join(', ')}. ` : ''}Without an answer it lapses ${moment(request.lapsesAt)}.`,
      standingIn(stage) ?? '',
    ],
  };
}

function over(card: RequesterCard): Status {
  const { request, people } = card;
  const decider = named(whoIs(people, request.decidedBy).name);
  const said = outcome(card) ?? '';
  switch (request.status) {
    case 'denied':
      return { first: `Denied by ${decider}`, more: [denial(card, decider), helpLine(card)] };
    case 'lapsed':
      return { first: `${said} Ask again`, more: [helpLine(card)] };
    case 'cancelled':
      return { first: 'Cancelled', more: [said] };
    case 'approved':
    case 'pending':
      return { first: said, more: [] };
  }
}

/** The name stands above it: here is when, and why. */
const denial = ({ request, answer }: Asked, decider: string): string =>
  answer?.trim()
    ? `${decider} wrote ${moment(request.decidedAt)}:\n${quoted(answer)}`
    : `That was ${moment(request.decidedAt)}.`;

const helpLine = ({ fallback }: RequesterCard): string =>
  fallback ? `Still need help? ${escaped(sentence(shorten(fallback, 500)))}` : '';

/** What is approved, and for which nothing has begun. */
export const approvedWords = (isPaused: boolean): string =>
  isPaused ? 'Approved: waiting, because new access is paused' : 'Approved: being set up';

function onItsWay(card: RequesterCard): Status {
  const said = outcome(card) ?? '';
  if (!card.pausedBy) return { first: approvedWords(false), more: [said] };
  return {
    first: approvedWords(true),
    more: [said, `${named(card.pausedBy)} has paused new access. Yours is set up as soon as that is over.`],
  };
}

function access(card: RequesterCard, assignment: Assignment): Status {
  const { endsAt, warnedAt } = assignment;
  const said = outcome(card) ?? '';
  switch (assignment.status) {
    case 'opened':
      return beingSetUp(card, said);
    case 'active': {
      if (!endsAt) return { first: "You're in: active with no end date", more: [said] };
      const words = warnedAt
        ? `Ends soon: active until ${moment(endsAt)}`
        : `You're in: active until ${moment(endsAt)}`;
      return { first: words, more: [inAll(assignment), said] };
    }
    case 'ending':
      return {
        first: 'Your access is being taken away',
        more: [endLine(card, assignment), ...handWork(card, 'remove')],
      };
    case 'ended':
      return {
        first: endTitle(assignment),
        more: [endLine(card, assignment), sessionsLine(card), assignment.cause === 'notPossible' ? helpLine(card) : ''],
      };
  }
}

function beingSetUp(card: RequesterCard, said: string): Status {
  const refused = card.tasks.some(({ kind, why }) => kind === 'add' && why === 'refused');
  const byHand = card.tasks.some(({ kind }) => kind === 'add');
  const first = refused
    ? 'Approved, but it could not be set up yet'
    : byHand
      ? 'Approved: being set up by hand'
      : 'Approved: being set up';
  return { first, more: [said, ...handWork(card, 'add')] };
}

/** What the provider said, and what happens next. */
function handWork(card: RequesterCard, kind: HandWork['kind']): string[] {
  const tasks = card.tasks.filter((task) => task.kind === kind);
  const owner = card.owner ? named(card.owner.name) : 'The app owner';
  const verb = kind === 'add' ? 'adds' : 'removes';
  const it =
    card.request.recipient === followerOf(card.request)
      ? 'you'
      : named(whoIs(card.people, card.request.recipient).name);
  const refusals = [...new Map(tasks.filter(({ why }) => why === 'refused').map((task) => [task.says, task])).values()];
  return [
    ...refusals.slice(0, 3).map(({ provider, says }) => `${named(provider)} said:\n${quoted(says, 500)}`),
    ...(tasks.some(({ why }) => why === 'observe') ? [`IT has a task and ${verb} ${it} by hand.`] : []),
    ...(tasks.some(({ why }) => why !== 'observe')
      ? [`${owner} has a task and ${verb} ${it} by hand. You need not do anything.`]
      : []),
  ];
}

/** How long it lasts in all: true for as long as the card stands, where "left" would not be. */
function inAll({ activatedAt, endsAt }: Assignment): string {
  const [from, to] = [readMoment(activatedAt), readMoment(endsAt)];
  if (!from || !to || to <= from) return '';
  return `That is ${lowered(durationInWords(Math.round((to.getTime() - from.getTime()) / 1000)))} from when it began.`;
}

/** Why it ends, and by whom. */
export function endLine({ people, answer, outside }: Asked, { cause, endedBy, endedAt, endingAt }: Assignment): string {
  const when = moment(endedAt ?? endingAt);
  const said =
    cause === 'goneOutside' && outside
      ? `Removed in ${outsideWords(outside)}, not through Latchkey, ${when}.`
      : causeWords(cause, named(whoIs(people, endedBy).name), when);
  return [said, ...(answer?.trim() ? [quoted(answer)] : [])].join('\n');
}

function causeWords(cause: EndCause | undefined, by: string, when: string): string {
  switch (cause) {
    case 'expired':
      return `Time was up, ${when}.`;
    case 'revoked':
      return `Revoked by ${by}, ${when}.`;
    case 'returned':
      return `Given back by ${by}, ${when}.`;
    case 'reclaimed':
      return `Taken back, ${when}.`;
    case 'alreadyHad':
      return 'All of it was there before, not through Latchkey: nothing was changed, and it stays.';
    case 'notPossible':
      return 'There was nothing that could be given, so nothing was changed.';
    case 'goneOutside':
      return `Removed at the provider, not through Latchkey, ${when}.`;
    case 'left':
      return `The person it was for has left, ${when}.`;
    case undefined:
      return `Ended ${when}.`;
  }
}

const endTitle = ({ cause }: Assignment): string => {
  if (cause === 'alreadyHad') return 'You already have this';
  return cause === 'notPossible' ? 'It could not be set up' : 'Ended';
};

/** A session outlives the membership that opened it: said where nothing ends it. */
export const sessionsLine = ({ app, sessions, assignment }: RequesterCard): string =>
  sessions === 'may go on' && assignment?.activatedAt
    ? `Sessions that are still open may last until ${named(app)} asks you to sign in again.`
    : '';

function buttons({ request, assignment }: RequesterCard): KnownBlock[] {
  if (request.status === 'pending') return [actions([cancelButton(request.id)])];
  if (request.extends) return [];
  if (request.status === 'lapsed') return [actions([askAgain(request)])];
  if (!assignment) return [];
  const found = accessButtons(assignment);
  return found.length > 0 ? [actions(found)] : [];
}

const askAgain = ({ app, role }: Request): Button =>
  button({ id: requestAccess, text: 'Request access', value: `${app}/${role}` });

export const cancelButton = (request: string): Button => button({ id: cancelRequest, text: 'Cancel', value: request });

/** Extend and Give back, as far as they make sense now. */
export function accessButtons(assignment: Assignment): Button[] {
  if (!isLive(assignment)) return [];
  const giveBack = button({ id: giveBackAccess, text: 'Give back', value: assignment.id });
  if (!assignment.endsAt) return [giveBack];
  return [extendButton(assignment), giveBack];
}
