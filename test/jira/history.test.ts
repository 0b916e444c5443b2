import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Ask, asking } from '../../src/jira/client.js';
import { createHistory } from '../../src/jira/history.js';
import { clock, close, issue, jira, open, seconds } from '../support/jiraSite.js';

beforeAll(open);
afterAll(close);

const ben = 'ben@acme.example.com';

function history() {
  const { url: baseUrl, email, apiToken, projectKey: project } = jira;
  return createHistory(asking({ baseUrl, email, apiToken, project }, { now: () => new Date(clock.now), log: console }));
}

/** How often the changelog is asked for until it is told. */
async function pages(told: () => Promise<unknown>): Promise<number> {
  const before = asked();
  await told();
  return asked() - before;
}
const asked = () => jira.calls.filter(({ operation }) => operation === 'getChangeLogs').length;

test('a history of hundreds is read once; then what was added, and what somebody did last is found behind it', async () => {
  const key = await issue();
  for (let times = 1; times <= 350; times += 1) jira.edit(key, ben, { summary: `Edited ${times} times` });
  const moves = history();
  expect(await pages(async () => expect(await moves(key)).toEqual([]))).toBe(4);
  expect(await pages(() => moves(key))).toBe(1);
  clock.now += seconds(1);
  jira.moveTo(key, 'In Progress', ben);
  for (let times = 1; times <= 120; times += 1) jira.edit(key, ben, { summary: `And ${times} times more` });
  const read = async () => expect((await moves(key)).map(({ to }) => to)).toEqual(['In Progress']);
  expect(await pages(read)).toBe(2);
  expect(await pages(read)).toBe(1);
  expect(await history()(key)).toEqual(await moves(key));
});

test('where what was read does not stand there any more, all is read anew', async () => {
  const entry = (id: string, to: string) => ({
    id,
    created: '2026-11-21T10:00:00.000+0000',
    items: [{ field: 'status', fromString: 'To Do', toString: to, to: '1' }],
  });
  let entries = [entry('1', 'In Progress'), entry('2', 'Done')];
  const getChangeLogs = async ({ startAt = 0 }) => ({ total: entries.length, values: entries.slice(startAt) });
  const ask: Ask = async (_what, call) => call({ issues: { getChangeLogs } } as unknown as Parameters<typeof call>[0]);
  const moves = createHistory(ask);
  const read = async () => (await moves('ACC-1')).map(({ to }) => to);
  expect(await read()).toEqual(['In Progress', 'Done']);
  entries = [entry('1', 'In Progress'), entry('3', 'Declined'), entry('4', 'Done')];
  expect(await read()).toEqual(['In Progress', 'Declined', 'Done']);
  entries = [];
  expect(await read()).toEqual([]);
});
