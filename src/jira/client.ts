import {
  accountIdIn,
  accountIn,
  baseUrlIn,
  editableIn,
  idIn,
  issueIn,
  keysIn,
  NotJira,
  oneCommentIn,
  pageIn,
  placeIn,
  transitionsIn,
  typesIn,
} from './answers.js';
import { createDesk } from './desk.js';
import { classed, type Failure, isQuotaSpent, JiraDown, JiraRefused } from './errors.js';
import type { Change, Comment, IssueDraft, JiraClient, Log, Move, RemoteLink } from './port.js';
import { type Api, loadSdk, type Sdk } from './sdk.js';

export type JiraSettings = {
  /** `https://<site>.atlassian.net`, or `https://api.atlassian.com/ex/jira/<cloud id>` for a scoped token. */
  readonly baseUrl: string;
  readonly email: string;
  readonly apiToken: string;
  /** The project's key. */
  readonly project: string;
  /** By name; when not given, `Task` or what the project has in its place. */
  readonly issueType?: string;
  /** Jira Service Management, by the ids of its portal. */
  readonly serviceDesk?: { readonly id: string; readonly requestType: string };
};

export type JiraOptions = {
  readonly now: () => Date;
  /** Milliseconds for one call, its body included; 5 s when not given. */
  readonly timeout?: number;
  readonly log: Log;
};

/** One bounded attempt a call: when to try again is the relay's to know. */
export type Ask = <T>(what: string, call: (api: Api) => Promise<T>) => Promise<T>;

export function createJira(settings: JiraSettings, options: JiraOptions): JiraClient {
  const baseUrl = settings.baseUrl.replace(/\/+$/, '');
  const { project } = settings;
  const ask = asking({ ...settings, baseUrl }, options);
  const searched = async (what: string, jql: string): Promise<string | undefined> => {
    const query = { jql, fields: ['key'], maxResults: 1 };
    const keys = await ask(what, async (api) =>
      keysIn(await api.search.searchForIssuesUsingJqlEnhancedSearch<unknown>(query)),
    );
    return keys[0];
  };
  const desk = settings.serviceDesk && createDesk(ask, settings.serviceDesk);
  const issues = onIssues(ask);
  let me: string | undefined;
  return {
    project,
    ...(desk && { desk }),
    create: creator(ask, settings),
    newest: async () => {
      const key = await searched(`search the project ${project}`, `project = ${quoted(project)} ORDER BY key DESC`);
      return key ? numberOf(key) : 0;
    },
    findByLabel: (label) =>
      searched('search the issue', `project = ${quoted(project)} AND labels = ${quoted(label)} ORDER BY created ASC`),
    ...issues,
    comment: (key, body, audience) =>
      desk && audience !== 'agents' ? desk.comment(key, body, audience) : issues.comment(key, body, audience),
    me: async () => {
      me ??= await ask('read who we are', async (api) => accountIdIn(await api.me.getCurrentUser<unknown>()));
      return me;
    },
    accountOf: (email) =>
      ask('look somebody up', async (api) =>
        accountIn(await api.users.findUsers<unknown>({ query: email, maxResults: 50 }), email.toLowerCase()),
      ),
    browseUrl: siteReader(baseUrl, ask),
  };
}

/** A project need not have a Task: a service project has its own types. So the first refusal is answered by looking. */
function creator(ask: Ask, { project, issueType: given }: JiraSettings): JiraClient['create'] {
  let issueType = given ?? 'Task';
  const create = (draft: IssueDraft) =>
    ask('create the issue', async (api) =>
      placeIn(await api.issues.createIssue<unknown>(bodyOf(draft, project, issueType))),
    );
  const chooseType = (): Promise<string | undefined> =>
    ask(`read the issue types of ${project}`, async (api) =>
      suitableType(typesIn(await api.issues.getCreateIssueMetaIssueTypes<unknown>({ projectIdOrKey: project }))),
    );
  return async (draft) => {
    try {
      return await create(draft);
    } catch (error) {
      if (given || !(error instanceof JiraRefused) || !error.fields.issuetype) throw error;
      const chosen = await chooseType().catch(() => undefined);
      if (!chosen || chosen === issueType) throw error;
      issueType = chosen;
      return create(draft);
    }
  };
}

export const suitableType = (types: readonly string[]): string | undefined =>
  [/access/i, /service request/i, /task/i].map((fits) => types.find((type) => fits.test(type))).find(Boolean) ??
  types[0];

/** `ACC-17` is 17. */
export const numberOf = (key: string): number => Number(key.slice(key.lastIndexOf('-') + 1));

const quoted = (words: string): string => `"${words.replace(/["\\]/g, '\\$&')}"`;

const bodyOf = ({ summary, description, labels, property }: IssueDraft, project: string, issueType: string) => ({
  fields: {
    project: { key: project },
    issuetype: { name: issueType },
    summary,
    // jira.js names every node's `version`, which only the document has.
    description: description as never,
    labels: [...labels],
  },
  properties: [property],
});

type OnIssues = Pick<
  JiraClient,
  | 'read'
  | 'editable'
  | 'edit'
  | 'comments'
  | 'readComment'
  | 'comment'
  | 'rewrite'
  | 'transitions'
  | 'move'
  | 'link'
  | 'relate'
>;

