import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { Hand } from './hand.js';
import { inBrowser, openStage, type Stage } from './stage.js';
import { asks } from './tellings.js';

jest.setTimeout(240_000);

let stage: Stage;

const wish = { app: 'figma', role: 'Editor', reason: 'Icons for the pricing page' };
const members = () => stage.box.standIns.okta.members('figma-editors');

async function seats(...keys: string[]): Promise<Hand[]> {
  return Promise.all(keys.map((key) => stage.seat(key)));
}

inBrowser('a switch is thrown in the middle of the story', () => {
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.close());
  afterEach(() => stage.clear());

  test('Okta is slow: Slack is answered all the same, and Ana gets in', async () => {
    const [ana, ben, iris] = (await seats('ana', 'ben', 'it')) as [Hand, Hand, Hand];
    await asks(ana, wish);
    await iris.turns('Okta: slow');
    await iris.behind.getByText('Okta takes seconds to answer.').waitFor();
    await ben.presses('Approve');
    await ana.reads(/You're in: active until/, 60_000);
  });

  test('Okta says 429: Latchkey waits, and goes on when it may', async () => {
    const [ana, ben, iris] = (await seats('ana', 'ben', 'it')) as [Hand, Hand, Hand];
    await asks(ana, { ...wish, duration: '20 seconds' });
    await ben.presses('Approve');
    await ana.reads(/You're in: active until/);
    await iris.turns('Okta: 429');
    await iris.behind.getByText('on purpose:').first().waitFor({ timeout: 60_000 });
    await iris.turns('Okta: fine');
    await ana.reads('Ended', 60_000);
    expect(members()).toEqual([]);
  });

  test('Okta’s answers are lost: what was done is found done', async () => {
    const [ana, ben, iris] = (await seats('ana', 'ben', 'it')) as [Hand, Hand, Hand];
    await asks(ana, wish);
    await iris.turns('Okta: answers lost');
    await ben.presses('Approve');
    await iris.behind.getByText('on purpose:').first().waitFor();
    await iris.turns('Okta: fine');
    await ana.reads(/You're in: active until/, 60_000);
    expect(members()).toEqual(['ana']);
  });

  test('Jira is down: nobody waits for it, and it catches up', async () => {
    const [ana, ben, iris] = (await seats('ana', 'ben', 'it')) as [Hand, Hand, Hand];
    await iris.turns('Jira: down');
    await asks(ana, wish);
    await ben.presses('Approve');
    await ana.reads(/You're in: active until/);
    expect(stage.box.standIns.jira.issues()).toEqual([]);
    await iris.turns('Jira: fine');
    await iris.issue('Ana Silva: Figma Editor').waitFor({ timeout: 60_000 });
  });

  test('Slack delivers twice: it happens once', async () => {
    const [ana, ben, iris] = (await seats('ana', 'ben', 'it')) as [Hand, Hand, Hand];
    await iris.turns('Slack: delivers twice');
    await asks(ana, wish);
    await ben.presses('Approve');
    await ana.reads(/You're in: active until/);
    await iris.behind.getByText('assignment.activated', { exact: true }).waitFor();
    for (const type of ['request.submitted', 'request.approved', 'assignment.opened']) {
      expect(await iris.behind.getByText(type, { exact: true }).count()).toBe(1);
    }
    expect(stage.box.standIns.jira.issues()).toHaveLength(1);
  });

  test('Latchkey is killed and started again: the story goes on', async () => {
    const [ana, ben, iris] = (await seats('ana', 'ben', 'it')) as [Hand, Hand, Hand];
    await asks(ana, wish);
    await iris.turns('Latchkey: killed');
    await iris.behind.getByText('Latchkey is gone').waitFor();
    await ben.presses('Approve');
    await ben.slack
      .getByText(/trouble|did not|respond/i)
      .first()
      .waitFor();
    expect(members()).toEqual([]);
    await iris.turns('Latchkey: runs');
    await iris.behind.getByText('Latchkey is up').last().waitFor({ timeout: 100_000 });
    await ben.presses('Approve');
    await ana.reads(/You're in: active until/);
    expect(members()).toEqual(['ana']);
  });
});
