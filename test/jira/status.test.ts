import { describe, expect, test } from '@jest/globals';
import type { Assignment } from '../../src/domain/assignment.js';
import type { Request } from '../../src/domain/request.js';
import type { StatusCategory, Transition } from '../../src/jira/port.js';
import { categoryFor, isArrived, type Journey, misleadingFor, nextMove } from '../../src/jira/status.js';

const request = (status: Request['status'], more: Partial<Request> = {}) => ({ status, ...more }) as Request;
const assignment = (status: Assignment['status']) => ({ status }) as Assignment;

describe('where an issue belongs', () => {
  test.each([
    ['a pending request', request('pending'), undefined, 'open'],
    ['an approved one', request('approved'), undefined, 'in progress'],
    ['one on its way', request('approved'), assignment('opened'), 'in progress'],
    ['one that is active', request('approved'), assignment('active'), 'in progress'],
    [
      'one that is ending: not over before the provider says so',
      request('approved'),
      assignment('ending'),
      'in progress',
    ],
    ['one that ended', request('approved'), assignment('ended'), 'done'],
    ['a denied one', request('denied'), undefined, 'done'],
    ['a cancelled one', request('cancelled'), undefined, 'done'],
    ['a lapsed one', request('lapsed'), undefined, 'done'],
    ['an approved extension: the access is another issue', request('approved', { extends: 'x' }), undefined, 'done'],
  ] as const)('%s', (_name, asked, held, expected) => {
    expect(categoryFor(asked, held)).toBe(expected);
  });
});

const to = (name: string, category: StatusCategory, resolutions?: readonly string[]): Transition => ({
  id: name,
  to: { name, category },
  ...(resolutions && { resolutions }),
});

const journey = (outcome: Journey['outcome'], more: Partial<Journey> = {}): Journey => ({
  outcome,
  from: 'new',
  visited: new Set(['To Do']),
  refused: new Set(),
  reach: 'severalSteps',
  ...more,
});

const done = to('Done', 'done');
const declined = to('Declined', 'done');
const progress = to('In Progress', 'indeterminate');

describe('the next step', () => {
  test.each([
    ['denied', 'Declined'],
    ['cancelled', 'Done'],
    ['lapsed', 'Declined'],
    ['ended', 'Done'],
  ] as const)('what is %s goes to the status with that name', (outcome, name) => {
    expect(nextMove([declined, done, progress], journey(outcome))?.to.name).toBe(name);
    expect(nextMove([progress, done, declined], journey(outcome))?.to.name).toBe(name);
  });

  test('goes by the category where no name fits', () => {
    expect(nextMove([progress, to('Archiviert', 'done')], journey('ended'))?.to.name).toBe('Archiviert');
  });

  test('takes a name that only contains the word after one that is it', () => {
    expect(nextMove([to('Not done', 'done'), done], journey('ended'))?.to.name).toBe('Done');
  });

  test('goes through what is in progress when nothing leads to done', () => {
    const move = nextMove([to('Triage', 'new'), progress], journey('denied'));
    expect(move).toMatchObject({ transition: 'In Progress', isLast: false });
  });

  test('never revisits, never tries again what was refused, never goes back to where nothing has begun', () => {
    expect(nextMove([to('To Do', 'new')], journey('ended'))).toBeUndefined();
    expect(nextMove([done], journey('ended', { refused: new Set(['Done']) }))).toBeUndefined();
    expect(nextMove([to('Triage', 'new')], journey('ended', { from: 'indeterminate' }))).toBeUndefined();
  });

  test('what is not over never passes through done', () => {
    expect(nextMove([done], journey('granted'))).toBeUndefined();
    expect(nextMove([done, to('Triage', 'new')], journey('granted'))?.to.name).toBe('Triage');
  });

  test('takes one step only where it is known that none leads there', () => {
    expect(nextMove([progress], journey('ended', { reach: 'oneStep' }))).toBeUndefined();
    expect(nextMove([progress, done], journey('ended', { reach: 'oneStep' }))?.to.name).toBe('Done');
  });

  test.each([
    ['ended', 'Done'],
    ['denied', "Won't Do"],
    ['cancelled', "Won't Do"],
  ] as const)('what is %s is resolved as that, where a screen insists', (outcome, resolution) => {
    const closing = to('Closed', 'done', ['Duplicate', "Won't Do", 'Done']);
    expect(nextMove([closing], journey(outcome))).toMatchObject({ transition: 'Closed', resolution });
  });
});

describe('a status by their own name', () => {
  const active = to('Live', 'done');
  const live = (more: Partial<Journey> = {}) => journey('granted', { names: ['Live', 'Running'], ...more });

  test('is one that has it, whatever its kind, in capitals or not', () => {
    expect(isArrived({ outcome: 'granted', names: ['live'] }, { name: 'LIVE', category: 'done' })).toBe(true);
    expect(isArrived({ outcome: 'granted', names: ['live'] }, { name: 'In Progress', category: 'indeterminate' })).toBe(
      false,
    );
    expect(isArrived({ outcome: 'granted' }, { name: 'In Progress', category: 'indeterminate' })).toBe(true);
  });

  test('is taken in the order in which they were written down', () => {
    expect(nextMove([progress, to('Running', 'indeterminate'), active], live())?.to.name).toBe('Live');
  });

  test('is looked for behind what is not over, never through what says that it is', () => {
    expect(nextMove([done, progress], live())?.to.name).toBe('In Progress');
    expect(nextMove([done], live())).toBeUndefined();
  });

  test('is reached by the way that another issue found, past what looks nearer', () => {
    const triage = to('Triage', 'new');
    const atlas = new Map([
      ['To Do', [progress, triage]],
      ['In Progress', [to('To Do', 'new')]],
      ['Triage', [active]],
    ]);
    expect(nextMove([progress, triage], live())?.to.name).toBe('In Progress');
    expect(nextMove([progress, triage], live({ atlas }))).toMatchObject({ transition: 'Triage', isLast: false });
  });

  test('is looked for once more from where a wrong turn was taken', () => {
    const atlas = new Map([
      ['To Do', [progress, to('Triage', 'new')]],
      ['In Progress', [to('To Do', 'new')]],
    ]);
    const stuck = live({ atlas, from: 'indeterminate', visited: new Set(['To Do', 'In Progress']) });
    expect(nextMove([to('To Do', 'new')], stuck)?.to.name).toBe('To Do');
    const all = new Map([...atlas, ['Triage', [to('To Do', 'new')]]]);
    expect(nextMove([to('To Do', 'new')], { ...stuck, atlas: all })).toBeUndefined();
  });

  test('is not looked for behind one that says something else happened, where anything else leads on', () => {
    const statuses = { granted: ['Live'], denied: ['Refused'], waiting: ['To Do'] };
    const misleading = misleadingFor('denied', statuses);
    expect(misleading).toEqual(new Set(['live']));
    const refused = journey('denied', { names: ['Refused'], misleading });
    const running = to('Live', 'indeterminate');
    expect(nextMove([running, progress], refused)?.to.name).toBe('In Progress');
    expect(nextMove([running], refused)?.to.name).toBe('Live');
  });
});
