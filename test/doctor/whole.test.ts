import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type StandIns, startStandIns } from '../../sandbox/standIns.js';
import { readCatalog } from '../../src/catalogFiles.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { root, runOut } from '../support/process.js';

let standIns: StandIns;
let database: TestDatabase;
beforeAll(async () => {
  [standIns, database] = await Promise.all([startStandIns(), testDatabase()]);
  const { apps } = await readCatalog(join(root, 'catalog'));
  standIns.okta.manageOnly(apps.flatMap(({ roles }) => roles.flatMap(({ groups }) => groups)));
});
afterAll(() => Promise.all([standIns.stop(), database.drop()]));

const doctor = (environment: Readonly<Record<string, string>> = {}, ...words: string[]) =>
  runOut([join(root, 'dist', 'src', 'doctor.js'), ...words], {
    ...standIns.environment,
    DATABASE_URL: database.url,
    CATALOG_DIR: join(root, 'catalog'),
    ...environment,
  });

test('a company that is set up as the README says has nothing to mend, one line a check', async () => {
  const { code, said } = await doctor();
  expect(said.split('\n').filter((line) => line.startsWith('✘'))).toEqual([]);
  expect(said).toMatch(/✔ Okta: group figma-editors \(figma\/editor\)\. It takes writes and has 0 members\./);
  expect(said).toMatch(/✔ Slack: scope chat:write\./);
  expect(said).toMatch(/✔ Jira: permission to create issues\./);
  expect(said).toMatch(/✔ Database: the record\./);
  expect(code).toBe(0);
  const writes = [...standIns.okta.calls, ...standIns.jira.calls].filter(({ method }) => method !== 'GET');
  expect(writes).toEqual([]);
});

test('what is wrong is named with its remedy, and fails a deployment', async () => {
  standIns.slack.settings.scopes.delete('im:history');
  standIns.okta.deleteGroup('figma-editors');
  const { code, said } = await doctor();
  const wrong = said.split('\n').filter((line) => line.startsWith('✘'));
  expect(wrong).toEqual([
    expect.stringMatching(/^✘ Slack: scope im:history\. .* → Add it/),
    expect.stringMatching(/^✘ Okta: group figma-editors \(figma\/editor\)\. There is no such group\. → Create it/),
  ]);
  expect(code).toBe(1);
});

test('a group in reach that no role names is too much', async () => {
  standIns.okta.manageOnly('all');
  const { code, said } = await doctor();
  expect(said).toMatch(/✘ Okta: groups beyond the catalog\. .* → Bind the admin role to a resource set/);
  expect(code).toBe(1);
});

test('machines get one document', async () => {
  const { code, said } = await doctor({}, '--json');
  const told = JSON.parse(said) as { isWell: boolean; checks: { part: string; check: string; verdict: string }[] };
  expect([code, told.isWell]).toEqual([1, false]);
  expect(told.checks.find(({ check }) => check === 'scope im:history')).toMatchObject({
    part: 'Slack',
    verdict: 'bad',
  });
});

test('settings and files that cannot be read are findings like others', async () => {
  const { code, said } = await doctor({ SLACK_BOT_TOKEN: 'nonsense', PORT: 'x' });
  expect(said).toMatch(/✘ Settings: SLACK_BOT_TOKEN\. .*starts with xoxb-/);
  expect(said).toMatch(/✘ Settings: PORT\. /);
  expect([code, said.includes('nonsense')]).toEqual([1, false]);
  const other = await doctor({ CATALOG_DIR: join(root, 'docs') });
  expect(other.said).toMatch(/✘ Catalog: .*policy\.yaml/);
});
