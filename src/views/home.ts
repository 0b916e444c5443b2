import type { HomeView, KnownBlock } from '@slack/types';
import type { Assignment } from '../domain/assignment.js';
import { timeLeft } from '../domain/wording.js';
import { decisionButtons } from './approverCard.js';
import { type Asked, introduced, issueLink, lasting, oneOf, riskWords, whoIs } from './asked.js';
import { actions, button, context, divider, escaped, header, moment, named, quoted, section } from './blocks.js';
import { type Page, pager } from './paging.js';
import { accessButtons, approvedWords, cancelButton } from './requesterCard.js';
import { requestAccess } from './requestModal.js';
import { untilWords } from './who.js';

/** The Home tab: what a person has, what they wait for, and what waits for them. */
export type Home = {
  readonly access: Page<HomeAccess>;
  readonly pending: Page<HomePending>;
  readonly waiting: Page<Asked>;
  readonly now: Date;
};

export type HomeAccess = { readonly assignment: Assignment; readonly app: string; readonly role: string };
/** @param from the names of those who have not answered yet. @param isPaused new access waits until an admin lets it go on. */
export type HomePending = { readonly asked: Asked; readonly from: readonly string[]; readonly isPaused?: boolean };

/** Which page of each section is shown, counted from 0. */
export type HomePages = { readonly access: number; readonly pending: number; readonly waiting: number };
export const firstPages: HomePages = { access: 0, pending: 0, waiting: 0 };

/** Chosen so that three full sections stay within a view's 100 blocks and 250 kB. */
export const homePageSizes = { access: 15, pending: 15, waiting: 10 } as const;

const pagerOf = { access: 'home.access', pending: 'home.pending', waiting: 'home.waiting' } as const;
export const homePagers: readonly string[] = Object.values(pagerOf).flatMap((id) => [`${id}.previous`, `${id}.next`]);

export const homeView = (home: Home): HomeView => ({
  type: 'home',
  blocks: [
    actions([button({ id: requestAccess, text: 'Request access', style: 'primary' })]),
    ...part('Waiting for you', home.waiting, 'Nothing waits for your answer.', (asked) =>
      waitingBlocks(asked, home.now),
    ),
    ...turning(home, 'waiting'),
    divider,
    ...part('Active access', home.access, 'You have no access through Latchkey yet.', (one) =>
      accessBlocks(one, home.now),
    ),
    ...turning(home, 'access'),
    divider,
    ...part('Pending requests', home.pending, 'You are not waiting for anything.', (one) => [
      pendingBlock(one, home.now),
    ]),
    ...turning(home, 'pending'),
  ],
});

/** What stands there for somebody who may not use Latchkey, or while it cannot look. */
export const closedHome = (says: string): HomeView => ({ type: 'home', blocks: [section(escaped(says))] });

function part<T>(title: string, page: Page<T>, empty: string, draw: (item: T) => KnownBlock[]): KnownBlock[] {
  if (page.total === 0) return [header(title), context(empty)];
  return [header(page.of === 1 ? title : `${title} (${page.total})`), ...page.items.flatMap(draw)];
}

function turning(home: Home, which: keyof HomePages): KnownBlock[] {
  const pages: HomePages = { access: home.access.number, pending: home.pending.number, waiting: home.waiting.number };
  return pager(home[which], {
    id: pagerOf[which],
    value: (page) => writePages({ ...pages, [which]: page }),
  });
}

const writePages = ({ access, pending, waiting }: HomePages): string => `${access}.${pending}.${waiting}`;

/** The pages that a pager's button carries; the first ones when it carries something else. */
export function readHomePages(value: unknown): HomePages {
  const found = typeof value === 'string' ? /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})$/.exec(value) : undefined;
  if (!found) return firstPages;
  return { access: Number(found[1]), pending: Number(found[2]), waiting: Number(found[3]) };
}

function accessBlocks({ assignment, app, role }: HomeAccess, now: Date): KnownBlock[] {
  const buttons = accessButtons(assignment);
  return [
    section(`*${named(role)}* in *${named(app)}*\n${untilWords(assignment, now)}`),
    ...(buttons.length > 0 ? [actions(buttons)] : []),
  ];
}

function pendingBlock({ asked, from, isPaused }: HomePending, now: Date): KnownBlock {
  const { request } = asked;
  const isPending = request.status === 'pending';
  const waits = from.length > 0 ? `Waiting for ${oneOf(from)}` : 'Waiting for an answer';
  const lines = [
    `*${named(asked.role)}* in *${named(asked.app)}*, ${lasting(asked)}`,
    isPending
      ? `${waits}; lapses ${moment(request.lapsesAt)} (${timeLeft(request.lapsesAt, now)}).`
      : `${approvedWords(isPaused === true)}.`,
    ...(issueLink(asked) ? [issueLink(asked)] : []),
  ];
  return section(lines.join('\n'), isPending ? cancelButton(request.id) : undefined);
}

function waitingBlocks(asked: Asked, now: Date): KnownBlock[] {
  const { request, people, reason } = asked;
  const isForOther = request.recipient !== request.requester;
  const recipient = isForOther ? ` for ${introduced(whoIs(people, request.recipient))}` : '';
  const who = introduced(whoIs(people, request.requester));
  return [
    section(
      [
        `${who} asks for *${named(asked.role)}* in *${named(asked.app)}*${recipient}`,
        `${lasting(asked)}. Risk: ${riskWords[request.risk]}. Lapses ${moment(request.lapsesAt)} (${timeLeft(request.lapsesAt, now)}).`,
        ...(reason?.trim() ? [quoted(reason, 300)] : []),
      ].join('\n'),
    ),
    decisionButtons(asked),
  ];
}
