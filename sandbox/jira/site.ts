import type { Answer, Ask, Route } from '../http.js';
import { jiraError, refuse } from './errors.js';
import { accountJson, baseOf, issueTypeJson, listOf, numberOf, projectJson } from './json.js';
import { type Account, issueTypes, permissions, type Tracker } from './tracker.js';
import { statusJson } from './workflow.js';

/** What the site tells about itself: the project, its types and fields, the people, and what the caller may do. */
export function siteRoutes(tracker: Tracker): Route[] {
  return [...projectRoutes(tracker), ...peopleRoutes(tracker), serverRoute, ...hookRoutes];
}

function projectRoutes(tracker: Tracker): Route[] {
  const path = '/rest/api/3/project/{projectIdOrKey}';
  const meta = '/rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes';
  return [
    { operation: 'getProject', method: 'GET', path, answer: (ask) => project(tracker, ask) },
    { operation: 'getAllStatuses', method: 'GET', path: `${path}/statuses`, answer: (ask) => statuses(tracker, ask) },
    {
      operation: 'getCreateIssueMetaIssueTypes',
      method: 'GET',
      path: meta,
      answer: (ask) => typesToCreate(tracker, ask),
    },
  ];
}

function project(tracker: Tracker, ask: Ask): Answer {
  needProject(tracker, ask, 404);
  const lead = accountJson(tracker, tracker.accounts.bot, baseOf(ask));
  const types = issueTypes.map((type) => issueTypeJson(type, baseOf(ask)));
  const more = { description: '', lead, components: [], versions: [], issueTypes: types, assigneeType: 'UNASSIGNED' };
  return { status: 200, body: { ...projectJson(tracker, baseOf(ask)), ...more } };
}

function statuses(tracker: Tracker, ask: Ask): Answer {
  needProject(tracker, ask, 404);
  const known = tracker.workflow.statuses.map((status) => statusJson(status, baseOf(ask)));
  const body = issueTypes.map(({ id, name, subtask }) => {
    const self = `${baseOf(ask)}/rest/api/3/issuetype/${id}`;
    return { self, id, name, subtask, statuses: known };
  });
  return { status: 200, body };
}

function typesToCreate(tracker: Tracker, ask: Ask): Answer {
  needProject(tracker, ask, 400);
  const startAt = numberOf(ask, 'startAt', 0);
  const maxResults = numberOf(ask, 'maxResults', 50);
  const types = issueTypes.slice(startAt, startAt + maxResults).map((type) => issueTypeJson(type, baseOf(ask)));
  return { status: 200, body: { startAt, maxResults, total: issueTypes.length, issueTypes: types } };
}

export function needProject(tracker: Tracker, ask: Ask, status: 400 | 404): void {
  const wanted = ask.params.projectIdOrKey ?? '';
  const isOurs = wanted.toUpperCase() === tracker.projectKey || wanted === tracker.projectId;
  if (isOurs && tracker.may('BROWSE_PROJECTS')) return;
  throw refuse(status, `No project could be found with key '${wanted}'.`);
}

function peopleRoutes(tracker: Tracker): Route[] {
  const shown = (account: Account, ask: Ask) => accountJson(tracker, account, baseOf(ask));
  return [
    {
      operation: 'getCurrentUser',
      method: 'GET',
      path: '/rest/api/3/myself',
      answer: (ask) => ({ status: 200, body: shown(tracker.caller, ask) }),
    },
    {
      operation: 'getMyPermissions',
      method: 'GET',
      path: '/rest/api/3/mypermissions',
      answer: (ask) => ({ status: 200, body: { permissions: myPermissions(tracker, ask) } }),
    },
    {
      operation: 'getUser',
      method: 'GET',
      path: '/rest/api/3/user',
      answer: (ask) => {
        const account = tracker.accounts.find(ask.query.get('accountId') ?? '');
        if (!account) throw refuse(404, 'The user does not exist or you do not have permission to view it.');
        return { status: 200, body: shown(account, ask) };
      },
    },
    {
      operation: 'findUsers',
      method: 'GET',
      path: '/rest/api/3/user/search',
      answer: (ask) => ({ status: 200, body: people(tracker, ask).map((each) => shown(each, ask)) }),
    },
  ];
}

function myPermissions(tracker: Tracker, ask: Ask) {
  const asked = listOf(ask, 'permissions');
  if (!asked || asked.length === 0) throw refuse(400, "The 'permissions' query parameter is required.");
  const unknown = asked.find((key) => !permissions.some((each) => each === key));
  if (unknown) throw refuse(400, `Unrecognized permission: ${unknown}`);
  const known = permissions.filter((key) => asked.includes(key));
  return Object.fromEntries(known.map((key) => [key, permission(tracker, key)]));
}

const permission = (tracker: Tracker, key: (typeof permissions)[number]) => ({
  id: String(10 + permissions.indexOf(key)),
  key,
  name: key.toLowerCase().replaceAll('_', ' '),
  type: ['USER_PICKER', 'SYSTEM_ADMIN', 'ADMINISTER'].includes(key) ? 'GLOBAL' : 'PROJECT',
  description: '',
  havePermission: tracker.may(key),
});

/** By the beginning of a name or of an e-mail address, in small letters. A hidden address finds nobody. */
export function answersTo(tracker: Tracker, account: Account, query: string): boolean {
  const name = account.name.toLowerCase();
  const email = tracker.accounts.isHidden(account) ? [] : [account.email.toLowerCase()];
  return [name, ...name.split(' '), ...email].some((text) => text.startsWith(query));
}

function people(tracker: Tracker, ask: Ask) {
  const query = ask.query.get('query')?.toLowerCase();
  const accountId = ask.query.get('accountId');
  if (query === undefined && accountId === null) throw refuse(400, 'The query parameter is required.');
  if (!tracker.may('USER_PICKER')) return [];
  const startAt = numberOf(ask, 'startAt', 0);
  const found = tracker.accounts.all.filter((account) =>
    accountId === null ? answersTo(tracker, account, query ?? '') : account.accountId === accountId,
  );
  return found.slice(startAt, startAt + numberOf(ask, 'maxResults', 50));
}

const serverRoute: Route = {
  operation: 'getServerInfo',
  method: 'GET',
  path: '/rest/api/3/serverInfo',
  answer: (ask) => ({
    status: 200,
    body: {
      baseUrl: baseOf(ask),
      version: '1001.0.0-SNAPSHOT',
      versionNumbers: [1001, 0, 0],
      deploymentType: 'Cloud',
      buildNumber: 100_300,
      serverTitle: 'Jira',
    },
  }),
};

/** Hooks made over the API are for apps: a caller with an API token has an admin make one by hand. */
const hookRoutes: readonly Route[] = (['GET', 'POST', 'DELETE'] as const).map((method) => ({
  operation: { GET: 'getDynamicWebhooksForApp', POST: 'registerDynamicWebhooks', DELETE: 'deleteWebhookById' }[method],
  method,
  path: '/rest/api/3/webhook',
  answer: () => jiraError(403, ['Only Connect and OAuth 2.0 apps can use this operation.']),
}));
