import { describe, expect, test } from '@jest/globals';
import type { DomainEvent } from '../../src/domain/events.js';
import { streamOf } from '../../src/domain/events.js';
import { findingOf } from '../../src/evidence/decisions.js';
import { missingFrom } from '../../src/evidence/noted.js';
import type { Streams } from '../../src/evidence/said.js';
import { judge } from '../../src/evidence/verdict.js';
import { chain } from '../../src/store/chain.js';
import type { Chained, LogEntry } from '../../src/store/store.js';

/** A line of the provider's log is matched only where the whole, intact record has an approval from before it. */

const at = '2026-03-02T09:00:00.000Z';
const reason = { id: 't1', hash: 'h' };
const told = { id: 'evt-1', at, actor: '00uadmin' };
const submitted: DomainEvent = {
  type: 'request.submitted',
  ...{ id: 'r1', requester: 'ana', recipient: 'ana', app: 'figma', role: 'editor', risk: 'standard', duration: 3600 },
  ...{ reason, rule: 'standard risk needs manager', stages: [], remindAt: at, lapsesAt: at, catalog: 'c1' },
};
const approved: DomainEvent = {
  type: 'request.approved',
  id: 'r1',
  rule: 'standard risk needs manager',
  catalog: 'c1',
};
const opened: DomainEvent = {
  type: 'grant.opened',
  ...{ id: 'g1', recipient: 'ana', entitlement: 'okta:00g1', assignment: 'r1' },
};
const witnessed: DomainEvent = { type: 'grant.witnessed', id: 'g1', change: 'added', entry: told };
const found: DomainEvent = {
  type: 'drift.found',
  ...{ id: 'd1', kind: 'added', entitlement: 'okta:00g1', recipient: 'ana', accounts: ['00uana'], app: 'figma' },
  ...{ role: 'editor', risk: 'elevated', source: 'log', entry: told },
};

const entry: LogEntry = {
  ...{ provider: 'okta', entry: 'evt-1', at, kind: 'added', group: '00g1', account: '00uana' },
  ...{ actor: '00uadmin', actorName: 'Latchkey', isOurs: true },
};

/** As it would lie in the database, chained. */
function record(...events: readonly DomainEvent[]): Streams {
  const bare = events.map((event) => ({ stream: streamOf(event), at, actor: 'latchkey', cause: 'slack', event }));
  const streams = new Map<string, Chained[]>();
  for (const [index, row] of chain(bare, new Map()).entries())
    streams.set(row.stream, [...(streams.get(row.stream) ?? []), { ...row, id: String(index + 1) }]);
  return streams;
}

describe('an entry of a grant', () => {
  const ofGrant = { ...entry, grant: 'g1' };

  test('is matched to the approval that stood before the grant', () => {
    const verdict = judge(ofGrant, record(submitted, approved, opened, witnessed));
    expect(verdict).toEqual({ kind: 'approved', request: 'r1', grant: 'g1' });
  });

  test.each<[string, DomainEvent[], string]>([
    ['without an approval', [submitted, opened, witnessed], 'no approval'],
    ['approved only afterwards', [submitted, opened, approved, witnessed], 'no approval'],
    ['approved for somebody else', [{ ...submitted, recipient: 'ben' }, approved, opened, witnessed], 'no approval'],
    ['of which its record says nothing', [submitted, approved, opened], 'The record does not say so'],
    ['whose grant is not on record', [submitted, approved], 'The record does not say so'],
    [
      'of another group than its grant',
      [submitted, approved, { ...opened, entitlement: 'okta:00g2' }, witnessed],
      'The record does not say so',
    ],
  ])('%s is unexplained', (_, events, why) => {
    expect(judge(ofGrant, record(...events))).toMatchObject({ kind: 'unexplained', why: expect.stringContaining(why) });
  });

  test('that took somebody out is matched to the request that held it last', () => {
    const second = [
      { ...submitted, id: 'r2' },
      { ...approved, id: 'r2' },
    ];
    const held: DomainEvent = { type: 'grant.held', id: 'g1', assignment: 'r2' };
    const released: DomainEvent = { type: 'grant.released', id: 'g1', assignment: 'r1' };
    const ending: DomainEvent = { type: 'grant.ending', id: 'g1', cause: 'expired' };
    const out: DomainEvent = { ...witnessed, change: 'removed' };
    const removal: LogEntry = { ...ofGrant, kind: 'removed' };
    const whole = [submitted, approved, opened, ...second, held, released, ending, out];
    expect(judge(removal, record(...whole))).toEqual({ kind: 'approved', request: 'r2', grant: 'g1' });
    const unapproved = [submitted, approved, opened, submitted, held, released, ending, out];
    expect(judge(removal, record(...unapproved))).toMatchObject({ kind: 'unexplained' });
  });

  test.each(['request:r1', 'grant:g1'])('is unexplained once something in %s was altered', (stream) => {
    const streams = new Map(record(submitted, approved, opened, witnessed));
    const events = streams.get(stream) ?? [];
    streams.set(stream, [{ ...(events[0] as Chained), cause: 'cli' }, ...events.slice(1)]);
    expect(judge(ofGrant, streams)).toMatchObject({ kind: 'unexplained', why: expect.stringContaining('was altered') });
  });
});

