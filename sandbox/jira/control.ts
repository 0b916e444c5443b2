import { document, plainText } from './adf.js';
import type { CustomField, FieldType } from './customFields.js';
import type { BurstLimits } from './limits.js';
import { issueOf, type People, peopleOf } from './people.js';
import type { Comment, Issue } from './records.js';
import { type SeenIssue, seen } from './seen.js';
import type { JiraMemory, Permission, Tracker } from './tracker.js';
import type { Delivery, Webhooks } from './webhooks.js';
import type { Workflow, WorkflowName } from './workflow.js';
import { workflows } from './workflow.js';

export type { SeenIssue } from './seen.js';

/** What a person does in Jira itself, and what a test may see and turn. */
export type Control = People & {
  issues(): SeenIssue[];
  issue(key: string): SeenIssue;
  /** Somebody moves an issue on the board, whatever the workflow says. */
  moveTo(key: string, status: string, byEmail?: string): void;
  addComment(key: string, text: string, byEmail?: string): void;
  /** The oldest first. */
  commentIds(key: string): string[];
  /** The one that begins so, as an admin may. */
  deleteComment(key: string, beginning: string): void;
  editComment(key: string, beginning: string, text: string): void;
  deleteIssue(key: string): void;
  setWorkflow(workflow: WorkflowName | Workflow): void;
  /** What the bot's account may no longer do. */
  forbid(...permissions: Permission[]): void;
  allow(...permissions: Permission[]): void;
  /** Whoever set up the create screen made this field required. */
  insistOn(fieldId: string): void;
  /** People keep their e-mail addresses to themselves. */
  hideEmails(): void;
  /** As an admin makes one, with the choice that it offers. */
  addField(id: string, name: string, type: FieldType, options?: readonly string[]): void;
  /** By id or name. */
  field(idOrName: string): CustomField;
  /** How often in a second the whole site takes this operation. */
  allowPerSecond(operation: string, most: number): void;
  /** How long search trails behind. */
  searchLag(lag: number | 'untilTold'): void;
  catchUp(): void;
  memory(): JiraMemory;
  recall(memory: JiraMemory): void;
  /** As an admin sets it up: from now on that address is told what happens. Faults may strike it as `webhook`. */
  addWebhook(url: string, secret?: string): void;
  /** The same, in the place of whatever was told before. */
  ring(url: string, secret?: string): void;
  deliveries(): readonly Delivery[];
  /** Somebody who has kept a delivery sends it once more. */
  deliverAgain(delivery: Delivery): void;
  /** Resolves when every delivery has been taken or given up. */
  deliveriesSettled(): Promise<void>;
};

const visitor = 'it@acme.example.com';

export function controlOf(tracker: Tracker, webhooks: Webhooks, bursts: BurstLimits): Control {
  const whole = (key: string) => issueOf(tracker, key);
  const idOf = (email: string) => tracker.accounts.of(email).accountId;
  return {
    ...peopleOf(tracker),
    issues: () => tracker.all.map((issue) => seen(tracker, issue)),
    issue: (key) => seen(tracker, whole(key)),
    moveTo: (key, status, byEmail = visitor) => tracker.move(whole(key), status, idOf(byEmail)),
    addComment: (key, text, byEmail = visitor) => {
      tracker.comment(whole(key), document(text), [], idOf(byEmail));
    },
    commentIds: (key) => whole(key).comments.map(({ id }) => id),
    deleteComment: (key, beginning) => {
      const { comments } = whole(key);
      comments.splice(comments.indexOf(commentIn(whole(key), beginning)), 1);
    },
    editComment: (key, beginning, text) => {
      commentIn(whole(key), beginning).body = document(text);
    },
    deleteIssue: (key) => tracker.remove(whole(key), idOf(visitor)),
    setWorkflow: (workflow) => {
      tracker.workflow = typeof workflow === 'string' ? workflows[workflow] : workflow;
    },
    forbid: (...permissions) => permissions.forEach((each) => void tracker.denied.add(each)),
    allow: (...permissions) => permissions.forEach((each) => void tracker.denied.delete(each)),
    insistOn: (fieldId) => void tracker.insistsOn.add(fieldId),
    hideEmails: () => {
      tracker.accounts.isEverybodyHidden = true;
    },
    addField: (id, name, type, options) => void tracker.fields.add(id, name, type, options),
    field: (idOrName) => {
      const field = tracker.fields.find(idOrName);
      if (!field) throw new Error(`This Jira has no field ${idOrName}`);
      return field;
    },
    allowPerSecond: (operation, most) => bursts.allow(operation, most),
    searchLag: (lag) => {
      tracker.index.lag = lag;
    },
    catchUp: () => tracker.index.catchUp(),
    memory: () => tracker.memory(),
    recall: (memory) => tracker.recall(memory),
    addWebhook: (url, secret) => webhooks.add(url, secret),
    ring: (url, secret) => webhooks.only(url, secret),
    deliveries: () => webhooks.deliveries,
    deliverAgain: (delivery) => webhooks.again(delivery),
    deliveriesSettled: () => webhooks.settled(),
  };
}

function commentIn({ key, comments }: Issue, beginning: string): Comment {
  const found = comments.find(({ body }) => plainText(body).startsWith(beginning));
  if (!found) throw new Error(`${key} has no comment that begins with ${beginning}`);
  return found;
}
