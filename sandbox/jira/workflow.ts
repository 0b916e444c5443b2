import { fieldIds } from './fieldIds.js';
import { serviceWorkflow } from './serviceWorkflow.js';

export type Category = 'new' | 'indeterminate' | 'done';
export type StatusName = 'To Do' | 'In Progress' | 'Done' | 'Declined';

export type JiraStatus = {
  readonly id: string;
  readonly name: string;
  readonly category: Category;
  readonly approval?: ApprovalStep;
};

/** Whoever the field names is asked, and their answer moves the issue. */
export type ApprovalStep = {
  /** The id of a field of people. */
  readonly approvers: string;
  readonly needs: number | 'all';
  /** Ids of transitions. */
  readonly approved: string;
  readonly declined: string;
};

export type Transition = {
  readonly id: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Fields that its screen insists on. */
  readonly requires?: string | readonly string[];
  /** Nobody is offered it: an approval takes it. */
  readonly isByApproval?: true;
  /** Customers are offered it in the portal. */
  readonly isForCustomers?: true;
};

/** The first status is where issues begin; transitions name statuses. */
export type Workflow = { readonly statuses: readonly JiraStatus[]; readonly transitions: readonly Transition[] };

const statuses: readonly JiraStatus[] = [
  { id: '10000', name: 'To Do', category: 'new' },
  { id: '10001', name: 'In Progress', category: 'indeterminate' },
  { id: '10002', name: 'Done', category: 'done' },
  { id: '10003', name: 'Declined', category: 'done' },
];

const step = (
  id: string,
  name: string,
  from: StatusName,
  to: StatusName,
  requires?: string | readonly string[],
): Transition => ({
  id,
  name,
  from,
  to,
  requires,
});

export const requiredBy = ({ requires = [] }: Transition): readonly string[] =>
  typeof requires === 'string' ? [requires] : requires;

const start = step('11', 'Start progress', 'To Do', 'In Progress');
const finish = step('31', 'Finish', 'In Progress', 'Done');
const decline = step('41', 'Decline', 'In Progress', 'Declined');
const reopen = step('51', 'Reopen', 'Done', 'In Progress');

export const workflows = {
  /** Everything is one step away. */
  simple: {
    statuses,
    transitions: [
      start,
      step('21', 'Close', 'To Do', 'Done'),
      step('22', 'Turn down', 'To Do', 'Declined'),
      finish,
      decline,
      reopen,
      step('52', 'Reopen', 'Declined', 'In Progress'),
    ],
  },
  /** What is done has been in progress. */
  stepwise: { statuses, transitions: [start, finish, decline, reopen] },
  /** Finishing shows a screen that wants a resolution. */
  screen: {
    statuses,
    transitions: [
      start,
      step('21', 'Close', 'To Do', 'Done', 'resolution'),
      step('31', 'Finish', 'In Progress', 'Done', 'resolution'),
      reopen,
    ],
  },
  /** Nothing is ever done. */
  endless: { statuses, transitions: [start, step('61', 'Put back', 'In Progress', 'To Do')] },
  /** Finishing and turning down show a screen that wants a resolution, a reason and a code. */
  closingForm: {
    statuses,
    transitions: [
      start,
      step('31', 'Finish', 'In Progress', 'Done', ['resolution', fieldIds.reason, fieldIds.closingCode]),
      step('41', 'Decline', 'In Progress', 'Declined', ['resolution', fieldIds.closingCode]),
      reopen,
    ],
  },
  /** A service project's own words, two hops from the beginning to the approval. */
  service: serviceWorkflow,
} as const satisfies Record<string, Workflow>;

export type WorkflowName = keyof typeof workflows;

const categories: Record<Category, { id: number; name: string; colorName: string }> = {
  new: { id: 2, name: 'To Do', colorName: 'blue-gray' },
  indeterminate: { id: 4, name: 'In Progress', colorName: 'yellow' },
  done: { id: 3, name: 'Done', colorName: 'green' },
};

export function statusJson(status: JiraStatus, url: string) {
  const { id, name, colorName } = categories[status.category];
  return {
    self: `${url}/rest/api/3/status/${status.id}`,
    description: '',
    iconUrl: `${url}/images/icons/statuses/generic.png`,
    name: status.name,
    id: status.id,
    statusCategory: {
      self: `${url}/rest/api/3/statuscategory/${id}`,
      id,
      key: status.category,
      colorName,
      name,
    },
  };
}

export function transitionJson(workflow: Workflow, transition: Transition, url: string) {
  const to = workflow.statuses.find((status) => status.name === transition.to);
  if (!to) throw new Error(`The workflow has no status ${transition.to}`);
  return {
    id: transition.id,
    name: transition.name,
    to: statusJson(to, url),
    hasScreen: requiredBy(transition).length > 0,
    isGlobal: false,
    isInitial: false,
    isConditional: false,
    isAvailable: true,
    looped: false,
  };
}
