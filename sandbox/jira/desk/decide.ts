import { type Answered, type Approval, answerApproval, type Decision } from '../approvals.js';
import type { Issue } from '../records.js';
import type { Tracker } from '../tracker.js';

/** An approver's word, and the move that it brings about, which is theirs too. */
export function decide(
  tracker: Tracker,
  issue: Issue,
  approval: Approval,
  accountId: string,
  decision: Decision,
): Answered['outcome'] {
  const { workflow } = tracker;
  const { outcome, transition } = answerApproval(workflow, approval, accountId, decision, tracker.now());
  if (outcome !== 'noted') return outcome;
  const way = workflow.transitions.find(({ id }) => id === transition);
  if (way) tracker.change(issue, () => tracker.setStatus(issue, way.to), accountId);
  else tracker.touch(issue);
  return outcome;
}
