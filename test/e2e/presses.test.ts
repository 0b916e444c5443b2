import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { inBrowser, openStage, type Stage } from './stage.js';
import { asks } from './tellings.js';

jest.setTimeout(240_000);

let stage: Stage;

/** Takes hold of a button. It is pressed when the hand lets go. */
async function takesHoldOf(page: Page, button: Locator): Promise<void> {
  await button.hover();
  await page.mouse.down();
}

inBrowser('a press while Latchkey redraws', () => {
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.close());
  afterEach(() => stage.clear());

  test('Submit is pressed, also when the form grows under the pointer', async () => {
    const ana = await stage.seat('ana');
    const form = ana.form('Request access');
    await ana.opens('Request access', '/access figma');
    const redraw = stage.box.standIns.slack.faults.hold('views.update');
    await ana.chooses('Request access', 'Role', 'Editor');
    await redraw.met();
    const submit = form.getByRole('button', { name: 'Submit' });
    const before = await submit.boundingBox();
    await takesHoldOf(ana.page, submit);
    redraw.release();
    await form.getByRole('combobox', { name: 'Duration' }).waitFor();
    const after = await submit.boundingBox();
    expect(after?.y).toBeGreaterThan((before?.y ?? 0) + (before?.height ?? 0));
    await ana.page.mouse.up();
    await form.getByText('Please complete this required field.').first().waitFor();
  });

  test('what was wrong with the form is said still when it was redrawn', async () => {
    const ana = await stage.seat('ana');
    const form = ana.form('Request access');
    await ana.opens('Request access', '/access figma');
    const redraw = stage.box.standIns.slack.faults.hold('views.update');
    await ana.chooses('Request access', 'Role', 'Editor');
    await redraw.met();
    await form.getByRole('button', { name: 'Submit' }).click();
    await form.getByText('Please complete this required field.').first().waitFor();
    redraw.release();
    await form.getByRole('combobox', { name: 'Duration' }).waitFor();
    await form.getByText('Please complete this required field.').first().waitFor();
  });

  test('Approve is pressed, also when the card is drawn anew in between', async () => {
    const [ana, ben] = await Promise.all([stage.seat('ana'), stage.seat('ben')]);
    const redraw = stage.box.standIns.slack.faults.hold('chat.update');
    await asks(ana, { app: 'figma', role: 'Editor', reason: 'Icons for the pricing page' });
    await redraw.met();
    await takesHoldOf(ben.page, ben.slack.getByRole('button', { name: 'Approve' }).last());
    redraw.release();
    await ben.reads('ACC-1');
    await ben.page.mouse.up();
    await ana.reads(/You're in: active until/);
  });
});
