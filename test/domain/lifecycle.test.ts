import { describe, expect, test } from '@jest/globals';
import {
  approve,
  ask,
  assignment,
  cancel,
  days,
  expire,
  giveBack,
  given,
  grant,
  hours,
  minutes,
  nothingYet,
  open,
  provisioned,
  removed,
  request,
  revoke,
} from '../support/given.js';

const approved = (but: Parameters<typeof request>[0] = {}) => request({ status: 'approved', ...but });

describe('from asking to being out again', () => {
  test('asked, approved, opened, in, and out when time is up', () => {
    nothingYet()
      .when(ask())
      .then('request.submitted')
      .when(approve('ben'))
      .then('request.approvalRecorded', 'request.approved')
      .when(open({ 'figma-editors': 'g1' }))
      .then('assignment.opened', 'grant.opened')
      .when(provisioned())
      .then('grant.activated', 'assignment.activated')
      .at(hours(4))
      .when(expire())
      .then('assignment.ending', 'grant.ending')
      .when(removed())
      .then('grant.ended', 'assignment.ended');
  });

  test('what nobody has to approve is approved as it is asked', () => {
    const auto = { risk: 'low', rule: 'low risk is approved automatically', stages: [] } as const;
    nothingYet()
      .when(ask({ analysis: auto }))
      .then('request.submitted', 'request.approved');
  });

  test('access is active when the last of its groups is, and not before', () => {
    given(approved())
      .when(open({ admins: 'g1', vpn: 'g2' }))
      .then('assignment.opened', 'grant.opened', 'grant.opened')
      .when(provisioned('g1'))
      .then('grant.activated')
      .when(provisioned('g2'))
      .then('grant.activated', 'assignment.activated');
  });

  test('access has ended when the last of its groups is left, and not before', () => {
    given(approved(), assignment({ grants: ['g1', 'g2'] }), grant(), grant({ id: 'g2', entitlement: 'okta:vpn' }))
      .when(giveBack('ana'))
      .then('assignment.ending', 'grant.ending', 'grant.ending')
      .when(removed('g2'))
      .then('grant.ended')
      .when(removed('g1'))
      .then('grant.ended', 'assignment.ended');
  });

  test('who had all of it before gets nothing that could be taken away', () => {
    given(approved())
      .when(open({}, { alreadyHad: ['okta:figma-editors'] }))
      .then('assignment.opened', 'assignment.ending', 'assignment.ended')
      .saying({ type: 'assignment.ended', cause: 'alreadyHad' });
  });

  test('what cannot be given any more ends and says so', () => {
    given(approved()).when(open({})).saying({ type: 'assignment.ended', cause: 'notPossible' });
  });

  test('what never became active goes out by the same door', () => {
    given(approved(), assignment({ status: 'opened' }), grant({ status: 'provisioning' }))
      .when(revoke('iris'))
      .then('assignment.ending', 'grant.ending')
      .when(provisioned())
      .nothing()
      .when(removed())
      .then('grant.ended', 'assignment.ended');
  });
});

describe('no access without an approved request', () => {
  test.each(['pending', 'denied', 'cancelled', 'lapsed'] as const)('a %s request opens nothing', (status) => {
    given(request({ status }))
      .when(open({ 'figma-editors': 'g1' }))
      .nothing();
  });

  test('nothing is opened for a request that does not exist', () => {
    nothingYet()
      .when(open({ 'figma-editors': 'g1' }))
      .nothing();
  });

  test('an assignment is what was approved, whatever the opener says', () => {
    const other = { recipient: 'mallory', app: 'aws', role: 'admin', duration: 'permanent' } as const;
    given(approved({ role: 'editor' }))
      .when(open({ 'figma-editors': 'g1' }, other))
      .saying({ type: 'assignment.opened', recipient: 'ana', app: 'figma', role: 'editor', duration: hours(4) })
      .saying({ type: 'grant.opened', recipient: 'ana' });
  });

  test('an approved request opens once', () => {
    given(approved(), assignment(), grant())
      .when(open({ 'figma-editors': 'g9' }))
      .nothing();
  });

  test('two names for one group are one grant', () => {
    const wanted = [
      { entitlement: 'okta:figma-editors', grant: 'g1' },
      { entitlement: 'okta:figma-editors', grant: 'g2' },
    ];
    given(approved())
      .when(open({}, { wanted }))
      .then('assignment.opened', 'grant.opened')
      .saying({ type: 'assignment.opened', grants: ['g1'] })
      .when(provisioned('g1'))
      .then('grant.activated', 'assignment.activated');
    given(approved({ id: 'r2', role: 'viewer' }), approved(), assignment(), grant())
      .when(open({}, { id: 'r2', wanted }))
      .then('assignment.opened', 'grant.held', 'assignment.activated');
  });
});

