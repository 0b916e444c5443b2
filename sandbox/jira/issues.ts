import type { Ask, Route } from '../http.js';
import { isAdf } from './adf.js';
import { badPayload, missingIssue, refuse, refuseFields } from './errors.js';
import { checkedProperty, draft, edit, fieldsOf, isRecord, propertiesOf, recordBody, tooLong } from './fields.js';
import { baseOf, chosenFields, chosenProperties, commentJson, issueHead, listOf } from './json.js';
import type { Issue, Tracker } from './tracker.js';
import { transitionJson } from './workflow.js';

const issuePath = '/rest/api/3/issue/{issueIdOrKey}';
export const issueOf = (tracker: Tracker, ask: Ask): Issue => tracker.get(ask.params.issueIdOrKey ?? '');

export function issueRoutes(tracker: Tracker): Route[] {
  return [
    {
      operation: 'createIssue',
      method: 'POST',
      path: '/rest/api/3/issue',
      answer: (ask) => {
        tracker.need('CREATE_ISSUES', 403, 'You do not have permission to create issues in this project.');
        const body = recordBody(ask.body);
        const properties = propertiesOf(body.properties);
        const fields = draft(tracker, fieldsOf(body));
        const issue = tracker.create({
          ...fields,
          properties: new Map(properties.map(({ key, value }) => [key, value])),
        });
        const { id, key, self } = issueHead(issue, ask);
        return { status: 201, body: { id, key, self } };
      },
    },
    {
      operation: 'getIssue',
      method: 'GET',
      path: issuePath,
      answer: (ask) => {
        const issue = issueOf(tracker, ask);
        const fields = chosenFields(tracker, issue, ask, listOf(ask, 'fields') ?? ['*all']);
        const properties = chosenProperties(issue, listOf(ask, 'properties'));
        return { status: 200, body: { ...issueHead(issue, ask), fields, ...properties } };
      },
    },
    {
      operation: 'editIssue',
      method: 'PUT',
      path: issuePath,
      answer: (ask) => {
        const issue = issueOf(tracker, ask);
        tracker.need('EDIT_ISSUES', 403, 'You do not have permission to edit issues in this project.');
        const body = recordBody(ask.body);
        const properties = propertiesOf(body.properties);
        edit(issue, body);
        for (const { key, value } of properties) issue.properties.set(key, value);
        tracker.touch(issue);
        return { status: 204 };
      },
    },
  ];
}

const commentKeys = new Set([
  'author',
  'body',
  'created',
  'id',
  'jsdAuthorCanSeeRequest',
  'jsdPublic',
  'properties',
  'renderedBody',
  'self',
  'updateAuthor',
  'updated',
  'visibility',
]);

export function commentRoutes(tracker: Tracker): Route[] {
  return [
    {
      operation: 'addComment',
      method: 'POST',
      path: `${issuePath}/comment`,
      answer: (ask) => {
        const issue = issueOf(tracker, ask);
        tracker.need('ADD_COMMENTS', 400, 'You do not have the permission to comment on this issue.');
        const body = recordBody(ask.body, commentKeys);
        const comment = tracker.comment(issue, commentBody(body.body), propertiesOf(body.properties));
        const answer = commentJson(tracker, issue, comment, ask);
        return { status: 201, headers: { location: answer.self }, body: answer };
      },
    },
    {
      operation: 'getComments',
      method: 'GET',
      path: `${issuePath}/comment`,
      answer: (ask) => commentPage(tracker, ask),
    },
    {
      operation: 'getComment',
      method: 'GET',
      path: `${issuePath}/comment/{id}`,
      answer: (ask) => {
        const { issue, comment } = commentOf(tracker, ask);
        return { status: 200, body: commentJson(tracker, issue, comment, ask) };
      },
    },
    {
      operation: 'updateComment',
      method: 'PUT',
      path: `${issuePath}/comment/{id}`,
      answer: (ask) => {
        const { issue, comment } = commentOf(tracker, ask);
        const body = recordBody(ask.body, commentKeys);
        comment.body = commentBody(body.body);
        comment.updated = tracker.now();
        tracker.touch(issue);
        return { status: 200, body: commentJson(tracker, issue, comment, ask) };
      },
    },
  ];
}

export function commentBody(value: unknown) {
  if (!isAdf(value)) throw refuseFields({ comment: 'Comment body is not valid!' });
  const problem = tooLong(value);
  if (problem) throw refuseFields({ comment: problem });
  return value;
}

function commentOf(tracker: Tracker, ask: Ask) {
  const issue = issueOf(tracker, ask);
  const comment = issue.comments.find((each) => each.id === ask.params.id);
  if (!comment) throw refuse(404, `Can not find a comment for the id: ${ask.params.id}.`);
  return { issue, comment };
}

export function numberOf(ask: Ask, name: string, otherwise: number): number {
  const text = ask.query.get(name);
  if (text === null) return otherwise;
  if (!/^\d+$/.test(text)) throw refuse(400, `The parameter ${name} must be a whole number.`);
  return Number(text);
}

