import type { Account } from '../accounts.js';
import { plainText } from '../adf.js';
import { type Approval, canAnswer } from '../approvals.js';
import type { Comment, Issue } from '../records.js';
import type { Tracker } from '../tracker.js';
import type { JiraStatus } from '../workflow.js';
import type { RequestType } from './desk.js';

const root = (url: string): string => `${url}/rest/servicedeskapi`;
export const requestAt = (issue: Issue, url: string): string => `${root(url)}/request/${issue.id}`;

export const dateJson = (ms: number) => ({
  iso8601: new Date(ms).toISOString().replace(/\.\d+Z$/, '+0000'),
  jira: new Date(ms).toISOString().replace('Z', '+0000'),
  friendly: new Date(ms).toUTCString(),
  epochMillis: ms,
});

export function userJson(tracker: Tracker, account: Account, url: string) {
  const self = `${url}/rest/api/2/user?accountId=${encodeURIComponent(account.accountId)}`;
  const size = (px: number) => `${url}/avatar/${px}`;
  const isShown = !tracker.accounts.isHidden(account) || account === tracker.caller;
  return {
    accountId: account.accountId,
    ...(isShown ? { emailAddress: account.email } : {}),
    displayName: account.name,
    active: true,
    timeZone: 'Etc/UTC',
    _links: {
      jiraRest: self,
      avatarUrls: { '48x48': size(48), '24x24': size(24), '16x16': size(16), '32x32': size(32) },
      self,
    },
  };
}

export function approvalJson(tracker: Tracker, issue: Issue, approval: Approval, url: string) {
  return {
    id: approval.id,
    name: approval.name,
    finalDecision: approval.finalDecision,
    canAnswerApproval: canAnswer(approval, tracker.caller.accountId),
    approvers: approval.approvers.map(({ accountId, decision }) => ({
      approver: userJson(tracker, tracker.account(accountId), url),
      approverDecision: decision,
    })),
    createdDate: dateJson(approval.created),
    ...(approval.completed === undefined ? {} : { completedDate: dateJson(approval.completed) }),
    _links: { self: `${requestAt(issue, url)}/approval/${approval.id}` },
  };
}

export const deskJson = (tracker: Tracker, url: string) => ({
  id: tracker.desk.id,
  projectId: tracker.projectId,
  projectName: 'Access requests',
  projectKey: tracker.projectKey,
  projectTypeKey: 'service_desk',
  _links: { self: `${root(url)}/servicedesk/${tracker.desk.id}` },
});

export const typeJson = (tracker: Tracker, { id, name, description, isForAgents }: RequestType, url: string) => ({
  _expands: ['field'],
  id,
  name,
  description,
  helpText: '',
  issueTypeId: '10101',
  serviceDeskId: tracker.desk.id,
  portalId: tracker.desk.id,
  groupIds: ['20'],
  icon: { id: '10501', _links: { iconUrls: { '32x32': `${url}/images/requesttype.png` } } },
  restrictionStatus: isForAgents ? 'RESTRICTED' : 'OPEN',
  canCreateRequest: !isForAgents || tracker.accounts.isAgent(tracker.caller.accountId),
  _links: { self: `${root(url)}/servicedesk/${tracker.desk.id}/requesttype/${id}` },
});

const categories = { new: 'NEW', indeterminate: 'INDETERMINATE', done: 'DONE' } as const;

export const statusDto = ({ name, category }: Pick<JiraStatus, 'name' | 'category'>, at: number) => ({
  status: name,
  statusCategory: categories[category],
  statusDate: dateJson(at),
});

export function currentStatus(tracker: Tracker, issue: Issue) {
  return statusDto(tracker.statusOf(issue), issue.statuses.at(-1)?.at ?? issue.created);
}

export const commentDto = (tracker: Tracker, issue: Issue, comment: Comment, url: string) => ({
  _expands: ['attachment', 'renderedBody'],
  id: comment.id,
  body: plainText(comment.body),
  public: comment.isPublic,
  author: userJson(tracker, tracker.account(comment.author), url),
  created: dateJson(comment.created),
  _links: { self: `${requestAt(issue, url)}/comment/${comment.id}` },
});

export const linksOf = (tracker: Tracker, issue: Issue, url: string) => ({
  jiraRest: `${url}/rest/api/2/issue/${issue.id}`,
  web: `${url}/servicedesk/customer/portal/${tracker.desk.id}/${issue.key}`,
  agent: `${url}/browse/${issue.key}`,
  self: requestAt(issue, url),
});

/** What the platform's API tells of a request in the field Request Type; nothing when an issue is none. */
export function requestTypeValue(tracker: Tracker, issue: Issue, url: string) {
  const type = issue.request ? tracker.desk.type(issue.request.type) : undefined;
  if (!type) return null;
  return {
    _links: linksOf(tracker, issue, url),
    requestType: typeJson(tracker, type, url),
    currentStatus: currentStatus(tracker, issue),
  };
}
