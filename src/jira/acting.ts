import { z } from 'zod';
import { type Adf, plain } from './adf.js';
import type { Ask, JiraSettings } from './client.js';
import { isNotAllowed, JiraRefused } from './errors.js';
import { allChanges, createHistory, type FieldsChange, type StatusMove } from './history.js';
import type { Log, StatusCategory } from './port.js';
import { author, moment, read, word } from './shapes.js';

export type { FieldsChange, StatusMove } from './history.js';

/** What people did in Jira, as Jira itself tells it when it is asked. Every call throws JiraDown or JiraRefused. */
export type JiraActs = {
  /** Our own account. */
  me(): Promise<string>;
  /** Nothing when Jira itself says that there is no such issue for us. @param issue its id or key */
  issue(issue: string): Promise<ActedOn | undefined>;
  /** Every change of its status, the oldest first. */
  moves(issue: string): Promise<readonly StatusMove[]>;
  /** Every change of its fields since it was made. */
  changes(issue: string): Promise<readonly FieldsChange[]>;
  /** What kind the project's status of this name is; nothing when it has none by now. */
  categoryOf(status: string): Promise<StatusCategory | undefined>;
  /** Nobody when Jira knows no such account. */
  account(accountId: string): Promise<Account | undefined>;
  /**
   * What the approvers of a Jira Service Management request answered; none where it is no such request. `unreadable`:
   * there may be some, and we have no right to read them.
   */
  answers(issue: string): Promise<readonly ApprovalAnswer[] | 'unreadable'>;
  /** What this account wrote since then, the newest first. */
  writtenBy(accountId: string, issue: string, since: Date): Promise<readonly string[]>;
  /** The issues of the project that changed in the last minutes, as far as Jira's search knows. */
  changedWithin(minutes: number): Promise<readonly string[]>;
};

export type ActedOn = {
  readonly id: string;
  readonly key: string;
  readonly status: { readonly id: string; readonly name: string; readonly category: StatusCategory };
};

export type Account = {
  readonly accountId: string;
  /** Only `atlassian` is a person of the company. */
  readonly type: string;
  readonly isActive: boolean;
  /** Lower case; absent where it is hidden. */
  readonly email?: string;
};

export type ApprovalAnswer = {
  readonly approval: string;
  readonly by: string;
  readonly decision: 'approved' | 'declined';
  /** When it was asked for; when it was answered, Jira does not say. */
  readonly askedAt: Date;
};

const category = z
  .string()
  .transform((key): StatusCategory => (key === 'indeterminate' || key === 'done' ? key : 'new'));
const status = z.object({ id: word, name: word, statusCategory: z.object({ key: category }) });
const statuses = z.array(z.object({ statuses: z.array(status) }));
const issue = z.object({
  id: word,
  key: word,
  fields: z.object({ status }),
});
const user = z.object({
  accountId: word,
  accountType: z.string().catch('unknown'),
  active: z.boolean().catch(false),
  emailAddress: z.string().nullish().catch(undefined),
});
const decision = z.string().transform((given) => given.toLowerCase());
const approvals = z.object({
  isLastPage: z.boolean().optional(),
  values: z.array(
    z.object({
      id: word,
      createdDate: z.object({ epochMillis: z.number() }).optional().catch(undefined),
      approvers: z.array(z.object({ approver: author, approverDecision: decision })).catch([]),
    }),
  ),
});
const comments = z.object({
  comments: z.array(
    z.object({
      author,
      created: moment,
      body: z.unknown(),
      jsdPublic: z.unknown().optional(),
      visibility: z.unknown().optional(),
    }),
  ),
});
const found = z.object({ issues: z.array(z.object({ id: word })), nextPageToken: z.string().nullish() });

type Settings = Pick<JiraSettings, 'project' | 'serviceDesk'>;

