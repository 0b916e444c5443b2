import type { Ask, Route } from '../http.js';
import { accountJson, baseOf, numberOf, time } from './json.js';
import type { Issue, Tracker } from './tracker.js';

/** Who changed what, the oldest first. */
export function changelogRoutes(tracker: Tracker): Route[] {
  return [
    {
      operation: 'getChangeLogs',
      method: 'GET',
      path: '/rest/api/3/issue/{issueIdOrKey}/changelog',
      answer: (ask) => {
        const issue = tracker.get(ask.params.issueIdOrKey ?? '');
        const startAt = numberOf(ask, 'startAt', 0);
        const maxResults = Math.min(numberOf(ask, 'maxResults', 100), 100);
        const total = issue.history.length;
        const values = entries(tracker, issue, ask).slice(startAt, startAt + maxResults);
        const self = `${baseOf(ask)}${ask.path}?maxResults=${maxResults}&startAt=${startAt}`;
        const isLast = startAt + maxResults >= total;
        return { status: 200, body: { self, maxResults, startAt, total, isLast, values } };
      },
    },
  ];
}

/** Inside an issue they stand the other way round: the latest first, and a hundred at most. */
export function historiesOf(tracker: Tracker, issue: Issue, ask: Ask) {
  const histories = entries(tracker, issue, ask).reverse().slice(0, 100);
  return { startAt: 0, maxResults: histories.length, total: issue.history.length, histories };
}

const entries = (tracker: Tracker, issue: Issue, ask: Ask) =>
  issue.history.map(({ id, by, at, items }) => ({
    id,
    author: accountJson(tracker, tracker.account(by), baseOf(ask)),
    created: time(at),
    items,
  }));
