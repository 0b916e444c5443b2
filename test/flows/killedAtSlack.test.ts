import { afterEach, expect, test } from '@jest/globals';
import { approve, cardSays, cardToDecide, messageOnce, threadSays } from '../support/acts.js';
import {
  allCaught,
  allTold,
  asks,
  type Caught,
  catchCall,
  expectWholeStory,
  killIn,
  type Moment,
  reasonOf,
} from '../support/crash.js';
import { companyOf, figmaFor, type Ground, openGround } from '../support/ground.js';

const keys = ['ana', 'bea', 'cleo', 'dora', 'eve', 'fay'];
const moments: readonly Moment[] = ['lost', 'late', 'applied'];
let ground: Ground;
afterEach(() => ground.close());

const asking = (key: string) => asks(ground, key);
const post = 'chat.postMessage';

/** Each in turn: while the others wait, a call can only be this one's. */
async function catchEach(
  people: readonly string[],
  after: number,
  act: (key: string) => Promise<unknown>,
): Promise<Caught[]> {
  const caught: Caught[] = [];
  for (const [index, key] of people.entries()) {
    const one = catchCall(ground.slack.faults, post, moments[index % moments.length] ?? 'late', after);
    await act(key);
    await allCaught([one]);
    caught.push(one);
  }
  return caught;
}

test('kill -9 at each post to Slack leaves one card each, and one line for each moment', async () => {
  ground = await openGround({ company: companyOf(keys), catalog: figmaFor('30s') });
  const { slack, okta } = ground;
  const ben = slack.as('ben');

  const first = await ground.start();
  const approversCards = await catchEach(keys.slice(0, 3), 0, asking);
  const requestersCards = await catchEach(keys.slice(3), 1, asking);
  await killIn(first, [...approversCards, ...requestersCards]);

  const second = await ground.start();
  for (const key of keys) await cardToDecide(ben, reasonOf(key));
  for (const key of keys) await messageOnce(slack.as(key), reasonOf(key));
  const redrawn = catchCall(slack.faults, 'chat.update', 'lost');
  await approve(ben, reasonOf('ana'));
  await allCaught([redrawn]);
  const decided = await catchEach(keys.slice(1, 4), 0, (key) => approve(ben, reasonOf(key)));
  await killIn(second, [redrawn, ...decided]);

  const third = await ground.start();
  for (const key of keys.slice(0, 4)) await cardSays(slack.as(key), reasonOf(key), "You're in");
  await allTold(ground);
  const lines = await catchEach(keys.slice(4), 1, (key) => approve(ben, reasonOf(key)));
  await killIn(third, lines);

  await ground.start();
  for (const key of keys) await threadSays(slack.as(key), reasonOf(key), 'has ended');
  expect(okta.members('figma-editors')).toEqual([]);
  await allTold(ground);
  await expectWholeStory(ground, keys);
}, 360_000);

test('kill -9 while the end is told in Slack leaves one line about it, and a card that says so', async () => {
  const four = keys.slice(0, 4);
  ground = await openGround({ company: companyOf(four), catalog: figmaFor('12s') });
  const { slack, okta } = ground;
  const first = await ground.start();
  for (const key of four) await asking(key);
  const given = okta.faults.hold('assignUserToGroup');
  for (const key of four) await approve(slack.as('ben'), reasonOf(key));
  given.release();
  for (const key of four) await threadSays(slack.as(key), reasonOf(key), 'ends soon');
  await allTold(ground);
  const caught = [
    catchCall(slack.faults, 'chat.update', 'late'),
    ...moments.map((moment, index) => catchCall(slack.faults, post, moment, index)),
  ];
  await killIn(first, caught);

  await ground.start();
  for (const key of four) await threadSays(slack.as(key), reasonOf(key), 'has ended');
  expect(okta.members('figma-editors')).toEqual([]);
  await allTold(ground);
  await expectWholeStory(ground, four);
}, 360_000);