function commentPage(tracker: Tracker, ask: Ask) {
  const issue = issueOf(tracker, ask);
  const order = ask.query.get('orderBy') ?? 'created';
  if (!['created', '+created', ' created', '-created'].includes(order)) {
    throw refuse(400, "The value of orderBy must be 'created'.");
  }
  const ordered = order === '-created' ? [...issue.comments].reverse() : issue.comments;
  const startAt = numberOf(ask, 'startAt', 0);
  const maxResults = Math.min(numberOf(ask, 'maxResults', 100), 5000);
  const comments = ordered
    .slice(startAt, startAt + maxResults)
    .map((comment) => commentJson(tracker, issue, comment, ask));
  return { status: 200, body: { startAt, maxResults, total: ordered.length, comments } };
}

export function transitionRoutes(tracker: Tracker): Route[] {
  const path = `${issuePath}/transitions`;
  return [
    {
      operation: 'getTransitions',
      method: 'GET',
      path,
      answer: (ask) => {
        const issue = issueOf(tracker, ask);
        const only = ask.query.get('transitionId');
        const takesFields = listOf(ask, 'expand')?.includes('transitions.fields') ?? false;
        const transitions = tracker
          .transitionsFrom(issue)
          .filter((each) => only === null || each.id === only)
          .map((each) => ({
            ...transitionJson(tracker.workflow, each, baseOf(ask)),
            ...(takesFields ? { fields: screenOf(each.requires) } : {}),
          }));
        return { status: 200, body: { expand: 'transitions', transitions } };
      },
    },
    {
      operation: 'doTransition',
      method: 'POST',
      path,
      answer: (ask) => {
        transition(tracker, issueOf(tracker, ask), recordBody(ask.body));
        return { status: 204 };
      },
    },
  ];
}

const resolutions = ['Done', "Won't Do", 'Duplicate'].map((name, at) => ({ id: String(10_000 + at), name }));

const screenOf = (field: string | undefined) =>
  field === undefined
    ? {}
    : {
        [field]: {
          required: true,
          schema: { type: 'resolution', system: field },
          name: 'Resolution',
          key: field,
          hasDefaultValue: false,
          operations: ['set'],
          allowedValues: resolutions,
        },
      };

function transition(tracker: Tracker, issue: Issue, body: Record<string, unknown>): void {
  const id = isRecord(body.transition) ? body.transition.id : undefined;
  if (id === undefined) throw refuse(400, "Missing 'transition' identifier");
  const chosen = tracker.transitionsFrom(issue).find((each) => each.id === String(id));
  if (!chosen) throw refuse(400, `Transition id '${id}' is not valid for this issue.`);
  const fields = fieldsOf(body);
  for (const name of Object.keys(fields).filter((each) => each !== chosen.requires)) {
    throw refuseFields({ [name]: `Field '${name}' cannot be set. It is not on the appropriate screen, or unknown.` });
  }
  if (chosen.requires !== undefined) issue.others[chosen.requires] = resolutionIn(fields[chosen.requires]);
  const comments = commentsIn(body.update);
  tracker.move(issue, chosen.to);
  for (const comment of comments) tracker.comment(issue, comment, []);
}

function resolutionIn(value: unknown) {
  const wanted = isRecord(value) ? value : {};
  const found = resolutions.find((each) => each.name === wanted.name || each.id === wanted.id);
  if (!found)
    throw refuseFields({ resolution: value === undefined ? 'Resolution is required.' : 'Resolution is not valid.' });
  return found;
}

function commentsIn(update: unknown) {
  if (!isRecord(update) || !Array.isArray(update.comment)) return [];
  return update.comment.map((each: unknown) => {
    const add = isRecord(each) ? each.add : undefined;
    return commentBody(isRecord(add) ? add.body : undefined);
  });
}

export function propertyRoutes(tracker: Tracker): Route[] {
  const path = `${issuePath}/properties/{propertyKey}`;
  const keyOf = (ask: Ask) => ask.params.propertyKey ?? '';
  return [
    {
      operation: 'getIssuePropertyKeys',
      method: 'GET',
      path: `${issuePath}/properties`,
      answer: (ask) => {
        const issue = issueOf(tracker, ask);
        const self = `${issueHead(issue, ask).self}/properties`;
        return {
          status: 200,
          body: { keys: [...issue.properties.keys()].map((key) => ({ self: `${self}/${key}`, key })) },
        };
      },
    },
    {
      operation: 'getIssueProperty',
      method: 'GET',
      path,
      answer: (ask) => {
        const issue = issueOf(tracker, ask);
        if (!issue.properties.has(keyOf(ask))) throw refuse(404, `The property ${keyOf(ask)} does not exist.`);
        return { status: 200, body: { key: keyOf(ask), value: issue.properties.get(keyOf(ask)) } };
      },
    },
    {
      operation: 'setIssueProperty',
      method: 'PUT',
      path,
      answer: (ask) => {
        const issue = issueOf(tracker, ask);
        tracker.need('EDIT_ISSUES', 403, 'You do not have permission to edit issues in this project.');
        if (ask.body === undefined) throw badPayload();
        const { key, value } = checkedProperty(keyOf(ask), ask.body);
        const status = issue.properties.has(key) ? 200 : 201;
        issue.properties.set(key, value);
        tracker.touch(issue);
        return { status, body: {} };
      },
    },
    {
      operation: 'deleteIssueProperty',
      method: 'DELETE',
      path,
      answer: (ask) => {
        const issue = issueOf(tracker, ask);
        if (!issue.properties.delete(keyOf(ask))) throw missingIssue();
        tracker.touch(issue);
        return { status: 204 };
      },
    },
  ];
}
