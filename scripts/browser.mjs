import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { Failed } from './command.mjs';
import { inRoot } from './paths.mjs';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

export async function openBrowser() {
  const executablePath = [process.env.LATCHKEY_CHROMIUM, ...places].find((path) => path && existsSync(path));
  if (!executablePath) throw new Failed('This needs Chromium. Install it, or say where it is: LATCHKEY_CHROMIUM=/path');
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** The demo as `npm run demo` serves it, without its story, on data that nobody else has. */
export async function openSandbox() {
  const [{ openBox }, { acme }, { startDatabase }, { serveWeb }] = await Promise.all(
    ['box', 'company', 'database', 'web/server'].map((name) => import(inRoot('dist', 'sandbox', `${name}.js`))),
  );
  const home = mkdtempSync(join(tmpdir(), 'latchkey-pictures-'));
  const database = await startDatabase(home);
  const catalog = inRoot('catalog');
  const box = await openBox({ company: acme, databaseUrl: database.url, catalog });
  const web = await serveWeb({ box, page: inRoot('dist', 'page'), catalog, port: 4600 });
  return {
    url: web.url,
    async close() {
      await web.stop();
      await box.stop();
      await database.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
