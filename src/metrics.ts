import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Store } from './store/store.js';

/** What an operator watches: what waits, what was refused, and how long the oldest has been waiting. */
export type Metrics = { incident(consumer: string): void; read(): Promise<{ type: string; body: string }> };

export function createMetrics(store: Store, now: () => Date): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const incidents = new Counter({
    name: 'latchkey_incidents_total',
    help: 'What needs a look',
    labelNames: ['consumer'],
    registers,
  });
  // A series that begins at its first incident shows no rise, and no alarm would see it.
  for (const consumer of ['slack', 'jira', 'provisioning', 'directory']) incidents.inc({ consumer }, 0);
  const undone = new Gauge({
    name: 'latchkey_outbox_undone',
    help: 'What Slack, Jira or a provider must still hear',
    registers,
  });
  const refused = new Gauge({ name: 'latchkey_outbox_refused', help: 'What one of them refused for good', registers });
  const age = new Gauge({
    name: 'latchkey_outbox_oldest_seconds',
    help: 'How overdue the oldest undone row is',
    registers,
  });
  return {
    incident: (consumer) => incidents.inc({ consumer }),
    async read() {
      const count = await store.outbox.count();
      undone.set(count.undone);
      refused.set(count.refused);
      age.set(count.oldest ? Math.max(0, (now().getTime() - new Date(count.oldest).getTime()) / 1000) : 0);
      return { type: registry.contentType, body: await registry.metrics() };
    },
  };
}