describe('an entry of a finding', () => {
  const ofFinding = { ...entry, isOurs: false, drift: 'd1' };
  const removing: DomainEvent = { type: 'drift.removing', id: 'd1', by: 'priya' };
  const explained: DomainEvent = { type: 'drift.answered', id: 'd1', by: 'priya', answer: 'explained', reason };

  test('is unexplained until somebody answers', () => {
    expect(judge(ofFinding, record(found))).toMatchObject({ kind: 'unexplained', finding: 'd1' });
    expect(judge(ofFinding, record(found, explained))).toEqual({ kind: 'answered', finding: 'd1' });
  });

  test('is unexplained again when the provider refused what was answered', () => {
    const refused: DomainEvent = { type: 'drift.refused', id: 'd1', says: 'no' };
    expect(judge(ofFinding, record(found, removing))).toMatchObject({ kind: 'answered' });
    expect(judge(ofFinding, record(found, removing, refused))).toMatchObject({ kind: 'unexplained' });
  });

  const removed: LogEntry = { ...ofFinding, entry: 'evt-2', kind: 'removed' };
  const traced = (more: { isOurs?: boolean; account?: string }): DomainEvent => ({
    type: 'drift.traced',
    ...{ id: 'd1', change: 'removed', entry: { ...told, id: 'evt-2', ...more } },
  });

  test('that Latchkey removed by that answer is matched to it, and what somebody else removed is not', () => {
    const judged = (isOurs: boolean) => judge({ ...removed, isOurs }, record(found, removing, traced({ isOurs })));
    expect(judged(true)).toEqual({ kind: 'ordered', finding: 'd1' });
    expect(judged(false)).toEqual({ kind: 'answered', finding: 'd1' });
  });

  test('was removed by Latchkey where the event says so, and never because the row does', () => {
    const byRow = { ...removed, isOurs: true };
    expect(judge(byRow, record(found, removing, traced({ isOurs: false })))).toEqual({
      kind: 'unexplained',
      finding: 'd1',
      why: 'The copy of this line was changed after it was matched: made by Latchkey yes, recorded as no.',
    });
    // An earlier release did not record it.
    expect(judge(byRow, record(found, removing, traced({})))).toEqual({ kind: 'answered', finding: 'd1' });
  });

  test('of another group than its finding is unexplained', () => {
    expect(judge({ ...ofFinding, group: '00g2' }, record(found, explained))).toMatchObject({
      kind: 'unexplained',
      why: expect.stringContaining('The record does not say so'),
    });
  });

  test.each<[keyof LogEntry, Partial<LogEntry>, string]>([
    ['kind', { kind: 'added' }, 'change added, recorded as removed'],
    ['at', { at: '2026-03-02T10:00:00.000Z' }, `moment 2026-03-02T10:00:00.000Z, recorded as ${at}`],
    ['actor', { actor: '00ueve' }, 'actor 00ueve, recorded as 00uadmin'],
    ['account', { account: '00uben' }, 'account 00uben, recorded as 00uana'],
    ['isOurs', { isOurs: true }, 'made by Latchkey yes, recorded as no'],
  ])('whose %s was edited since it was matched is unexplained, and what was recorded is said', (_, edited, words) => {
    const streams = record(found, removing, traced({ isOurs: false, account: '00uana' }));
    expect(judge(removed, streams)).toMatchObject({ kind: 'answered' });
    const { kind, why } = judge({ ...removed, ...edited }, streams) as { kind: string; why?: string };
    expect({ kind, why }).toEqual({ kind: 'unexplained', why: expect.stringContaining(words) });
  });

  test('of many is answered with all the others, whether it was found or told of later', () => {
    const line = (id: string) => ({ ...told, id, account: '00uana' });
    const { entry: _, ...many } = { ...found, kind: 'many' as const, entries: [line('evt-1')] };
    const change = { change: 'removed', accounts: [], entries: [line('evt-2')] } as const;
    const streams = record(many as DomainEvent, { type: 'drift.recounted', id: 'd1', ...change }, explained);
    for (const [one, kind] of [
      ['evt-1', 'added'],
      ['evt-2', 'removed'],
    ] as const)
      expect(judge({ ...ofFinding, entry: one, kind }, streams)).toEqual({ kind: 'answered', finding: 'd1' });
    for (const other of [{ entry: 'evt-3' }, { entry: 'evt-1', account: '00uben' }])
      expect(judge({ ...ofFinding, ...other }, streams)).toMatchObject({ kind: 'unexplained' });
  });

  test('that the finding does not name is unexplained, whatever the row says', () => {
    const { kind } = judge({ ...ofFinding, entry: 'evt-9' }, record(found, explained));
    expect(kind).toBe('unexplained');
  });
});

