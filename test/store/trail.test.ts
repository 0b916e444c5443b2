import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Command } from '../../src/domain/lifecycle.js';
import type { Analysis } from '../../src/domain/policy.js';
import { findBreak } from '../../src/store/chain.js';
import { openStore } from '../../src/store/open.js';
import type { Store, Writing } from '../../src/store/store.js';
import { testDatabase } from '../support/database.js';

let store: Store;
let database: Awaited<ReturnType<typeof testDatabase>>;
let client: pg.Client;
const at = new Date('2026-03-02T09:00:00Z');

beforeAll(async () => {
  database = await testDatabase();
  store = openStore(database.url, (error) => {
    throw error;
  });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await store.close();
  await database.drop();
});

const ben = { id: 'ben', name: 'Ben', isActive: true, isInSlack: true };
const analysis: Analysis = {
  risk: 'standard',
  rule: 'standard risk needs manager',
  stages: [{ kind: 'manager', quorum: 1, approvers: [ben] }],
};
const writing: Writing = {
  actor: 'person:ana',
  cause: 'slack',
  at,
  hearings: ({ event }) => ('id' in event ? [{ consumer: 'jira', lane: event.id }] : []),
};
const submit = (id: string, recipient = 'ana'): Command => ({
  type: 'request.submit',
  id,
  requester: recipient,
  recipient,
  app: 'figma',
  role: 'editor',
  duration: 3600,
  reason: { id: `text-${id}`, hash: 'h' },
  analysis,
  lapse: 86_400,
  catalog: 'c',
});

test('a decision leaves events, a row, a sealed text and an outbox row, all at once', async () => {
  const text = { id: 'text-one', hash: 'h', salt: 's', personId: 'ana', body: 'Because' };
  const recorded = await store.trail.decide(submit('one'), { ...writing, texts: [text] });
  expect(recorded).toMatchObject([{ stream: 'request:one', seq: 1, event: { type: 'request.submitted' } }]);
  expect(await store.requests.find('one')).toMatchObject({
    status: 'pending',
    duration: 3600,
    submittedAt: at.toISOString(),
  });
  expect(await store.texts.find('text-one')).toBe('Because');
  expect(await store.outbox.undone({ consumer: 'jira', lane: 'one' })).toHaveLength(1);
});

test('what nobody has to be asked for is approved by Latchkey, not by the one who asked', async () => {
  const command = { ...submit('auto', 'eve'), analysis: { ...analysis, risk: 'low', stages: [] } } as Command;
  const recorded = await store.trail.decide(command, { ...writing, actor: 'person:eve' });
  expect(recorded).toMatchObject([
    { actor: 'person:eve', event: { type: 'request.submitted' } },
    { actor: 'latchkey', event: { type: 'request.approved' } },
  ]);
});

test('what somebody asked for stays in sight until it has begun', async () => {
  const seen = async () => (await store.requests.openFrom('ivo')).map(({ status }) => status);
  await store.trail.decide(submit('seen', 'ivo'), writing);
  expect(await seen()).toEqual(['pending']);
  await store.trail.decide({ type: 'request.approve', id: 'seen', by: 'ben', analysis, catalog: 'c' }, writing);
  expect(await seen()).toEqual(['approved']);
  const opening = { id: 'seen', recipient: 'ivo', app: 'figma', role: 'editor', duration: 3600, alreadyHad: [] };
  const wanted = [{ entitlement: 'okta:g1', grant: 'g-seen' }];
  await store.trail.decide({ type: 'assignment.open', ...opening, wanted }, writing);
  expect(await seen()).toEqual([]);
});

test('what waits for one reason can be hurried, and nothing else', async () => {
  await store.trail.decide(submit('slow', 'pam'), writing);
  await store.trail.decide(submit('slower', 'pat'), writing);
  const later = new Date(at.getTime() + 10_000);
  for (const [lane, why] of [
    ['slow', 'NotYet: paused'],
    ['slower', 'busy'],
  ] as const) {
    await store.outbox.postpone(await store.outbox.undone({ consumer: 'jira', lane }), later, why);
  }
  expect(await store.outbox.hurry('jira', 'NotYet: paused', at)).toEqual([{ consumer: 'jira', lane: 'slow' }]);
  const [slow] = await store.outbox.undone({ consumer: 'jira', lane: 'slow' });
  const [slower] = await store.outbox.undone({ consumer: 'jira', lane: 'slower' });
  expect([slow?.dueAt, slower?.dueAt]).toEqual([at.toISOString(), later.toISOString()]);
});

