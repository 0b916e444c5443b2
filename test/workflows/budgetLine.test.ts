import { expect, test } from '@jest/globals';
import type { Budgets, Reservation, Reserving } from '../../src/store/store.js';
import { createBudgetLine } from '../../src/workflows/budgetLine.js';

/** A database that gives everybody a place in so many seconds. */
function database(wait: number) {
  const asked: Reserving[] = [];
  const budgets: Pick<Budgets, 'reserve'> = {
    reserve: async (call) => {
      asked.push(call);
      return { is: 'reserved', wait, refusals: 0 };
    },
  };
  const line = createBudgetLine('okta:x', budgets as Budgets, () => new Date());
  return { asked, line };
}

const call = { bucket: 'okta:x', cost: 1, allowance: { units: 100, seconds: 2 } };

/** A process that has other work to do: its timers are late. */
function keepBusy(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end; );
}

test('who is too late for a place has lost it, and asks for another', async () => {
  const { asked, line } = database(0.02);
  const leaves = line.join(call, 'removal', 60);
  await new Promise((resolve) => setImmediate(resolve));
  keepBusy(200);
  await leaves;
  expect(asked.length).toBeGreaterThan(1);
});

test('a place is not used once the vendor has said no', async () => {
  const { asked, line } = database(0.05);
  const begun = performance.now();
  const leaves = line.join(call, 'removal', 60);
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toHaveLength(1);
  line.closeFor(0.3);
  await leaves;
  expect(performance.now() - begun).toBeGreaterThan(300);
});

test('who has left, or was told to come back, is counted no more', async () => {
  const { line } = database(0);
  await line.join(call, 'removal', 60);
  line.closeFor(30);
  const waiting = line.join(call, 'removal', 60);
  expect(line.count('removal')).toBe(1);
  line.stop();
  await expect(waiting).rejects.toThrow('okta takes no more');
  expect(line.count('removal')).toBe(0);
});

test("a place that comes after we have stopped is nobody's", async () => {
  const { line } = database(30);
  const waiting = line.join(call, 'removal', 60);
  line.stop();
  await expect(waiting).rejects.toThrow('okta takes no more');
  await new Promise((resolve) => setImmediate(resolve));
  expect(line.count('removal')).toBe(0);
});

test('who is sent home while the database is asked leaves no alarm behind', async () => {
  let answer: (reservation: Reservation) => void = () => undefined;
  const reserve = () => new Promise<Reservation>((resolve) => (answer = resolve));
  const line = createBudgetLine('okta:x', { reserve } as Partial<Budgets> as Budgets, () => new Date());
  const alarms = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = alarms();
  const waiting = line.join(call, 'removal', 60);
  line.stop();
  await expect(waiting).rejects.toThrow('okta takes no more');
  answer({ is: 'early', wait: 20, refusals: 0 });
  await new Promise((resolve) => setImmediate(resolve));
  expect(alarms()).toBe(before);
});

test('who is more urgent and comes while the database is asked does not wait for who was first', async () => {
  const answers: ((reservation: Reservation) => void)[] = [];
  const reserve = () => new Promise<Reservation>((resolve) => answers.push(resolve));
  const line = createBudgetLine('okta:x', { reserve } as Partial<Budgets> as Budgets, () => new Date());
  const patient = line.join(call, 'background', 5);
  const removal = line.join(call, 'removal', 60);
  answers[0]?.({ is: 'early', wait: 4, refusals: 0 });
  await new Promise((resolve) => setImmediate(resolve));
  expect(answers).toHaveLength(2);
  answers[1]?.({ is: 'reserved', wait: 0, refusals: 0 });
  await removal;
  line.stop();
  await expect(patient).rejects.toThrow('okta takes no more');
});
