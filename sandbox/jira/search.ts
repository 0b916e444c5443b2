import type { Answer, Ask, Route } from '../http.js';
import { badPayload, jiraError, refuse } from './errors.js';
import { recordBody } from './fields.js';
import { parseJql, type Query } from './jql.js';
import { chosenFields, chosenProperties, issueHead, listOf, numberOf } from './json.js';
import type { Issue, Tracker } from './tracker.js';

type Wanted = {
  readonly jql: string;
  readonly fields: readonly string[];
  readonly properties: readonly string[];
  readonly maxResults: number;
  readonly nextPageToken: string | undefined;
  readonly reconcileIssues: readonly number[];
};

const keys = new Set([
  'expand',
  'fields',
  'fieldsByKeys',
  'jql',
  'maxResults',
  'nextPageToken',
  'properties',
  'reconcileIssues',
]);

const moved =
  'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046';

export function searchRoutes(tracker: Tracker): Route[] {
  const gone = (): Answer => jiraError(410, [moved]);
  const path = '/rest/api/3/search/jql';
  return [
    { operation: 'searchForIssuesUsingJql', method: 'GET', path: '/rest/api/3/search', answer: gone },
    { operation: 'searchForIssuesUsingJqlPost', method: 'POST', path: '/rest/api/3/search', answer: gone },
    {
      operation: 'searchAndReconsileIssuesUsingJql',
      method: 'GET',
      path,
      answer: (ask) => search(tracker, ask, fromQuery(ask)),
    },
    {
      operation: 'searchAndReconsileIssuesUsingJqlPost',
      method: 'POST',
      path,
      answer: (ask) => search(tracker, ask, fromBody(ask)),
    },
    {
      operation: 'countIssues',
      method: 'POST',
      path: '/rest/api/3/search/approximate-count',
      answer: (ask) => {
        const { jql } = recordBody(ask.body, new Set(['jql']));
        const query = parseJql(String(jql ?? ''), tracker);
        return { status: 200, body: { count: found(tracker, query, []).length } };
      },
    },
  ];
}

function fromQuery(ask: Ask): Wanted {
  return {
    jql: ask.query.get('jql') ?? '',
    fields: listOf(ask, 'fields') ?? [],
    properties: listOf(ask, 'properties') ?? [],
    maxResults: numberOf(ask, 'maxResults', 50),
    nextPageToken: ask.query.get('nextPageToken') ?? undefined,
    reconcileIssues: (listOf(ask, 'reconcileIssues') ?? []).map(Number),
  };
}

function fromBody(ask: Ask): Wanted {
  const body = recordBody(ask.body, keys);
  const strings = (value: unknown): string[] => {
    if (value === undefined) return [];
    if (!Array.isArray(value) || value.some((each) => typeof each !== 'string')) throw badPayload();
    return value;
  };
  const { jql = '', maxResults = 50, nextPageToken, reconcileIssues = [] } = body;
  if (typeof jql !== 'string' || typeof maxResults !== 'number' || !Array.isArray(reconcileIssues)) throw badPayload();
  return {
    jql,
    fields: strings(body.fields),
    properties: strings(body.properties),
    maxResults,
    nextPageToken: typeof nextPageToken === 'string' ? nextPageToken : undefined,
    reconcileIssues: reconcileIssues.map(Number),
  };
}

function search(tracker: Tracker, ask: Ask, wanted: Wanted): Answer {
  if (wanted.reconcileIssues.length > 50 || wanted.reconcileIssues.some((id) => !Number.isInteger(id))) {
    throw refuse(400, 'reconcileIssues takes at most 50 numeric issue ids.');
  }
  const issues = found(tracker, parseJql(wanted.jql, tracker), wanted.reconcileIssues);
  const start = startOf(wanted.nextPageToken);
  const end = start + Math.min(wanted.maxResults, 5000);
  const isLast = end >= issues.length;
  const nextPageToken = Buffer.from(`page:${end}`).toString('base64url');
  const shown = issues.slice(start, end).map((issue) => resultJson(tracker, issue, ask, wanted));
  return { status: 200, body: { issues: shown, isLast, ...(isLast ? {} : { nextPageToken }) } };
}

function startOf(token: string | undefined): number {
  if (token === undefined) return 0;
  const start = /^page:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  if (start === undefined) throw refuse(400, 'The provided next page token is invalid or expired.');
  return Number(start);
}

/** The index tells the past, except about the issues that the caller asks to be reconciled. */
function found(tracker: Tracker, query: Query, fresh: readonly number[]): Issue[] {
  if (!tracker.may('BROWSE_PROJECTS')) return [];
  const seen = new Map(tracker.index.read().map((issue) => [issue.id, issue]));
  for (const id of fresh.map(String)) {
    const issue = tracker.find(id);
    if (issue) seen.set(id, issue);
    else seen.delete(id);
  }
  return inOrder([...seen.values()].filter(query.test), query);
}

function inOrder(issues: Issue[], query: Query): Issue[] {
  const number = (issue: Issue) => Number(issue.id);
  return issues.sort((one, other) => {
    for (const { field, direction } of query.order) {
      const difference = field === 'key' ? number(one) - number(other) : one[field] - other[field];
      if (difference !== 0) return difference * direction;
    }
    return number(other) - number(one);
  });
}

/** Nothing but the id, unless fields are named. */
function resultJson(tracker: Tracker, issue: Issue, ask: Ask, wanted: Wanted) {
  const properties = chosenProperties(issue, wanted.properties);
  if (wanted.fields.length === 0 || wanted.fields.every((name) => name === 'id'))
    return { id: issue.id, ...properties };
  return { ...issueHead(issue, ask), fields: chosenFields(tracker, issue, ask, wanted.fields), ...properties };
}
