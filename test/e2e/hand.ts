import type { Locator, Page } from 'playwright-core';
import { TROUBLE } from '../../sandbox/slack/workspace.js';

/** Which of these comes first. */
export const firstOf = <Name extends string>(outcomes: Readonly<Record<Name, Promise<unknown>>>): Promise<Name> =>
  Promise.race(
    (Object.entries(outcomes) as [Name, Promise<unknown>][]).map(([name, coming]) => coming.then(() => name)),
  );

/** Somebody at the page: clicks, types and reads, and knows nothing of what is behind it. */
export class Hand {
  /** What the browser complained of. */
  readonly complaints: string[] = [];

  constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('http://127.0.0.1:')) this.complaints.push(`asked for ${request.url()}`);
    });
  }

  get slack(): Locator {
    return this.page.locator('#pane-slack');
  }

  get behind(): Locator {
    return this.page.locator('#pane-behind');
  }

  async types(text: string): Promise<void> {
    const composer = this.slack.getByRole('combobox', { name: /^Message/ });
    await composer.fill(text);
    await composer.press('Enter');
  }

  /** Types a command that opens a form. Where the app did not answer in time, it is typed again, as Slack asks. */
  async opens(title: string, command: string): Promise<void> {
    const notice = this.slack.locator('.sk-notice', { hasText: TROUBLE });
    const late = this.slack.getByText('Please try once more.');
    for (let tries = 0; tries < 3; tries += 1) {
      const before = await late.count();
      await this.types(command);
      const outcome = await firstOf({
        open: this.form(title).waitFor(),
        trouble: notice.waitFor(),
        late: late.nth(before).waitFor(),
      });
      if (outcome === 'open') return;
      if (outcome === 'trouble') await notice.getByRole('button', { name: 'Dismiss' }).click();
    }
    throw new Error(`“${title}” does not open with ${command}.`);
  }

  form(title: string): Locator {
    return this.page.getByRole('dialog', { name: title });
  }

  async chooses(title: string, label: string, option: string): Promise<void> {
    await this.form(title).getByRole('combobox', { name: label }).click();
    await this.page.getByRole('option', { name: new RegExp(`^${option}`) }).click();
  }

  async fills(title: string, label: string, text: string): Promise<void> {
    await this.form(title).getByRole('textbox', { name: label }).fill(text);
  }

  /** Chooses a role, and sees for how long it can be had. */
  async choosesRole(title: string, role: string): Promise<void> {
    await this.chooses(title, 'Role', role);
    await this.form(title).getByRole('combobox', { name: 'Duration' }).waitFor();
  }

  /**
   * Sends the form and sees it go. Where Slack says that the app did not answer in time, it is sent again, as it asks;
   * where Latchkey has to say in the form that it came through, that is read and done with.
   */
  async submits(title: string, button = 'Submit'): Promise<void> {
    const form = this.form(title);
    const trouble = form.getByRole('alert').getByText(TROUBLE);
    const done = form.getByRole('button', { name: 'Done', exact: true });
    for (let tries = 0; tries < 3; tries += 1) {
      await form.getByRole('button', { name: button, exact: true }).click();
      const gone = form.waitFor({ state: 'detached' });
      const outcome = await firstOf({ gone, late: done.waitFor(), trouble: trouble.waitFor() });
      if (outcome === 'late') await done.click();
      if (outcome !== 'trouble') return form.waitFor({ state: 'detached' });
    }
    throw new Error(`Latchkey does not take “${title}”: ${await form.textContent()}`);
  }

  /** The newest button with this text. */
  async presses(text: string | RegExp): Promise<void> {
    await this.slack.getByRole('button', { name: text, exact: true }).last().click();
  }

  async confirms(title: string, button: string): Promise<void> {
    await this.page.getByRole('alertdialog', { name: title }).getByRole('button', { name: button }).click();
  }

  /** Waits until it can be read in Slack. */
  async reads(text: string | RegExp, within?: number): Promise<void> {
    await this.slack.getByText(text).last().waitFor({ timeout: within });
  }

  async looksBehind(): Promise<void> {
    const tab = this.page.getByRole('tab', { name: 'Behind the scenes' });
    if (await tab.isVisible()) await tab.click();
  }

  async looksAtSlack(): Promise<void> {
    const tab = this.page.getByRole('tab', { name: /^Slack/ });
    if (await tab.isVisible()) await tab.click();
  }

  async turns(name: string): Promise<void> {
    await this.looksBehind();
    await this.behind.getByRole('radio', { name, exact: true }).click();
  }

  /** What is said on an issue, and what can be done there. */
  async opensIssue(key: string): Promise<void> {
    await this.looksBehind();
    await this.behind.getByLabel(new RegExp(`^Open ${key}:`)).click();
  }

  issue(text: string): Locator {
    return this.behind.getByRole('list', { name: 'Jira issues' }).getByText(text);
  }

  member(group: string, name: string): Locator {
    return this.behind.getByRole('list', { name: `Members of ${group}` }).getByText(name);
  }
}
