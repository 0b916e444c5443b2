import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { startBot } from '../sandbox/bot.js';
import { type StandIns, startStandIns } from '../sandbox/standIns.js';
import type { Command } from '../src/domain/lifecycle.js';
import { isRefusal } from '../src/domain/refusal.js';
import { openStore } from '../src/store/open.js';
import type { Store } from '../src/store/store.js';
import { approvedBy, reason, submission } from './commands.js';
import { crowd } from './company.js';
import { perSecond, type Row, rate, run } from './measure.js';

const count = 1_000;
/** More than the processor can do: a real Okta has less, see bench/massExpiry.ts. */
const unlimited = ['getUser', 'getGroup', 'listGroupRules', 'listUserGroups', 'listGroups', 'unassignUserFromGroup'];

/** So many accesses ran out while the bot was away. It starts, and takes everybody out. */
export async function measureExpiries(environment: Readonly<Record<string, string>>): Promise<Row[]> {
  const standIns = await startStandIns(crowd(count));
  for (const operation of unlimited) standIns.okta.allow(operation, 100_000);
  const url = environment.DATABASE_URL ?? '';
  const store = openStore(url, () => {});
  try {
    const yesterday = new Date(Date.now() - 24 * 3600 * 1000);
    await run(count, 8, (number) => give(store, standIns, number, yesterday));
  } finally {
    await store.close();
  }
  const settings = Object.entries(standIns.environment).filter(([name]) => !name.startsWith('JIRA_'));
  const bot = await startBot({ ...environment, ...Object.fromEntries(settings) });
  try {
    return await watch(url, standIns);
  } finally {
    await bot.stop();
    await standIns.stop();
  }
}

/** Access for one second from that moment on. */
export async function give(store: Store, { okta }: StandIns, number: number, at: Date): Promise<void> {
  const key = `p${number}`;
  const id = `due-${number}`;
  const person = await store.people.learn({
    directory: 'okta',
    directoryId: okta.userId(key),
    email: `${key}@acme.example.com`,
    name: `Person ${number}`,
    isActive: true,
    readAt: new Date().toISOString(),
  });
  const entitlement = `okta:${okta.groupId('bench-team')}`;
  const role = { recipient: person.id, app: 'bench', role: 'member', duration: 1 };
  const texts = [{ ...reason(id), salt: 's', personId: person.id, body: 'Measuring' }];
  const commands: Command[] = [
    submission(id, person.id, { duration: 1 }),
    approvedBy('boss', id),
    { type: 'assignment.open', id, ...role, wanted: [{ entitlement, grant: `g-${id}` }], alreadyHad: [] },
    { type: 'grant.confirmProvisioned', id: `g-${id}`, how: 'done' },
  ];
  for (const [index, command] of commands.entries()) {
    const writing = { actor: 'latchkey', cause: 'bench', at, texts: index === 0 ? texts : [], hearings: () => [] };
    const outcome = await store.trail.decide(command, writing);
    if (isRefusal(outcome)) throw new Error(outcome.says);
  }
  okta.addMember('bench-team', key);
}

const ended = `SELECT count(*) FILTER (WHERE "type" = 'assignment.ending')::int AS "decided",
  count(*) FILTER (WHERE "type" = 'grant.ended')::int AS "out", clock_timestamp() AS "now",
  (SELECT min("at") FROM "Event" WHERE "type" = 'assignment.ending') AS "begun" FROM "Event"`;

/** Counted from the first end that is recorded. */
async function watch(url: string, { okta }: StandIns): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const took: { decided?: number; out?: number } = {};
  try {
    for (const deadline = Date.now() + 120_000; took.out === undefined && Date.now() < deadline; await wait(50)) {
      const { decided, out, now, begun } = (await client.query(ended)).rows[0];
      if (decided === count) took.decided ??= now - begun;
      if (out === count && okta.members('bench-team').length === 0) took.out = now - begun;
    }
  } finally {
    await client.end();
  }
  return [
    row('1,000 expiries due at once: all ended on the record', took.decided),
    row('1,000 expiries due at once: all out of the group, read back', took.out),
  ];
}

const row = (what: string, took: number | undefined): Row =>
  took === undefined
    ? { what, result: 'not within two minutes' }
    : { what, result: `${(took / 1000).toFixed(1)} s`, note: rate(perSecond(count, took)) };
