import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Faults } from '../../sandbox/faults.js';
import { approve, ask, cardSays, cardToDecide, message, patience, sharedHouse, threadSays } from '../support/acts.js';
import { allTold, auditTrail, cardOf, momentsIn, reasonOf, undone } from '../support/crash.js';
import { companyOf, figmaFor, writeCatalog } from '../support/ground.js';
import { hours } from '../support/house.js';

const catalog = writeCatalog(figmaFor('8h'));
const atOkta = ['ana', 'bea', 'cleo', 'dora', 'eve', 'fay', 'gwen', 'hana'];
const others = ['ida', 'june', 'kira', 'lena', 'mona'];
const at = sharedHouse({ company: companyOf([...atOkta, ...others]), environment: { CATALOG_DIR: catalog } });
afterAll(() => rmSync(catalog, { recursive: true }));

const wanted = (key: string) => ({ app: 'figma', role: 'Editor', reason: reasonOf(key) });
const isIn = (key: string) => at().okta.has(key, 'figma-editors');

/** Time goes on, as it has to for what is tried again later; and what is in hand is let finish. */
async function inTime(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > 60) throw new Error(`Still not so after ten minutes: ${holds}`);
    await at().passTime(10);
    await at()
      .until(holds, 500)
      .catch(() => undefined);
  }
}

const isToldIn = (key: string) => () => momentsIn(cardOf(at(), key)).includes('in');

async function expectStory(key: string): Promise<void> {
  const { jira } = at();
  await inTime(() => cardOf(at(), key)?.thread.some((line) => line.includes('has ended')) ?? false);
  await allTold(at());
  const trail = (await auditTrail(at(), key)).filter((type) => !['assignment.warned', 'grant.delayed'].includes(type));
  expect(trail.slice(-7)).toEqual([
    'grant.opened',
    'grant.activated',
    'assignment.activated',
    'assignment.ending',
    'grant.ending',
    'grant.ended',
    'assignment.ended',
  ]);
  const lines = momentsIn(cardOf(at(), key));
  expect(lines.filter((line) => ['decided', 'in', 'ended'].includes(line))).toEqual(['decided', 'in', 'ended']);
  const [issue, ...more] = jira.issues().filter(({ description }) => description.includes(reasonOf(key)));
  expect(more).toEqual([]);
  expect(issue?.statusCategory).toBe('done');
  expect(new Set(issue?.comments).size).toBe(issue?.comments.length);
}

const inAMoment = () => String(Math.ceil(at().now().getTime() / 1000) + 20);
const full = (): Record<string, string> => ({
  'x-rate-limit-limit': '50',
  'x-rate-limit-remaining': '0',
  'x-rate-limit-reset': inAMoment(),
});
const oktaSays = (status: number, errorCode: string) => ({ status, body: { errorCode, errorSummary: 'Not now' } });

type Trouble = readonly [what: string, who: string, strike: (faults: Faults, write: string) => void];
const troubles: readonly Trouble[] = [
  [
    'answers 429 until its reset',
    'ana',
    (faults, write) => {
      faults.error(write, { ...oktaSays(429, 'E0000047'), headers: full() }, { times: 2 });
    },
  ],
  [
    'answers 500 and 503',
    'bea',
    (faults, write) => {
      faults.error(write, oktaSays(500, 'E0000009'), { times: 2 });
      faults.error(write, { status: 503, body: 'upstream unavailable' }, { times: 2 });
    },
  ],
  ['does not answer in time', 'cleo', (faults, write) => void faults.slow(write, 6_000, { times: 1 })],
  ['cuts the connection', 'dora', (faults, write) => void faults.down(write, { times: 3 })],
  ['does it and loses the answer', 'eve', (faults, write) => void faults.loseAnswer(write, { times: 1 })],
  [
    'does it and loses the answer, again and again',
    'fay',
    (faults, write) => void faults.loseAnswer(write, { times: 4 }),
  ],
];

