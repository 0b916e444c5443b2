import { describe, expect, test } from '@jest/globals';
import {
  analysis,
  approve,
  ask,
  at,
  cancel,
  days,
  deny,
  given,
  hours,
  lapse,
  nothingYet,
  request,
  seconds,
  stage,
  text,
} from '../support/given.js';

describe('approving', () => {
  test('the last missing approval, and no earlier one, approves the request', () => {
    given(request({ by: 'ana', quorum: 2 }))
      .when(approve('ben'))
      .then('request.approvalRecorded');
    given(request({ by: 'ana', quorum: 2, approvals: ['ben'] }))
      .when(approve('cleo'))
      .then('request.approvalRecorded', 'request.approved');
  });

  test('stages are asked in their order', () => {
    const policy = { analysis: analysis(stage('security', ['sam']), stage('owner', ['dana'])) };
    given(request())
      .when(approve('dana', policy))
      .refused('You are not one of the people who decide this request.')
      .when(approve('sam', policy))
      .then('request.approvalRecorded')
      .saying({ stage: 'security', by: 'sam' })
      .when(approve('dana', policy))
      .then('request.approvalRecorded', 'request.approved');
  });

  test('two stages need two people, also when the same one could answer both', () => {
    const policy = { analysis: analysis(stage('security', ['sam']), stage('owner', ['sam'])) };
    given(request())
      .when(approve('sam', policy))
      .when(approve('sam', policy))
      .refused('You have already approved this request. It waits for somebody else.');
  });

  test('lesson 5: policy that has become stricter meanwhile is not got round by an old request', () => {
    const policy = { analysis: { ...analysis(stage('manager', ['ben'])), longest: hours(1) } };
    given(request({ duration: hours(8) }))
      .when(approve('ben', policy))
      .refused('Policy no longer allows this for so long. Deny it, and have it asked again for a shorter time.')
      .when(deny('ben', policy))
      .then('request.denied');
    given(request({ duration: hours(1) }))
      .when(approve('ben', policy))
      .then('request.approvalRecorded', 'request.approved');
  });

  test('the record says who stood in for whom', () => {
    const standsIn = { as: 'owner', missing: [{ id: 'ben', why: 'has left' }] } as const;
    const told = { ...standsIn, why: 'Ben Okafor (manager) has left' };
    const policy = { analysis: analysis({ ...stage('manager', ['dana']), standsIn: told }) };
    given(request()).when(approve('dana', policy)).saying({ type: 'request.approvalRecorded', standsIn });
  });

  test('for somebody who has left in the meantime cancels the request instead', () => {
    const policy = { analysis: { ...analysis(stage('manager', ['ben'])), recipient: 'left' as const } };
    given(request()).when(approve('ben', policy)).then('request.cancelled').saying({ cause: 'left' });
  });

  test('the policy of this moment counts, not the one at submission', () => {
    given(request())
      .when(approve('ben', { analysis: analysis(stage('owner', ['dana'])) }))
      .refused('You are not one of the people who decide this request.');
    given(request())
      .when(approve('ben', { analysis: analysis() }))
      .refused('Policy no longer asks for an approval');
  });
});

describe('denying', () => {
  test('one no is enough, with its reason', () => {
    const denied = given(request({ quorum: 2, approvals: ['ben'] }))
      .at(hours(1))
      .when(deny('cleo'))
      .then('request.denied')
      .saying({ by: 'cleo', stage: 'manager', reason: text('t2') });
    expect(denied.world.requests.get('r1')).toMatchObject({
      status: 'denied',
      decidedBy: 'cleo',
      decidedAt: at(hours(1)),
    });
  });

  test('only those who may approve may deny', () => {
    given(request()).when(deny('mallory')).refused('You are not one of the people who decide this request.');
  });
});

describe('lesson 2: two people press at once, and one decision stands', () => {
  test('the second is told that it is decided', () => {
    given(request())
      .when(approve('ben'))
      .then('request.approvalRecorded', 'request.approved')
      .when(approve('cleo'))
      .refused('This request is already decided: it was approved.')
      .when(deny('dana'))
      .refused('This request is already decided: it was approved.');
    given(request()).when(deny('ben')).when(approve('cleo')).refused('This request is already decided: it was denied.');
  });

  test('who could have decided an earlier stage is told that somebody has', () => {
    const policy = { analysis: analysis(stage('security', ['sam', 'zoe']), stage('owner', ['dana'])) };
    given(request())
      .when(approve('zoe', policy))
      .when(approve('sam', policy))
      .refused('Somebody else has already approved your part of this request. It waits for the next answer.');
  });

  test('a second press of the same person counts once', () => {
    given(request({ quorum: 2 }))
      .when(approve('ben'))
      .when(approve('ben'))
      .refused('You have already approved this request. It waits for somebody else.');
  });
});

