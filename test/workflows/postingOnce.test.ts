import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Recorded } from '../../src/domain/events.js';
import type { Command } from '../../src/domain/lifecycle.js';
import type { Placed } from '../../src/workflows/slackMessages.js';
import { asksForFigma, type Board, openBoard } from '../support/board.js';
import { monday, text } from '../support/given.js';

/** Posting to Slack is not idempotent: every card and every line stands there once all the same. */

let board: Board;
beforeEach(async () => {
  board = await openBoard();
});
afterEach(() => board.stop());

const dms = (key: string) => board.slack.as(key).dms();
const arrived = (key: string) => board.slack.until(() => dms(key).length > 0);
const secondsOn = (seconds: number) => new Date(monday.getTime() + seconds * 1000);
const approve = (by: string): Command => ({
  type: 'request.approve',
  id: 'r1',
  by,
  catalog: 'c',
  analysis: board.analysis({ app: 'figma', role: 'editor' }),
});

/** Tells everything that was decided, again and again, as long as something goes wrong. */
async function tellUntilHeard(recorded: readonly Recorded[]): Promise<Error[]> {
  const wrong: Error[] = [];
  for (;;) {
    try {
      await board.tell(recorded);
      return wrong;
    } catch (error) {
      wrong.push(error as Error);
      if (wrong.length > 10) throw error;
    }
  }
}

test.each(['begin', 'done'] as const)('a crash at %p does not post anything twice', async (moment) => {
  const asked = board.decide(asksForFigma(board));
  for (let time = 0; time < 4; time += 1) {
    board.crash = moment;
    await tellUntilHeard(asked);
  }
  expect(dms('ben')).toHaveLength(1);
  expect(dms('ana')).toHaveLength(1);
});

test('a line that was posted and not noted is not posted again', async () => {
  await board.do(asksForFigma(board));
  const approved = board.decide(approve('ben'));
  board.crash = 'done';
  expect(await tellUntilHeard(approved)).toHaveLength(1);
  expect(dms('ana')[0]?.thread).toHaveLength(1);
});

test('an answer that was lost is looked for before posting again', async () => {
  board.slack.faults.loseAnswer('chat.postMessage', { times: 2 });
  const wrong = await tellUntilHeard(board.decide(asksForFigma(board)));
  expect(wrong.map(({ name }) => name)).toEqual(['SlackDown', 'SlackDown']);
  expect(dms('ben')).toHaveLength(1);
  expect(dms('ana')).toHaveLength(1);
  expect(dms('ben')[0]?.buttons).toEqual(['Approve', 'Deny']);
});

test.each([
  ['card', 0],
  ['card of the requester', 1],
])('a %s that Slack takes after we gave up is waited for, and there is one', async (_, after) => {
  const late = board.slack.faults.late('chat.postMessage', { times: 1, after });
  const asked = board.decide(asksForFigma(board));
  await expect(board.tell(asked)).rejects.toMatchObject({ name: 'SlackDown' });
  board.passed = 12;
  await expect(board.tell(asked)).rejects.toMatchObject({ name: 'NotYet', retryAt: secondsOn(20) });
  late.release();
  await arrived(after === 0 ? 'ben' : 'ana');
  await board.tell(asked);
  expect([dms('ben').length, dms('ana').length]).toEqual([1, 1]);
  board.passed = 60;
  await board.do({ ...approve('ben'), type: 'request.deny', reason: text('no') } as Command);
  expect([dms('ben').length, dms('ana').length]).toEqual([1, 1]);
  expect(dms('ben')[0]?.buttons).toEqual([]);
});

test('a line that Slack takes after we gave up is waited for, and there is one', async () => {
  await board.do(asksForFigma(board));
  const late = board.slack.faults.late('chat.postMessage', { times: 1 });
  const approved = board.decide(approve('ben'));
  await expect(board.tell(approved)).rejects.toMatchObject({ name: 'SlackDown' });
  board.passed = 19;
  await expect(board.tell(approved)).rejects.toMatchObject({ name: 'NotYet', retryAt: secondsOn(20) });
  late.release();
  await board.slack.until(() => dms('ana')[0]?.thread.length === 1);
  board.passed = 60;
  await board.tell(approved);
  expect(dms('ana')[0]?.thread).toHaveLength(1);
});