export function createJiraActs({ project, serviceDesk }: Settings, ask: Ask, log: Pick<Log, 'warn'>): JiraActs {
  let me: Promise<string> | undefined;
  const moves = createHistory(ask);
  return {
    me: () => {
      me ??= ask('read its own account', async (api) => read(user, await api.me.getCurrentUser<unknown>()).accountId);
      me.catch(() => {
        me = undefined;
      });
      return me;
    },
    issue: (id) =>
      maybe(() =>
        ask(`read ${id}`, async (api) => {
          const answer = await api.issues.getIssue<unknown>({ issueIdOrKey: id, fields: ['status'] });
          const { fields, ...place } = read(issue, answer);
          const { id: statusId, name, statusCategory } = fields.status;
          return { ...place, status: { id: statusId, name, category: statusCategory.key } };
        }),
      ),
    moves,
    changes: (id) => allChanges(ask, id),
    categoryOf: async (name) => {
      const known = await ask(`read the statuses of ${project}`, async (api) =>
        read(statuses, await api.projects.getAllStatuses<unknown>({ projectIdOrKey: project })),
      );
      return known.flatMap((type) => type.statuses).find((one) => one.name === name)?.statusCategory.key;
    },
    account: (accountId) =>
      maybe(() =>
        ask('look an account up', async (api) => accountIn(await api.accounts.getUser<unknown>({ accountId }))),
      ),
    // Without a service desk nobody is asked there, and the token of an ordinary project may not even look.
    answers: async (id) => (serviceDesk ? answersIn(ask, id, log) : []),
    writtenBy: (accountId, id, since) => writings(ask, id, { accountId, since }),
    changedWithin: (minutes) => changed(ask, project, minutes),
  };
}

async function maybe<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof JiraRefused && error.status === 404) return undefined;
    throw error;
  }
}

function accountIn(answer: unknown): Account {
  const { accountId, accountType: type, active: isActive, emailAddress: email } = read(user, answer);
  return { accountId, type, isActive, ...(email && { email: email.toLowerCase() }) };
}

async function answersIn(ask: Ask, id: string, log: Pick<Log, 'warn'>) {
  try {
    return (await maybe(() => allAnswers(ask, id))) ?? [];
  } catch (error) {
    if (!isNotAllowed(error)) throw error;
    log.warn(
      { err: error },
      'the approvals of Jira Service Management cannot be read: what is answered there does not count; moves do',
    );
    return 'unreadable';
  }
}

async function allAnswers(ask: Ask, issueIdOrKey: string): Promise<readonly ApprovalAnswer[]> {
  const answers: ApprovalAnswer[] = [];
  for (let start = 0; ; ) {
    const page = await ask(`read the approvals of ${issueIdOrKey}`, async (api) =>
      read(approvals, await api.requests.getApprovals<unknown>({ issueIdOrKey, start, limit: 50 })),
    );
    for (const { id: approval, approvers, createdDate } of page.values)
      for (const { approver, approverDecision: said } of approvers)
        if (approver && (said === 'approved' || said === 'declined'))
          answers.push({
            ...{ approval, by: approver.accountId, decision: said },
            askedAt: new Date(createdDate?.epochMillis ?? 0),
          });
    start += page.values.length;
    if (page.isLastPage !== false || page.values.length === 0) return answers;
  }
}

async function writings(ask: Ask, id: string, { accountId, since }: { accountId: string; since: Date }) {
  const query = { issueIdOrKey: id, startAt: 0, maxResults: 50, orderBy: '-created' as const };
  const page = await ask(`read the comments of ${id}`, async (api) =>
    read(comments, await api.comments.getComments<unknown>(query)),
  );
  return (
    page.comments
      .filter(({ author: by, created }) => by?.accountId === accountId && created >= since)
      // What was not written for everybody is no reason that the requester is to read.
      .filter(({ jsdPublic, visibility }) => jsdPublic !== false && !visibility)
      .toSorted((one, other) => other.created.getTime() - one.created.getTime())
      .map(({ body }) => wordsOf(body))
      .filter((words) => words !== '')
  );
}

const isAdf = (body: unknown): body is Adf => typeof body === 'object' && body !== null && 'content' in body;

/** A line for each block. */
const wordsOf = (body: unknown): string =>
  (typeof body === 'string' ? body : isAdf(body) ? body.content.map(plain).join('\n') : '').trim();

async function changed(ask: Ask, project: string, minutes: number): Promise<readonly string[]> {
  const jql = `project = "${project}" AND updated >= -${Math.ceil(minutes)}m ORDER BY updated ASC`;
  const ids: string[] = [];
  for (let nextPageToken: string | undefined; ; ) {
    const query = { jql, fields: ['id'], maxResults: 100, ...(nextPageToken && { nextPageToken }) };
    const page = await ask(`search the project ${project}`, async (api) =>
      read(found, await api.search.searchForIssuesUsingJqlEnhancedSearch<unknown>(query)),
    );
    ids.push(...page.issues.map((one) => one.id));
    if (!page.nextPageToken || page.nextPageToken === nextPageToken) return ids;
    nextPageToken = page.nextPageToken;
  }
}
