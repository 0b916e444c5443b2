import { fieldIds } from './fieldIds.js';
import type { Transition, Workflow } from './workflow.js';

const awaiting = 'Awaiting approval';

const step = (id: string, name: string, from: string, to: string, more: Partial<Transition> = {}): Transition => ({
  id,
  name,
  from,
  to,
  ...more,
});

/**
 * While an approval is pending, its own two transitions are offered to nobody.
 * What was decided elsewhere is recorded by two others.
 */
export const serviceWorkflow: Workflow = {
  statuses: [
    { id: '10100', name: 'Submitted', category: 'new' },
    { id: '10101', name: 'In review', category: 'indeterminate' },
    {
      id: '10102',
      name: awaiting,
      category: 'indeterminate',
      approval: { approvers: fieldIds.approvers, needs: 1, approved: '131', declined: '132' },
    },
    { id: '10103', name: 'Provisioned', category: 'indeterminate' },
    { id: '10104', name: 'Completed', category: 'done' },
    { id: '10105', name: 'Rejected', category: 'done' },
    { id: '10106', name: 'Withdrawn', category: 'done' },
  ],
  transitions: [
    step('111', 'Start review', 'Submitted', 'In review'),
    step('112', 'Withdraw', 'Submitted', 'Withdrawn', { isForCustomers: true }),
    step('121', 'Ask for approval', 'In review', awaiting),
    step('122', 'Withdraw', 'In review', 'Withdrawn', { isForCustomers: true }),
    step('131', 'Approve', awaiting, 'Provisioned', { isByApproval: true }),
    step('132', 'Decline', awaiting, 'Rejected', { isByApproval: true }),
    step('133', 'Record approval', awaiting, 'Provisioned'),
    step('134', 'Record refusal', awaiting, 'Rejected'),
    step('135', 'Withdraw', awaiting, 'Withdrawn', { isForCustomers: true }),
    step('136', 'Back to review', awaiting, 'In review'),
    step('141', 'Complete', 'Provisioned', 'Completed'),
    step('142', 'Back to review', 'Provisioned', 'In review'),
    step('151', 'Reopen', 'Completed', 'Provisioned'),
    step('152', 'Reopen', 'Rejected', 'In review'),
    step('153', 'Reopen', 'Withdrawn', 'In review'),
  ],
};
