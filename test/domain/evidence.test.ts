import { describe, expect, test } from '@jest/globals';
import { evidenceOf } from '../../src/domain/evidence.js';
import {
  adopt,
  analysis,
  ask,
  at,
  days,
  expire,
  extend,
  find,
  giveBack,
  hours,
  minutes,
  open,
  provisioned,
  removed,
  revoke,
  stage,
  text,
} from '../support/given.js';
import { OnRecord } from '../support/onRecord.js';

const policy = analysis(stage('manager', ['ben']));
const approve = (by: string, id = 'r1') =>
  ({ type: 'request.approve', id, by, analysis: policy, catalog: 'c1' }) as const;
const entry = (id: string, passed: number) => ({ id, at: at(passed), actor: '0oalatchkey' });

/** Ana asks Ben, who agrees after five minutes; Okta confirms after six. */
const getIn = (record = new OnRecord()) =>
  record
    .when(0, ask({ analysis: policy }), { by: 'ana' })
    .when(minutes(5), approve('ben'), { by: 'ben', through: 'jira' })
    .when(minutes(5), open({ 'figma-editors': 'g1' }), { through: 'provider' })
    .when(minutes(6), provisioned(), { through: 'provider' });

const row = ({ events }: OnRecord, id = 'r1') => {
  const found = evidenceOf(id, events);
  if (!found) throw new Error(`nobody asked for ${id}`);
  return found;
};

describe('the four questions', () => {
  test('who asked: for whom, for what, when, why, and what policy said then under which hash', () => {
    expect(row(getIn()).asked).toEqual({
      by: 'ana',
      for: 'ana',
      at: at(0),
      through: 'slack',
      app: 'figma',
      role: 'editor',
      risk: 'standard',
      duration: hours(4),
      reason: text('t1'),
      rule: 'standard risk needs manager',
      catalog: 'c1',
    });
  });

  test('who decided: as what, when, by which rule under which policy, and through what', () => {
    expect(row(getIn()).decisions).toEqual([
      {
        outcome: 'approved',
        by: 'ben',
        stage: 'manager',
        at: at(minutes(5)),
        through: 'jira',
        rule: 'standard risk needs manager',
        catalog: 'c1',
      },
    ]);
  });

  test('two stages are two decisions by two people, and a stand-in says for whom and why', () => {
    const standsIn = {
      as: 'admins',
      missing: [{ id: 'sam', why: 'has left' }],
      why: 'Sam (security) has left',
    } as const;
    const two = analysis({ ...stage('security', ['iris']), standsIn }, stage('owner', ['dana']));
    const record = new OnRecord()
      .when(0, ask({ analysis: two }), { by: 'ana' })
      .when(60, { type: 'request.approve', id: 'r1', by: 'iris', analysis: two, catalog: 'c1' }, { by: 'iris' })
      .when(90, { type: 'request.approve', id: 'r1', by: 'dana', analysis: two, catalog: 'c2' }, { by: 'dana' });
    const { decisions } = row(record);
    expect(decisions.map(({ by, stage: as, catalog }) => [by, as, catalog])).toEqual([
      ['iris', 'security', 'c1'],
      ['dana', 'owner', 'c2'],
    ]);
    expect(decisions[0]?.standsIn).toEqual({ as: 'admins', missing: [{ id: 'sam', why: 'has left' }] });
    expect(decisions[1]?.standsIn).toBeUndefined();
  });

  test('a rule is claimed only for the version of the policy that is on record with it', () => {
    const record = new OnRecord()
      .when(0, ask({ analysis: policy }), { by: 'ana' })
      .when(
        60,
        { type: 'request.deny', id: 'r1', by: 'ben', reason: text('t2'), analysis: policy, catalog: 'c9' },
        { by: 'ben' },
      );
    expect(row(record).decisions[0]).not.toHaveProperty('rule');
    expect(row(record).decisions[0]?.catalog).toBe('c9');
  });

  test('what changed: the group, when the provider was read back, and its own event and actor', () => {
    const record = getIn()
      .when(minutes(8), { type: 'grant.witness', id: 'g1', change: 'added', entry: entry('log-1', minutes(5)) })
      .when(hours(5), expire(), { through: 'clock' })
      .when(hours(5) + 60, removed(), { through: 'provider' })
      .when(hours(6), { type: 'grant.witness', id: 'g1', change: 'removed', entry: entry('log-2', hours(5)) });
    expect(row(record).changes).toEqual([
      {
        grant: 'g1',
        entitlement: 'okta:figma-editors',
        isShared: false,
        tasks: [],
        added: {
          decidedAt: at(minutes(5)),
          readBackAt: at(minutes(6)),
          how: 'done',
          log: [entry('log-1', minutes(5))],
        },
        removed: {
          decidedAt: at(hours(5)),
          readBackAt: at(hours(5) + 60),
          how: 'done',
          log: [entry('log-2', hours(5))],
        },
      },
    ]);
  });
});

