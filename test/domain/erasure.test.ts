import { describe, expect, test } from '@jest/globals';
import {
  aboutWhom,
  confirm,
  decline,
  holdsOf,
  isLapsed,
  lapsesAt,
  obstacle,
  type PrivacyEvent,
  type Proposal,
  proposalOf,
  proposalsOf,
  refusedBy,
  retentionInForce,
  type Standing,
  whoAnswers,
} from '../../src/domain/erasure.js';
import { type Recorded, streamOf } from '../../src/domain/events.js';
import { at, days, monday } from '../support/given.js';

/** One admin wants it, another one confirms it; nobody alone. */

const admins = ['iris', 'omar', 'ana'];
const by = (who: string) => ({ by: who, mayAnswer: admins });
const until = lapsesAt(monday);

function record(...events: readonly PrivacyEvent[]): Recorded[] {
  const seqs = new Map<string, number>();
  return events.map((event) => {
    const stream = streamOf(event);
    const seq = (seqs.get(stream) ?? 0) + 1;
    seqs.set(stream, seq);
    return { stream, seq, at: at(0), actor: 'latchkey', cause: 'slack', event };
  });
}
const erasure: PrivacyEvent = { type: 'erasure.proposed', id: 'e1', by: 'iris', person: 'ana', until };
const placed: PrivacyEvent = { type: 'hold.placed', id: 'h1', by: 'iris', person: 'ana' };
const lifting: PrivacyEvent = { type: 'hold.liftProposed', id: 'h1', by: 'iris', until };
const keeping: PrivacyEvent = { type: 'retention.proposed', id: 't1', by: 'iris', days: 400, until };
const last = (...events: readonly PrivacyEvent[]): Proposal | undefined =>
  proposalOf(streamOf(events[0] as PrivacyEvent), record(...events));

describe('who answers', () => {
  const who = (event: PrivacyEvent[], keepers: { admins: string[]; security: string[] }) =>
    whoAnswers((last(...event) as Proposal).wish, keepers);
  const lift = [placed, lifting];

  test('is every admin whom it is not about, and security where there are fewer than two of these to lift a hold', () => {
    expect(who(lift, { admins: ['iris', 'omar', 'ana'], security: ['sam'] })).toEqual(['iris', 'omar']);
    expect(who(lift, { admins: ['iris', 'ana'], security: ['sam', 'ana', 'iris'] })).toEqual(['iris', 'sam']);
    expect(who(lift, { admins: ['iris', 'ana'], security: [] })).toEqual(['iris']);
    const ofPeriod: PrivacyEvent = { type: 'hold.placed', id: 'h1', by: 'iris', from: at(0), until: at(60) };
    expect(who([ofPeriod, lifting], { admins: ['iris'], security: ['sam'] })).toEqual(['iris', 'sam']);
    expect(who([ofPeriod, lifting], { admins: ['iris', 'omar'], security: ['sam'] })).toEqual(['iris', 'omar']);
  });

  test('is never security where something is to be erased', () => {
    expect(who([erasure], { admins: ['iris', 'ana'], security: ['sam'] })).toEqual(['iris']);
    expect(who([keeping], { admins: ['iris'], security: ['sam'] })).toEqual(['iris']);
  });
});

