import { appChoices } from '../src/commands/search.js';
import type { Catalog } from '../src/domain/catalog.js';
import { type Command, decide, emptyWorld, type World } from '../src/domain/lifecycle.js';
import { isRefusal } from '../src/domain/refusal.js';
import { approvedBy, submission } from './commands.js';
import { median, ms, p50p95, perSecond, type Row, rate, timed } from './measure.js';

/** What needs neither a database nor a network. */
export async function measurePure(): Promise<Row[]> {
  return [await decisions(), await typeAhead()];
}

const lives = 20_000;

/** A whole life: asked, approved, opened, in, given back, out. */
async function decisions(): Promise<Row> {
  const now = new Date();
  for (let number = 0; number < 2_000; number += 1) live(number, now);
  let events = 0;
  const took = await timed(() => {
    for (let number = 0; number < lives; number += 1) events += live(number, now);
  });
  return {
    what: 'the rules: events decided and evolved',
    result: rate(perSecond(events, took)),
    note: `${lives.toLocaleString('en')} whole lives of ${events / lives} events, one core`,
  };
}

function live(number: number, now: Date): number {
  const [id, grant, recipient] = [`r${number}`, `g${number}`, `p${number}`];
  const role = { recipient, app: 'bench', role: 'member', duration: 28_800 };
  const commands: Command[] = [
    submission(id, recipient),
    approvedBy('boss', id),
    { type: 'assignment.open', id, ...role, wanted: [{ entitlement: 'okta:00g', grant }], alreadyHad: [] },
    { type: 'grant.confirmProvisioned', id: grant, how: 'done' },
    { type: 'assignment.giveBack', id, by: recipient },
    { type: 'grant.confirmRevoked', id: grant, how: 'done' },
  ];
  let world: World = emptyWorld;
  let events = 0;
  for (const command of commands) {
    const decision = decide(world, command, now);
    if (isRefusal(decision)) throw new Error(decision.says);
    events += decision.events.length;
    world = decision.world;
  }
  return events;
}

const apps = 5_000;
const typed = ['', 'a', 'sa', 'sales', 'salesforce 4', 'zzz', 'App 49', 'e'];

async function typeAhead(): Promise<Row> {
  const catalog = bigCatalog();
  const samples: number[] = [];
  for (let round = 0; round < 25; round += 1) {
    for (const words of typed) samples.push(await timed(() => appChoices(catalog, words)));
  }
  const steady = samples.slice(typed.length * 2);
  return {
    what: `type-ahead over ${apps.toLocaleString('en')} apps`,
    result: p50p95(steady),
    note: `the median of the empty box ${ms(median(steady.filter((_, index) => index % typed.length === 0)))}`,
  };
}

const words = ['Salesforce', 'Figma', 'Émail', 'Data lake', 'Payroll', 'App', 'Zendesk', 'Console'];

function bigCatalog(): Catalog {
  const rule = { approval: 'auto' } as const;
  return {
    apps: Array.from({ length: apps }, (_, number) => ({
      id: `app-${number}`,
      name: `${words[number % words.length]} ${number}`,
      owner: 'boss@acme.example.com',
      provider: 'okta',
      fallback: 'Ask in #it-help',
      roles: [
        { id: 'member', name: 'Member', risk: 'low', groups: ['g'], durations: ['permanent'], endSessions: false },
      ],
    })),
    policy: {
      risks: { low: rule, standard: rule, sensitive: rule, elevated: rule, privileged: rule },
      security: [],
      admins: [],
      lapse: 3600,
      pilot: [],
      directory: 'okta',
    },
    hash: '',
  };
}
