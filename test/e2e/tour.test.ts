import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { TROUBLE } from '../../sandbox/slack/workspace.js';
import { firstOf, type Hand } from './hand.js';
import { inBrowser, openStage, type Size, type Stage } from './stage.js';

jest.setTimeout(240_000);

let stage: Stage;
const button = ({ page }: Hand, name: string | RegExp) => page.getByRole('button', { name });
const says = ({ page }: Hand, text: string | RegExp, timeout?: number) =>
  page.locator('.story-says', { hasText: text }).waitFor({ timeout });

/** Has a step done. Where Slack says that Latchkey did not answer in time, the reader asks for it once more. */
async function hasItDone(reader: Hand, next: string): Promise<void> {
  const trouble = reader.page.locator('.trouble', { hasText: TROUBLE });
  for (let tries = 0; tries < 3; tries += 1) {
    await button(reader, 'Do it for me').click();
    if ((await firstOf({ done: says(reader, next), trouble: trouble.waitFor() })) === 'done') return;
    await trouble.getByRole('button', { name: 'Dismiss' }).click();
  }
  throw new Error(`Latchkey does not answer. Not told: ${next}`);
}

inBrowser('the tour', () => {
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.close());
  afterEach(() => stage.clear());

  test.each(['desktop', 'phone'] as const satisfies readonly Size[])(
    'says what to do, points at it, and notices what the reader did (%s)',
    async (size) => {
      const reader = await stage.seat('ben', { size, tour: 'shown' });
      await button(reader, /Ask and get in/).click();
      await says(reader, 'Ana types /access figma');
      const ring = reader.page.locator('.spotlight');
      const switcher = await reader.page.getByRole('radio', { name: /^Ana Silva,/ }).boundingBox();
      await ring.waitFor();
      expect(Math.abs(((await ring.boundingBox())?.x ?? 0) - (switcher?.x ?? 99))).toBeLessThan(8);
      await button(reader, 'Act as Ana').click();
      await reader.opens('Request access', '/access figma');
      await says(reader, 'choose the role Editor');
      await reader.choosesRole('Request access', 'Editor');
      await says(reader, 'Say why you need it');
      await reader.fills('Request access', 'Reason', 'Icons for the pricing page');
      await reader.submits('Request access');
      await says(reader, 'Ben, her manager');
      await button(reader, 'Act as Ben').click();
      await reader.presses('Approve');
      await says(reader, 'Be Ana again');
      await button(reader, 'Act as Ana').click();
      await says(reader, 'Ana is in figma-editors');
      await reader.page.reload();
      await says(reader, 'Ana is in figma-editors');
      await button(reader, 'All stories').click();
      await reader.page.getByRole('button', { name: /Ask and get in.*told/ }).waitFor();
      await button(reader, 'Leave the tour').click();
      await reader.page.getByRole('complementary', { name: 'Tour' }).waitFor({ state: 'detached' });
    },
  );

  test('does it for the reader, and starts again', async () => {
    const reader = await stage.seat('ana', { tour: 'shown' });
    await button(reader, /A clear no/).click();
    for (const next of ['choose the role', 'Say why', 'press Deny', 'A no needs a reason', 'Be Ana again']) {
      await hasItDone(reader, next);
    }
    await button(reader, 'Act as Ana').click();
    await says(reader, 'Nothing was given.');
    await reader.reads('Denied by Priya Nair');
    await button(reader, 'Start again').click();
    await says(reader, 'Ana types /access github');
    await reader.slack.getByText('Denied by Priya Nair').first().waitFor({ state: 'detached' });
  });

  test('by keyboard alone: arrows and Alt switch people, Escape closes, focus comes back', async () => {
    const reader = await stage.seat('ana');
    const { page } = reader;
    await page.getByRole('radio', { name: /^Ana Silva,/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('radio', { name: /^Ben Okafor,/, checked: true }).waitFor();
    await page.keyboard.press('Alt+Digit4');
    await page.getByRole('radio', { name: /^Omar Haddad,/, checked: true }).waitFor();
    await button(reader, 'Start over').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Start over?' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Start over?' }).waitFor({ state: 'detached' });
    expect(await page.locator('button:focus').textContent()).toBe('Start over');
    await button(reader, 'Close behind the scenes').click();
    await reader.behind.waitFor({ state: 'hidden' });
  });

  test('says plainly when the sandbox is gone, and goes on when it is back', async () => {
    const reader = await stage.seat('ana');
    await reader.page.context().setOffline(true);
    await reader.page.route('**/api/**', (route) => route.abort());
    await reader.turns('Jira: down');
    await reader.page.getByRole('alert').getByText('The sandbox does not answer.').waitFor();
    await reader.page.unroute('**/api/**');
    await reader.page.context().setOffline(false);
    await reader.turns('Jira: down');
    await reader.behind.getByText('Jira does not answer.').waitFor();
    await reader.turns('Jira: fine');
  });
});
