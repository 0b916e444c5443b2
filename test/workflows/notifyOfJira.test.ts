import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { HouseEvent, Recorded } from '../../src/domain/events.js';
import { streamOf } from '../../src/domain/events.js';
import { asksForFigma, type Board, openBoard } from '../support/board.js';

let board: Board;
beforeEach(async () => {
  board = await openBoard();
});
afterEach(() => board.stop());

const recorded = (event: HouseEvent): Recorded => ({
  stream: streamOf(event),
  seq: 1,
  at: '2026-11-23T09:00:00.000Z',
  actor: 'latchkey',
  cause: 'jira',
  event,
});
const stuck = recorded({ type: 'jira.stuck', id: 'figma/granted', request: 'r1', key: 'ACC-1' });
const said = recorded({
  type: 'talk.said',
  id: 'r1/jira/424',
  request: 'r1',
  via: 'jira',
  text: { id: 'text-9', hash: 'a'.repeat(64) },
});

test('an issue that cannot reach its status is told to the owner of the app, once, and to nobody else', async () => {
  await board.do(asksForFigma(board));
  await board.tell([stuck, stuck]);
  const told = board.slack.as('dana').dms();
  expect(told).toHaveLength(1);
  expect(told[0]?.text).toContain('ACC-1 is about access to Figma');
  expect(told[0]?.text).toContain('granted');
  expect(board.slack.as('it').dms()).toEqual([]);
});

test("a comment from Jira is a line in the thread of the requester's card, once", async () => {
  await board.do(asksForFigma(board));
  await board.tell([said]);
  await board.tell([said]);
  expect(board.slack.as('ana').dms()[0]?.thread).toEqual([expect.stringContaining('the text of text-9')]);
  expect(board.slack.as('ben').dms()[0]?.thread).toEqual([]);
});
