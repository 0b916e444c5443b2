import type { Answer, Ask, Route } from '../http.js';
import { historiesOf } from './changelog.js';
import { draft, edit, fieldsOf, propertiesOf, recordBody } from './fields.js';
import { chosenFields, chosenProperties, issueHead, listOf } from './json.js';
import type { Issue, Tracker } from './tracker.js';

export const issuePath = '/rest/api/3/issue/{issueIdOrKey}';
export const issueOf = (tracker: Tracker, ask: Ask): Issue => tracker.get(ask.params.issueIdOrKey ?? '');

export function issueRoutes(tracker: Tracker): Route[] {
  return [
    { operation: 'createIssue', method: 'POST', path: '/rest/api/3/issue', answer: (ask) => create(tracker, ask) },
    { operation: 'getIssue', method: 'GET', path: issuePath, answer: (ask) => read(tracker, ask) },
    { operation: 'editIssue', method: 'PUT', path: issuePath, answer: (ask) => change(tracker, ask) },
  ];
}

function create(tracker: Tracker, ask: Ask): Answer {
  tracker.need('CREATE_ISSUES', 403, 'You do not have permission to create issues in this project.');
  const body = recordBody(ask.body);
  const properties = new Map(propertiesOf(body.properties).map(({ key, value }) => [key, value]));
  const issue = tracker.create({ ...draft(tracker, fieldsOf(body)), properties });
  const { id, key, self } = issueHead(issue, ask);
  return { status: 201, body: { id, key, self } };
}

function read(tracker: Tracker, ask: Ask): Answer {
  const issue = issueOf(tracker, ask);
  const fields = chosenFields(tracker, issue, ask, listOf(ask, 'fields') ?? ['*all']);
  const properties = chosenProperties(issue, listOf(ask, 'properties'));
  const changelog = listOf(ask, 'expand')?.includes('changelog') ? { changelog: historiesOf(tracker, issue, ask) } : {};
  return { status: 200, body: { ...issueHead(issue, ask), fields, ...properties, ...changelog } };
}

function change(tracker: Tracker, ask: Ask): Answer {
  const issue = issueOf(tracker, ask);
  tracker.need('EDIT_ISSUES', 403, 'You do not have permission to edit issues in this project.');
  const body = recordBody(ask.body);
  const properties = propertiesOf(body.properties);
  const act = edit(tracker, issue, body);
  tracker.change(issue, () => {
    act();
    for (const { key, value } of properties) issue.properties.set(key, value);
  });
  return { status: 204 };
}
