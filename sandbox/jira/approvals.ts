import type { Issue } from './records.js';
import type { ApprovalStep, Workflow } from './workflow.js';

export type Decision = 'approved' | 'declined';

/** One time that an issue stood in a status with an approval step. */
export type Approval = {
  readonly id: string;
  /** The status that it belongs to. */
  readonly name: string;
  readonly created: number;
  completed: number | undefined;
  finalDecision: Decision | 'pending';
  /** False too when the issue has left the status some other way: then nobody can answer, and nothing was decided. */
  isOpen: boolean;
  approvers: { readonly accountId: string; decision: Decision | 'pending' }[];
};

const stepOf = (workflow: Workflow, name: string): ApprovalStep | undefined =>
  workflow.statuses.find((status) => status.name === name)?.approval;

const accountIdsIn = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((each) => {
    const { accountId } = Object(each) as { accountId?: unknown };
    return typeof accountId === 'string' ? [accountId] : [];
  });

/** After its status or its fields have changed: the old step ends, the new one begins, and the field says who is asked. */
export function followApprovals(workflow: Workflow, issue: Issue, nextId: () => number, now: number): void {
  const step = stepOf(workflow, issue.status);
  for (const approval of issue.approvals) if (approval.name !== issue.status) approval.isOpen = false;
  if (!step) return;
  const wanted = accountIdsIn(issue.others[step.approvers]);
  const open = issue.approvals.find(({ isOpen }) => isOpen);
  if (!open) {
    const approvers = wanted.map((accountId) => ({ accountId, decision: 'pending' as const }));
    const begun = { id: String(nextId()), name: issue.status, created: now, completed: undefined, approvers };
    issue.approvals.push({ ...begun, finalDecision: 'pending', isOpen: true });
    return;
  }
  open.approvers = wanted.map(
    (accountId) => open.approvers.find((each) => each.accountId === accountId) ?? { accountId, decision: 'pending' },
  );
}

export type Answered = {
  readonly outcome: 'noted' | 'notAsked' | 'answered' | 'completed';
  /** The transition that the approval brings about. */
  readonly transition?: string;
};

/** One approver's word: the approval may be complete with it, or wait for others. */
export function answerApproval(
  workflow: Workflow,
  approval: Approval,
  accountId: string,
  decision: Decision,
  now: number,
): Answered {
  const approver = approval.approvers.find((each) => each.accountId === accountId);
  if (!approver) return { outcome: 'notAsked' };
  if (approver.decision !== 'pending') return { outcome: 'answered' };
  const step = stepOf(workflow, approval.name);
  if (!approval.isOpen || !step) return { outcome: 'completed' };
  approver.decision = decision;
  const agreed = approval.approvers.filter((each) => each.decision === 'approved').length;
  const needed = step.needs === 'all' ? approval.approvers.length : step.needs;
  if (decision === 'approved' && agreed < needed) return { outcome: 'noted' };
  approval.finalDecision = decision;
  approval.completed = now;
  approval.isOpen = false;
  return { outcome: 'noted', transition: decision === 'approved' ? step.approved : step.declined };
}

export const canAnswer = (approval: Approval, accountId: string): boolean =>
  approval.isOpen && approval.approvers.some((each) => each.accountId === accountId && each.decision === 'pending');