test('an entry of a grant that was edited since it was matched is unexplained', () => {
  const noted: DomainEvent = { ...witnessed, entry: { ...told, account: '00uana' } };
  const streams = record(submitted, approved, opened, noted);
  const pointed = { ...entry, grant: 'g1' };
  expect(judge(pointed, streams)).toMatchObject({ kind: 'approved' });
  expect(judge({ ...pointed, account: '00uben' }, streams)).toMatchObject({
    kind: 'unexplained',
    why: expect.stringContaining('account 00uben, recorded as 00uana'),
  });
});

test('an answer counts for nothing where the record of its finding was altered, and the page says so', async () => {
  const explained: DomainEvent = { type: 'drift.answered', id: 'd1', by: 'priya', answer: 'explained', reason };
  const streams = new Map(record(found, explained));
  const texts = { find: async () => undefined, kept: async () => undefined };
  expect(await findingOf('d1', streams, texts)).toMatchObject({ isAnswered: true });
  const events = streams.get('drift:d1') ?? [];
  streams.set('drift:d1', [events[0] as Chained, { ...(events[1] as Chained), actor: 'person:ana' }]);
  const finding = await findingOf('d1', streams, texts);
  expect(finding).toMatchObject({ isAnswered: false, broken: expect.stringContaining('was altered') });
});

test('what the record notes and the copy of the log has no more is named, for this group and this time', () => {
  const streams = record(submitted, approved, opened, witnessed, found);
  const day = { entitlement: 'okta:00g1', from: at, until: '2026-03-03T00:00:00.000Z' };
  expect(missingFrom([entry], streams, day)).toEqual([]);
  const named = missingFrom([], streams, day).map(({ id, stream, person }) => [id, stream, person]);
  expect(named).toEqual([
    ['evt-1', 'grant:g1', 'ana'],
    ['evt-1', 'drift:d1', undefined],
  ]);
  expect(missingFrom([], streams, { ...day, entitlement: 'okta:00g2' })).toEqual([]);
  expect(missingFrom([], streams, { ...day, from: '2026-03-02T09:00:00.001Z' })).toEqual([]);
});

test('an entry that is matched to nothing is unexplained', () => {
  expect(judge(entry, record())).toMatchObject({ kind: 'unexplained' });
});
