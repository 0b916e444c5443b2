import { describe, expect, test } from '@jest/globals';
import type { Workflow } from '../../sandbox/jira/workflow.js';
import {
  approves,
  asks,
  deliver,
  denies,
  failures,
  jira,
  opens,
  refusals,
  small,
  stageMirror,
  theIssue,
  wholeLife,
} from '../support/mirrorStage.js';

/** A Jira whose statuses have names of its own, and jira.yaml knows them. */
stageMirror({
  statuses: {
    waiting: ['Submitted'],
    granted: ['Provisioned'],
    ended: ['Completed'],
    denied: ['Rejected'],
  },
});

type Category = Workflow['statuses'][number]['category'];
const status = (name: string, category: Category) => ({ id: name, name, category });
const step = (from: string, to: string) => ({ id: `${from}-${to}`, name: to, from, to });

const office: Workflow = {
  statuses: [
    status('Submitted', 'new'),
    status('Parked', 'indeterminate'),
    status('In review', 'indeterminate'),
    status('Provisioned', 'indeterminate'),
    status('Completed', 'done'),
    status('Rejected', 'done'),
  ],
  transitions: [
    step('Submitted', 'Parked'),
    step('Parked', 'Submitted'),
    step('Submitted', 'In review'),
    step('In review', 'Provisioned'),
    step('In review', 'Rejected'),
    step('Provisioned', 'Completed'),
  ],
};

const statusesOf = (key: string): string => jira.issue(key).status;
const moves = () => jira.calls.filter(({ operation }) => operation === 'doTransition').length;

describe('the status of the issue, by the names of its own workflow', () => {
  test('is found at run time over several hops, and a wrong turn is taken once', async () => {
    jira.setWorkflow(office);
    asks('7f3c');
    approves('7f3c');
    await deliver();
    expect(theIssue().status).toBe('Provisioned');
    expect(moves()).toBe(4);
    asks('9a9a', 'Another', 'viewer');
    approves('9a9a');
    await deliver();
    expect(statusesOf('ACC-2')).toBe('Provisioned');
    expect(moves()).toBe(6);
    expect(failures).toEqual([]);
  });

  test('says denied by its own name for it, and never that it was provisioned', async () => {
    jira.setWorkflow(office);
    asks('7f3c');
    denies('7f3c', 'Not now');
    await deliver();
    expect(theIssue().status).toBe('Rejected');
  });

  test('is put right where somebody in Jira moved the card elsewhere', async () => {
    jira.setWorkflow(office);
    await wholeLife('7f3c');
    expect(theIssue().status).toBe('Completed');
    asks('9a9a', 'Another', 'viewer');
    await deliver();
    jira.moveTo('ACC-2', 'In review');
    denies('9a9a', 'No');
    await deliver();
    expect(statusesOf('ACC-2')).toBe('Rejected');
  });

  test('that nothing leads to is said in one comment and told the owner once; the right kind is settled for', async () => {
    jira.setWorkflow({ ...office, transitions: [...office.transitions.slice(0, 3), step('In review', 'Completed')] });
    asks('7f3c');
    approves('7f3c');
    opens('7f3c');
    await deliver();
    expect(refusals).toEqual([]);
    expect(['Parked', 'In review']).toContain(theIssue().status);
    const said = theIssue().comments.filter((comment) => comment.includes('no transition that leads'));
    expect(said).toEqual([expect.stringContaining('to “Provisioned”')]);
    asks('9a9a', 'Another', 'viewer');
    approves('9a9a');
    await deliver();
    const told = small.trail.filter(({ event }) => event.type === 'jira.stuck');
    expect(told.map(({ stream }) => stream)).toEqual(['jira:figma/granted']);
  });
});
