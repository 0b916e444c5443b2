import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { root } from '../sandbox/bot.js';
import { empty, type Fill, full } from './pageScreens.js';
import { servePage } from './pageServer.js';

/** How long it takes from an input to the picture that answers it, on a full page and on an empty one. */
type Interaction = {
  readonly name: string;
  readonly as: string;
  prepare?(page: Page): Promise<void>;
  input(page: Page): Promise<void>;
  undo?(page: Page): Promise<void>;
  /** JavaScript that is true once the answer is there; the very next picture when not given. */
  readonly isAnswered?: string;
};

const composer = (page: Page) => page.getByRole('combobox', { name: /^Message/ });
const select = (page: Page) => page.getByRole('dialog').getByRole('combobox');
const isHere = (name: string) =>
  `document.querySelector('.slack-frame:not([inert])') && document.querySelector('.who strong')?.textContent === '${name}'`;

const interactions: readonly Interaction[] = [
  {
    name: 'A letter into the composer, 200 messages above',
    as: 'ana',
    prepare: (page) => composer(page).focus(),
    input: (page) => page.keyboard.press('a'),
  },
  {
    name: 'Become somebody else with 200 messages',
    as: 'ana',
    input: (page) => page.keyboard.press('Alt+Digit3'),
    undo: (page) => page.keyboard.press('Alt+Digit1'),
    isAnswered: isHere('Dana Levi'),
  },
  {
    name: 'Home, 100 blocks',
    as: 'ana',
    input: (page) => page.getByRole('tab', { name: 'Home' }).click(),
    undo: (page) => page.getByRole('tab', { name: 'Messages' }).click(),
  },
  {
    name: 'Back to 200 messages',
    as: 'ana',
    prepare: (page) => page.getByRole('tab', { name: 'Home' }).click(),
    input: (page) => page.getByRole('tab', { name: 'Messages' }).click(),
    undo: (page) => page.getByRole('tab', { name: 'Home' }).click(),
  },
  {
    name: 'A menu of 1,000 options opens',
    as: 'ben',
    input: (page) => select(page).click(),
    undo: async (page) => {
      await page.keyboard.press('Escape');
      await page.locator('[role=listbox]').waitFor({ state: 'detached' });
    },
  },
  {
    name: 'A letter narrows 1,000 options',
    as: 'ben',
    prepare: (page) => select(page).click(),
    input: (page) => page.keyboard.press('9'),
    undo: (page) => page.keyboard.press('Backspace'),
  },
];

/** Notes when an input came, and when the picture after it was there. */
const stopwatch = `
  window.pictureAfter = (isAnswered) => new Promise((resolve) => {
    const begin = ({ timeStamp }) => {
      for (const type of ['keydown', 'pointerdown']) removeEventListener(type, begin, true);
      const look = () => requestAnimationFrame(() => {
        if (!isAnswered()) return look();
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - timeStamp);
        port2.postMessage('painted');
      });
      look();
    };
    for (const type of ['keydown', 'pointerdown']) addEventListener(type, begin, true);
  });`;

const rounds = 15;

async function measure(page: Page, { as, prepare, input, undo, isAnswered }: Interaction, url: string) {
  await page.goto(`${url}/?as=${as}`);
  await page.locator('.slack-frame:not([inert])').waitFor();
  await prepare?.(page);
  const taken: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const answer = page.evaluate(`window.pictureAfter(() => ${isAnswered ?? 'true'})`) as Promise<number>;
    await page.evaluate('0');
    await input(page);
    taken.push(await answer);
    await undo?.(page);
    await page.waitForTimeout(60);
  }
  return taken.sort((one, other) => one - other);
}

async function measureAll(fill: Fill): Promise<readonly (readonly number[])[]> {
  const places = [process.env.LATCHKEY_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'];
  const executablePath = places.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error('This needs Chromium. Say where it is: LATCHKEY_CHROMIUM=/path');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const served = await servePage(join(root, 'dist', 'page'), fill);
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript(stopwatch);
    await page.addInitScript(`localStorage.setItem('latchkey.sandbox.tour', '"hidden"')`);
    const taken = [];
    for (const interaction of interactions) taken.push(await measure(page, interaction, served.url));
    return taken;
  } finally {
    served.close();
    await browser.close();
  }
}

const median = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
const ms = (time: number): string => `${Math.round(time)} ms`.padStart(8);

const [bare, filled] = [await measureAll(empty), await measureAll(full)];
console.log(`${'input to paint'.padEnd(50)}  median     worst     empty     ratio`);
for (const [index, { name }] of interactions.entries()) {
  const [taken, before] = [filled[index] ?? [], bare[index] ?? []];
  const ratio = (median(taken) / median(before)).toFixed(1).padStart(6);
  console.log(
    `${name.padEnd(48)}${ms(median(taken))}  ${ms(taken.at(-1) ?? Number.NaN)}  ${ms(median(before))}  ${ratio}×`,
  );
}
