import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { askedProviders } from './domain/catalog.js';
import type { Store } from './store/store.js';

type InLine = { readonly provider: string; readonly urgency: string; readonly calls: number };

/** What an operator watches: what waits, what was refused, and how long the oldest has been waiting. */
export type Metrics = {
  incident(consumer: string): void;
  /** People and texts that were erased, by a proposal or by age. */
  erased(what: { readonly people: number; readonly texts: number }): void;
  /** What the budget tells as it goes. */
  readonly budget: {
    waited(provider: string, urgency: string, seconds: number): void;
    slowedDown(provider: string): void;
  };
  /** What a comparison of Jira with the record came to, by what was found. */
  jiraCompared(counts: Readonly<Record<string, number>>): void;
  /** @param waiting who stands in line for a provider's budget now. */
  read(waiting: readonly InLine[]): Promise<{ type: string; body: string }>;
};

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
  for (const consumer of ['slack', 'jira', 'provisioning', 'evidence', 'directory', 'trail'])
    incidents.inc({ consumer }, 0);
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
  const erased = new Counter({
    name: 'latchkey_erased_total',
    help: 'People and texts that were erased',
    labelNames: ['what'],
    registers,
  });
  for (const what of ['people', 'texts']) erased.inc({ what }, 0);
  const { watch, budget } = budgetMetrics(registers);
  const jira = new Counter({
    name: 'latchkey_jira_reconciled_total',
    help: 'Issues of Jira compared with the record, and what in them was mended or could not be',
    ...{ labelNames: ['found'], registers },
  });
  return {
    incident: (consumer) => incidents.inc({ consumer }),
    erased: ({ people, texts }) => {
      erased.inc({ what: 'people' }, people);
      erased.inc({ what: 'texts' }, texts);
    },
    budget,
    jiraCompared: (counts) => {
      // Also by nothing: a series that is not there looks like a comparison that never ran.
      for (const [found, count] of Object.entries(counts)) jira.inc({ found }, count);
    },
    async read(waiting) {
      watch(waiting);
      const count = await store.outbox.count();
      undone.set(count.undone);
      refused.set(count.refused);
      age.set(count.oldest ? Math.max(0, (now().getTime() - new Date(count.oldest).getTime()) / 1000) : 0);
      return { type: registry.contentType, body: await registry.metrics() };
    },
  };
}

function budgetMetrics(registers: Registry[]) {
  const labelNames = ['provider', 'urgency'];
  const calls = new Gauge({
    name: 'latchkey_budget_waiting',
    help: "Calls of this process that wait for their place in a provider's budget",
    ...{ labelNames, registers },
  });
  const waited = new Counter({
    name: 'latchkey_budget_waited_seconds_total',
    help: "How long calls of this process have waited for their place in a provider's budget",
    ...{ labelNames, registers },
  });
  const slowed = new Counter({
    name: 'latchkey_provider_slowed_total',
    help: 'How often a provider told this process that it asks too much',
    ...{ labelNames: ['provider'], registers },
  });
  for (const provider of askedProviders) slowed.inc({ provider }, 0);
  const budget: Metrics['budget'] = {
    waited: (provider, urgency, seconds) => waited.inc({ provider, urgency }, seconds),
    slowedDown: (provider) => slowed.inc({ provider }),
  };
  return {
    budget,
    watch(waiting: readonly InLine[]) {
      calls.reset();
      for (const { provider, urgency, calls: count } of waiting) calls.inc({ provider, urgency }, count);
    },
  };
}
