import { setTimeout as wait } from 'node:timers/promises';
import { startBot } from '../sandbox/bot.js';
import { startStandIns } from '../sandbox/standIns.js';
import { crowd } from './company.js';
import { memoryOf } from './conversation.js';
import { type Row, times } from './measure.js';

/** Long enough for what starts lazily to have started. */
const rest = 3_000;

export type Homes = { readonly withOkta: string; readonly without: string };

/** At rest: with Okta and Jira, and with neither, on the same database. */
export async function measureMemory(
  environment: Readonly<Record<string, string>>,
  catalogs: Homes,
  afterWork: number,
): Promise<Row> {
  const standIns = await startStandIns(crowd(1));
  const slack = Object.entries(standIns.environment).filter(([name]) => name.startsWith('SLACK_'));
  const pages = { ...environment, ...Object.fromEntries(slack) };
  try {
    const alone = await atRest({ ...pages, ...nobody, CATALOG_DIR: catalogs.without });
    const both = await atRest({ ...environment, ...standIns.environment, CATALOG_DIR: catalogs.withOkta });
    return {
      what: 'memory at rest, with Okta and Jira over with neither',
      result: `${times(both / alone)} as much`,
      note: `${mb(both)} over ${mb(alone)}; ${mb(afterWork)} after 30 requests`,
    };
  } finally {
    await standIns.stop();
  }
}

async function atRest(environment: Readonly<Record<string, string>>): Promise<number> {
  const bot = await startBot(environment);
  try {
    await wait(rest);
    return await memoryOf(bot);
  } finally {
    await bot.stop();
  }
}

/** A directory must be named, and the client for this one weighs next to nothing. */
const nobody = { ENTRA_TENANT_ID: 'nobody', ENTRA_CLIENT_ID: 'nobody', ENTRA_CLIENT_SECRET: 'nothing' };

const mb = (megabytes: number): string => `${Math.round(megabytes)} MB`;
