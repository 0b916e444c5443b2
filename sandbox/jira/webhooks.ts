import { createHmac, randomUUID } from 'node:crypto';
import { type Faults, waitOut } from '../faults.js';
import { plainText } from './adf.js';
import { accountJson, othersJson, projectJson, time } from './json.js';
import type { Change, Comment, Issue } from './records.js';
import type { Tracker } from './tracker.js';
import { statusJson } from './workflow.js';

export type Delivery = {
  /** As it was sent, to the letter. */
  readonly body: string;
  readonly event: Change['type'];
  readonly key: string;
  /** What each attempt was answered with; 0 when nobody answered. */
  readonly statuses: number[];
};

type Hook = { readonly url: string; readonly secret: string | undefined };

const attempts = 5;
const isWorthAnother = (status: number): boolean =>
  status === 0 || status >= 500 || [408, 409, 425, 429].includes(status);

/** Tells others what happened, as Jira does: at least once, maybe late, signed without a time. */
export class Webhooks {
  readonly deliveries: Delivery[] = [];
  readonly #hooks: Hook[] = [];
  readonly #open = new Set<Promise<void>>();
  #isStopped = false;
  url = '';
  /** Before the second attempt, the third and so on. */
  pause = 50;

  constructor(
    private readonly tracker: Tracker,
    private readonly faults: Faults,
  ) {
    tracker.onChange = (change) => this.#tell(change);
  }

  add(url: string, secret: string | undefined): void {
    this.#hooks.push({ url, secret });
  }

  only(url: string, secret: string | undefined): void {
    this.#hooks.splice(0, this.#hooks.length, { url, secret });
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** When nothing is under way any more. */
  async settled(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
  }

  #tell(change: Change): void {
    if (this.#isStopped) return;
    // What is told is what was so at the moment, however late it arrives.
    // Whoever acts would see what they hide from everybody else: it is told as nobody in particular sees it.
    const nobody = this.tracker.accounts.automation;
    const body = JSON.stringify(this.tracker.as(nobody, () => bodyOf(this.tracker, change, this.url)));
    for (const hook of this.#hooks) {
      const delivery = { event: change.type, key: change.issue.key, statuses: [], body };
      this.deliveries.push(delivery);
      this.#start(hook, delivery);
    }
  }

  /** The same once more, long after: its signature has no time in it, so nothing tells it from the first. */
  again(delivery: Delivery): void {
    for (const hook of this.#hooks) this.#start(hook, delivery);
  }

  #start(hook: Hook, delivery: Delivery): void {
    const sending = this.#deliver(hook, delivery.body, delivery).finally(() => this.#open.delete(sending));
    this.#open.add(sending);
  }

  async #deliver(hook: Hook, body: string, delivery: Delivery): Promise<void> {
    const taken = this.faults.take(['webhook', delivery.event]);
    await waitOut(taken);
    if (taken.some((fault) => fault.kind === 'down')) return;
    const id = randomUUID();
    const times = taken.some((fault) => fault.kind === 'twice') ? 2 : 1;
    for (let time = 0; time < times; time += 1) await this.#insist(hook, body, delivery, id);
  }

  async #insist(hook: Hook, body: string, delivery: Delivery, id: string): Promise<void> {
    for (let retry = 0; retry < attempts && !this.#isStopped; retry += 1) {
      if (retry > 0) await new Promise<void>((resolve) => setTimeout(resolve, this.pause * retry).unref());
      const status = await send(hook, body, id, retry);
      delivery.statuses.push(status);
      if (!isWorthAnother(status)) return;
    }
  }
}

async function send(hook: Hook, body: string, id: string, retry: number): Promise<number> {
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    'x-atlassian-webhook-identifier': id,
  };
  if (retry > 0) headers['x-atlassian-webhook-retry'] = String(retry);
  if (hook.secret)
    headers['x-hub-signature'] = `sha256=${createHmac('sha256', hook.secret).update(body).digest('hex')}`;
  try {
    const answer = await fetch(hook.url, { method: 'POST', headers, body, signal: AbortSignal.timeout(5000) });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}

const typeNames: Record<Change['type'], string> = {
  'jira:issue_created': 'issue_created',
  'jira:issue_updated': 'issue_updated',
  'jira:issue_deleted': 'issue_deleted',
  comment_created: 'issue_commented',
  comment_updated: 'issue_comment_edited',
};

function bodyOf(tracker: Tracker, change: Change, url: string) {
  const { issue, type, comment, history } = change;
  const person = (accountId: string) => accountJson(tracker, tracker.account(accountId), url);
  return {
    timestamp: tracker.now(),
    webhookEvent: type,
    issue_event_type_name: typeNames[type],
    user: person(change.by),
    issue: {
      id: issue.id,
      self: `${url}/rest/api/2/issue/${issue.id}`,
      key: issue.key,
      fields: fieldsTold(tracker, change, url),
    },
    ...(history ? { changelog: { id: history.id, items: history.items } } : {}),
    ...(comment ? { comment: commentTold(issue, comment, url, person) } : {}),
  };
}

/** With a comment comes hardly anything of its issue. */
function fieldsTold(tracker: Tracker, { issue, comment }: Change, url: string) {
  const some = {
    summary: issue.summary,
    labels: [...issue.labels],
    status: statusJson(tracker.statusOf(issue), url),
    project: projectJson(tracker, url),
    created: time(issue.created),
    updated: time(issue.updated),
  };
  if (comment) return some;
  const person = (accountId: string) => accountJson(tracker, tracker.account(accountId), url);
  return {
    ...othersJson(tracker, issue, url),
    ...some,
    description: issue.description ? plainText(issue.description) : null,
    reporter: person(issue.reporter),
    creator: person(issue.creator),
  };
}

function commentTold(issue: Issue, comment: Comment, url: string, person: (accountId: string) => unknown) {
  return {
    self: `${url}/rest/api/2/issue/${issue.id}/comment/${comment.id}`,
    id: comment.id,
    author: person(comment.author),
    updateAuthor: person(comment.author),
    body: plainText(comment.body),
    created: time(comment.created),
    updated: time(comment.updated),
    jsdPublic: comment.isPublic,
  };
}
