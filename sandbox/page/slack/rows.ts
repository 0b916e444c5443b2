import type { MessageOnScreen } from '../../web/contract.js';
import { dayLine, dayOf } from '../blockkit/text/dates.js';

/** A line of the conversation. A message that follows another of the same sender has no head of its own. */
export type Row =
  | { readonly is: 'day'; readonly key: string; readonly label: string }
  | { readonly is: 'new'; readonly key: string }
  | { readonly is: 'count'; readonly key: string; readonly label: string }
  | {
      readonly is: 'message';
      readonly key: string;
      readonly message: MessageOnScreen;
      readonly head: 'shown' | 'same';
    };

export const momentOf = ({ ts }: { readonly ts: string }): number => Number(ts) * 1000;

const TOGETHER_MS = 5 * 60_000;

type Look = { readonly timeZone: string; readonly now: number; readonly newFrom?: string };

export function rowsOf(messages: readonly MessageOnScreen[], { timeZone, now, newFrom }: Look): Row[] {
  return messages.flatMap((message, index): Row[] => {
    const before = messages[index - 1];
    const at = momentOf(message);
    const isNewDay = !before || dayOf(momentOf(before), timeZone) !== dayOf(at, timeZone);
    const isFirstNew = message.ts === newFrom;
    return [
      ...(isNewDay ? [{ is: 'day' as const, key: `day ${message.ts}`, label: dayLine(at, { timeZone, now }) }] : []),
      ...(isFirstNew ? [{ is: 'new' as const, key: 'new' }] : []),
      {
        is: 'message',
        key: keyOf(message),
        message,
        head: isNewDay || isFirstNew || !follows(before, message) ? 'shown' : 'same',
      },
    ];
  });
}

function follows(before: MessageOnScreen | undefined, { from, onlyMe, ...message }: MessageOnScreen): boolean {
  if (!before || before.onlyMe || onlyMe || before.replies.length > 0) return false;
  return before.from.slackId === from.slackId && momentOf(message) - momentOf(before) < TOGETHER_MS;
}

export const repliesInWords = (count: number): string => (count === 1 ? '1 reply' : `${count} replies`);

/** A thread: what it is about, how many answers there are, and the answers. */
export function threadRows(parent: MessageOnScreen): Row[] {
  const { replies } = parent;
  const count: Row[] = replies.length > 0 ? [{ is: 'count', key: 'count', label: repliesInWords(replies.length) }] : [];
  return [rowOf(parent), ...count, ...replies.map(rowOf)];
}

const rowOf = (message: MessageOnScreen): Row => ({ is: 'message', key: keyOf(message), message, head: 'shown' });

const keyOf = ({ ts, onlyMe }: MessageOnScreen): string => `${ts}${onlyMe ? ' only me' : ''}`;

/** How many messages and thread lines there are to see. */
export const unreadIn = (messages: readonly MessageOnScreen[]): number =>
  messages.reduce((sum, one) => sum + (one.isUnread ? 1 : 0) + one.replies.filter((reply) => reply.isUnread).length, 0);

export const firstUnread = (messages: readonly MessageOnScreen[]): string | undefined =>
  messages.find(({ isUnread }) => isUnread)?.ts;
