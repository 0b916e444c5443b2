import { describe, expect, test } from '@jest/globals';
import {
  ask,
  at,
  days,
  expire,
  find,
  giveBack,
  hours,
  open,
  provisioned,
  removed,
  revoke,
  text,
} from '../support/given.js';
import { OnRecord } from '../support/onRecord.js';
import { approve, entry, getIn, policy, row } from '../support/rowOf.js';

describe('a row says how it ended', () => {
  test('denied', () => {
    const record = new OnRecord()
      .when(0, ask({ analysis: policy }), { by: 'ana' })
      .when(
        60,
        { type: 'request.deny', id: 'r1', by: 'ben', reason: text('t2'), analysis: policy, catalog: 'c1' },
        { by: 'ben' },
      );
    expect(row(record)).toMatchObject({
      state: 'denied',
      changes: [],
      end: { cause: 'denied', by: 'ben', through: 'slack', decidedAt: at(60), confirmedAt: at(60), reason: text('t2') },
    });
  });

  test('lapsed: nobody did it', () => {
    const record = new OnRecord()
      .when(0, ask({ analysis: policy }), { by: 'ana' })
      .when(days(3), { type: 'request.lapse', id: 'r1' }, { through: 'clock' });
    expect(row(record)).toMatchObject({ state: 'lapsed', end: { cause: 'lapsed', through: 'clock' } });
    expect(row(record).end).not.toHaveProperty('by');
  });

  test('cancelled', () => {
    const record = new OnRecord()
      .when(0, ask({ analysis: policy }), { by: 'ana' })
      .when(60, { type: 'request.cancel', id: 'r1', by: 'ana', move: 'move:7' }, { by: 'ana', through: 'jira' });
    expect(row(record)).toMatchObject({
      state: 'cancelled',
      decisions: [{ cause: 'requester', through: 'jira' }],
      end: { cause: 'cancelled', by: 'ana', through: 'jira' },
    });
  });

  test('time was up', () => {
    const record = getIn().when(hours(5), expire(), { through: 'clock' });
    expect(row(record)).toMatchObject({
      state: 'ending',
      end: { cause: 'expired', through: 'clock', decidedAt: at(hours(5)) },
    });
    expect(row(record).end).not.toHaveProperty('confirmedAt');
    expect(row(record.when(hours(5) + 9, removed()))).toMatchObject({
      state: 'ended',
      end: { cause: 'expired', confirmedAt: at(hours(5) + 9) },
    });
  });

  test('revoked: by whom and why', () => {
    const record = getIn()
      .when(hours(1), revoke('iris'), { by: 'iris' })
      .when(hours(1) + 5, removed());
    expect(row(record).end).toMatchObject({ cause: 'revoked', by: 'iris', reason: text('t3') });
  });

  test('given back', () => {
    const record = getIn()
      .when(hours(1), giveBack('ana'), { by: 'ana' })
      .when(hours(1) + 5, removed());
    expect(row(record).end).toMatchObject({ cause: 'returned', by: 'ana', confirmedAt: at(hours(1) + 5) });
  });

  test('gone outside: the provider tells who took it away, and Latchkey claims no decision', () => {
    const found = { kind: 'removed', grant: 'g1', entry: entry('log-7', hours(1)) } as const;
    const record = getIn()
      .when(hours(2), find(found), { through: 'provider' })
      .when(hours(2), { type: 'grant.lose', id: 'g1', drift: 'd1' }, { through: 'provider' })
      .when(hours(2) + 5, removed(), { through: 'provider' });
    const { changes, end } = row(record);
    expect(end).toMatchObject({ cause: 'goneOutside' });
    expect(changes[0]?.removed).toEqual({
      readBackAt: at(hours(2) + 5),
      how: 'outside',
      log: [entry('log-7', hours(1))],
    });
  });

  test('gone outside twice: each request has the entry of its own loss, though one finding waits for an answer to both', () => {
    const lost = (grant: string, passed: number) =>
      [passed, { type: 'grant.lose', id: grant, drift: 'd1' }, { through: 'provider' }] as const;
    const first = { kind: 'removed', grant: 'g1', entry: entry('log-7', hours(1)) } as const;
    const later = { type: 'drift.trace', id: 'd1', change: 'removed', entry: entry('log-9', days(2)) } as const;
    const record = getIn()
      .when(hours(2), find(first), { through: 'provider' })
      .when(...lost('g1', hours(2)))
      .when(hours(2) + 5, removed(), { through: 'provider' })
      .when(days(1), ask({ id: 'r2', reason: text('t2'), analysis: policy }), { by: 'ana' })
      .when(days(1) + 60, approve('ben', 'r2'), { by: 'ben' })
      .when(days(1) + 60, open({ 'figma-editors': 'g2' }, { id: 'r2' }), { through: 'provider' })
      .when(days(1) + 90, provisioned('g2'), { through: 'provider' })
      .when(days(2) + 60, later, { through: 'provider' })
      .when(...lost('g2', days(2) + 60))
      .when(days(2) + 65, removed('g2'), { through: 'provider' });
    const tellings = (id: string) => row(record, id).changes.map((change) => change.removed?.log.map((one) => one.id));
    expect(tellings('r1')).toEqual([['log-7']]);
    expect(tellings('r2')).toEqual([['log-9']]);
    expect(row(record, 'r2').changes[0]?.removed).toMatchObject({ how: 'outside' });
  });

  test('nothing was ever given, for it was all there before', () => {
    const record = new OnRecord()
      .when(0, ask({ analysis: policy }), { by: 'ana' })
      .when(60, approve('ben'), { by: 'ben' })
      .when(61, open({}, { alreadyHad: ['okta:figma-editors'] }));
    expect(row(record)).toMatchObject({
      alreadyHad: ['okta:figma-editors'],
      changes: [],
      end: { cause: 'alreadyHad' },
    });
  });
});
