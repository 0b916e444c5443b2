import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type StandIns, startStandIns } from '../../sandbox/standIns.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { companyOf, figmaFor, writeCatalog } from '../support/ground.js';
import { freePort, root, run, runOut } from '../support/process.js';

/** Each starts a process or two, on cores that may be busy. */
jest.setTimeout(120_000);

const catalog = writeCatalog(figmaFor('8h'));
const main = [join(root, 'dist', 'src', 'main.js')];
let standIns: StandIns;
let database: TestDatabase;
let whole: Record<string, string>;

beforeAll(async () => {
  [standIns, database] = await Promise.all([startStandIns(companyOf(['ana'])), testDatabase()]);
  whole = { ...standIns.environment, DATABASE_URL: database.url, CATALOG_DIR: catalog };
});
afterAll(async () => {
  await standIns.stop();
  await database.drop();
  rmSync(catalog, { recursive: true });
});

const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => !names.includes(name)));

async function refusal(environment: Record<string, string>): Promise<string> {
  const { code, said } = await runOut(main, { ...environment, PORT: String(await freePort()) });
  expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('Latchkey cannot start') });
  expect(said).not.toMatch(/\n {4}at /);
  return said;
}

describe('it does not start, and says what to mend', () => {
  test('without a variable', async () => {
    expect(await refusal(without('SLACK_BOT_TOKEN'))).toMatch(
      /SLACK_BOT_TOKEN is not set\. Take the Bot User OAuth Token/,
    );
    expect(await refusal(without('SLACK_APP_TOKEN'))).toMatch(/SLACK_APP_TOKEN is not set\..*SLACK_SIGNING_SECRET/);
    expect(await refusal(without('OKTA_API_TOKEN'))).toMatch(
      /OKTA_ORG_URL is\. Set OKTA_CLIENT_ID with OKTA_PRIVATE_KEY, or OKTA_API_TOKEN/,
    );
    expect(await refusal(without('JIRA_API_TOKEN'))).toMatch(/JIRA_API_TOKEN is not set, but/);
  });

  test('with a token that Slack refuses', async () => {
    const wrong = await refusal({ ...whole, SLACK_BOT_TOKEN: 'xoxb-wrong' });
    expect(wrong).toMatch(/SLACK_BOT_TOKEN.*invalid_auth/);
    expect(wrong).not.toContain('xoxb-wrong');
    expect(await refusal({ ...whole, SLACK_APP_TOKEN: 'xapp-wrong' })).toMatch(/SLACK_APP_TOKEN.*invalid_auth/);
  });

  test('with a catalog whose provider has no settings', async () => {
    const said = await refusal(without('OKTA_ORG_URL', 'OKTA_API_TOKEN'));
    expect(said).toMatch(/figma\.yaml:4.*OKTA_ORG_URL|OKTA_ORG_URL.*figma\.yaml/s);
  });

  test('with a broken file in the catalog', async () => {
    const broken = writeCatalog(figmaFor('8 parsecs'));
    const said = await refusal({ ...whole, CATALOG_DIR: broken });
    expect(said).toMatch(/figma\.yaml:11.*durations/);
    writeFileSync(join(broken, 'figma.yaml'), 'app: [figma\nname: "');
    expect(await refusal({ ...whole, CATALOG_DIR: broken })).toMatch(/figma\.yaml:\d/);
    rmSync(broken, { recursive: true });
    expect(await refusal({ ...whole, CATALOG_DIR: '/nowhere/at/all' })).toMatch(/\/nowhere\/at\/all/);
  });

  test('without a database that answers', async () => {
    const url = `postgres://nobody@127.0.0.1:${await freePort()}/none`;
    expect(await refusal({ ...whole, DATABASE_URL: url })).toMatch(/DATABASE_URL/);
  });

  test('on a port that somebody else has', async () => {
    const { code, said } = await runOut(main, { ...whole, PORT: new URL(standIns.okta.url).port });
    expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(/PORT/) });
  });
});

test('with all it needs it is ready, says what is on, and never a secret', async () => {
  const bot = await run({ ...whole, LOG_LEVEL: 'info' });
  expect(bot.said()).toContain('Slack: on, Socket Mode');
  for (const secret of [whole.SLACK_BOT_TOKEN, whole.SLACK_APP_TOKEN, whole.OKTA_API_TOKEN, whole.JIRA_API_TOKEN])
    expect(bot.said()).not.toContain(secret);
  expect(await bot.end()).toBe(0);
});

test('npm start is the same: it makes what is missing, and ends with its own code', async () => {
  const { code, said } = await runOut([join(root, 'scripts', 'run.mjs'), 'src/main.js'], without('SLACK_BOT_TOKEN'));
  expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('SLACK_BOT_TOKEN is not set') });
});
