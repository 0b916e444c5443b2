import { afterAll, afterEach, beforeAll, jest, test } from '@jest/globals';
import type { Hand } from './hand.js';
import { inBrowser, openStage, type Stage } from './stage.js';
import { asks } from './tellings.js';

jest.setTimeout(240_000);

let stage: Stage;
const wish = { app: 'figma', role: 'Editor', reason: 'Icons for the pricing page' };

/** A browser without a window takes every tab for shown; so it is told which one is. */
const looks = ({ page }: Hand, at: 'this tab' | 'another tab') =>
  page.evaluate(`
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      value: '${at === 'this tab' ? 'visible' : 'hidden'}',
    });
    document.dispatchEvent(new Event('visibilitychange'));
  `);

inBrowser('many tabs of one browser', () => {
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.close());
  afterEach(() => stage.clear());

  test('three people in three windows beside each other', async () => {
    const ana = await stage.seat('ana');
    const ben = await stage.tab(ana, 'ben');
    const iris = await stage.tab(ana, 'it');
    await asks(ana, wish);
    await ben.presses('Approve');
    await ana.reads(/You're in: active until/);
    await iris.member('figma-editors', 'Ana Silva').waitFor();
  });

  test('in the ninth tab all works, and who comes back to the first finds what happened since', async () => {
    const ben = await stage.seat('ben');
    let last = ben;
    for (const key of ['dana', 'omar', 'sam', 'priya', 'grace', 'it', 'dana', 'ana']) {
      await looks(last, 'another tab');
      last = await stage.tab(ben, key);
    }
    await asks(last, wish);
    await looks(last, 'another tab');
    await looks(ben, 'this tab');
    await ben.presses('Approve');
    await looks(last, 'this tab');
    await last.reads(/You're in: active until/);
  });
});