describe('every way to end', () => {
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

describe('what is not so simple', () => {
  test('policy itself says yes where nobody has to be asked', () => {
    const record = new OnRecord().when(0, ask({ analysis: analysis() }), { by: 'ana' });
    expect(row(record)).toMatchObject({
      state: 'approved',
      decisions: [{ outcome: 'approved', through: 'policy', catalog: 'c1' }],
    });
    expect(row(record).decisions[0]).not.toHaveProperty('by');
  });

  test('what was adopted was decided by the person who answered, and added by whom the provider names', () => {
    const record = new OnRecord()
      .when(0, find({ entry: entry('log-3', -60) }), { through: 'provider' })
      .when(60, adopt('dana'), { by: 'dana' })
      .when(61, open({ 'figma-editors': 'g9' }, { id: 'r9' }))
      .when(62, provisioned('g9'));
    const adopted = row(record, 'r9');
    expect(adopted).toMatchObject({ state: 'active', asked: { by: 'dana', for: 'ana', adopts: 'd1' } });
    expect(adopted.decisions).toEqual([
      {
        outcome: 'approved',
        by: 'dana',
        at: at(60),
        through: 'slack',
        rule: expect.stringContaining('adopted'),
        catalog: 'c1',
      },
    ]);
    expect(adopted.changes[0]?.added).toEqual({ readBackAt: at(62), how: 'done', log: [entry('log-3', -60)] });
  });

  test('extended at once, and by a request of its own', () => {
    const longer = { id: 'r2', extends: 'r1', duration: days(2), reason: text('t9') };
    const record = getIn()
      .when(hours(1), extend('ana', hours(2)), { by: 'ana' })
      .when(hours(2), ask({ ...longer, analysis: policy }), { by: 'ana' })
      .when(hours(2) + 60, approve('ben', 'r2'), { by: 'ben' });
    expect(row(record).extensions).toEqual([
      { by: 'ana', at: at(hours(1)), until: at(hours(6) + minutes(6)) },
      { by: 'ana', at: at(hours(2) + 60), until: at(days(2) + hours(6) + minutes(6)), request: 'r2' },
    ]);
    expect(row(record).endsAt).toBe(at(days(2) + hours(6) + minutes(6)));
    expect(row(record, 'r2')).toMatchObject({ state: 'approved', changes: [], extensions: [{ request: 'r2' }] });
    expect(row(record, 'r2').extensions).toHaveLength(1);
  });

  test('a shared grant: the one that lets go first leaves the membership, and says so', () => {
    const viewer = { id: 'r2', role: 'viewer', reason: text('t8') };
    const record = getIn()
      .when(minutes(10), ask({ ...viewer, analysis: policy }), { by: 'ana' })
      .when(minutes(11), approve('ben', 'r2'), { by: 'ben' })
      .when(minutes(12), open({ 'figma-editors': 'g2' }, { id: 'r2', role: 'viewer' }))
      .when(minutes(20), giveBack('ana'), { by: 'ana' });
    expect(row(record)).toMatchObject({
      state: 'ended',
      changes: [{ grant: 'g1', isShared: true, letGoAt: at(minutes(20)) }],
    });
    expect(row(record).changes[0]).not.toHaveProperty('removed');
    expect(row(record, 'r2')).toMatchObject({ state: 'active', changes: [{ grant: 'g1', isShared: true }] });
    const after = record.when(hours(9), expire('r2')).when(hours(9) + 5, removed());
    expect(row(after, 'r2').changes[0]?.removed).toMatchObject({ readBackAt: at(hours(9) + 5) });
    expect(row(after).changes[0]).not.toHaveProperty('removed');
  });

  test('by hand: what a person was asked to do, and who said that it was done', () => {
    const task = { kind: 'add', why: 'refused', says: 'No writes here' } as const;
    const record = new OnRecord()
      .when(0, ask({ analysis: policy }), { by: 'ana' })
      .when(1, approve('ben'), { by: 'ben' })
      .when(2, open({ 'figma-editors': 'g1' }))
      .when(3, { type: 'grant.handOver', id: 'g1', task })
      .when(60, { type: 'grant.handle', id: 'g1', by: 'dana', mayHandle: ['dana'] }, { by: 'dana' })
      .when(61, { type: 'grant.confirmProvisioned', id: 'g1', how: 'byHand' });
    expect(row(record).changes[0]).toMatchObject({
      tasks: [{ ...task, at: at(3) }],
      added: { how: 'byHand', handledBy: 'dana', readBackAt: at(61) },
    });
  });

  test('what nobody asked for has no row', () => {
    expect(evidenceOf('r7', getIn().events)).toBeUndefined();
  });
});