describe('lesson 8: a pending request neither hangs for ever nor ends too soon', () => {
  test('it lapses when its time is up, and not a second before', () => {
    given(request())
      .at(days(3) - seconds(1))
      .when(lapse)
      .nothing()
      .at(days(3))
      .when(lapse)
      .then('request.lapsed')
      .when(lapse)
      .nothing();
  });

  test('its lapse counts from submission, and a reminder comes at half of it, once', () => {
    const remind = { type: 'request.remind', id: 'r1' } as const;
    nothingYet()
      .when(ask({ lapse: days(2) }))
      .saying({ type: 'request.submitted', remindAt: at(days(1)), lapsesAt: at(days(2)) })
      .at(days(1) - seconds(1))
      .when(remind)
      .nothing()
      .at(days(1))
      .when(remind)
      .then('request.reminded')
      .when(remind)
      .nothing();
  });

  test('a button pressed after that decides nothing, though no sweep has been yet', () => {
    const late = given(request()).at(days(3));
    late.when(approve('ben')).refused('Nobody answered in time: this request has lapsed.');
    late.when(deny('ben')).refused('Nobody answered in time: this request has lapsed.');
  });

  test('what is decided does not lapse, and is not reminded of', () => {
    for (const status of ['approved', 'denied', 'cancelled', 'lapsed'] as const) {
      given(request({ status })).at(days(9)).when(lapse).nothing().when({ type: 'request.remind', id: 'r1' }).nothing();
    }
  });
});

describe('lesson 14: nobody decides their own request', () => {
  test('not the one who asked, not the one who gets it, whoever policy names', () => {
    const policy = { analysis: analysis(stage('manager', ['ana', 'ben'])) };
    for (const act of [approve, deny]) {
      given(request({ by: 'ana' }))
        .when(act('ana', policy))
        .refused('You cannot decide your own request.');
      given(request({ by: 'ana', for: 'ben' }))
        .when(act('ben', policy))
        .refused('You cannot decide about your own access.');
    }
  });
});

describe('lesson 18: a request for a role that has gone does not come back with it', () => {
  test('it is cancelled when the role goes, and stays so', () => {
    given(request())
      .when({ type: 'request.withdraw', id: 'r1', cause: 'roleRemoved' })
      .then('request.cancelled')
      .saying({ cause: 'roleRemoved' })
      .when(approve('ben'))
      .refused('This request was cancelled. Nothing is left to decide.');
  });

  test('what is decided is not withdrawn', () => {
    given(request({ status: 'approved' }))
      .when({ type: 'request.withdraw', id: 'r1', cause: 'left' })
      .nothing();
  });
});

describe('cancelling', () => {
  test('is for the one who asked, while it waits', () => {
    given(request()).when(cancel('ana')).then('request.cancelled').saying({ cause: 'requester', by: 'ana' });
    given(request())
      .when({ type: 'request.cancel', id: 'r1', by: 'ana', move: 'move:7' })
      .then('request.cancelled')
      .saying({ cause: 'requester', by: 'ana', move: 'move:7' });
    given(request()).when(cancel('ben')).refused('Only the person who asked can cancel a request.');
  });

  test('after approval points to Give back', () => {
    given(request({ status: 'approved' }))
      .when(cancel('ana'))
      .refused('Use Give back to end the access.');
  });

  test('twice says so', () => {
    given(request()).when(cancel('ana')).when(cancel('ana')).refused('This request was cancelled.');
  });
});

describe('the issue in Jira', () => {
  test('is noted once, also after the end', () => {
    const mirror = { type: 'request.mirror', id: 'r1', key: 'ACC-1', url: 'https://jira.example.com/ACC-1' } as const;
    given(request({ status: 'lapsed' }))
      .when(mirror)
      .then('request.mirrored')
      .when({ ...mirror, key: 'ACC-2' })
      .nothing();
  });

  test('is another one where the first is gone, and only in the place of that one', () => {
    const mirror = { type: 'request.mirror', id: 'r1', key: 'ACC-1', url: 'https://jira.example.com/ACC-1' } as const;
    given(request({ status: 'lapsed' }))
      .when(mirror)
      .when({ ...mirror, key: 'ACC-2', instead: 'ACC-9' })
      .nothing()
      .when({ ...mirror, key: 'ACC-2', instead: 'ACC-1' })
      .then('request.mirrored')
      .when({ ...mirror, key: 'ACC-3', instead: 'ACC-1' })
      .nothing();
  });
});

test('a request that nobody knows is said to be unknown', () => {
  nothingYet().when(approve('ben')).refused('Latchkey does not know this request.');
});

describe('lesson 10: when somebody who was asked leaves, others are asked', () => {
  const reroute = {
    type: 'request.reroute',
    id: 'r1',
    left: 'ben',
    stages: [stage('owner', ['dana', 'cleo'])],
    catalog: 'c2',
  } as const;

  test('the record says who left and who decides now, without a name', () => {
    given(request())
      .when(reroute)
      .saying({
        type: 'request.rerouted',
        left: 'ben',
        stages: [{ kind: 'owner', quorum: 1, approvers: ['dana', 'cleo'] }],
        catalog: 'c2',
      });
  });

  test('what was approved so far still counts', () => {
    given(request({ quorum: 2, approvals: ['cleo'] }))
      .when(reroute)
      .then('request.rerouted')
      .when(approve('cleo'))
      .refused('You have already approved this request.');
  });

  test('what is decided is asked of nobody', () => {
    for (const status of ['approved', 'denied', 'cancelled', 'lapsed'] as const) {
      given(request({ status })).when(reroute).nothing();
    }
  });
});
