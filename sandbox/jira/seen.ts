import { plainText } from './adf.js';
import { asText } from './desk/form.js';
import { showValue } from './fieldValues.js';
import type { ChangedField, Issue } from './records.js';
import type { Tracker } from './tracker.js';
import type { Category } from './workflow.js';

export type SeenIssue = {
  readonly id: string;
  readonly key: string;
  readonly summary: string;
  readonly labels: readonly string[];
  readonly status: string;
  readonly statusCategory: Category;
  /** The statuses to which the workflow leads from here. */
  readonly ways: readonly string[];
  /** Plain text, the oldest first. */
  readonly comments: readonly string[];
  /** The same with who said it to whom. */
  readonly said: readonly { readonly by: string; readonly text: string; readonly isPublic: boolean }[];
  readonly description: string;
  readonly remoteLinks: readonly { readonly globalId?: string; readonly title: string; readonly url: string }[];
  /** Keys of issues that it is linked with. */
  readonly related: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
  /** By name. */
  readonly reporter: string;
  /** Custom fields that hold something, by their names: choices by their words, people by their names. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The name of the request type; nothing where it is no request. */
  readonly requestType: string | undefined;
  /** The oldest first. */
  readonly approvals: readonly {
    readonly finalDecision: string;
    readonly approvers: Readonly<Record<string, string>>;
  }[];
  readonly changelog: readonly { readonly by: string; readonly items: readonly ChangedField[] }[];
};

export function seen(tracker: Tracker, issue: Issue): SeenIssue {
  const name = (accountId: string) => tracker.accounts.nameOf(accountId);
  return {
    id: issue.id,
    key: issue.key,
    summary: issue.summary,
    labels: [...issue.labels],
    status: issue.status,
    statusCategory: tracker.statusOf(issue).category,
    ways: tracker.waysFrom(issue).map(({ to }) => to),
    comments: issue.comments.map((comment) => plainText(comment.body)),
    said: issue.comments.map(({ author, body, isPublic }) => ({ by: name(author), text: plainText(body), isPublic })),
    description: issue.description ? plainText(issue.description) : '',
    remoteLinks: issue.links.map(({ globalId, object }) => ({
      globalId,
      title: String(object.title),
      url: String(object.url),
    })),
    related: [...issue.related],
    properties: Object.fromEntries(issue.properties),
    reporter: name(issue.reporter),
    fields: filled(tracker, issue),
    requestType: issue.request && tracker.desk.type(issue.request.type)?.name,
    approvals: issue.approvals.map(({ finalDecision, approvers }) => ({
      finalDecision,
      approvers: Object.fromEntries(approvers.map(({ accountId, decision }) => [name(accountId), decision])),
    })),
    changelog: issue.history.map(({ by, items }) => ({ by: name(by), items })),
  };
}

function filled(tracker: Tracker, issue: Issue): Record<string, unknown> {
  const shown = {
    option: ({ value }: { readonly value: string }) => value,
    person: (accountId: string) => tracker.accounts.nameOf(accountId),
  };
  const values = tracker.fields.settable.map((field): [string, unknown] => [
    field.name,
    asText(showValue(field, issue.others[field.id], shown)),
  ]);
  return Object.fromEntries(values.filter(([, value]) => value !== null));
}
