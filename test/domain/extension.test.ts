import { describe, test } from '@jest/globals';
import {
  approve,
  ask,
  assignment,
  at,
  days,
  expire,
  extend,
  given,
  grant,
  hours,
  nothingYet,
  open,
  request,
} from '../support/given.js';

const approved = (but: Parameters<typeof request>[0] = {}) => request({ status: 'approved', ...but });

describe('an extension that needs approval', () => {
  const extension = { id: 'r2', extends: 'r1', duration: hours(8) } as const;

  test('adds to the current end when it is approved', () => {
    given(assignment())
      .when(ask(extension))
      .then('request.submitted')
      .at(hours(1))
      .when(approve('ben', { request: 'r2' }))
      .then('request.approvalRecorded', 'request.approved', 'assignment.extended')
      .saying({ type: 'assignment.extended', endsAt: at(hours(12)), request: 'r2' });
  });

  test('is withdrawn when the access ends before it is decided', () => {
    given(assignment(), grant())
      .when(ask(extension))
      .at(hours(4))
      .when(expire())
      .then('assignment.ending', 'grant.ending', 'request.cancelled')
      .saying({ type: 'request.cancelled', id: 'r2', cause: 'accessEnded' });
  });

  test('is never opened as access of its own', () => {
    given(assignment(), grant(), approved({ id: 'r2', extends: 'r1' }))
      .when(open({ 'figma-editors': 'g9' }, { id: 'r2' }))
      .nothing();
  });

  test.each(['opened', 'ending', 'ended'] as const)('cannot be asked for access that is %s', (status) => {
    given(approved(), assignment({ status })).when(ask(extension)).refused('Only active access can be extended.');
  });

  test('cannot be asked for access that is not there, is of another role, or has no end', () => {
    nothingYet().when(ask(extension)).refused('Only active access can be extended.');
    given(assignment({ role: 'viewer' }))
      .when(ask(extension))
      .refused('Only active access can be extended.');
    given(assignment({ endsAt: undefined }))
      .when(ask(extension))
      .refused('This access has no end');
  });

  test('has an end itself', () => {
    given(assignment())
      .when(ask({ ...extension, duration: 'permanent' }))
      .refused('An extension has an end.');
  });

  test('lesson 19: is neither asked for nor approved when its end would be over', () => {
    const late = 'The new end would be in the past. It has to be asked again.';
    given(assignment()).at(hours(13)).when(ask(extension)).refused(late);
    given(assignment(), request({ id: 'r2', extends: 'r1', duration: hours(8) }))
      .at(hours(12))
      .when(approve('ben', { request: 'r2' }))
      .refused(late);
  });

  test('a request that nobody approved extends nothing', () => {
    const longer = extend('ana', days(60), { request: 'r2' });
    given(assignment()).when(longer).refused('This is longer than the role allows without a new approval.');
    given(assignment(), request({ id: 'r2', extends: 'r1' }))
      .when(longer)
      .refused('without a new approval');
    given(assignment(), approved({ id: 'r2', extends: 'r7' }))
      .when(longer)
      .refused('without a new approval');
  });
});
