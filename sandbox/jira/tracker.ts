import { createHash } from 'node:crypto';
import type { Acme, Person } from '../company.js';
import { SearchIndex } from '../searchIndex.js';
import type { Adf } from './adf.js';
import { missingIssue, refuse } from './errors.js';
import type { JiraStatus, Transition, Workflow } from './workflow.js';

export type Property = { readonly key: string; readonly value: unknown };
export type Account = { readonly accountId: string; readonly name: string; readonly email: string };

export type Comment = {
  readonly id: string;
  readonly author: string;
  body: Adf;
  properties: Property[];
  readonly created: number;
  updated: number;
};

export type RemoteLink = {
  readonly id: number;
  globalId?: string;
  relationship?: string;
  application?: unknown;
  object: Record<string, unknown>;
};

export type Issue = {
  readonly id: string;
  readonly key: string;
  readonly created: number;
  readonly reporter: string;
  updated: number;
  issueType: string;
  summary: string;
  description: Adf | null;
  labels: string[];
  status: string;
  /** Priority, due date, custom fields and such, as they were given. */
  others: Record<string, unknown>;
  readonly comments: Comment[];
  readonly links: RemoteLink[];
  readonly properties: Map<string, unknown>;
};

export type ChangedField = {
  readonly field: string;
  readonly fieldId: string;
  readonly from: string | null;
  readonly fromString: string | null;
  readonly to: string | null;
  readonly toString: string | null;
};

/** What others may be told of. */
export type Change = {
  readonly type: 'jira:issue_created' | 'jira:issue_updated' | 'jira:issue_deleted' | 'comment_created';
  readonly issue: Issue;
  readonly by: string;
  readonly items?: readonly ChangedField[];
  readonly comment?: Comment;
};

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

const accountIdOf = (email: string): string => {
  const hash = createHash('sha256').update(email).digest('hex');
  return `712020:${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
};

export type JiraMemory = { readonly issues: readonly Issue[]; readonly lastIssue: number; readonly lastId: number };

/** The project: its issues, who may do what, and a search that trails behind. */
export class Tracker {
  readonly #issues = new Map<string, Issue>();
  readonly index: SearchIndex<Issue>;
  readonly accounts: readonly Account[];
  /** Ids of fields that the create screen insists on beside its own. */
  readonly insistsOn = new Set<string>();
  readonly denied = new Set<Permission>(['SYSTEM_ADMIN', 'ADMINISTER', 'ADMINISTER_PROJECTS', 'DELETE_ISSUES']);
  readonly projectId = '10400';
  hasHiddenEmails = false;
  onChange: (change: Change) => void = () => undefined;
  #lastIssue = 0;
  #lastId = 20_000;

  constructor(
    company: Acme,
    readonly projectKey: string,
    readonly bot: Account,
    public workflow: Workflow,
    readonly now: () => number,
  ) {
    const staff = company.people.filter((person) => (person.kind ?? 'member') === 'member');
    this.accounts = [bot, ...staff.map(accountOf)];
    this.index = new SearchIndex(now);
  }

  get all(): Issue[] {
    return [...this.#issues.values()];
  }

  account(accountId: string): Account {
    const stranger = { accountId, name: 'Somebody else', email: '' };
    return this.accounts.find((account) => account.accountId === accountId) ?? stranger;
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  create(draft: Pick<Issue, 'issueType' | 'summary' | 'description' | 'labels' | 'others' | 'properties'>): Issue {
    this.#lastIssue += 1;
    const first = this.workflow.statuses[0];
    if (!first) throw new Error('The workflow has no status to begin with');
    const issue: Issue = {
      ...draft,
      id: String(this.nextId()),
      key: `${this.projectKey}-${this.#lastIssue}`,
      created: this.now(),
      updated: this.now(),
      reporter: this.bot.accountId,
      status: first.name,
      comments: [],
      links: [],
    };
    this.#issues.set(issue.id, issue);
    this.index.put(issue.id, issue);
    this.onChange({ type: 'jira:issue_created', issue, by: issue.reporter });
    return issue;
  }

  /** What this project remembers from one day to the next. */
  memory(): JiraMemory {
    return { issues: this.all, lastIssue: this.#lastIssue, lastId: this.#lastId };
  }

  recall({ issues, lastIssue, lastId }: JiraMemory): void {
    for (const issue of issues) {
      this.#issues.set(issue.id, issue);
      this.index.put(issue.id, issue);
    }
    this.#lastIssue = lastIssue;
    this.#lastId = lastId;
  }

  find(idOrKey: string): Issue | undefined {
    const wanted = idOrKey.toUpperCase();
    return this.#issues.get(idOrKey) ?? this.all.find((issue) => issue.key === wanted);
  }

  /** What one may not see does not exist. */
  get(idOrKey: string): Issue {
    const issue = this.denied.has('BROWSE_PROJECTS') ? undefined : this.find(idOrKey);
    if (!issue) throw missingIssue();
    return issue;
  }

  need(permission: Permission, status: 400 | 403 | 404, message: string): void {
    if (this.denied.has(permission)) throw refuse(status, message);
  }

  touch(issue: Issue): void {
    issue.updated = this.now();
    this.index.put(issue.id, issue);
  }

  comment(issue: Issue, body: Adf, properties: readonly Property[], author = this.bot.accountId): Comment {
    const at = this.now();
    const id = String(this.nextId());
    const comment = { id, author, body, properties: [...properties], created: at, updated: at };
    issue.comments.push(comment);
    this.touch(issue);
    this.onChange({ type: 'comment_created', issue, comment, by: author });
    return comment;
  }

  statusOf(issue: Issue): JiraStatus {
    const status = this.workflow.statuses.find((each) => each.name === issue.status);
    if (!status) throw new Error(`The workflow has no status ${issue.status}`);
    return status;
  }

  transitionsFrom(issue: Issue): Transition[] {
    if (this.denied.has('TRANSITION_ISSUES')) return [];
    return this.workflow.transitions.filter((transition) => transition.from === issue.status);
  }

  /** After a change of its fields. */
  edited(issue: Issue, fields: readonly string[]): void {
    this.touch(issue);
    const items = fields.map((field) => changed(field, [null, null], [null, null]));
    this.onChange({ type: 'jira:issue_updated', issue, items, by: this.bot.accountId });
  }

  move(issue: Issue, name: string, by = this.bot.accountId): void {
    const to = this.workflow.statuses.find((each) => each.name === name);
    if (!to) throw new Error(`There is no status ${name}`);
    const from = this.statusOf(issue);
    issue.status = to.name;
    this.touch(issue);
    const items = [changed('status', [from.id, from.name], [to.id, to.name])];
    this.onChange({ type: 'jira:issue_updated', issue, items, by });
  }

  remove(issue: Issue, by = this.bot.accountId): void {
    this.#issues.delete(issue.id);
    this.index.put(issue.id, undefined);
    this.onChange({ type: 'jira:issue_deleted', issue, by });
  }
}

type Side = readonly [id: string | null, name: string | null];

const changed = (field: string, before: Side, after: Side): ChangedField => ({
  field,
  fieldId: field,
  from: before[0],
  fromString: before[1],
  to: after[0],
  toString: after[1],
});

export const accountOf = (person: Pick<Person, 'name' | 'email'>): Account => ({
  accountId: accountIdOf(person.email),
  name: person.name,
  email: person.email,
});
