import { afterEach, expect, test } from '@jest/globals';
import { approve, cardSays, cardToDecide, threadSays } from '../support/acts.js';
import { allTold, asks, expectWholeStory, reasonOf } from '../support/crash.js';
import { companyOf, figmaFor, type Ground, openGround } from '../support/ground.js';
import type { Running } from '../support/process.js';

const keys = ['ana', 'bea', 'cleo', 'dora'];
let ground: Ground;
afterEach(() => ground.close());

async function page({ url }: Running, path: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${url}${path}`);
  return { status: answer.status, text: await answer.text() };
}

test('a web process and two workers on one database do everything once, and each leaves in the middle of work', async () => {
  ground = await openGround({ company: companyOf(keys), catalog: figmaFor('40s') });
  const { slack, okta } = ground;
  const [web, one, other] = await Promise.all([
    ground.start({ ROLE: 'web' }),
    ground.start({ ROLE: 'worker' }),
    ground.start({ ROLE: 'worker' }),
  ]);
  for (const role of [web, one, other]) {
    expect(await page(role, '/healthz')).toEqual({ status: 200, text: 'alive\n' });
    expect(await page(role, '/readyz')).toEqual({ status: 200, text: 'ready\n' });
    expect((await page(role, '/metrics')).text).toContain('latchkey_outbox_undone');
  }
  expect(slack.connections).toBe(2);

  for (const key of keys) await asks(ground, key);
  for (const key of keys) await cardToDecide(slack.as('ben'), reasonOf(key));
  const adding = okta.faults.hold('assignUserToGroup', { times: 2 });
  const posting = slack.faults.hold('chat.postMessage', { times: 1 });
  for (const key of keys) await approve(slack.as('ben'), reasonOf(key));
  await Promise.all([adding.met(2), posting.met()]);
  const gone = one.end();
  adding.release();
  posting.release();
  expect(await gone).toBe(0);
  expect(one.said()).not.toContain('stopping failed');

  for (const key of keys) await cardSays(slack.as(key), reasonOf(key), "You're in");
  expect(okta.members('figma-editors')).toEqual(keys);
  await ground.start({ ROLE: 'worker' });
  const thinking = slack.faults.hold('users.info', { times: 1 });
  const pressed = slack.as('ana').press('Give back', { in: reasonOf('ana') });
  await thinking.met();
  const webGone = web.end();
  thinking.release();
  await pressed;
  expect(await webGone).toBe(0);
  await threadSays(slack.as('ana'), reasonOf('ana'), 'has ended');

  const removing = okta.faults.hold('unassignUserFromGroup', { times: 1 });
  await removing.met();
  const otherGone = other.end();
  removing.release();
  expect(await otherGone).toBe(0);
  for (const key of keys) await threadSays(slack.as(key), reasonOf(key), 'has ended');
  expect(okta.members('figma-editors')).toEqual([]);
  await allTold(ground);
  await expectWholeStory(ground, keys);
}, 240_000);

test('two workers that are killed in turn leave everything to the third', async () => {
  ground = await openGround({ company: companyOf(keys), catalog: figmaFor('15s') });
  const { slack, okta } = ground;
  await ground.start({ ROLE: 'web' });
  const [one, other] = await Promise.all([ground.start({ ROLE: 'worker' }), ground.start({ ROLE: 'worker' })]);
  for (const key of keys) await asks(ground, key);
  for (const key of keys) await cardToDecide(slack.as('ben'), reasonOf(key));
  const adding = okta.faults.hold('assignUserToGroup', { times: 4 });
  for (const key of keys) await approve(slack.as('ben'), reasonOf(key));
  await adding.met(2);
  await Promise.all([one.kill(), other.kill()]);
  adding.release();
  await ground.start({ ROLE: 'worker' });
  for (const key of keys) await threadSays(slack.as(key), reasonOf(key), 'has ended');
  expect(okta.members('figma-editors')).toEqual([]);
  await allTold(ground);
  await expectWholeStory(ground, keys);
}, 240_000);
