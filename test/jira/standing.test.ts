import { expect, test } from '@jest/globals';
import { answersTo, isSo } from '../../src/jira/standing.js';
import { nextMove } from '../../src/jira/status.js';
import { request } from '../support/cards.js';

const acting = { approved: ['Approved'], declined: ['No'], close: 'nothing' } as const;
const unmapped = { statuses: {}, acting };
const at = (name: string, category: 'new' | 'indeterminate' | 'done') => ({ name, category });

test('a request that waits may stand anywhere that is not over, but in no status that is an answer', () => {
  const waiting = request();
  expect(isSo(waiting, undefined, at('In review', 'indeterminate'), unmapped)).toBe(true);
  expect(isSo(waiting, undefined, at('APPROVED', 'indeterminate'), unmapped)).toBe(false);
  expect(isSo(waiting, undefined, at('No', 'done'), unmapped)).toBe(false);
  expect(isSo(waiting, undefined, at('Approved', 'indeterminate'), { statuses: {} })).toBe(true);
});

test('once it has its answer the same status is a place like any other', () => {
  expect(isSo(request({ status: 'approved' }), undefined, at('Approved', 'indeterminate'), unmapped)).toBe(true);
  expect(isSo(request({ status: 'denied' }), undefined, at('Approved', 'indeterminate'), unmapped)).toBe(false);
});

test('on its way back nothing that waits goes to or through an answer', () => {
  const journey = {
    outcome: 'waiting',
    answers: answersTo(request(), acting),
    from: 'done',
    visited: new Set(['No']),
    refused: new Set<string>(),
    reach: 'severalSteps',
  } as const;
  const approve = { id: '1', to: at('Approved', 'indeterminate') };
  expect(nextMove([approve], journey)).toBeUndefined();
  expect(nextMove([approve, { id: '2', to: at('In review', 'indeterminate') }], journey)?.transition).toBe('2');
});
