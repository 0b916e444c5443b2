import { expect, test } from '@jest/globals';
import { createMetrics } from '../src/metrics.js';
import type { Store } from '../src/store/store.js';

const store = { outbox: { count: async () => ({ undone: 0, refused: 0 }) } } as unknown as Store;
const line = (calls: number) => ({ provider: 'okta', urgency: 'removal', calls });

test('who waits for a budget, how long they have, and how often a provider has slowed us down, can be watched', async () => {
  const metrics = createMetrics(store, () => new Date());
  expect((await metrics.read([])).body).toContain('latchkey_provider_slowed_total{provider="okta"} 0');
  metrics.budget.slowedDown('okta');
  metrics.budget.waited('okta', 'removal', 2.5);
  // Two buckets of one provider are one number, and who has left is counted no more.
  expect((await metrics.read([line(3), line(1)])).body).toContain(
    'latchkey_budget_waiting{provider="okta",urgency="removal"} 4',
  );
  const { body } = await metrics.read([line(1)]);
  expect(body).toContain('latchkey_budget_waiting{provider="okta",urgency="removal"} 1');
  expect(body).toContain('latchkey_budget_waited_seconds_total{provider="okta",urgency="removal"} 2.5');
  expect(body).toContain('latchkey_provider_slowed_total{provider="okta"} 1');
});
