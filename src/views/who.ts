import type { KnownBlock } from '@slack/types';
import type { Assignment } from '../domain/assignment.js';
import { listed, timeLeft } from '../domain/wording.js';
import type { Message, Named } from './asked.js';
import { divider, escaped, moment, named, person, section } from './blocks.js';
import { type Page, pager } from './paging.js';
import { revokeButton } from './revokeModal.js';

/** The answer to `/access who`: who has what, until when and by whose approval. */

export const whoPager = 'who';
export const whoPageSize = 10;

/** One assignment with names where it has ids. */
export type Holding = {
  readonly assignment: Assignment;
  readonly holder: Named | undefined;
  readonly app: string;
  readonly role: string;
  /** Who said yes; nobody where policy asks for nobody. Absent when the request can no longer be read. */
  readonly approvers?: ReadonlyArray<Named | undefined>;
};

export type WhoHas = {
  /** `Figma`, or a person's name. Plain text. */
  readonly about: string;
  /** Set where `about` is somebody, and not an app. */
  readonly isPerson?: boolean;
  /** The words after `/access who`, for turning the page. */
  readonly question: string;
  readonly page: Page<Holding>;
  readonly now: Date;
};

export function whoMessage({ about, isPerson, question, page, now }: WhoHas): Message {
  if (page.total === 0) {
    const text = isPerson
      ? `${named(about)} has no access through Latchkey.`
      : `${named(about)}: nobody has access through Latchkey.`;
    return { text, blocks: [section(text)] };
  }
  return {
    text: `${named(about)}: ${page.total} in all`,
    blocks: [
      section(`*${named(about)}*: ${isPerson ? 'what they have' : 'who has access'} through Latchkey`),
      divider,
      ...page.items.map((holding) => holdingBlock(holding, now)),
      ...pager(page, { id: whoPager, value: (number) => `${number} ${question}` }),
    ],
  };
}

function holdingBlock(holding: Holding, now: Date): KnownBlock {
  const { assignment, holder, app, role } = holding;
  const isLive = assignment.status === 'opened' || assignment.status === 'active';
  const what = `${person(holder)}: *${named(role)}* in *${named(app)}*`;
  return section(
    `${what}\n${untilWords(assignment, now)}\n${approvalWords(holding)}`,
    isLive ? revokeButton(assignment.id) : undefined,
  );
}

/** `Until today at 17:00 (3 h 20 min left)`, in the reader's own zone. */
export function untilWords({ status, endsAt }: Assignment, now: Date): string {
  switch (status) {
    case 'opened':
      return 'On its way';
    case 'active':
      return endsAt === undefined ? 'No end date' : `Until ${moment(endsAt)} (${timeLeft(endsAt, now)})`;
    case 'ending':
      return 'Just ending';
    case 'ended':
      return 'Ended';
  }
}

function approvalWords({ approvers }: Holding): string {
  if (!approvers) return 'The approval is on the record.';
  return approvers.length === 0
    ? 'Approved automatically'
    : `Approved by ${listed(approvers.map((approver) => person(approver)))}`;
}

/** What the page button carried: a page and the words that were asked. */
export function readWhoPage(value: string): { page: number; question: string } | undefined {
  const parts = /^(\d{1,6}) (.+)$/s.exec(value);
  return parts?.[1] && parts[2] ? { page: Number(parts[1]), question: parts[2] } : undefined;
}

/** A sentence in place of the list. */
export const saying = (text: string): Message => ({ text: escaped(text), blocks: [section(escaped(text))] });
