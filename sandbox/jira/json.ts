import type { Ask } from '../http.js';
import type { FieldOption } from './customFields.js';
import { approvalJson, requestTypeValue } from './desk/json.js';
import { refuse } from './errors.js';
import { showValue } from './fieldValues.js';
import { type Account, type Comment, type Issue, issueTypes, type Tracker } from './tracker.js';
import { statusJson } from './workflow.js';

export const baseOf = (ask: Ask): string => `http://${ask.headers.host}`;

/** `2026-11-21T22:52:50.590+0000`: Jira's own way with times. */
export const time = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000');

export function numberOf(ask: Ask, name: string, otherwise: number): number {
  const text = ask.query.get(name);
  if (text === null) return otherwise;
  if (!/^\d+$/.test(text)) throw refuse(400, `The parameter ${name} must be a whole number.`);
  return Number(text);
}

/** Two sources of lists: `fields=a,b` and `fields=a&fields=b`. */
export const listOf = (ask: Ask, name: string): string[] | undefined =>
  ask.query.has(name)
    ? ask.query
        .getAll(name)
        .flatMap((value) => value.split(','))
        .map((value) => value.trim())
        .filter((value) => value !== '')
    : undefined;

export function accountJson(tracker: Tracker, account: Account, url: string) {
  const size = (px: number) => `${url}/avatar/${px}`;
  const isShown = !tracker.accounts.isHidden(account) || account === tracker.caller;
  return {
    self: `${url}/rest/api/3/user?accountId=${encodeURIComponent(account.accountId)}`,
    accountId: account.accountId,
    accountType: account.type,
    ...(isShown ? { emailAddress: account.email } : {}),
    avatarUrls: { '48x48': size(48), '24x24': size(24), '16x16': size(16), '32x32': size(32) },
    displayName: account.name,
    active: true,
    timeZone: 'Etc/UTC',
  };
}

export function commentJson(tracker: Tracker, issue: Issue, comment: Comment, ask: Ask) {
  const url = baseOf(ask);
  const author = accountJson(tracker, tracker.account(comment.author), url);
  const expands = listOf(ask, 'expand') ?? [];
  return {
    self: `${url}/rest/api/3/issue/${issue.id}/comment/${comment.id}`,
    id: comment.id,
    author,
    body: comment.body,
    updateAuthor: author,
    created: time(comment.created),
    updated: time(comment.updated),
    ...(expands.includes('properties') ? { properties: comment.properties } : {}),
    jsdPublic: comment.isPublic,
  };
}

export const issueTypeJson = (type: (typeof issueTypes)[number], url: string) => ({
  self: `${url}/rest/api/3/issuetype/${type.id}`,
  id: type.id,
  description: '',
  iconUrl: `${url}/images/icons/issuetypes/${type.id}.svg`,
  name: type.name,
  subtask: type.subtask,
  hierarchyLevel: type.subtask ? -1 : 0,
});

export const projectJson = (tracker: Tracker, url: string) => ({
  self: `${url}/rest/api/3/project/${tracker.projectId}`,
  id: tracker.projectId,
  key: tracker.projectKey,
  name: 'Access requests',
  projectTypeKey: tracker.desk.isOpen ? 'service_desk' : 'business',
  simplified: false,
});

/** Every field by its id, as the caller may see it. */
export function fieldValuesOf(tracker: Tracker, issue: Issue, ask: Ask): Record<string, unknown> {
  const url = baseOf(ask);
  const person = (accountId: string) => accountJson(tracker, tracker.account(accountId), url);
  const comments = issue.comments.map((comment) => commentJson(tracker, issue, comment, ask));
  const type = issueTypes.find((each) => each.id === issue.issueType) ?? issueTypes[0];
  const total = comments.length;
  return {
    summary: issue.summary,
    description: issue.description,
    labels: [...issue.labels],
    project: projectJson(tracker, url),
    issuetype: issueTypeJson(type, url),
    status: statusJson(tracker.statusOf(issue), url),
    reporter: person(issue.reporter),
    creator: person(issue.creator),
    created: time(issue.created),
    updated: time(issue.updated),
    resolution: null,
    ...othersJson(tracker, issue, url),
    comment: { comments, self: `${url}/rest/api/3/issue/${issue.id}/comment`, maxResults: total, total, startAt: 0 },
  };
}

/** Priority and such as they were given; custom fields as Jira fills them in. */
export function othersJson(tracker: Tracker, issue: Issue, url: string): Record<string, unknown> {
  const person = (accountId: string) => accountJson(tracker, tracker.account(accountId), url);
  const option = ({ id, value }: FieldOption) => ({ self: `${url}/rest/api/3/customFieldOption/${id}`, value, id });
  const custom = tracker.fields.all.map((field) => {
    if (field.type === 'approvals') return [field.id, approvalsIn(tracker, issue, url)];
    if (field.type === 'requestType') return [field.id, requestTypeValue(tracker, issue, url)];
    return [field.id, showValue(field, issue.others[field.id], { option, person })];
  });
  const { assignee = null } = issue.others;
  const assigned = { assignee: assignee === null ? null : person(String(Object(assignee).accountId)) };
  return { ...issue.others, ...assigned, ...Object.fromEntries(custom) };
}

const approvalsIn = (tracker: Tracker, issue: Issue, url: string) =>
  tracker.desk.isOpen && issue.approvals.length > 0
    ? issue.approvals.map((approval) => approvalJson(tracker, issue, approval, url))
    : null;

/** `*all`, `*navigable`, names, and names with a minus before them. */
export function chosenFields(tracker: Tracker, issue: Issue, ask: Ask, wanted: readonly string[]) {
  const all = fieldValuesOf(tracker, issue, ask);
  const dropped = new Set(wanted.filter((name) => name.startsWith('-')).map((name) => name.slice(1)));
  const isOnlyMinus = wanted.every((name) => name.startsWith('-'));
  const takesAll = wanted.includes('*all') || (isOnlyMinus && wanted.length > 0);
  const takesNavigable = wanted.includes('*navigable');
  const isWanted = (name: string) => takesAll || wanted.includes(name) || (takesNavigable && name !== 'comment');
  return Object.fromEntries(Object.entries(all).filter(([name]) => isWanted(name) && !dropped.has(name)));
}

/** `*all` of the properties, or those that are named. */
export function chosenProperties(issue: Issue, wanted: readonly string[] | undefined) {
  if (!wanted || wanted.length === 0) return {};
  const entries = [...issue.properties].filter(([key]) => wanted.includes('*all') || wanted.includes(key));
  return { properties: Object.fromEntries(entries) };
}

export const issueHead = (issue: Issue, ask: Ask) => ({
  expand: 'renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations',
  id: issue.id,
  self: `${baseOf(ask)}/rest/api/3/issue/${issue.id}`,
  key: issue.key,
});
