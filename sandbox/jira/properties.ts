import type { Answer, Ask, Route } from '../http.js';
import { badPayload, refuse } from './errors.js';
import { checkedProperty } from './fields.js';
import { issueOf, issuePath } from './issues.js';
import { issueHead } from './json.js';
import type { Tracker } from './tracker.js';

export function propertyRoutes(tracker: Tracker): Route[] {
  const all = `${issuePath}/properties`;
  const path = `${all}/{propertyKey}`;
  return [
    { operation: 'getIssuePropertyKeys', method: 'GET', path: all, answer: (ask) => keys(tracker, ask) },
    { operation: 'getIssueProperty', method: 'GET', path, answer: (ask) => read(tracker, ask) },
    { operation: 'setIssueProperty', method: 'PUT', path, answer: (ask) => set(tracker, ask) },
    { operation: 'deleteIssueProperty', method: 'DELETE', path, answer: (ask) => remove(tracker, ask) },
  ];
}

const keyOf = (ask: Ask): string => ask.params.propertyKey ?? '';

const missing = (ask: Ask) => refuse(404, `The property ${keyOf(ask)} does not exist.`);

function keys(tracker: Tracker, ask: Ask): Answer {
  const issue = issueOf(tracker, ask);
  const self = `${issueHead(issue, ask).self}/properties`;
  return { status: 200, body: { keys: [...issue.properties.keys()].map((key) => ({ self: `${self}/${key}`, key })) } };
}

function read(tracker: Tracker, ask: Ask): Answer {
  const issue = issueOf(tracker, ask);
  if (!issue.properties.has(keyOf(ask))) throw missing(ask);
  return { status: 200, body: { key: keyOf(ask), value: issue.properties.get(keyOf(ask)) } };
}

function set(tracker: Tracker, ask: Ask): Answer {
  const issue = issueOf(tracker, ask);
  tracker.need('EDIT_ISSUES', 403, 'You do not have permission to edit issues in this project.');
  if (ask.body === undefined) throw badPayload();
  const { key, value } = checkedProperty(keyOf(ask), ask.body);
  const status = issue.properties.has(key) ? 200 : 201;
  issue.properties.set(key, value);
  tracker.touch(issue);
  return { status, body: {} };
}

function remove(tracker: Tracker, ask: Ask): Answer {
  const issue = issueOf(tracker, ask);
  if (!issue.properties.delete(keyOf(ask))) throw missing(ask);
  tracker.touch(issue);
  return { status: 204 };
}
