import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Command } from '../../src/domain/lifecycle.js';
import { asksForFigma, asksForProduction, type Board, openBoard } from '../support/board.js';
import { days, hours, minutes, text } from '../support/given.js';

let board: Board;
beforeEach(async () => {
  board = await openBoard();
});
afterEach(() => board.stop());

const dms = (key: string) => board.slack.as(key).dms();
const approve = (by: string, stageOf: 'figma' | 'aws' = 'figma'): Command => ({
  type: 'request.approve',
  id: 'r1',
  by,
  catalog: 'c',
  analysis: board.analysis(
    stageOf === 'figma' ? { app: 'figma', role: 'editor' } : { app: 'aws', role: 'production-admin' },
  ),
});
const open: Command = {
  type: 'assignment.open',
  id: 'r1',
  recipient: 'ana',
  app: 'figma',
  role: 'editor',
  duration: hours(8),
  wanted: [{ entitlement: 'okta:00g1', grant: 'g1' }],
  alreadyHad: [],
};
const putIn: Command = { type: 'grant.confirmProvisioned', id: 'g1', how: 'done' };
const takenOut: Command = { type: 'grant.confirmRevoked', id: 'g1', how: 'done' };

async function anaIsIn(): Promise<void> {
  for (const command of [asksForFigma(board), approve('ben'), open, putIn]) await board.do(command);
}

describe('a request', () => {
  test('reaches its approver as one card, and its requester as another', async () => {
    await board.do(asksForFigma(board));
    expect(dms('ben').map(({ buttons }) => buttons)).toEqual([['Approve', 'Deny']]);
    expect(dms('ben')[0]?.text).toContain('Ana Silva (Product designer) asks for Editor in Figma.');
    expect(dms('ana').map(({ text: said }) => said)).toEqual([
      expect.stringContaining('Waiting for Ben Okafor (manager)'),
    ]);
  });

  test('of two stages asks the second one when the first has said yes', async () => {
    await board.do(asksForProduction(board));
    expect(dms('priya')).toEqual([]);
    await board.do(approve('sam', 'aws'));
    expect(dms('sam')[0]?.text).toContain('Approved by Sam Rivera. Now Priya Nair (app owner) is asked.');
    expect(dms('sam')[0]?.buttons).toEqual([]);
    expect(dms('priya')[0]?.buttons).toEqual(['Approve', 'Deny']);
  });

  test('lesson 12: after the decision every copy says who decided, and has no buttons', async () => {
    const it = { id: 'it', name: 'Iris Tan', isActive: true, isInSlack: true };
    board.circle = { ...board.circle, security: [...board.circle.security, it] };
    await board.do(asksForProduction(board));
    await board.do({ ...approve('sam', 'aws'), type: 'request.deny', reason: text('no') } as Command);
    for (const key of ['sam', 'it']) {
      expect(dms(key)).toHaveLength(1);
      expect(dms(key)[0]?.text).toContain('Denied by Sam Rivera');
      expect(dms(key)[0]?.text).toContain('>the text of no');
      expect(dms(key)[0]?.buttons).toEqual([]);
    }
    expect(dms('ana')[0]?.text).toContain('Denied by Sam Rivera');
    expect(dms('ana')[0]?.thread).toEqual([expect.stringMatching(/^@Ana Silva .*Denied by Sam Rivera/)]);
  });

  test('lesson 8: when it lapses no card keeps its buttons', async () => {
    await board.do(asksForFigma(board));
    board.passed = days(3);
    await board.do({ type: 'request.lapse', id: 'r1' });
    expect(dms('ben')[0]?.buttons).toEqual([]);
    expect(dms('ana')[0]?.text).toMatch(/Nobody answered by .*\. Ask again/);
  });

  test('lesson 11: an approver gets one card and one reminder, however often it is told', async () => {
    const asked = board.decide(asksForFigma(board));
    await board.tell(asked);
    board.passed = days(1.5);
    const reminded = board.decide({ type: 'request.remind', id: 'r1' });
    for (let time = 0; time < 3; time += 1) await board.tell([...asked, ...reminded]);
    expect(dms('ben')).toHaveLength(1);
    expect(dms('ben')[0]?.thread).toEqual([expect.stringMatching(/^@Ben Okafor Ana Silva is still waiting/)]);
    expect(dms('ana')).toHaveLength(1);
    expect(dms('ana')[0]?.thread).toEqual([]);
  });

  test('asks somebody else when policy names somebody else, and tells the first', async () => {
    await board.do(asksForFigma(board));
    board.circle = { ...board.circle, manager: { id: 'grace', name: 'Grace Chen', isActive: true, isInSlack: true } };
    board.passed = days(1.5);
    await board.do({ type: 'request.remind', id: 'r1' });
    expect(dms('ben')[0]?.buttons).toEqual([]);
    expect(dms('ben')[0]?.text).toContain('Now Grace Chen (manager) is asked.');
    expect(dms('grace')[0]?.buttons).toEqual(['Approve', 'Deny']);
  });
});

