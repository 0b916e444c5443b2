import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { asUrgent, type BudgetedCall, BudgetSpent, type Urgency, urgencies } from '../../src/idp/budget.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { createBudget, type SharedBudget, whileHeld } from '../../src/workflows/budget.js';
import { believable, paceOf } from '../../src/workflows/pace.js';
import { type TestDatabase, testDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { sql } from '../support/sql.js';

/** A look that takes nothing: its place would be long past. */
const never = { step: 0, tolerance: 0, ahead: -3600 };

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let database: TestDatabase;
let stores: Store[];
let budgets: SharedBudget[];
let number = 0;
let bucket: string;

/** Three processes: each has connections, lines and a memory of its own. */
beforeAll(async () => {
  database = await testDatabase();
  stores = [1, 2, 3].map(() => openStore(database.url, () => {}));
});
beforeEach(() => {
  bucket = `okta:/api/v1/${++number}`;
  budgets = stores.map((store) => open(store));
});
afterEach(() => Promise.all(budgets.map((budget) => budget.stop())));
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await database.drop();
});

const open = (store: Store): SharedBudget =>
  createBudget({ store, now: () => new Date(), log, seen: { waited: () => {}, slowedDown: () => {} } });

const first = (): SharedBudget => budgets[0] as SharedBudget;
const second = (): SharedBudget => budgets[1] as SharedBudget;
const look = async () => (stores[2] as Store).budgets.reserve({ bucket, ...never });

const call = (units: number, seconds: number, cost = 1): BudgetedCall => ({
  bucket,
  cost,
  allowance: { units, seconds },
});

type Left = { readonly at: number; readonly urgency: Urgency };

/** One call, and the moment at which it left: by no clock of the database's. */
const take = async (budget: SharedBudget, one: BudgetedCall, urgency: Urgency): Promise<Left> => {
  await asUrgent(urgency, () => budget.take(one));
  return { at: performance.now(), urgency };
};

const toldToWait = async (taking: Promise<unknown>): Promise<BudgetSpent> => {
  const outcome = await taking.catch((error: unknown) => error);
  if (!(outcome instanceof BudgetSpent)) throw new Error(`not told to wait, but: ${outcome}`);
  return outcome;
};

/** Each of these takers takes as fast as it is let, for so many seconds; then nobody waits any more. */
async function rush(seconds: number, takers: ReadonlyArray<[SharedBudget, Urgency]>, one: BudgetedCall) {
  const left: Left[] = [];
  const end = performance.now() + seconds * 1000;
  const goOn = async ([budget, urgency]: [SharedBudget, Urgency]): Promise<void> => {
    while (performance.now() < end) {
      const outcome = await take(budget, one, urgency).catch((error: unknown) => error);
      if (outcome instanceof BudgetSpent) continue;
      if (outcome instanceof Error) throw outcome;
      left.push(outcome as Left);
    }
  };
  // Whoever is through first sends the others home.
  const going = takers.map(goOn);
  await Promise.race(going);
  for (const budget of budgets) void budget.stop();
  await Promise.all(going);
  budgets = stores.map(open);
  return left.sort((one, other) => one.at - other.at);
}

/** The most that left in any window of so many seconds, however it lies. */
const mostIn = (left: readonly Left[], seconds: number): number =>
  Math.max(0, ...left.map(({ at: from }) => left.filter(({ at }) => at >= from && at <= from + seconds * 1000).length));

const of = (left: readonly Left[], urgency: Urgency): number => left.filter((one) => one.urgency === urgency).length;

const everybody = (): [SharedBudget, Urgency][] =>
  budgets.flatMap((budget) => urgencies.map((urgency): [SharedBudget, Urgency] => [budget, urgency]));