describe('lesson 1: a first expiry must not remove what a second grant still covers', () => {
  const engineer = [approved(), assignment(), grant()] as const;
  const second = approved({ id: 'r2', role: 'viewer' });
  const openSecond = open({ 'figma-editors': 'g2' }, { id: 'r2', role: 'viewer' });

  test('the group is left with its last holder', () => {
    given(...engineer, second)
      .when(openSecond)
      .then('assignment.opened', 'grant.held', 'assignment.activated')
      .at(hours(4))
      .when(expire('r1'))
      .then('assignment.ending', 'grant.released', 'assignment.ended')
      .at(hours(5))
      .when(expire('r2'))
      .then('assignment.ending', 'grant.ending');
  });

  test('at a shared boundary, the second starting first keeps the group', () => {
    given(...engineer, second)
      .at(hours(4))
      .when(openSecond)
      .when(expire('r1'))
      .then('assignment.ending', 'grant.released', 'assignment.ended');
  });

  test('at a shared boundary, the first ending first is out before the second comes in', () => {
    given(...engineer, second)
      .at(hours(4))
      .when(expire('r1'))
      .then('assignment.ending', 'grant.ending')
      .when(openSecond)
      .nothing()
      .when(removed())
      .then('grant.ended', 'assignment.ended')
      .when(openSecond)
      .then('assignment.opened', 'grant.opened')
      .when(provisioned('g2'))
      .then('grant.activated', 'assignment.activated');
  });

  test('the first ends although the second, which took over a group, is on its way out too', () => {
    const own = grant({ id: 'g2', entitlement: 'okta:admins' });
    given(
      approved(),
      second,
      assignment({ grants: ['g1', 'g2'] }),
      assignment({ id: 'r2', role: 'viewer' }),
      grant({ holders: ['r1', 'r2'] }),
      own,
    )
      .when(giveBack('ana', 'r1'))
      .when(giveBack('ana', 'r2'))
      .then('assignment.ending', 'grant.ending')
      .when(removed('g2'))
      .then('grant.ended', 'assignment.ended')
      .saying({ type: 'assignment.ended', id: 'r1' })
      .when(removed('g1'))
      .saying({ type: 'assignment.ended', id: 'r2' });
  });
});

describe('lesson 7: a second request while access is active is answered at intake', () => {
  test('and points to Extend', () => {
    given(assignment())
      .when(ask({ id: 'r2' }))
      .refused('You already have this. Extend it instead.');
  });

  test('also while it is ending, waiting for an answer, or approved and not yet opened', () => {
    given(assignment({ status: 'ending' }))
      .when(ask({ id: 'r2' }))
      .refused('This access is just ending.');
    given(request())
      .when(ask({ id: 'r2' }))
      .refused('You have already asked for this.');
    given(approved())
      .when(ask({ id: 'r2' }))
      .refused('This is already approved and on its way.');
  });

  test('another role of the same app may be asked for, and the same one once it is over', () => {
    given(assignment())
      .when(ask({ id: 'r2', role: 'viewer' }))
      .then('request.submitted');
    given(approved(), assignment({ status: 'ended' }))
      .when(ask({ id: 'r2' }))
      .then('request.submitted');
  });

  test('the same submission twice is one request', () => {
    nothingYet().when(ask()).when(ask()).nothing();
  });
});

describe('lesson 21: what was given back is over when the provider says so', () => {
  test('until then it is ending, and its end is an event of its own', () => {
    const back = given(approved(), assignment(), grant()).at(minutes(5)).when(giveBack('ana'));
    expect(back.world.assignments.get('r1')).toMatchObject({ status: 'ending', cause: 'returned', endedBy: 'ana' });
    back
      .when(removed())
      .then('grant.ended', 'assignment.ended')
      .saying({ type: 'assignment.ended', cause: 'returned' });
  });

  test('a request that is over is over with an event, whichever way', () => {
    given(request()).when(cancel('ana')).then('request.cancelled');
    given(request()).at(days(3)).when({ type: 'request.lapse', id: 'r1' }).then('request.lapsed');
  });
});
