import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { arePortsFree, type Bot, runTool, startBot } from './bot.js';
import { acme } from './company.js';
import { keep, lastMemory, recall } from './memory.js';
import { type StandIns, startStandIns } from './standIns.js';
import { tellStory } from './story.js';
import { playInTerminal } from './terminal.js';

/** `npm run demo`: a company in a box, one story told in it, and then it is the reader's. */
const home = join(resolve(process.env.LATCHKEY_DATA ?? '.latchkey'), 'demo');

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

async function main(): Promise<void> {
  await mkdir(home, { recursive: true });
  const running: { standIns?: StandIns; bot?: Bot; prompt?: { close(): void } } = {};
  const stop = once(async () => {
    running.prompt?.close();
    await running.bot?.stop();
    if (running.standIns) await keep(home, running.standIns);
    await running.standIns?.stop();
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop().then(() => process.exit(0)));
  try {
    await play(running, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function play(
  running: { standIns?: StandIns; bot?: Bot; prompt?: { close(): void } },
  stop: () => Promise<void>,
): Promise<void> {
  console.log('Starting Slack, Okta and Jira (stand-ins, on this machine only), and Latchkey with the real SDKs …');
  const memory = await lastMemory(home);
  const standIns = await startStandIns(acme, memory && (await arePortsFree(memory.ports)) ? memory.ports : {});
  running.standIns = standIns;
  if (memory) recall(standIns, memory);
  const environment = { ...standIns.environment, LATCHKEY_DATA: home, CATALOG_DIR: 'catalog', LOG_LEVEL: 'error' };
  running.bot = await startBot(environment);
  const trail = () => runTool('audit', ['show'], environment);
  console.log(`Latchkey is up: ${running.bot.url}/readyz says ready, ${running.bot.url}/metrics counts.`);
  await tellStory(standIns, teller);
  teller.says('And the record of it all, with its hash chain:');
  teller.shows((await trail()).trimEnd());
  teller.says('That was the story. Everything stays up: try it yourself.');
  if (!process.stdin.isTTY) return;
  running.prompt = playInTerminal(standIns, trail);
  (running.prompt as { on?: (event: string, listener: () => void) => void }).on?.('close', () =>
    stop().then(() => process.exit(0)),
  );
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