describe('Okta', () => {
  test.each(troubles)('%s: %s is in once it can be, and out again once it can be', async (_, key, strike) => {
    const { slack, okta } = at();
    strike(okta.faults, 'assignUserToGroup');
    expect(await ask(slack.as(key), wanted(key))).toBe('sent');
    await approve(slack.as('ben'), reasonOf(key));
    await inTime(isToldIn(key));
    expect(isIn(key)).toBe(true);
    okta.faults.clear();
    strike(okta.faults, 'unassignUserFromGroup');
    await at().passTime(hours(8) + 1);
    await inTime(() => !isIn(key));
    await expectStory(key);
    okta.faults.clear();
  });

  test('lists yesterday after each write: nobody is told too early, and nobody stays', async () => {
    const { slack, okta } = at();
    okta.staleLists({ reads: 3 });
    await ask(slack.as('gwen'), wanted('gwen'));
    await approve(slack.as('ben'), reasonOf('gwen'));
    await inTime(isToldIn('gwen'));
    await at().passTime(hours(8) + 1);
    await expectStory('gwen');
    okta.staleLists('none');
    expect(isIn('gwen')).toBe(false);
  });

  test('is away: a click is answered, what was approved is given and what is over is taken as soon as it is back', async () => {
    const { slack, okta } = at();
    await ask(slack.as('hana'), wanted('hana'));
    await ask(slack.as('ida'), wanted('ida'));
    await approve(slack.as('ben'), reasonOf('ida'));
    await threadSays(slack.as('ida'), reasonOf('ida'), "You're in");
    await okta.goDown();
    await approve(slack.as('ben'), reasonOf('hana'));
    await slack.as('ben').until(() => message(slack.as('ben'), 'Try again in a minute'), patience);
    await at().passTime(hours(8) + 1);
    await at().passTime(hours(1));
    expect(isIn('ida')).toBe(true);
    await okta.comeBack();
    await inTime(() => !isIn('ida'));
    await expectStory('ida');
    await approve(slack.as('ben'), reasonOf('hana'));
    await threadSays(slack.as('hana'), reasonOf('hana'), "You're in");
    await at().passTime(hours(8) + 1);
    await expectStory('hana');
  });
});

test('Slack is away for hours: access ends in time all the same, and everything is told afterwards', async () => {
  const { slack } = at();
  await ask(slack.as('june'), wanted('june'));
  await approve(slack.as('ben'), reasonOf('june'));
  await threadSays(slack.as('june'), reasonOf('june'), "You're in");
  await slack.goDown();
  await at().passTime(hours(8) + 1);
  await at().until(() => !isIn('june'), patience.within);
  await at().passTime(hours(2));
  await slack.comeBack();
  await slack.connected();
  await expectStory('june');
  expect(cardOf(at(), 'june')?.text).toContain('Ended');
  expect(cardOf(at(), 'june')?.buttons).not.toContain('Give back');
}, 120_000);

test('Slack asks to wait and fails now and then: each line comes once', async () => {
  const { slack } = at();
  slack.rateLimit('chat.postMessage', 2, { times: 2 });
  slack.refuse('chat.update', 'internal_error', { times: 2 });
  slack.faults.loseAnswer('chat.postMessage', { times: 1, after: 3 });
  await ask(slack.as('kira'), wanted('kira'));
  await inTime(() => message(slack.as('ben'), reasonOf('kira')) !== undefined);
  await approve(slack.as('ben'), reasonOf('kira'));
  await inTime(isToldIn('kira'));
  slack.faults.loseAnswer('chat.postMessage', { times: 1 });
  await at().passTime(hours(8) + 1);
  await expectStory('kira');
  expect(slack.as('kira').dms()).toHaveLength(1);
  expect(
    slack
      .as('ben')
      .dms()
      .filter(({ text }) => text.includes(reasonOf('kira'))),
  ).toHaveLength(1);
});

test('Slack takes a card and a line only after we gave up: each is there once, and nobody else waits for it', async () => {
  const { slack } = at();
  const [ben, mona] = [slack.as('ben'), slack.as('mona')];
  const card = slack.faults.hold('chat.postMessage', { times: 1 });
  await ask(mona, wanted('mona'));
  await cardSays(mona, reasonOf('mona'), 'Waiting for Ben');
  expect(message(ben, reasonOf('mona'))).toBeUndefined();
  card.release();
  await cardToDecide(ben, reasonOf('mona'));
  await at().passTime(20);
  await allTold(at());
  const line = slack.faults.hold('chat.postMessage', { times: 1 });
  await approve(ben, reasonOf('mona'));
  await at().until(async () => (await undone(at())).some((row) => row.includes('may still arrive')), patience.within);
  line.release();
  await inTime(isToldIn('mona'));
  await at().passTime(hours(8) + 1);
  await expectStory('mona');
  expect(mona.dms()).toHaveLength(1);
  expect(ben.dms().filter(({ text }) => text.includes(reasonOf('mona')))).toHaveLength(1);
});

test('Jira is away for hours: nobody notices in Slack, and its issue is complete afterwards', async () => {
  const { slack, jira } = at();
  await jira.goDown();
  await ask(slack.as('lena'), wanted('lena'));
  await approve(slack.as('ben'), reasonOf('lena'));
  await threadSays(slack.as('lena'), reasonOf('lena'), "You're in");
  await at().passTime(hours(8) + 1);
  await threadSays(slack.as('lena'), reasonOf('lena'), 'has ended');
  expect(isIn('lena')).toBe(false);
  await at().passTime(hours(3));
  await jira.comeBack();
  await at().passTime(hours(1));
  await expectStory('lena');
  const issue = jira.issues().find(({ description }) => description.includes(reasonOf('lena')));
  const told = ['Submitted', 'Approved', 'Active', 'Ended'].map((word) =>
    (issue?.comments ?? []).findIndex((comment) => comment.startsWith(word)),
  );
  expect(told).toEqual([...told].sort((one, other) => one - other));
  expect(told).not.toContain(-1);
});
