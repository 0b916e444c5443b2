import { setTimeout as wait } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { Faults } from '../../sandbox/faults.js';
import type { Shown } from '../../sandbox/slack/index.js';
import { findBreak } from '../../src/store/chain.js';
import { approve, ask, type Wanted } from './acts.js';
import { lookEvery } from './eventually.js';
import type { House } from './house.js';
import type { Running } from './process.js';
import { sql } from './sql.js';

/**
 * Where a call is when its caller dies: it never arrives, it arrives after the death, or it has been applied and only
 * the answer is still on its way.
 */
export type Moment = 'lost' | 'late' | 'applied';

/** Where to look: a house, or the ground that processes stand on. */
type Seen = Pick<House, 'slack' | 'jira' | 'store' | 'database'>;

/** A call that waits in a stand-in. */
export type Caught = { met(): Promise<void>; release(): void };

/** @param after how many calls of this operation pass first. */
export function catchCall(faults: Faults, operation: string, moment: Moment, after = 0): Caught {
  const once = { times: 1, after };
  if (moment === 'lost') faults.down(operation, once);
  return moment === 'applied' ? faults.holdAnswer(operation, once) : faults.hold(operation, once);
}

/**
 * Resolves when all of these calls wait. On a machine that is too busy one may have passed before it could be caught:
 * what follows has to hold all the same, so nobody waits for it for long.
 */
export async function allCaught(caught: readonly Caught[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const longEnough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 30_000);
  });
  await Promise.race([Promise.all(caught.map((one) => one.met())), longEnough]);
  clearTimeout(timer);
}

/** SIGKILL once all of these calls wait; only then they go on. */
export async function killIn(bot: Running, caught: readonly Caught[]): Promise<void> {
  await allCaught(caught);
  await bot.kill();
  for (const one of caught) one.release();
}

export async function requestOf({ database }: Seen, key: string): Promise<string> {
  const [found] = await sql<{ id: string }>(
    database.url,
    `SELECT r."id" FROM "Request" r JOIN "Person" p ON p."id" = r."requester" WHERE p."email" = $1`,
    [`${key}@acme.example.com`],
  );
  if (!found) throw new Error(`${key} has not asked for anything`);
  return found.id;
}

/** On a busy machine a form may miss Slack's three seconds, as in life: then one asks once more. */
export async function asks(seen: Seen, key: string, wanted: Partial<Wanted> = {}): Promise<void> {
  let outcome = '';
  for (let tries = 0; tries < 3; tries += 1) {
    const whole = { app: 'figma', role: 'Editor', reason: reasonOf(key), ...wanted };
    outcome = await ask(seen.slack.as(key), whole).catch((error: Error) => error.message);
    if (outcome === 'sent' || (await hasAsked(seen, key))) return;
  }
  throw new Error(`${key} could not ask: ${outcome}`);
}

const hasAsked = (seen: Seen, key: string): Promise<boolean> =>
  requestOf(seen, key).then(
    () => true,
    () => false,
  );

/** A press that the dead process had acknowledged and not yet recorded is lost, as in life: the button is still there. */
export async function pressAgain(seen: Seen): Promise<void> {
  const pending = await sql<{ email: string }>(
    seen.database.url,
    `SELECT p."email" FROM "Request" r JOIN "Person" p ON p."id" = r."requester" WHERE r."status" = 'pending'`,
  );
  for (const { email } of pending) await approve(seen.slack.as('ben'), reasonOf(email.replace(/@.*/, '')));
}

/** The types of everything on record, chain verified; when Jira heard is no part of the order of things. */
export async function auditTrail(ground: Seen, key: string): Promise<string[]> {
  const events = await ground.store.trail.about(await requestOf(ground, key));
  expect(findBreak(events)).toBeUndefined();
  return events
    .map(({ event }) => event.type)
    .filter((type) => type !== 'request.mirrored' && type !== 'grant.witnessed');
}

