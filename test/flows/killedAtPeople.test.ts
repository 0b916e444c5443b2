import { afterEach, expect, test } from '@jest/globals';
import { patience } from '../support/acts.js';
import { catchCall, killIn } from '../support/crash.js';
import { companyOf, figmaFor, type Ground, openGround } from '../support/ground.js';

/** Three pages of Okta's list, with Grace and Ben. */
const keys = Array.from({ length: 448 }, (_, number) => `p${number}`);
let ground: Ground;
afterEach(() => ground.close());

test('kill -9 in the middle of the list of people: the next process goes on from that page, and nobody is missed', async () => {
  ground = await openGround({ company: companyOf(keys), catalog: figmaFor('8h') });
  const { okta, store } = ground;
  const isLearnt = async (count: number) => (await store.people.countKnown('okta')) === count;
  const second = catchCall(okta.faults, 'listUsers', 'late', 1);
  const first = await ground.start();
  await second.met();
  expect(await isLearnt(200)).toBe(true);
  await killIn(first, [second]);

  await ground.start();
  for (const deadline = performance.now() + patience.within; !(await isLearnt(450)); ) {
    if (performance.now() > deadline) throw new Error('not everybody was learnt');
    await new Promise((resolve) => setImmediate(resolve));
  }
  const begun = okta.calls.filter(({ operation, query }) => operation === 'listUsers' && !query.after && !query.filter);
  expect(begun).toHaveLength(1);
  expect(await store.people.leaving(1)).toEqual([]);
}, 120_000);
