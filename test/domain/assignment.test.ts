import { describe, expect, test } from '@jest/globals';
import { extensionOf, warningBefore } from '../../src/domain/assignment.js';
import {
  approve,
  ask,
  assignment,
  at,
  days,
  expire,
  extend,
  giveBack,
  given,
  grant,
  hours,
  minutes,
  monday,
  nothingYet,
  open,
  provisioned,
  request,
  revoke,
  seconds,
} from '../support/given.js';

const ending = [request({ status: 'approved' }), assignment(), grant()] as const;
const warn = { type: 'assignment.warn', id: 'r1' } as const;

describe('lesson 4: the clock starts when access is active, not when it was asked for', () => {
  test('a late approval and a slow provider eat none of the time', () => {
    nothingYet()
      .when(ask({ duration: hours(4) }))
      .at(days(2))
      .when(approve('ben'))
      .when(open({ 'figma-editors': 'g1' }))
      .at(days(2) + minutes(30))
      .when(provisioned())
      .saying({ type: 'assignment.activated', endsAt: at(days(2) + minutes(30) + hours(4)) });
  });

  test('of several groups, the last one starts it', () => {
    given(request({ status: 'approved' }))
      .when(open({ admins: 'g1', vpn: 'g2' }))
      .at(minutes(1))
      .when(provisioned('g1'))
      .then('grant.activated')
      .at(minutes(9))
      .when(provisioned('g2'))
      .saying({ type: 'assignment.activated', endsAt: at(minutes(9) + hours(4)) });
  });
});

describe('lesson 5: one end, kept in one place', () => {
  test('access ends when its own end has come, and not a second before', () => {
    given(...ending)
      .at(hours(4) - seconds(1))
      .when(expire())
      .nothing()
      .at(hours(4))
      .when(expire())
      .then('assignment.ending', 'grant.ending')
      .saying({ type: 'assignment.ending', cause: 'expired' });
  });

  test('a request’s own lapse does not end the access', () => {
    given(request({ status: 'approved' }), assignment({ endsAt: at(days(7)) }), grant())
      .at(days(3))
      .when({ type: 'request.lapse', id: 'r1' })
      .nothing()
      .when(expire())
      .nothing();
  });

  test('an extension moves that end, and the old one ends nothing', () => {
    given(...ending)
      .at(hours(1))
      .when(extend('ana', hours(4)))
      .at(hours(4))
      .when(expire())
      .nothing()
      .at(hours(8))
      .when(expire())
      .then('assignment.ending', 'grant.ending');
  });
});

describe('lesson 19: an end is never in the past, and no end is a word of its own', () => {
  test('an extension whose new end would be over is refused', () => {
    given(assignment())
      .at(hours(9))
      .when(extend('ana', hours(4)))
      .refused('The new end would be in the past.');
    given(assignment())
      .at(hours(8))
      .when(extend('ana', hours(4)))
      .refused('The new end would be in the past.');
  });

  test('permanent access has no end, is not warned of, does not expire and cannot be extended', () => {
    const permanent = given(request({ status: 'approved', duration: 'permanent' }))
      .when(open({ 'figma-editors': 'g1' }))
      .saying({ type: 'assignment.opened', duration: 'permanent' })
      .when(provisioned())
      .then('grant.activated', 'assignment.activated')
      .at(days(9999));
    expect(permanent.world.assignments.get('r1')?.endsAt).toBeUndefined();
    permanent
      .when(expire())
      .nothing()
      .when(warn)
      .nothing()
      .when(extend('ana', hours(1)))
      .refused('This access has no end');
  });
});

describe('extending', () => {
  test('adds to the current end, whenever it is pressed', () => {
    given(...ending)
      .at(hours(3))
      .when(extend('ana', hours(4)))
      .then('assignment.extended')
      .saying({ endsAt: at(hours(8)) });
  });

  test('up to the longest time since activation at once, beyond it only with a new approval', () => {
    const limit = { longest: hours(8) };
    given(...ending)
      .when(extend('ana', hours(4), limit))
      .then('assignment.extended');
    given(...ending)
      .when(extend('ana', hours(4) + seconds(1), limit))
      .refused('This is longer than the role allows without a new approval.');
    expect(extensionOf(assignment(), hours(4), hours(8))).toEqual({ endsAt: at(hours(8)), needsApproval: false });
    expect(extensionOf(assignment(), hours(5), hours(8))?.needsApproval).toBe(true);
    expect(extensionOf(assignment(), hours(5), 'permanent')?.needsApproval).toBe(false);
  });

  test('is for the one who holds it, while it is active', () => {
    given(...ending)
      .when(extend('ben', hours(1)))
      .refused('Only the person who holds an access can extend it.');
    for (const status of ['opened', 'ending', 'ended'] as const) {
      given(assignment({ status }))
        .when(extend('ana', hours(1)))
        .refused('Only active access can be extended.');
    }
  });

  test('warns anew before the new end', () => {
    given(...ending)
      .at(hours(3.5))
      .when(warn)
      .then('assignment.warned')
      .when(extend('ana', hours(4)))
      .at(hours(7.9))
      .when(warn)
      .then('assignment.warned');
  });
});

describe('the warning', () => {
  test('comes once, when a fifth of the time is left', () => {
    given(...ending)
      .at(hours(3))
      .when(warn)
      .nothing()
      .at(hours(3.2))
      .when(warn)
      .then('assignment.warned')
      .when(warn)
      .nothing();
  });

  test('comes at most a day before the end, and not after it', () => {
    expect(warningBefore(at(days(30)), monday)).toBe(at(days(29)));
    expect(warningBefore(at(days(2)), monday)).toBe(at(days(1.6)));
    given(...ending)
      .at(hours(4))
      .when(warn)
      .nothing();
  });
});

describe('giving back and revoking', () => {
  test('giving back is for the one who holds it', () => {
    given(...ending)
      .when(giveBack('ana'))
      .then('assignment.ending', 'grant.ending')
      .saying({ cause: 'returned', by: 'ana' });
    given(...ending)
      .when(giveBack('ben'))
      .refused('Only the person who holds an access can give it back.');
  });

  test('revoking is for an admin or the owner, with a reason', () => {
    given(...ending)
      .when(revoke('iris'))
      .then('assignment.ending', 'grant.ending')
      .saying({ cause: 'revoked', by: 'iris' });
    given(...ending)
      .when(revoke('ana'))
      .refused("Only an admin or the app's owner can revoke access.");
  });

  test('what is over cannot be ended again', () => {
    for (const status of ['ending', 'ended'] as const) {
      given(assignment({ status })).when(giveBack('ana')).refused('This access has already ended.');
      given(assignment({ status })).when(revoke('iris')).refused('This access has already ended.');
    }
  });

  test('an end that comes late from a machine is met with silence', () => {
    given(assignment({ status: 'ended' }))
      .when({ type: 'assignment.end', id: 'r1', cause: 'left' })
      .nothing()
      .when(expire())
      .nothing();
  });

  test('an access that nobody knows is said to be unknown', () => {
    nothingYet().when(giveBack('ana')).refused('Latchkey does not know this access.');
  });
});