const onIssues = (ask: Ask): OnIssues => ({
  read: async (key, fields = []) => {
    const always = ['status', 'summary', 'labels'];
    const query = { issueIdOrKey: key, fields: [...always, ...fields], properties: ['latchkey'] };
    return ask(`read ${key}`, async (api) => issueIn(await api.issues.getIssue<unknown>(query))).catch(unlessMissing);
  },
  editable: (key) =>
    ask(`read the edit screen of ${key}`, async (api) =>
      editableIn(await api.issues.getEditIssueMeta<unknown>({ issueIdOrKey: key })),
    ),
  edit: async (key, change) => {
    await ask(`edit ${key}`, (api) => api.issues.editIssue<unknown>(editOf(key, change)));
  },
  comments: (key) => allComments(ask, key),
  readComment: (key, id) =>
    ask(`read a comment of ${key}`, async (api) =>
      oneCommentIn(await api.comments.getComment<unknown>({ issueIdOrKey: key, id })),
    ).catch(unlessMissing),
  comment: (key, body, audience) =>
    ask(`comment on ${key}`, async (api) =>
      idIn(
        await api.comments.addComment<unknown>({
          ...{ issueIdOrKey: key, comment: body as never },
          ...(audience === 'agents' && { properties: [forAgents] }),
        }),
      ),
    ),
  rewrite: async (key, id, body) => {
    await ask(`write a comment on ${key} anew`, (api) =>
      api.comments.updateComment<unknown>({ issueIdOrKey: key, id, body: body as never }),
    );
  },
  transitions: (key) =>
    ask(`read the moves of ${key}`, async (api) =>
      transitionsIn(await api.issues.getTransitions<unknown>({ issueIdOrKey: key, expand: 'transitions.fields' })),
    ),
  move: async (key, move) => {
    await ask(`move ${key}`, (api) => api.issues.doTransition(transitionOf(key, move)));
  },
  relate: async (key, other) => {
    const ends = { inwardIssue: { key: other }, outwardIssue: { key } };
    await ask(`link ${key} with ${other}`, (api) => api.relations.linkIssues<unknown>({ type: relates, ...ends }));
  },
  link: async (key, link) => {
    await ask(`link ${key}`, (api) => api.links.createOrUpdateRemoteIssueLink<unknown>(linkOf(key, link)));
  },
});

/** By this a service project knows an internal comment, also on an issue that is no customer's request; others take no notice. */
const forAgents = { key: 'sd.public.comment', value: { internal: true } };

function unlessMissing(error: unknown): undefined {
  if (!(error instanceof JiraRefused) || error.status !== 404) throw error;
}

async function allComments(ask: Ask, key: string): Promise<readonly Comment[]> {
  const comments: Comment[] = [];
  for (;;) {
    const query = { issueIdOrKey: key, startAt: comments.length, maxResults: 100, orderBy: 'created' as const };
    const page = await ask(`read the comments of ${key}`, async (api) =>
      pageIn(await api.comments.getComments<unknown>(query)),
    );
    comments.push(...page.comments);
    if (page.comments.length === 0 || comments.length >= page.total) return comments;
  }
}

const editOf = (key: string, { fields, addLabels = [], property }: Change) => ({
  issueIdOrKey: key,
  ...(Object.keys(fields).length > 0 && { fields }),
  ...(addLabels.length > 0 && { update: { labels: addLabels.map((add) => ({ add })) } }),
  ...(property && { properties: [property] }),
});

/** Every site has this type, unless an admin has removed it. */
const relates = { name: 'Relates' };

const transitionOf = (key: string, { transition, resolution, fields = {} }: Move) => {
  const filled = { ...fields, ...(resolution && { resolution: { name: resolution } }) };
  return {
    issueIdOrKey: key,
    transition: { id: transition },
    ...(Object.keys(filled).length > 0 && { fields: filled }),
  };
};

const linkOf = (key: string, { globalId, url, title }: RemoteLink) => ({
  issueIdOrKey: key,
  globalId,
  relationship: 'was asked in',
  application: { type: 'com.slack', name: 'Slack' },
  object: { url, title },
});

/** Where people browse. The gateway for scoped tokens is not that place, but knows it. */
function siteReader(baseUrl: string, ask: Ask): (key: string) => Promise<string> {
  const isGateway = new URL(baseUrl).pathname.startsWith('/ex/jira/');
  let site: string | undefined = isGateway ? undefined : baseUrl;
  return async (key) => {
    site ??= await ask("read the site's address", async (api) => baseUrlIn(await api.server.getServerInfo<unknown>()));
    return `${site.replace(/\/+$/, '')}/browse/${key}`;
  };
}

export function asking(settings: JiraSettings, { now, timeout = 5000, log }: JiraOptions): Ask {
  let sdk: Promise<Sdk> | undefined;
  let spent: JiraDown | undefined;
  return async (what, call) => {
    if (spent?.retryAt && now() < spent.retryAt) {
      throw new JiraDown(`${spent.message} It was not asked again.`, { retryAt: spent.retryAt, outcome: 'notApplied' });
    }
    sdk ??= loadSdk();
    const connect = await sdk;
    try {
      return await call(connect({ ...settings, timeout }));
    } catch (error) {
      const failure = failureIn(error);
      const attempt = { what, project: settings.project, email: settings.email, timeout, now: now() };
      const thrown = classed(failure, attempt);
      if (thrown instanceof JiraDown && isQuotaSpent(failure)) {
        spent = thrown;
        log.warn({ until: thrown.retryAt }, "Jira's quota is spent: nothing is sent until it is back");
      }
      throw thrown;
    }
  };
}

/** jira.js throws an HttpException whose cause is axios's error where there was an answer, else axios's error itself. */
function failureIn(error: unknown): Failure {
  if (error instanceof NotJira) return { code: `${error.message}: this is not Jira's API` };
  const { cause, code, isAxiosError } = Object(error) as { cause?: unknown; code?: unknown; isAxiosError?: unknown };
  const { response } = Object(cause) as { response?: { status?: number; headers?: object; data?: unknown } };
  if (response) return { status: response.status, headers: { ...response.headers }, body: response.data };
  if (isAxiosError !== true) throw error;
  return { code: typeof code === 'string' ? code : 'unknown' };
}
