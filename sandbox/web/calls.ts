import type { Call as HttpCall } from '../http.js';
import type { StandIns } from '../standIns.js';
import type { Behind } from './contract.js';
import { slackCalls, slackDeliveries } from './slackCalls.js';

export type Told = Behind['calls'][number];

const MOST = 100;
const read = new Set(['browse', 'browseAll']);

/** What was asked of each vendor and what it answered, in words, the newest last. */
export function callsOf({ slack, okta, jira }: StandIns): Told[] {
  const keys = new Map(jira.issues().map(({ id, key }) => [id, key]));
  const names = { person: okta.nameOf, issue: (id: string) => keys.get(id) ?? id };
  const told = [
    ...slackCalls(slack),
    ...slackDeliveries(slack),
    ...okta.calls.slice(-MOST).map((call) => tell('okta', call, names)),
    // What a person reads in a browser is no call of the bot.
    ...jira.calls
      .slice(-MOST)
      .filter(({ operation }) => !read.has(operation))
      .map((call) => tell('jira', call, names)),
  ];
  return told.sort((one, other) => one.at - other.at).slice(-MOST);
}

type Names = { person(id: string): string; issue(id: string): string };

function tell(vendor: 'okta' | 'jira', call: HttpCall, names: Names): Told {
  const what = (vendor === 'okta' ? oktaWords(call, names) : jiraWords(call, names)) ?? `${call.method} ${call.path}`;
  return { vendor, what, answer: answerOf(call), at: Date.parse(call.at), isFault: call.fault !== undefined };
}

function oktaWords({ operation, path, query }: HttpCall, { person: name }: Names): string | undefined {
  const [, group = '', user = ''] = /\/groups\/([^/]+)(?:\/users\/([^/]+))?/.exec(path) ?? [];
  const [, someone = ''] = /\/users\/([^/]+)/.exec(path) ?? [];
  const wanted = query.search ?? query.filter ?? query.q ?? '';
  const words: Readonly<Record<string, string>> = {
    assignUserToGroup: `put ${name(user)} into ${name(group)}`,
    unassignUserFromGroup: `take ${name(user)} out of ${name(group)}`,
    listGroupUsers: `who is in ${name(group)}?`,
    listUserGroups: `which groups is ${name(someone)} in?`,
    getUser: `who is ${name(decodeURIComponent(someone))}?`,
    getGroup: `what is ${name(group)}?`,
    listUsers: `find people ${wanted}`.trim(),
    listGroups: `find groups ${wanted}`.trim(),
    listGroupRules: 'which rules fill groups?',
    listLogEvents: 'what happened?',
    revokeUserSessions: `end the sessions of ${name(someone)}`,
    token: 'let me in',
  };
  return words[operation];
}

function jiraWords({ operation, path, body }: HttpCall, names: Names): string | undefined {
  const issue = names.issue(/\/issue\/([^/]+)/.exec(path)?.[1] ?? '');
  const words: Readonly<Record<string, string>> = {
    createIssue: `make an issue: ${summaryIn(body)}`,
    getIssue: `read ${issue}`,
    editIssue: `change ${issue}`,
    addComment: `comment on ${issue}`,
    getComments: `read the comments of ${issue}`,
    updateComment: `change a comment of ${issue}`,
    getTransitions: `where can ${issue} go?`,
    doTransition: `move ${issue}`,
    createOrUpdateRemoteIssueLink: `link ${issue}`,
    getRemoteIssueLinks: `read the links of ${issue}`,
    getIssueProperty: `read a mark on ${issue}`,
    setIssueProperty: `put a mark on ${issue}`,
    searchAndReconsileIssuesUsingJql: 'search issues',
    searchAndReconsileIssuesUsingJqlPost: 'search issues',
    findUsers: 'find people',
    getMyPermissions: 'what may I do?',
    getCurrentUser: 'who am I?',
    getProject: 'read the project',
  };
  return words[operation];
}

const summaryIn = (body: unknown): string =>
  String((body as { fields?: { summary?: unknown } } | undefined)?.fields?.summary ?? '');

function answerOf({ status, fault, answer }: HttpCall): string {
  if (fault === 'down') return 'no answer';
  if (fault === 'loseAnswer') return 'done, but the answer was lost';
  if (status === 0) return 'no answer';
  const late = fault === 'slow' ? ', late' : '';
  return status < 300 ? `${status}${late}` : `${status}${late} ${reasonIn(answer)}`.trim();
}

/** Okta says it in `errorSummary`, Jira in `errorMessages`. */
function reasonIn(answer: unknown): string {
  const { errorSummary, errorMessages } = (answer ?? {}) as { errorSummary?: string; errorMessages?: string[] };
  return errorSummary ?? errorMessages?.join(' ') ?? '';
}
