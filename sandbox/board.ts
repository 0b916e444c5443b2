import type { Workflow } from './jira/workflow.js';

/** A Jira project whose people decide there: its workflow, and the jira.yaml that fits it. */

const status = (id: string, name: string, category: 'new' | 'indeterminate' | 'done') => ({ id, name, category });
const step = (id: string, name: string, from: string, to: string) => ({ id, name, from, to });

/** Whoever works here drags the card to `Approved` or `Declined`. */
export const board: Workflow = {
  statuses: [
    status('20', 'Waiting for approval', 'new'),
    status('21', 'Approved', 'indeterminate'),
    status('22', 'Active', 'indeterminate'),
    status('23', 'Ended', 'done'),
    status('24', 'Declined', 'done'),
  ],
  transitions: [
    step('1', 'Approve', 'Waiting for approval', 'Approved'),
    step('2', 'Decline', 'Waiting for approval', 'Declined'),
    step('3', 'Not yet', 'Approved', 'Waiting for approval'),
    step('4', 'Reopen', 'Declined', 'Waiting for approval'),
    step('5', 'Activate', 'Approved', 'Active'),
    step('6', 'Start', 'Waiting for approval', 'Active'),
    step('7', 'Back', 'Active', 'Waiting for approval'),
    step('8', 'End', 'Active', 'Ended'),
    step('9', 'Close', 'Waiting for approval', 'Ended'),
    step('10', 'Open again', 'Ended', 'Active'),
  ],
};

/** Its names, where nobody acts in Jira. */
export const boardStatuses = `statuses:
  waiting: Waiting for approval
  granted: Active
  extended: Ended
  ended: Ended
  denied: Declined
  cancelled: Ended
  lapsed: Ended
`;

/** `acting` stands last, so that more of it can be said behind it. */
export const boardMapping = `${boardStatuses}acting:
  approved: Approved
  declined: Declined
`;