test('one card tells the whole story, and its thread rings at five moments', async () => {
  await anaIsIn();
  expect(dms('ana')[0]?.text).toContain("You're in: active until");
  board.passed = hours(7);
  await board.do({ type: 'assignment.warn', id: 'r1' });
  expect(dms('ana')[0]?.text).toContain('Ends soon');
  board.passed = hours(8);
  await board.do({ type: 'assignment.expire', id: 'r1' });
  expect(dms('ana')[0]?.text).toContain('Your access is being taken away');
  await board.do(takenOut);
  expect(dms('ana')).toHaveLength(1);
  expect(dms('ana')[0]?.text).toContain('Ended\nTime was up');
  expect(dms('ana')[0]?.thread).toEqual([
    expect.stringMatching(/^@Ana Silva .*Approved by Ben Okafor/),
    expect.stringMatching(/^@Ana Silva You're in/),
    expect.stringMatching(/^@Ana Silva .*ends soon: 1 h left/),
    expect.stringMatching(/^@Ana Silva .*has ended\. Time was up/),
  ]);
});

test('every event heard twice reads as if it were heard once', async () => {
  const events = [asksForFigma(board), approve('ben'), open, putIn].flatMap((command) => [...board.decide(command)]);
  for (const event of events) await board.tell([event, event]);
  expect(dms('ana')).toHaveLength(1);
  expect(dms('ana')[0]?.thread).toHaveLength(2);
});

describe('when Slack does not take it', () => {
  test('the wait that Slack names is passed on', async () => {
    board.slack.rateLimit('chat.postMessage', 7, { times: 1 });
    const asked = board.decide(asksForFigma(board));
    const error = await board.tell(asked).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'SlackDown', retryAt: new Date('2026-03-02T09:00:07.000Z') });
    await board.tell(asked);
    expect(dms('ben')).toHaveLength(1);
  });

  test('what is refused for good is said so, and the rest goes on', async () => {
    board.slack.refuse('chat.postMessage', 'invalid_blocks', { times: 1 });
    await expect(board.do(asksForFigma(board))).rejects.toMatchObject({ name: 'SlackRefused', code: 'invalid_blocks' });
    expect(dms('ana')).toHaveLength(1);
  });

  test('a missing scope is tried again: an admin can mend it', async () => {
    board.slack.refuse('chat.postMessage', 'missing_scope', { times: 1 });
    await expect(board.do(asksForFigma(board))).rejects.toMatchObject({ name: 'SlackDown' });
  });

  test('lesson 9: an approver who cannot be reached is named in the log, and holds up nobody', async () => {
    const it = { id: 'it', name: 'Iris Tan', isActive: true, isInSlack: true };
    board.circle = { ...board.circle, security: [...board.circle.security, it] };
    board.slack.people.update('sam', { deleted: true });
    await board.do(asksForProduction(board));
    expect(dms('it')).toHaveLength(1);
    expect(dms('ana')).toHaveLength(1);
    expect(board.complaints).toEqual([expect.stringContaining('"person":"sam"')]);
  });
});

test('the Home tab is drawn anew for those who have opened it, and for nobody else', async () => {
  const ana = board.people.get('ana');
  if (ana) board.people.set('ana', { ...ana, homeOpenedAt: '2026-03-02T08:00:00.000Z' });
  await anaIsIn();
  const home = board.slack.as('ana').home();
  expect(home.text()).toContain('Editor in Figma');
  expect(home.text()).toContain('8 h left');
  expect(home.buttons()).toEqual(['Request access', 'Extend', 'Give back']);
  expect(board.slack.workspace.homes.size).toBe(1);
});

test('several events of one moment cost Slack one redrawing', async () => {
  const { notify } = board;
  const events = [asksForFigma(board), approve('ben'), open, putIn].flatMap((command) => [...board.decide(command)]);
  for (const event of events) await notify.hear(event, 'r1');
  expect(board.slack.calls.filter(({ method }) => method === 'chat.update')).toEqual([]);
  board.passed = minutes(10);
  await notify.hear(events[0]!, 'r1');
  expect(board.slack.calls.filter(({ method }) => method === 'chat.update')).not.toEqual([]);
});
