import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { arePortsFree, root, runTool } from './bot.js';
import { type Box, openBox } from './box.js';
import { acme } from './company.js';
import { type Database, emptyDatabase, startDatabase } from './database.js';
import { keep, lastMemory } from './memory.js';
import { tellStory } from './story.js';
import { here, playInTerminal, type Reach } from './terminal.js';
import { serveWeb, type Web } from './web/server.js';

/** `npm run demo`: a company in a box, in the browser; one story told in it, and then it is the reader's. */
const home = join(resolve(process.env.LATCHKEY_DATA ?? '.latchkey'), 'demo');
const catalog = join(root, 'catalog');
const page = join(root, 'dist', 'page');

const bold = (text: string) => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[0m` : text);
const indented = (text: string) =>
  text
    .split('\n')
    .map((line) => `    │ ${line}`)
    .join('\n');
const teller = {
  says: (sentence: string) => console.log(`\n${bold(sentence)}`),
  shows: (text: string) => console.log(indented(text)),
};

type Running = { database?: Database; box?: Box; web?: Web; prompt?: { close(): void } };

async function main(): Promise<void> {
  await mkdir(home, { recursive: true });
  const running: Running = {};
  let isEnding = false;
  const stop = once(async () => {
    isEnding = true;
    running.prompt?.close();
    await running.web?.stop();
    await running.box?.stop();
    if (running.box) await keep(home, running.box.standIns);
    await running.database?.stop();
  });
  const end = () => stop().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
  try {
    await play(running, end);
  } catch (error) {
    if (isEnding) return;
    await stop();
    throw error;
  }
}

async function play(running: Running, end: () => Promise<void>): Promise<void> {
  console.log('Starting Slack, Okta, Entra ID, Google and Jira (stand-ins, on this machine only), and Latchkey …');
  const [kept, database] = await Promise.all([lastMemory(home), startDatabase(home)]);
  running.database = database;
  // What the bot believes of a Slack and a Jira that nobody remembers would fit nothing.
  if (kept === 'of another version') await emptyDatabase(database.url);
  const memory = kept === 'of another version' ? undefined : kept;
  const ports = memory && (await arePortsFree(memory.ports)) ? memory.ports : {};
  const box = await openBox({ company: acme, databaseUrl: database.url, catalog, home, ports, memory });
  running.box = box;
  // The database is another one now: what was kept would not fit it.
  box.listen((change) => change === 'reset' && keep(home, box.standIns));
  running.web = await serveWeb({ box, page, catalog });
  const reach = await reachOf(box);
  if (box.bot.status === 'up') console.log(`Latchkey is up: ${box.bot.url}/readyz says ready, /metrics counts.`);
  showTheWayIn(running.web.url);
  await tell(box, running.web, reach);
  showTheWayIn(running.web.url);
  if (!process.stdin.isTTY) return;
  const prompt = playInTerminal(reach);
  running.prompt = prompt;
  prompt.on('close', end);
}

/** Somebody may begin anew or turn Okta off in the browser, in the middle of the story: then it is theirs to go on. */
async function tell(box: Box, web: Web, { audit }: Reach): Promise<void> {
  try {
    teller.says('One story first. Watch it here, or there.');
    await tellStory(box.standIns, teller);
    teller.says('And the record of it all, with its hash chain:');
    teller.shows((await audit('show')).trimEnd());
    showTheChecks(box);
    teller.says('That was the story. Everything stays up: try it yourself.');
  } catch (error) {
    if (!web.isInUse) throw error;
    teller.says('The story ends here: somebody is telling another one in the browser.');
  }
}

function showTheWayIn(url: string): void {
  if (existsSync(join(page, 'index.html'))) console.log(`\n${bold(`    Open ${url}`)}   (this machine only)\n`);
  else console.log(`\nThe page is not built, so there is only this terminal. To see why: npm run build\n`);
}

async function reachOf(box: Box): Promise<Reach> {
  const downloads = join(home, 'files');
  await mkdir(downloads, { recursive: true });
  return {
    company: () => box.standIns,
    audit: async (...words) => (await runTool('audit', words, box.environment)).trimEnd(),
    downloads,
    checks: (bundle) => `node dist/verify.mjs ${bundle} --key ${here(box.furniture.publicKey)}`,
  };
}

/** The record is signed with a key of the demo's own: whoever has the public one can check it. */
function showTheChecks({ furniture }: Box): void {
  teller.says('All of it is signed every minute. Type verify here, or check it from another terminal:');
  const place = process.platform === 'win32' ? `set LATCHKEY_DATA=${here(home)}&&` : `LATCHKEY_DATA=${here(home)}`;
  teller.shows(`${place} npm run audit -- verify --key ${here(furniture.publicKey)}`);
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    // Later: what it closes may call this again at once, before there is anything to give back.
    done ??= Promise.resolve().then(work);
    return done;
  };
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
