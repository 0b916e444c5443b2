import { afterEach, expect, test } from '@jest/globals';
import { approve, cardSays, threadSays } from '../support/acts.js';
import { allTold, asks, catchCall, expectWholeStory, killIn, pressAgain, reasonOf } from '../support/crash.js';
import { companyOf, figmaFor, type Ground, openGround } from '../support/ground.js';

const keys = ['ana', 'bea', 'cleo', 'dora'];
let ground: Ground;
afterEach(() => ground.close());

test('kill -9 at each write to Jira leaves one issue each, every comment once and all of them done', async () => {
  ground = await openGround({ company: companyOf(keys), catalog: figmaFor('25s') });
  const { slack, okta, jira } = ground;
  jira.searchLag('untilTold');

  const first = await ground.start();
  const made = [
    catchCall(jira.faults, 'createIssue', 'lost'),
    catchCall(jira.faults, 'createIssue', 'late', 1),
    catchCall(jira.faults, 'createIssue', 'applied', 2),
    catchCall(jira.faults, 'addComment', 'applied'),
  ];
  for (const key of keys) await asks(ground, key);
  await killIn(first, made);

  const second = await ground.start();
  await allTold(ground);
  const told = [
    catchCall(jira.faults, 'addComment', 'lost'),
    catchCall(jira.faults, 'addComment', 'applied', 1),
    catchCall(jira.faults, 'doTransition', 'lost'),
    catchCall(jira.faults, 'doTransition', 'applied', 1),
  ];
  for (const key of keys) await approve(slack.as('ben'), reasonOf(key));
  await killIn(second, told);

  const third = await ground.start();
  await pressAgain(ground);
  for (const key of keys) await cardSays(slack.as(key), reasonOf(key), "You're in");
  await allTold(ground);
  const ended = [
    catchCall(jira.faults, 'addComment', 'lost'),
    catchCall(jira.faults, 'addComment', 'applied', 1),
    catchCall(jira.faults, 'doTransition', 'late'),
    catchCall(jira.faults, 'doTransition', 'applied', 1),
  ];
  await killIn(third, ended);

  await ground.start();
  for (const key of keys) await threadSays(slack.as(key), reasonOf(key), 'has ended');
  expect(okta.members('figma-editors')).toEqual([]);
  await allTold(ground);
  await expectWholeStory(ground, keys);
  expect(jira.issues().map(({ statusCategory }) => statusCategory)).toEqual(keys.map(() => 'done'));
}, 240_000);