test('fifty approvals at once record one', async () => {
  await store.trail.decide(submit('many', 'omar'), writing);
  const approve: Command = { type: 'request.approve', id: 'many', by: 'ben', analysis, catalog: 'c' };
  const answers = await Promise.all(Array.from({ length: 50 }, () => store.trail.decide(approve, writing)));
  expect(answers.filter((answer) => 'length' in answer)).toHaveLength(1);
  expect(answers.filter((answer) => 'refused' in answer)).toHaveLength(49);
  expect(await store.requests.find('many')).toMatchObject({ status: 'approved' });
});

test('the row is what its events fold to, through the whole life of an access', async () => {
  const run = (command: Command, later = 0) =>
    store.trail.decide(command, { ...writing, at: new Date(at.getTime() + later * 1000) });
  await run(submit('life', 'cleo'));
  await run({ type: 'request.approve', id: 'life', by: 'ben', analysis, catalog: 'c' });
  const wanted = [{ entitlement: 'okta:g1', grant: 'g-1' }];
  await run({
    type: 'assignment.open',
    id: 'life',
    recipient: 'cleo',
    app: 'figma',
    role: 'editor',
    duration: 3600,
    wanted,
    alreadyHad: [],
  });
  await run({ type: 'grant.confirmProvisioned', id: 'g-1', how: 'done' }, 60);
  expect(await store.assignments.find('life')).toMatchObject({ status: 'active', endsAt: '2026-03-02T10:01:00.000Z' });
  expect(await store.assignments.due(new Date('2026-03-02T10:01:00Z'), 10)).toHaveLength(1);
  await run({ type: 'assignment.expire', id: 'life' }, 3661);
  await run({ type: 'grant.confirmRevoked', id: 'g-1', how: 'done' }, 3662);
  expect(await store.assignments.find('life')).toMatchObject({ status: 'ended', cause: 'expired' });
  const events = await store.trail.streams(['request:life', 'assignment:life', 'grant:g-1']);
  expect(events.map(({ event }) => event.type)).toEqual([
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
  ]);
  expect(findBreak(events)).toBeUndefined();
});

test('an altered, a missing and a moved event are each named', async () => {
  const events = [...(await store.trail.streams(['request:life']))];
  const altered = events.map((event, index) => (index === 1 ? { ...event, actor: 'person:mallory' } : event));
  expect(findBreak(altered)).toBe('request:life #2 was altered');
  expect(findBreak(events.filter((_, index) => index !== 1))).toContain('request:life #2 is missing');
  expect(findBreak([...events].reverse())).toContain('#1 is missing');
});

test.each([
  'UPDATE "Event" SET "actor" = \'mallory\'',
  'DELETE FROM "Event"',
  'TRUNCATE "Event" CASCADE',
  'SET session_replication_role = replica; DELETE FROM "Event"',
])('the database refuses: %s', async (sql) => {
  await expect(client.query(sql)).rejects.toThrow('append-only');
  await client.query('RESET session_replication_role');
});

test('only one worker holds a lease, and the next one gets it when it is let go', async () => {
  const seen: string[] = [];
  await store.leases.hold('lane', async () => {
    seen.push('first');
    expect(await store.leases.hold('lane', async () => seen.push('second'))).toBe('busy');
  });
  await store.leases.hold('lane', async () => seen.push('third'));
  expect(seen).toEqual(['first', 'third']);
});

test('what Slack delivers twice is first once', async () => {
  const answers = await Promise.all([1, 2, 3].map(() => store.deliveries.isFirst('click-1', at)));
  expect(answers.filter(Boolean)).toHaveLength(1);
});