describe('a proposal', () => {
  test.each<[string, PrivacyEvent[], PrivacyEvent]>([
    ['to erase', [erasure], { type: 'erasure.confirmed', id: 'e1', by: 'omar' }],
    ['to lift a hold', [placed, lifting], { type: 'hold.lifted', id: 'h1', by: 'omar' }],
    ['to keep texts for so long', [keeping], { type: 'retention.confirmed', id: 't1', by: 'omar' }],
  ])('%s is confirmed by a second admin, and not by the first', (_, events, confirmed) => {
    expect(confirm(last(...events), by('omar'), monday)).toEqual(confirmed);
    expect(confirm(last(...events), by('iris'), monday)).toMatchObject({
      says: expect.stringContaining('You proposed this yourself'),
    });
  });

  test('is confirmed by nobody who is no admin when they press, and by nobody about themselves', () => {
    expect(confirm(last(erasure), { by: 'omar', mayAnswer: ['iris'] }, monday)).toMatchObject({
      says: 'Only admins can answer this.',
    });
    for (const about of [last(erasure), last(placed, lifting)])
      for (const answer of [confirm, decline])
        expect(answer(about, by('ana'), monday)).toMatchObject({
          says: expect.stringContaining('cannot answer about yourself'),
        });
  });

  test('is confirmed for seven days, and then has to be proposed again', () => {
    const justBefore = new Date(monday.getTime() + (days(7) - 1) * 1000);
    const then = new Date(monday.getTime() + days(7) * 1000);
    expect(confirm(last(erasure), by('omar'), justBefore)).toMatchObject({ type: 'erasure.confirmed' });
    expect(confirm(last(erasure), by('omar'), then)).toMatchObject({ says: expect.stringContaining('within 7 days') });
    const proposal = last(erasure) as Proposal;
    expect([isLapsed(proposal, justBefore), isLapsed(proposal, then)]).toEqual([false, true]);
    expect(refusedBy(proposal, 'lapsed')).toEqual({ type: 'erasure.refused', id: 'e1', cause: 'lapsed' });
  });

  test('is refused by any other admin, taken back by the first, and answered once', () => {
    const refused: PrivacyEvent = { type: 'erasure.refused', id: 'e1', cause: 'admin', by: 'iris' };
    expect(decline(last(erasure), by('iris'), monday)).toEqual(refused);
    expect(decline(last(placed, lifting), by('omar'), monday)).toMatchObject({ type: 'hold.liftRefused' });
    expect(confirm(last(erasure, refused), by('omar'), monday)).toMatchObject({
      says: expect.stringContaining('already refused'),
    });
    const confirmed: PrivacyEvent = { type: 'erasure.confirmed', id: 'e1', by: 'omar' };
    expect(decline(last(erasure, confirmed), by('iris'), monday)).toMatchObject({
      says: 'This is already confirmed.',
    });
  });

  test('to lift a hold may be made again after a no, and the hold stays until a yes', () => {
    const no: PrivacyEvent = { type: 'hold.liftRefused', id: 'h1', cause: 'admin', by: 'omar' };
    const again = last(placed, lifting, no, { ...lifting, by: 'omar' });
    expect(again).toMatchObject({ status: 'open', by: 'omar', round: 4 });
    expect(holdsOf(record(placed, lifting, no)).map(({ id }) => id)).toEqual(['h1']);
    expect(holdsOf(record(placed, lifting, { type: 'hold.lifted', id: 'h1', by: 'omar' }))).toEqual([]);
  });
});

test('whom a wish is about is the person to be erased or held, and nobody where it is a period or a number of days', () => {
  const period: PrivacyEvent = { type: 'hold.placed', id: 'h1', by: 'iris', from: at(0), until: at(60) };
  const about = [[erasure], [placed, lifting], [period, lifting], [keeping]].map((events) => {
    const proposal = last(...events);
    return proposal && aboutWhom(proposal.wish);
  });
  expect(about).toEqual(['ana', 'ana', undefined, undefined]);
});

test('how long texts are kept is what was confirmed, not what was proposed since', () => {
  const confirmed: PrivacyEvent = { type: 'retention.confirmed', id: 't1', by: 'omar' };
  const shorter: PrivacyEvent = { ...keeping, id: 't2', days: 30 };
  expect(retentionInForce(proposalsOf(record(keeping)))).toBeUndefined();
  expect(retentionInForce(proposalsOf(record(keeping, confirmed, shorter)))).toEqual({ id: 't1', days: 400 });
  const first: PrivacyEvent = { ...confirmed, id: 't2' };
  const crossed = record(keeping, shorter, first, confirmed);
  expect(retentionInForce(proposalsOf(crossed))).toEqual({ id: 't1', days: 400 });
});

describe('before somebody is erased', () => {
  const free: Standing = { isActive: false, isErased: false, liveAccess: 0, openRequests: 0, holds: [] };
  const hold = holdsOf(record(placed));

  test('nothing stands in the way of whoever has left and has nothing', () => {
    expect(obstacle(free)).toBeUndefined();
  });

  test.each<[string, Partial<Standing>, string]>([
    ['a legal hold', { holds: hold }, 'legal hold'],
    ['live access', { liveAccess: 1 }, 'Revoke it first'],
    ['an open request', { openRequests: 1 }, 'decided or cancelled first'],
    ['an active account', { isActive: true }, 'deactivated there first'],
    ['that it was done', { isErased: true }, 'erased already'],
  ])('%s stands in the way, and what to do first is said', (_, but, says) => {
    expect(obstacle({ ...free, ...but })?.says).toContain(says);
  });
});
