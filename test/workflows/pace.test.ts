import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { urgencies } from '../../src/idp/budget.js';
import { paceOf } from '../../src/workflows/pace.js';

const allowances = fc.record({
  units: fc.integer({ min: 1, max: 100_000 }),
  seconds: fc.integer({ min: 1, max: 300 }),
});
const costs = fc.integer({ min: 1, max: 5 });

/** Calls that leave in a window have places in it, or in the slack before it; the first may be ahead by the tolerance. */
test('no window holds more than its units, however late within the slack calls leave', () => {
  fc.assert(
    fc.property(allowances, costs, fc.constantFrom(...urgencies), ({ units, seconds }, cost, urgency) => {
      fc.pre(cost <= units);
      const { step, tolerance, slack } = paceOf({ units, seconds }, cost, urgency);
      const calls = Math.floor((tolerance + seconds + slack) / step + 1e-9);
      // One that uses up everything alone leaves once a window, and its neighbours lie just outside.
      const isAlone = step >= seconds + slack;
      expect(isAlone ? cost : calls * cost).toBeLessThanOrEqual(units);
    }),
  );
});

test('the more urgent may do all that the less urgent may', () => {
  fc.assert(
    fc.property(allowances, costs, (allowance, cost) => {
      const paces = urgencies.map((one) => paceOf(allowance, cost, one));
      for (const [index, pace] of paces.slice(1).entries()) {
        expect(pace.step).toBe(paces[index]?.step);
        expect(pace.tolerance).toBeLessThanOrEqual(paces[index]?.tolerance ?? 0);
        expect(pace.ahead).toBeLessThan(paces[index]?.ahead ?? 0);
      }
    }),
  );
});

test('seven eighths of a minute are used when it does not end', () => {
  for (const units of [50, 250, 600]) {
    const { step } = paceOf({ units, seconds: 60 }, 1, 'removal');
    expect(60 / step).toBeGreaterThan(units * 0.85);
  }
});
