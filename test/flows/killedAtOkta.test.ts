import { afterEach, expect, test } from '@jest/globals';
import { approve, cardSays, threadSays } from '../support/acts.js';
import {
  allCaught,
  allTold,
  asks,
  catchCall,
  expectWholeStory,
  killIn,
  pressAgain,
  reasonOf,
} from '../support/crash.js';
import { companyOf, figmaFor, type Ground, openGround } from '../support/ground.js';

/** Each of them is at another step when the process dies, all in one moment. */
const keys = ['ana', 'bea', 'cleo', 'dora', 'eve', 'fay', 'gwen'];
let ground: Ground;
afterEach(() => ground.close());

test('kill -9 at each call to Okta, on the way in and on the way out, leaves one membership each and then none', async () => {
  ground = await openGround({ company: companyOf(keys), catalog: figmaFor('60s') });
  const { slack, okta } = ground;
  const first = await ground.start();
  for (const key of keys) await asks(ground, key);

  const caughtIn = [
    catchCall(okta.faults, 'listUserGroups', 'late'),
    catchCall(okta.faults, 'getGroup', 'late'),
    catchCall(okta.faults, 'listGroupRules', 'late'),
    catchCall(okta.faults, 'assignUserToGroup', 'lost'),
    catchCall(okta.faults, 'assignUserToGroup', 'late', 1),
    catchCall(okta.faults, 'assignUserToGroup', 'applied', 2),
  ];
  await Promise.all(keys.slice(0, 6).map((key) => approve(slack.as('ben'), reasonOf(key))));
  await allCaught(caughtIn);
  const readBack = catchCall(okta.faults, 'listUserGroups', 'late', 1);
  await approve(slack.as('ben'), reasonOf('gwen'));
  // A press that dies before it is on record is pressed again by whoever pressed it: that is not what is tried here.
  await cardSays(slack.as('gwen'), reasonOf('gwen'), 'Approved by');
  await killIn(first, [...caughtIn, readBack]);

  const second = await ground.start();
  await pressAgain(ground);
  for (const key of keys) await cardSays(slack.as(key), reasonOf(key), "You're in");
  expect(okta.members('figma-editors')).toEqual(keys);
  const caughtOut = [
    catchCall(okta.faults, 'getGroup', 'late'),
    catchCall(okta.faults, 'listGroupRules', 'late'),
    catchCall(okta.faults, 'unassignUserFromGroup', 'lost'),
    catchCall(okta.faults, 'unassignUserFromGroup', 'late', 1),
    catchCall(okta.faults, 'unassignUserFromGroup', 'applied', 2),
    catchCall(okta.faults, 'listUserGroups', 'late'),
  ];
  await killIn(second, caughtOut);

  await ground.start();
  for (const key of keys) await threadSays(slack.as(key), reasonOf(key), 'has ended');
  expect(okta.members('figma-editors')).toEqual([]);
  await allTold(ground);
  await expectWholeStory(ground, keys);
}, 240_000);
