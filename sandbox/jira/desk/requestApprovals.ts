import type { Answer, Ask, Route } from '../../http.js';
import type { Approval } from '../approvals.js';
import { baseOf } from '../json.js';
import type { Issue } from '../records.js';
import type { Tracker } from '../tracker.js';
import { decide } from './decide.js';
import { refuseDesk } from './errors.js';
import { approvalJson } from './json.js';
import { deskPage } from './page.js';
import { atRequest, deskBody, requestOf } from './requests.js';

/** An approval belongs to whoever calls: nobody answers for another. */
export function requestApprovalRoutes(tracker: Tracker): Route[] {
  const path = `${atRequest}/approval`;
  const one = `${path}/{approvalId}`;
  return [
    {
      operation: 'getApprovals',
      method: 'GET',
      path,
      answer: (ask) => {
        const issue = requestOf(tracker, ask);
        return deskPage(ask, issue.approvals, (each) => approvalJson(tracker, issue, each, baseOf(ask)));
      },
    },
    {
      operation: 'getApprovalById',
      method: 'GET',
      path: one,
      answer: (ask) => {
        const { issue, approval } = approvalOf(tracker, ask);
        return { status: 200, body: approvalJson(tracker, issue, approval, baseOf(ask)) };
      },
    },
    { operation: 'answerApproval', method: 'POST', path: one, answer: (ask) => answer(tracker, ask) },
  ];
}

function approvalOf(tracker: Tracker, ask: Ask): { issue: Issue; approval: Approval } {
  const issue = requestOf(tracker, ask);
  const approval = issue.approvals.find(({ id }) => id === ask.params.approvalId);
  if (!approval) throw refuseDesk(404, 'The approval does not exist.');
  return { issue, approval };
}

function answer(tracker: Tracker, ask: Ask): Answer {
  const { issue, approval } = approvalOf(tracker, ask);
  const { decision } = deskBody(ask.body, ['decision']);
  if (decision !== 'approve' && decision !== 'decline') throw refuseDesk(400, 'decision must be approve or decline.');
  const word = decision === 'approve' ? 'approved' : 'declined';
  const outcome = decide(tracker, issue, approval, tracker.caller.accountId, word);
  switch (outcome) {
    case 'noted':
      return { status: 200, body: approvalJson(tracker, issue, approval, baseOf(ask)) };
    case 'notAsked':
      throw refuseDesk(403, 'You are not an approver of this request.');
    case 'answered':
      throw refuseDesk(409, 'You have already answered this approval.');
    case 'completed':
      throw refuseDesk(409, 'This approval has already been completed.');
  }
}
