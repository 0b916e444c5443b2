import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Hand } from './hand.js';
import { inBrowser, openStage, type Size, type Stage } from './stage.js';

jest.setTimeout(240_000);

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let stage: Stage;

/** What axe finds on what can be seen now that would keep somebody out. */
async function obstacles(hand: Hand): Promise<string[]> {
  await hand.page.addScriptTag({ path: axe });
  const { violations } = (await hand.page.evaluate('axe.run()')) as AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`,
    );
}

inBrowser('the page by axe', () => {
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.close());
  afterEach(() => stage.clear());

  const looks = [
    ['desktop', 'light'],
    ['desktop', 'dark'],
    ['phone', 'light'],
    ['phone', 'dark'],
  ] as const satisfies readonly (readonly [Size, 'light' | 'dark'])[];

  test.each(looks)('no serious violation on any main screen: %s, %s', async (size, colorScheme) => {
    const seat = { size, colorScheme, tour: 'shown', bypassCSP: true } as const;
    const ana = await stage.seat('ana', seat);
    expect(await obstacles(ana)).toEqual([]);
    await ana.opens('Request access', '/access figma');
    await ana.form('Request access').getByRole('combobox', { name: 'Role' }).waitFor();
    expect(await obstacles(ana)).toEqual([]);
    await ana.choosesRole('Request access', 'Editor');
    await ana.form('Request access').getByRole('button', { name: 'Submit' }).click();
    await ana.form('Request access').getByText('Please complete this required field.').first().waitFor();
    expect(await obstacles(ana)).toEqual([]);
    await ana.fills('Request access', 'Reason', 'To see it by axe');
    await ana.submits('Request access');
    await ana.reads(/Waiting for/);
    expect(await obstacles(ana)).toEqual([]);

    const ben = await stage.seat('ben', seat);
    await ben.slack.getByRole('button', { name: 'Deny' }).last().waitFor();
    expect(await obstacles(ben)).toEqual([]);
    await ben.slack.getByRole('tab', { name: 'Home' }).click();
    await ben.reads('Waiting for you');
    expect(await obstacles(ben)).toEqual([]);
    await ben.looksBehind();
    await ben.opensIssue('ACC-1');
    await ben.behind.getByRole('button', { name: 'Move ACC-1 to Approved' }).waitFor();
    await ben.turns('Jira: down');
    await ben.behind
      .getByRole('button', { name: /^Tamper with/ })
      .first()
      .click();
    await ben.behind.getByText('The chain is broken').waitFor();
    expect(await obstacles(ben)).toEqual([]);
    await ben.turns('Jira: fine');
    await ben.page.getByRole('button', { name: 'Start over' }).click();
    await ben.page.getByRole('dialog', { name: 'Start over?' }).waitFor();
    expect(await obstacles(ben)).toEqual([]);
  });
});
