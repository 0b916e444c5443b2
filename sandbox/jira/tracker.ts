import { SearchIndex } from '../searchIndex.js';
import type { Account, Accounts, AccountsMemory } from './accounts.js';
import type { Adf } from './adf.js';
import { followApprovals } from './approvals.js';
import { type CustomField, CustomFields } from './customFields.js';
import { Desk, type DeskMemory } from './desk/desk.js';
import { missingIssue, refuse } from './errors.js';
import { differences, sidesOf } from './history.js';
import type { Change, Comment, Issue, IssueDraft, Property } from './records.js';
import type { JiraStatus, Transition, Workflow } from './workflow.js';

export type { Account } from './accounts.js';
export { accountOf } from './accounts.js';
export type { Change, ChangedField, Comment, History, Issue, Property, RemoteLink } from './records.js';

export const permissions = [
  'BROWSE_PROJECTS',
  'CREATE_ISSUES',
  'EDIT_ISSUES',
  'ADD_COMMENTS',
  'TRANSITION_ISSUES',
  'LINK_ISSUES',
  'USER_PICKER',
  'SYSTEM_ADMIN',
  'ADMINISTER',
  'ADMINISTER_PROJECTS',
  'DELETE_ISSUES',
] as const;
export type Permission = (typeof permissions)[number];

export const issueTypes = [
  { id: '10101', name: 'Task', subtask: false },
  { id: '10102', name: 'Sub-task', subtask: true },
] as const;

export type JiraMemory = {
  readonly issues: readonly Issue[];
  readonly lastIssue: number;
  readonly lastId: number;
  readonly lastField: number;
  readonly workflow: Workflow;
  readonly accounts: AccountsMemory;
  readonly fields: readonly CustomField[];
  readonly desk: DeskMemory;
};

/** The project: its issues, who may do what, and a search that trails behind. */
export class Tracker {
  readonly #issues = new Map<string, Issue>();
  readonly index: SearchIndex<Issue>;
  /** Ids of fields that the create screen insists on beside its own. */
  readonly insistsOn = new Set<string>();
  /** What the bot's account may not do. */
  readonly denied = new Set<Permission>(['SYSTEM_ADMIN', 'ADMINISTER', 'ADMINISTER_PROJECTS', 'DELETE_ISSUES']);
  readonly projectId = '10400';
  readonly fields: CustomFields;
  readonly desk: Desk;
  /** Whose call is being answered: each is answered at once, before the next is looked at. */
  caller: Account;
  onChange: (change: Change) => void = () => undefined;
  #lastIssue = 0;
  #lastId = 20_000;
  #lastField = 30_000;

  constructor(
    readonly accounts: Accounts,
    readonly projectKey: string,
    public workflow: Workflow,
    readonly now: () => number,
  ) {
    this.caller = accounts.bot;
    this.index = new SearchIndex(now);
    this.fields = new CustomFields(() => this.nextFieldId());
    this.desk = new Desk();
  }

