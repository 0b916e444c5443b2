import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { root } from '../../sandbox/bot.js';
import { type Box, openBox } from '../../sandbox/box.js';
import { acme } from '../../sandbox/company.js';
import { serveWeb, type Web } from '../../sandbox/web/server.js';
import { testDatabase } from '../support/database.js';
import { Hand } from './hand.js';

/** The sandbox as `npm run demo` serves it, and people who sit before it, each with a browser of their own. */
export type Stage = {
  readonly box: Box;
  readonly web: Web;
  /** Somebody sits down, without the tour. */
  seat(key: string, how?: Seat): Promise<Hand>;
  /** Another tab of the same browser. */
  tab(beside: Hand, key: string): Promise<Hand>;
  /** Everybody leaves, and everything is as on the first day. */
  clear(): Promise<void>;
  close(): Promise<void>;
};

export type Size = 'desktop' | 'phone';
export type Seat = BrowserContextOptions & { readonly size?: Size; readonly tour?: 'shown' | 'hidden' };

const sizes: Readonly<Record<Size, BrowserContextOptions>> = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
};

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];
const found = [process.env.LATCHKEY_CHROMIUM, ...places].find((path) => path && existsSync(path));

/** A suite that needs a browser. Where there is none it is skipped, and says so. */
export function inBrowser(name: string, tests: () => void): void {
  // Not by the console: jest keeps for itself what a file said that was skipped as a whole.
  if (!found) process.stderr.write(`SKIPPED, no browser: ${name}. Install Chromium, or set LATCHKEY_CHROMIUM=/path\n`);
  (found ? describe : describe.skip)(name, tests);
}

export async function openStage(): Promise<Stage> {
  const database = await testDatabase();
  const box = await openBox({ company: acme, databaseUrl: database.url, catalog: join(root, 'catalog') });
  const page = join(root, 'dist', 'page');
  const web = await serveWeb({ box, page, catalog: join(root, 'catalog'), port: 4500 });
  const browser = await chromium.launch({ executablePath: found, args: ['--no-sandbox'] });
  return {
    box,
    web,
    seat: (key, how) => seat(browser, `${web.url}/?as=${key}`, how),
    tab: (beside, key) => open(beside.page.context(), `${web.url}/?as=${key}`),
    async clear() {
      for (const context of browser.contexts()) await context.close();
      await box.reset();
    },
    async close() {
      await browser.close();
      await web.stop();
      await box.stop();
      await database.drop();
    },
  };
}

async function seat(browser: Browser, address: string, { size = 'desktop', tour = 'hidden', ...more }: Seat = {}) {
  const context = await browser.newContext({ ...sizes[size], reducedMotion: 'reduce', ...more });
  await context.addInitScript(`localStorage.getItem('latchkey.sandbox.tour') ??
    localStorage.setItem('latchkey.sandbox.tour', '"${tour}"')`);
  return open(context, address);
}

async function open(context: BrowserContext, address: string): Promise<Hand> {
  const page = await context.newPage();
  page.setDefaultTimeout(40_000);
  const hand = new Hand(page);
  await page.goto(address);
  await page.getByRole('radio', { checked: true, name: /,/ }).waitFor();
  return hand;
}
