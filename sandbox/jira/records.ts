import type { Adf } from './adf.js';
import type { Approval } from './approvals.js';

export type Property = { readonly key: string; readonly value: unknown };

export type Comment = {
  readonly id: string;
  readonly author: string;
  /** Customers of a service project see no other. */
  readonly isPublic: boolean;
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

/** What makes an issue a customer's request. */
export type Request = { readonly type: string; readonly participants: string[] };

export type Issue = {
  readonly id: string;
  readonly key: string;
  readonly created: number;
  readonly creator: string;
  /** May be somebody else than who created it: a request on behalf of them. */
  reporter: string;
  updated: number;
  issueType: string;
  summary: string;
  description: Adf | null;
  labels: string[];
  status: string;
  /** When it came into each status, the latest last. */
  readonly statuses: { readonly name: string; readonly at: number }[];
  /** Priority, due date, custom fields and such, as they were given. */
  others: Record<string, unknown>;
  readonly comments: Comment[];
  readonly links: RemoteLink[];
  /** Keys of issues that it is linked with. */
  readonly related: string[];
  readonly properties: Map<string, unknown>;
  /** The oldest first. */
  readonly history: History[];
  readonly approvals: Approval[];
  readonly request: Request | undefined;
};

export type IssueDraft = Pick<Issue, 'issueType' | 'summary' | 'description' | 'labels' | 'others' | 'properties'> & {
  /** Account id; who calls, when not given. */
  readonly reporter?: string;
  readonly request?: Request;
};

export type ChangedField = {
  readonly field: string;
  readonly fieldtype: 'jira' | 'custom';
  readonly fieldId: string;
  readonly from: string | null;
  readonly fromString: string | null;
  readonly to: string | null;
  readonly toString: string | null;
};

/** One entry of the changelog: everything that one act changed. */
export type History = {
  readonly id: string;
  readonly by: string;
  readonly at: number;
  readonly items: readonly ChangedField[];
};

/** What others may be told of. */
export type Change = {
  readonly type:
    | 'jira:issue_created'
    | 'jira:issue_updated'
    | 'jira:issue_deleted'
    | 'comment_created'
    | 'comment_updated';
  readonly issue: Issue;
  readonly by: string;
  readonly history?: History;
  readonly comment?: Comment;
};