  get all(): Issue[] {
    return [...this.#issues.values()];
  }

  account(accountId: string): Account {
    const stranger = { accountId, name: 'Somebody else', email: '', type: 'atlassian' as const };
    return this.accounts.find(accountId) ?? stranger;
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  nextFieldId(): number {
    this.#lastField += 1;
    return this.#lastField;
  }

  create(draft: IssueDraft, by = this.caller.accountId): Issue {
    this.#lastIssue += 1;
    const first = this.workflow.statuses[0];
    if (!first) throw new Error('The workflow has no status to begin with');
    const issue: Issue = {
      ...draft,
      id: String(this.nextId()),
      key: `${this.projectKey}-${this.#lastIssue}`,
      created: this.now(),
      updated: this.now(),
      creator: by,
      reporter: draft.reporter ?? by,
      request: draft.request,
      status: first.name,
      statuses: [{ name: first.name, at: this.now() }],
      comments: [],
      links: [],
      related: [],
      history: [],
      approvals: [],
    };
    this.#issues.set(issue.id, issue);
    this.#followApprovals(issue);
    this.index.put(issue.id, issue);
    this.onChange({ type: 'jira:issue_created', issue, by });
    return issue;
  }

  /** What this project remembers from one day to the next. */
  memory(): JiraMemory {
    const { workflow } = this;
    const [accounts, fields, desk] = [this.accounts.memory(), this.fields.memory(), this.desk.memory()];
    const last = { lastIssue: this.#lastIssue, lastId: this.#lastId, lastField: this.#lastField };
    return { issues: this.all, ...last, workflow, accounts, fields, desk };
  }

  recall(memory: JiraMemory): void {
    for (const issue of memory.issues) {
      this.#issues.set(issue.id, issue);
      this.index.put(issue.id, issue);
    }
    this.#lastIssue = memory.lastIssue;
    this.#lastId = memory.lastId;
    this.#lastField = memory.lastField;
    this.workflow = memory.workflow;
    this.accounts.recall(memory.accounts);
    this.fields.recall(memory.fields);
    this.desk.recall(memory.desk);
  }

  find(idOrKey: string): Issue | undefined {
    const wanted = idOrKey.toUpperCase();
    return this.#issues.get(idOrKey) ?? this.all.find((issue) => issue.key === wanted);
  }

  /** What one may not see does not exist. */
  get(idOrKey: string): Issue {
    const issue = this.may('BROWSE_PROJECTS') ? this.find(idOrKey) : undefined;
    if (!issue) throw missingIssue();
    return issue;
  }

  /** The bot may what nobody has forbidden; other people who call are agents, or know a service project's portal only. */
  may(permission: Permission): boolean {
    if (this.caller === this.accounts.bot) return !this.denied.has(permission);
    if (this.desk.isOpen && !this.accounts.isAgent(this.caller.accountId)) return false;
    return !['SYSTEM_ADMIN', 'ADMINISTER', 'ADMINISTER_PROJECTS', 'DELETE_ISSUES'].includes(permission);
  }

  /** What is done or shown for the time of one act, as this account. */
  as<Done>(account: Account, act: () => Done): Done {
    const before = this.caller;
    this.caller = account;
    try {
      return act();
    } finally {
      this.caller = before;
    }
  }

  need(permission: Permission, status: 400 | 403 | 404, message: string): void {
    if (!this.may(permission)) throw refuse(status, message);
  }

  touch(issue: Issue): void {
    issue.updated = this.now();
    this.index.put(issue.id, issue);
  }

  comment(issue: Issue, body: Adf, properties: readonly Property[], author = this.caller.accountId): Comment {
    const at = this.now();
    const isPublic = !properties.some(isInternal);
    const id = String(this.nextId());
    const comment = { id, author, isPublic, body, properties: [...properties], created: at, updated: at };
    issue.comments.push(comment);
    this.touch(issue);
    this.onChange({ type: 'comment_created', issue, comment, by: author });
    return comment;
  }

  changeComment(issue: Issue, comment: Comment, body: Adf, by = this.caller.accountId): void {
    comment.body = body;
    comment.updated = this.now();
    this.touch(issue);
    this.onChange({ type: 'comment_updated', issue, comment, by });
  }

  statusOf(issue: Issue): JiraStatus {
    const status = this.workflow.statuses.find((each) => each.name === issue.status);
    if (!status) throw new Error(`The workflow has no status ${issue.status}`);
    return status;
  }

  /** What whoever calls is offered. */
  transitionsFrom(issue: Issue): Transition[] {
    return this.may('TRANSITION_ISSUES') ? this.waysFrom(issue) : [];
  }

  waysFrom(issue: Issue): Transition[] {
    return this.workflow.transitions.filter(({ from, isByApproval }) => from === issue.status && !isByApproval);
  }

  /** One act on an issue, however many fields it changes: one entry of the changelog, and one webhook. */
  change(issue: Issue, act: () => void, by = this.caller.accountId): void {
    const before = sidesOf(this, issue);
    const was = issue.status;
    act();
    const items = differences(before, sidesOf(this, issue));
    if (issue.status !== was) issue.statuses.push({ name: issue.status, at: this.now() });
    this.#followApprovals(issue);
    const history = { id: String(this.nextId()), by, at: this.now(), items };
    if (items.length > 0) issue.history.push(history);
    this.touch(issue);
    this.onChange({ type: 'jira:issue_updated', issue, by, ...(items.length > 0 && { history }) });
  }

  /** Inside a change. */
  setStatus(issue: Issue, name: string): void {
    const to = this.workflow.statuses.find((each) => each.name === name);
    if (!to) throw new Error(`There is no status ${name}`);
    issue.status = to.name;
    // What is open again has no resolution any more.
    if (to.category !== 'done' && issue.others.resolution) issue.others.resolution = null;
  }

  move(issue: Issue, name: string, by = this.caller.accountId): void {
    this.change(issue, () => this.setStatus(issue, name), by);
  }

  remove(issue: Issue, by = this.caller.accountId): void {
    this.#issues.delete(issue.id);
    this.index.put(issue.id, undefined);
    this.onChange({ type: 'jira:issue_deleted', issue, by });
  }

  #followApprovals(issue: Issue): void {
    // Approvals are the service desk's: an ordinary project has none, whatever its workflow says.
    if (this.desk.isOpen) followApprovals(this.workflow, issue, () => this.nextId(), this.now());
  }
}

/** How the platform's API says that customers are not to see a comment. */
const isInternal = ({ key, value }: Property): boolean =>
  key === 'sd.public.comment' && Object(value).internal === true;
