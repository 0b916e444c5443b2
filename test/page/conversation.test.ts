import { describe, expect, test } from '@jest/globals';
import { Outgoing } from '../../sandbox/page/blockkit/outgoing.js';
import { firstUnread, rowsOf, threadRows, unreadIn } from '../../sandbox/page/slack/rows.js';
import type { Acted, MessageOnScreen } from '../../sandbox/web/contract.js';

const start = Date.parse('2026-11-22T10:00:00Z') / 1000;
const message = (minute: number, but: Partial<MessageOnScreen> = {}): MessageOnScreen => ({
  channel: 'D1',
  ts: `${start + minute * 60}.000100`,
  from: { name: 'Ana Silva', slackId: 'U1', kind: 'person' },
  text: 'Hello',
  blocks: [],
  files: [],
  isEdited: false,
  onlyMe: false,
  isUnread: false,
  replies: [],
  ...but,
});

describe('rows of a conversation', () => {
  const look = { timeZone: 'Europe/Lisbon', now: (start + 3600) * 1000 };
  const heads = (...messages: MessageOnScreen[]) =>
    rowsOf(messages, look).map((row) => (row.is === 'message' ? row.head : row.is === 'day' ? row.label : row.is));

  test('what follows within five minutes from the same sender has no head of its own', () => {
    const ben = { from: { name: 'Ben Okafor', slackId: 'U2', kind: 'person' } } as const;
    expect(heads(message(0), message(1), message(9), message(10, ben))).toEqual([
      'Today',
      'shown',
      'same',
      'shown',
      'shown',
    ]);
    expect(heads(message(0), message(1, { onlyMe: true }), message(2))).toEqual(['Today', 'shown', 'shown', 'shown']);
  });

  test('a day begins with its name', () => {
    expect(heads(message(-24 * 60), message(0))).toEqual(['Yesterday', 'shown', 'Today', 'shown']);
  });

  test('a line says from where it is new', () => {
    const messages = [message(0), message(1, { isUnread: true }), message(2, { isUnread: true })];
    const rows = rowsOf(messages, { ...look, newFrom: firstUnread(messages) });
    expect(rows.map(({ is }) => is)).toEqual(['day', 'message', 'new', 'message', 'message']);
  });

  test('an ephemeral message of the same moment is another row', () => {
    const rows = rowsOf([message(0), message(0, { onlyMe: true })], look);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  });

  test('a thread counts its answers, and they count as unread', () => {
    const parent = message(0, { replies: [message(1, { isUnread: true }), message(2)] });
    expect(threadRows(parent).map((row) => (row.is === 'count' ? row.label : row.is))).toEqual([
      'message',
      '2 replies',
      'message',
      'message',
    ]);
    expect(threadRows(message(0))).toHaveLength(1);
    expect(unreadIn([parent, message(3, { isUnread: true })])).toBe(2);
  });
});

describe('what was entered', () => {
  const done: Acted = { is: 'done' };
  const rest = () => new Promise((resolve) => setTimeout(resolve, 20));

  test('typing waits for a pause, and only the newest is sent', async () => {
    const sent: string[] = [];
    const outgoing = new Outgoing(5);
    for (const text of ['a', 'ab', 'abc']) {
      outgoing.later('reason', async () => {
        sent.push(text);
        return done;
      });
    }
    expect(outgoing.isBusy('reason')).toBe(true);
    await rest();
    expect(sent).toEqual(['abc']);
    expect(outgoing.isBusy('reason')).toBe(false);
  });

  test('a submission waits until everything has arrived, in order, also after a failure', async () => {
    const sent: string[] = [];
    const outgoing = new Outgoing(10_000);
    const slowly = (text: string) => async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      sent.push(text);
      if (text === 'app') throw new Error('not now');
      return done;
    };
    outgoing.now('app', slowly('app')).catch(() => undefined);
    void outgoing.now('app', slowly('other app'));
    outgoing.later('reason', slowly('why'));
    await outgoing.flush();
    expect(sent.sort()).toEqual(['app', 'other app', 'why']);
    expect(outgoing.isBusy('app')).toBe(false);
  });
});
