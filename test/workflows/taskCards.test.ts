import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Task } from '../../src/domain/grant.js';
import type { Command } from '../../src/domain/lifecycle.js';
import { asksForFigma, type Board, openBoard } from '../support/board.js';
import { hours } from '../support/given.js';

let board: Board;
beforeEach(async () => {
  board = await openBoard();
});
afterEach(() => board.stop());

const dms = (key: string) => board.slack.as(key).dms();
const handOver = (task: Task): Command => ({ type: 'grant.handOver', id: 'g1', task });
const refusal: Task = { kind: 'add', why: 'refused', says: 'The group takes no writes.' };

async function anaIsApproved(): Promise<void> {
  const analysis = board.analysis({ app: 'figma', role: 'editor' });
  await board.do(asksForFigma(board));
  await board.do({ type: 'request.approve', id: 'r1', by: 'ben', catalog: 'c', analysis });
  await board.do({
    type: 'assignment.open',
    id: 'r1',
    recipient: 'ana',
    app: 'figma',
    role: 'editor',
    duration: hours(8),
    wanted: [{ entitlement: 'okta:00g1', grant: 'g1' }],
    alreadyHad: [],
  });
}

describe('work by hand', () => {
  async function refused(): Promise<void> {
    await anaIsApproved();
    await board.do(handOver(refusal));
  }

  test("goes to the app's owner, and the requester hears what the provider said", async () => {
    await refused();
    expect(dms('dana')[0]?.text).toContain(
      'Please add Ana Silva (Product designer) to the group figma-editors in Okta.',
    );
    expect(dms('dana')[0]?.buttons).toEqual(['Mark as done']);
    expect(dms('ana')[0]?.text).toContain('Okta said:\n>The group takes no writes.');
    expect(dms('ana')[0]?.thread.at(-1)).toMatch(/^@Ana Silva .*could not be set up yet/);
  });

  test('its card follows what becomes of it', async () => {
    await refused();
    await board.do({ type: 'grant.handle', id: 'g1', by: 'dana', mayHandle: ['dana'] });
    expect(dms('dana')[0]?.text).toContain('Dana Levi marked it as done. Latchkey is checking it.');
    expect(dms('dana')[0]?.buttons).toEqual([]);
    await board.do(handOver({ ...refusal, says: 'okta does not show it yet.' }));
    expect(dms('dana')[0]?.buttons).toEqual(['Mark as done']);
    await board.do({ type: 'grant.handle', id: 'g1', by: 'dana', mayHandle: ['dana'] });
    await board.do({ type: 'grant.confirmProvisioned', id: 'g1', how: 'byHand' });
    expect(dms('dana')).toHaveLength(1);
    expect(dms('dana')[0]?.text).toContain('Done: Ana Silva is in.');
  });

  test('a removal has a card of its own, and says remove', async () => {
    await anaIsApproved();
    await board.do({ type: 'grant.confirmProvisioned', id: 'g1', how: 'done' });
    board.passed = hours(8);
    await board.do({ type: 'assignment.expire', id: 'r1' });
    await board.do(handOver({ ...refusal, kind: 'remove' }));
    expect(dms('dana')[0]?.text).toContain('Please remove Ana Silva');
    expect(dms('ana')[0]?.text).toContain('Dana Levi has a task and removes you by hand.');
    expect(dms('ana')[0]?.thread).toHaveLength(2);
  });

  test('goes to the admins where the owner cannot be reached', async () => {
    board.slack.people.update('dana', { deleted: true });
    await refused();
    expect(dms('it')[0]?.buttons).toEqual(['Mark as done']);
  });

  test('goes to the admins in a pilot that only observes', async () => {
    await anaIsApproved();
    await board.do(handOver({ kind: 'add', why: 'observe', says: '' }));
    expect(dms('it')[0]?.text).toContain('Latchkey only observes');
    expect(dms('dana')).toEqual([]);
    expect(dms('ana')[0]?.thread).toHaveLength(1);
  });
});