test('a card that Slack takes after its request is over loses its buttons all the same', async () => {
  const late = board.slack.faults.late('chat.postMessage', { times: 1 });
  await expect(board.do(asksForFigma(board))).rejects.toMatchObject({ name: 'SlackDown' });
  const cancelled = board.decide({ type: 'request.cancel', id: 'r1', by: 'ana' });
  board.passed = 5;
  await expect(board.tell(cancelled)).rejects.toMatchObject({ name: 'NotYet', retryAt: secondsOn(20) });
  late.release();
  await arrived('ben');
  board.passed = 20;
  await board.tell(cancelled);
  expect(dms('ben').map(({ buttons }) => buttons)).toEqual([[]]);
});

test('when nothing can arrive any more, it is posted again, and that once', async () => {
  board.slack.faults.down('chat.postMessage', { times: 1 });
  const asked = board.decide(asksForFigma(board));
  await expect(board.tell(asked)).rejects.toMatchObject({ name: 'SlackDown' });
  board.passed = 20;
  const late = board.slack.faults.late('chat.postMessage', { times: 1 });
  await expect(board.tell(asked)).rejects.toMatchObject({ name: 'SlackDown' });
  board.passed = 39;
  await expect(board.tell(asked)).rejects.toMatchObject({ name: 'NotYet', retryAt: secondsOn(40) });
  late.release();
  await arrived('ben');
  board.passed = 40;
  await board.tell(asked);
  expect([dms('ben').length, dms('ana').length]).toEqual([1, 1]);
});

test('while one card may still arrive, nobody else waits for theirs', async () => {
  board.slack.faults.down('chat.postMessage', { times: 1 });
  const asked = board.decide(asksForFigma(board));
  await expect(board.tell(asked)).rejects.toMatchObject({ name: 'SlackDown' });
  await expect(board.tell(asked)).rejects.toMatchObject({ name: 'NotYet' });
  expect([dms('ben').length, dms('ana').length]).toEqual([0, 1]);
});

test.each([
  ['asks to wait', (slack: Board['slack']) => slack.rateLimit('chat.postMessage', 7, { times: 1 })],
  ['says no', (slack: Board['slack']) => slack.refuse('chat.postMessage', 'missing_scope', { times: 1 })],
  ['says no for good', (slack: Board['slack']) => slack.refuse('chat.postMessage', 'invalid_blocks', { times: 1 })],
] as const)('what Slack did not take, since it %s, is posted at the next try', async (_, strike) => {
  strike(board.slack);
  const asked = board.decide(asksForFigma(board));
  await expect(board.tell(asked)).rejects.toThrow();
  expect(dms('ben')).toEqual([]);
  await board.tell(asked);
  expect([dms('ben').length, dms('ana').length]).toEqual([1, 1]);
  expect(board.slack.calls.filter(({ method }) => method === 'conversations.history')).toEqual([]);
});

test('where Slack says that some of it may have succeeded, it is looked for', async () => {
  board.slack.refuse('chat.postMessage', 'fatal_error', { times: 1 });
  const asked = board.decide(asksForFigma(board));
  await expect(board.tell(asked)).rejects.toMatchObject({ name: 'SlackDown' });
  await expect(board.tell(asked)).rejects.toMatchObject({ name: 'NotYet' });
});

test('a refused connection leaves no doubt, so nothing is waited for', async () => {
  await board.do(asksForFigma(board));
  const card = board.links.get('card:r1:requester') as Placed;
  const speak = () => board.posting.line({ id: 'line:1', request: 'r1' }, card, 'Hello');
  await board.slack.goDown();
  // Of a connection that was kept open and is cut nobody knows what it brought over: only a new one is refused.
  await fetch(board.slack.url).catch(() => undefined);
  await expect(speak()).rejects.toMatchObject({ name: 'SlackDown', outcome: 'notApplied' });
  await board.slack.comeBack();
  await speak();
  expect(dms('ana')[0]?.thread).toEqual(['Hello']);
});

test('what was lost is found among many other messages, and drawn as it is now', async () => {
  board.slack.faults.loseAnswer('chat.postMessage', { times: 1 });
  const asked = board.decide(asksForFigma(board));
  await expect(board.tell(asked)).rejects.toThrow();
  for (let count = 0; count < 250; count += 1) {
    const { workspace } = board.slack;
    const channel = `D${board.slack.as('ben').user.id.slice(1)}`;
    workspace.messages.push({
      ...workspace.messages[0]!,
      channel,
      ts: workspace.nextTs(),
      metadata: undefined,
      text: 'noise',
    });
  }
  const denied = board.decide({ ...approve('ben'), type: 'request.deny', reason: text('no') } as Command);
  await board.tell([...asked, ...denied]);
  const cards = dms('ben').filter(
    ({ text: said }) => said.includes('asks for') && said.includes('Denied by Ben Okafor'),
  );
  expect(cards).toHaveLength(1);
});