describe('the limit', () => {
  test.each([
    { units: 40, seconds: 2 },
    { units: 5, seconds: 1 },
    { units: 1, seconds: 1 },
  ])('is $units in any $seconds s, however they lie, of three processes together', async ({ units, seconds }) => {
    const left = await rush(3 * seconds, everybody(), call(units, seconds));
    expect(mostIn(left, seconds)).toBeLessThanOrEqual(units);
    // More than one window's worth: what was used up comes back. How fast, a busy machine cannot be asked.
    expect(left.length).toBeGreaterThan(units);
  });

  test('counts what a call costs', async () => {
    const left = await rush(4, everybody(), call(40, 2, 4));
    expect(mostIn(left, 2)).toBeLessThanOrEqual(10);
    expect(left.length).toBeGreaterThan(15);
  });

  test('is of one bucket: another one is as full as ever', async () => {
    for (const _ of [1, 2]) await take(first(), call(4, 60), 'removal');
    await toldToWait(take(first(), call(4, 60), 'person waiting'));
    await first().take({ ...call(4, 60), bucket: `${bucket}/other` });
  });

  test('loses the place of a process that died with it, and no more', async () => {
    const pace = paceOf({ units: 20, seconds: 2 }, 1, 'removal');
    for (let dead = 0; dead < 5; dead += 1) await stores[2]?.budgets.reserve({ bucket, ...pace });
    const begun = performance.now();
    const left = await rush(2, [[first(), 'removal']], call(20, 2));
    expect(mostIn(left, 2)).toBeLessThanOrEqual(20 - 5);
    expect(left[0]?.at).toBeLessThan(begun + 5 * pace.step * 1000);
  });
});

test('a database whose clock was put back an hour keeps nobody waiting for an hour', async () => {
  await take(first(), call(40, 2), 'removal');
  const anHour = `UPDATE "Budget" SET "paidAt" = now() + interval '1 hour', "closedUntil" = now() + interval '1 hour'`;
  await sql(database.url, anHour);
  const left = await rush(2, everybody(), call(40, 2));
  expect(mostIn(left, 2)).toBeLessThanOrEqual(40);
  expect(left.length).toBeGreaterThan(20);
});

describe('who goes first', () => {
  test('while removals do not end, nothing else gets a place', async () => {
    const removals = budgets.flatMap((budget) => Array(4).fill([budget, 'removal'] as const));
    const left = await rush(4, [...removals, ...everybody()], call(100, 2));
    // What left before the first removals had asked.
    const later = left.filter(({ at }) => at > (left[0]?.at ?? 0) + 1000);
    expect(of(later, 'removal')).toBeGreaterThan(80);
    expect(later.length - of(later, 'removal')).toBeLessThanOrEqual(2);
  });

  test('nobody starves where there is room', async () => {
    const others = rush(
      3,
      everybody().filter(([, urgency]) => urgency !== 'removal'),
      call(100, 2),
    );
    let removals = 0;
    for (const end = performance.now() + 2_500; performance.now() < end; removals += 1)
      await take(second(), call(100, 2), 'removal').then(() => take(second(), call(100, 2), 'person waiting'));
    expect(removals).toBeGreaterThan(10);
    expect(of(await others, 'person waiting')).toBeGreaterThan(20);
  });

  test('in one line the most urgent goes first, though it came last', async () => {
    await rush(0.3, [[first(), 'removal']], call(10, 2));
    const asked = [...urgencies].reverse().map((urgency) => take(first(), call(10, 2), urgency));
    const left = (await Promise.allSettled(asked)).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    left.sort((one, other) => one.at - other.at);
    expect(left[0]?.urgency).toBe('removal');
    expect(left.map(({ urgency }) => urgency)).toEqual(urgencies.filter((one) => of(left, one) > 0));
  });

  test('in another process too: a removal overtakes what waits for the background', async () => {
    await rush(0.3, [[first(), 'removal']], call(10, 4));
    const night = take(first(), call(10, 4), 'background');
    await eventually(() =>
      first()
        .waiting()
        .some(({ calls }) => calls > 0),
    );
    const [removal, background] = await Promise.all([take(second(), call(10, 4), 'removal'), night]);
    expect(removal.at).toBeLessThan(background.at);
  });
});

