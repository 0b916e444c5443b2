// Takes the pictures that README shows, from the real page, by playing what they show: npm run screenshots
import { mkdirSync, statSync } from 'node:fs';
import { openBrowser, openSandbox } from './browser.mjs';
import { main } from './command.mjs';
import { inRoot } from './paths.mjs';
import { readyForSandbox } from './ready.mjs';

const pictures = inRoot('docs', 'pictures');

await main(async () => {
  await readyForSandbox();
  mkdirSync(pictures, { recursive: true });
  const sandbox = await openSandbox();
  const browser = await openBrowser();
  try {
    await play(browser, sandbox.url);
  } finally {
    await browser.close();
    await sandbox.close();
  }
});

async function play(browser, url) {
  const small = { width: 1100, height: 720 };
  const [ana, ben] = await Promise.all(
    ['ana', 'ben'].map((who) => seat(browser, `${url}/?as=${who}`, small, 'hidden')),
  );
  await ask(ben, '/access aws', 'Read only', 'Look at what the new pages cost');
  await ask(ben, '/access figma', 'Viewer', 'Follow the redesign');
  await ana.getByRole('combobox', { name: /^Message/ }).fill('/access figma');
  await ana.keyboard.press('Enter');
  await choose(ana, 'Role', 'Editor');
  await choose(ana, 'Duration', '7 days');
  await ana.getByRole('textbox', { name: 'Reason' }).fill('Icons for the pricing page, with the web team');
  await shoot(ana, 'request');
  await submit(ana);
  await ben.getByText('Icons for the pricing page').last().waitFor();
  await shoot(ben, 'approve');
  await ben.getByRole('tab', { name: 'Home' }).click();
  await ben.getByRole('button', { name: 'Give back' }).first().waitFor();
  await shoot(ben, 'home');
  await ben.getByRole('tab', { name: 'Messages' }).click();
  await ben.locator('#pane-slack').getByRole('button', { name: 'Approve', exact: true }).last().click();
  const wide = await seat(browser, `${url}/?as=ana`, { width: 1440, height: 1080 }, 'shown');
  await wide.getByText("You're in: active until").last().waitFor();
  for (const fold of ['What goes wrong', 'What happens']) await wide.getByRole('button', { name: fold }).click();
  await wide.getByText('the chain is whole').waitFor();
  await shoot(wide, 'behind');
  await playInJira(browser, url, ana);
  await playEvidence(browser, url);
}

async function playInJira(browser, url, ana) {
  await ask(ana, '/access github', 'Engineer', 'Publish the icons as a package');
  const ben = await seat(browser, `${url}/?as=ben`, { width: 1440, height: 900 }, 'shown');
  const folds = ['What goes wrong', 'What happens', 'Okta: groups', 'Entra ID: groups', 'Google: groups', 'The record'];
  for (const fold of folds) await ben.getByRole('button', { name: fold, exact: true }).click();
  const behind = ben.getByRole('list', { name: 'Jira issues' });
  await behind.getByText('Ana Silva: GitHub Engineer').waitFor();
  await behind
    .getByLabel(/^Open ACC-/)
    .first()
    .click();
  await behind
    .getByRole('textbox', { name: /^Comment on/ })
    .first()
    .fill('Which repository is it for?');
  await ben.keyboard.press('Enter');
  await behind.getByText('Latchkey carries it into the Slack thread').waitFor();
  await shoot(ben, 'jira');
}

async function playEvidence(browser, url) {
  const grace = await seat(browser, `${url}/?as=grace`, { width: 1100, height: 720 }, 'hidden');
  await grace.getByRole('combobox', { name: /^Message/ }).fill('/access evidence');
  await grace.keyboard.press('Enter');
  await grace.getByRole('dialog').getByRole('button', { name: 'Send it to me' }).click();
  await grace.getByRole('list', { name: /files$/ }).waitFor();
  await shoot(grace, 'evidence');
}

async function seat(browser, address, viewport, behind) {
  const context = await browser.newContext({
    viewport,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Lisbon',
  });
  await context.addInitScript(
    ([shown]) => {
      localStorage.setItem('latchkey.sandbox.tour', '"hidden"');
      localStorage.setItem('latchkey.sandbox.behind', JSON.stringify(shown));
    },
    [behind],
  );
  const page = await context.newPage();
  await page.goto(address);
  await page.getByRole('combobox', { name: /^Message/ }).waitFor();
  return page;
}

async function ask(page, command, role, reason) {
  await page.getByRole('combobox', { name: /^Message/ }).fill(command);
  await page.keyboard.press('Enter');
  await choose(page, 'Role', role);
  await page.getByRole('textbox', { name: 'Reason' }).fill(reason);
  await submit(page);
}

async function choose(page, label, option) {
  await page.getByRole('dialog').getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: new RegExp(`^${option}`) }).click();
  // A role has a duration. Only then the form is whole: what is sent before comes back.
  await page.getByRole('dialog').getByRole('combobox', { name: 'Duration' }).waitFor();
}

async function submit(page) {
  await page.getByRole('dialog').getByRole('button', { name: 'Submit' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

async function shoot(page, name) {
  // The mouse and the cursor are nobody's business in a picture.
  await page.mouse.move(2, 2);
  await page.waitForTimeout(2_500);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const path = `${pictures}/${name}-${colorScheme}.png`;
    await page.screenshot({ path, caret: 'hide' });
    console.log(`${name}-${colorScheme}.png, ${Math.round(statSync(path).size / 1024)} kB`);
  }
}
