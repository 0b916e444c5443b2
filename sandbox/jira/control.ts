import { document, plainText } from './adf.js';
import { accountOf, type Issue, type JiraMemory, type Permission, type Tracker } from './tracker.js';
import type { Delivery, Webhooks } from './webhooks.js';
import type { Category, Workflow, WorkflowName } from './workflow.js';
import { workflows } from './workflow.js';

export type SeenIssue = {
  readonly id: string;
  readonly key: string;
  readonly summary: string;
  readonly labels: readonly string[];
  readonly status: string;
  readonly statusCategory: Category;
  /** Plain text, the oldest first. */
  readonly comments: readonly string[];
  readonly description: string;
  readonly remoteLinks: readonly { readonly globalId?: string; readonly title: string; readonly url: string }[];
  readonly properties: Readonly<Record<string, unknown>>;
};

/** What a person does in Jira itself, and what a test may see and turn. */
export type Control = {
  issues(): SeenIssue[];
  issue(key: string): SeenIssue;
  /** Somebody moves an issue on the board, whatever the workflow says. */
  moveTo(key: string, status: string, byEmail?: string): void;
  addComment(key: string, text: string, byEmail?: string): void;
  deleteIssue(key: string): void;
  setWorkflow(workflow: WorkflowName | Workflow): void;
  /** What the bot's account may no longer do. */
  forbid(...permissions: Permission[]): void;
  allow(...permissions: Permission[]): void;
  /** Whoever set up the create screen made this field required. */
  insistOn(fieldId: string): void;
  /** People keep their e-mail addresses to themselves. */
  hideEmails(): void;
  /** How long search trails behind. */
  searchLag(lag: number | 'untilTold'): void;
  catchUp(): void;
  memory(): JiraMemory;
  recall(memory: JiraMemory): void;
  /** As an admin sets it up: from now on that address is told what happens. Faults may strike it as `webhook`. */
  addWebhook(url: string, secret?: string): void;
  deliveries(): readonly Delivery[];
  /** Resolves when every delivery has been taken or given up. */
  deliveriesSettled(): Promise<void>;
};

const visitor = 'it@acme.example.com';
const idOf = (email: string): string => accountOf({ name: email, email }).accountId;

export function controlOf(tracker: Tracker, webhooks: Webhooks): Control {
  const whole = (key: string): Issue => {
    const issue = tracker.find(key);
    if (!issue) throw new Error(`This Jira has no issue ${key}`);
    return issue;
  };
  return {
    issues: () => tracker.all.map((issue) => seen(tracker, issue)),
    issue: (key) => seen(tracker, whole(key)),
    moveTo: (key, status, byEmail = visitor) => tracker.move(whole(key), status, idOf(byEmail)),
    addComment: (key, text, byEmail = visitor) => {
      tracker.comment(whole(key), document(text), [], idOf(byEmail));
    },
    deleteIssue: (key) => tracker.remove(whole(key), idOf(visitor)),
    setWorkflow: (workflow) => {
      tracker.workflow = typeof workflow === 'string' ? workflows[workflow] : workflow;
    },
    forbid: (...permissions) => permissions.forEach((each) => void tracker.denied.add(each)),
    allow: (...permissions) => permissions.forEach((each) => void tracker.denied.delete(each)),
    insistOn: (fieldId) => void tracker.insistsOn.add(fieldId),
    hideEmails: () => {
      tracker.hasHiddenEmails = true;
    },
    searchLag: (lag) => {
      tracker.index.lag = lag;
    },
    catchUp: () => tracker.index.catchUp(),
    memory: () => tracker.memory(),
    recall: (memory) => tracker.recall(memory),
    addWebhook: (url, secret) => webhooks.add(url, secret),
    deliveries: () => webhooks.deliveries,
    deliveriesSettled: () => webhooks.settled(),
  };
}

const seen = (tracker: Tracker, issue: Issue): SeenIssue => ({
  id: issue.id,
  key: issue.key,
  summary: issue.summary,
  labels: [...issue.labels],
  status: issue.status,
  statusCategory: tracker.statusOf(issue).category,
  comments: issue.comments.map((comment) => plainText(comment.body)),
  description: issue.description ? plainText(issue.description) : '',
  remoteLinks: issue.links.map(({ globalId, object }) => ({
    globalId,
    title: String(object.title),
    url: String(object.url),
  })),
  properties: Object.fromEntries(issue.properties),
});