describe('waiting', () => {
  test('is bounded: somebody at a screen is told when to come back', async () => {
    first().heard({ bucket, closedUntil: new Date(Date.now() + 30_000) });
    const begun = performance.now();
    const { retryAt, provider } = await toldToWait(take(first(), call(100, 2), 'person waiting'));
    expect(performance.now() - begun).toBeLessThan(1_500);
    expect(retryAt.getTime()).toBeGreaterThan(Date.now() + 25_000);
    expect(provider).toBe('okta');
  });

  test('is bounded too for who stands behind others', async () => {
    await rush(0.3, [[first(), 'removal']], call(2, 4));
    const removals = [1, 2, 3].map(() => take(first(), call(2, 4), 'removal').catch(() => undefined));
    const begun = performance.now();
    await toldToWait(take(first(), call(2, 4), 'person waiting'));
    expect(performance.now() - begun).toBeLessThan(3_000);
    await first().stop();
    await Promise.all(removals);
  });

  test('ends when we stop, and what can leave at once still may', async () => {
    second().heard({ bucket, closedUntil: new Date(Date.now() + 30_000) });
    await second().stop();
    const waiting = take(first(), call(100, 2), 'removal');
    await eventually(() =>
      first()
        .waiting()
        .some(({ calls }) => calls > 0),
    );
    await first().stop();
    await toldToWait(waiting);
    bucket = `${bucket}/open`;
    await take(first(), call(100, 2), 'removal');
  });

  test('does not outlast the lease: a call whose lease ran out in the line does not leave', async () => {
    await rush(0.3, [[first(), 'removal']], call(2, 2));
    const held = { isTrue: true };
    const lease = {
      assertHeld: () => {
        if (!held.isTrue) throw new Error('the lease on change has run out');
      },
    };
    const taking = whileHeld(lease, () => take(first(), call(2, 2), 'removal'));
    held.isTrue = false;
    expect((await toldToWait(taking)).message).toContain('the lease on change has run out');
  });
});

describe('what the vendor says', () => {
  test('lesson 24: one budget is shared, and the wait that the vendor names is honoured by every process', async () => {
    await take(second(), call(100, 2), 'removal');
    const reopens = performance.now() + 1_500;
    first().heard({ bucket, closedUntil: new Date(Date.now() + 1_500), says: 'slow down' });
    await toldToWait(take(first(), call(100, 2), 'person waiting'));
    await eventually(async () => (await stores[1]?.budgets.reserve({ bucket, ...never }))?.is === 'closed');
    await toldToWait(take(second(), call(100, 2), 'person waiting'));
    const left = await Promise.all(budgets.map((budget) => take(budget, call(100, 2), 'removal')));
    // The database's clock and ours agree to a few hundredths of a second.
    for (const { at } of left) expect(at).toBeGreaterThan(reopens - 50);
  });

  test('without a moment all processes wait, longer each time, and a good answer makes it short again', async () => {
    const waits: number[] = [];
    for (let refusals = 0; refusals < 3; refusals += 1) {
      first().heard({ bucket, says: 'slow down' });
      await eventually(async () => (await look()).is === 'closed');
      waits.push((await look()).wait);
      await take(second(), call(100, 2), 'removal');
    }
    const [one = 0, two = 0, three = 0] = waits;
    expect(one).toBeLessThanOrEqual(1);
    expect(two).toBeGreaterThan(0.7);
    expect(three).toBeGreaterThan(1.5);
    second().heard({ bucket });
    await eventually(async () => (await look()).refusals === 0);
  });

  test('calls that were refused together are one refusal', async () => {
    for (const budget of budgets) budget.heard({ bucket, says: 'slow down' });
    await Promise.all(budgets.map((budget) => budget.stop()));
    expect((await look()).refusals).toBe(1);
  });

  test('about its limit holds for every process, lower or higher', async () => {
    await take(first(), call(1000, 1), 'removal');
    first().heard({ bucket, allowance: { units: 100, seconds: 2 } });
    await eventually(async () => (await look()).known?.units === 100);
    const lower = await rush(3, everybody(), call(1000, 1));
    expect(mostIn(lower, 2)).toBeLessThanOrEqual(100);
    expect(lower.length).toBeGreaterThan(100);
  });

  test('is believed within bounds', () => {
    const given = { units: 600, seconds: 60 };
    expect(believable(given, { units: 1, seconds: 60 })).toEqual({ units: 6, seconds: 60 });
    expect(believable(given, { units: 1e9, seconds: 60 })).toEqual({ units: 60_000, seconds: 60 });
    expect(believable(given, { units: 1200, seconds: 60 })).toEqual({ units: 1200, seconds: 60 });
    expect(believable(given, { units: 0, seconds: 60 })).toEqual(given);
  });
});