/** What each consumer still has to do, and what was refused. The look after a removal is only due later. */
export async function undone({ database }: Seen): Promise<string[]> {
  const rows = await sql<{ line: string }>(
    database.url,
    `SELECT o."consumer" || ' ' || e."type" || coalesce(': ' || o."error", '') AS line
     FROM "Outbox" o JOIN "Event" e ON e."id" = o."eventId"
     WHERE o."doneAt" IS NULL AND NOT (o."consumer" = 'provisioning' AND e."type" = 'grant.ended')`,
  );
  return rows.map(({ line }) => line);
}

export const cardOf = (ground: Pick<Seen, 'slack'>, key: string): Shown | undefined => ground.slack.as(key).dms()[0];

/** Everything once: the card of each, the lines in the thread, the issue and its comments. */
export async function expectEverythingOnce(ground: Seen, keys: readonly string[]): Promise<void> {
  const { slack, jira } = ground;
  for (const key of keys) {
    const id = await requestOf(ground, key);
    const [card, ...others] = slack.as(key).dms();
    expect({ key, others: others.map(({ text }) => text) }).toEqual({ key, others: [] });
    expect({ key, lines: repeated(card?.thread ?? []) }).toEqual({ key, lines: [] });
    const asked = slack
      .as('ben')
      .dms()
      .filter(({ text }) => text.includes(reasonOf(key)));
    expect({ key, cards: asked.length }).toEqual({ key, cards: 1 });
    expect({ key, buttons: asked[0]?.buttons }).toEqual({ key, buttons: [] });
    const issues = jira.issues().filter(({ labels }) => labels.includes(`latchkey-${id}`));
    expect({ key, issues: issues.length }).toEqual({ key, issues: 1 });
    expect({ key, comments: repeated(issues[0]?.comments ?? []) }).toEqual({ key, comments: [] });
  }
  expect(jira.issues()).toHaveLength(keys.length);
}

const repeated = (lines: readonly string[]): string[] => lines.filter((line, index) => lines.indexOf(line) !== index);

const moments = { decided: /approved/i, in: /you're in/i, ended: /has ended/i };

/** Which moments the lines of a thread tell of, in their order; that an end is near is told only while it is. */
export const momentsIn = (card: Shown | undefined): string[] =>
  (card?.thread ?? [])
    .filter((line) => !line.includes('ends soon'))
    .map((line) => Object.entries(moments).find(([, words]) => words.test(line))?.[0] ?? line);

/** The reason that somebody gives, by which their request is known. */
export const reasonOf = (key: string): string => `Work that is ${key}'s`;

const warned = 'assignment.warned';

export async function expectWholeStory(ground: Seen, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const trail = (await auditTrail(ground, key)).filter((type) => type !== warned);
    expect({ key, trail }).toEqual({ key, trail: fromAskedToEnded });
    expect({ key, lines: momentsIn(cardOf(ground, key)) }).toEqual({ key, lines: ['decided', 'in', 'ended'] });
  }
  expect(await undone(ground)).toEqual([]);
  await expectEverythingOnce(ground, keys);
}

const fromAskedToEnded = [
  'request.submitted',
  'request.approvalRecorded',
  'request.approved',
  'assignment.opened',
  'grant.opened',
  'grant.activated',
  'assignment.activated',
  'assignment.ending',
  'grant.ending',
  'grant.ended',
  'assignment.ended',
];

/** Resolves when nothing is left to be told to anybody. */
export async function allTold(ground: Seen, within = 60_000): Promise<void> {
  const deadline = performance.now() + within;
  for (let left = await undone(ground); left.length > 0; left = await undone(ground)) {
    if (performance.now() > deadline) throw new Error(`Still not told after ${within} ms:\n${left.join('\n')}`);
    await wait(lookEvery);
  }
}

/** How many seconds after its time each access was over, by the record. */
export async function latenesses(databaseUrl: string): Promise<number[]> {
  const rows = await sql<{ late: number }>(
    databaseUrl,
    'SELECT extract(epoch FROM "endedAt" - "endsAt")::float AS late FROM "Assignment" WHERE "endsAt" IS NOT NULL',
  );
  return rows.map(({ late }) => late);
}
