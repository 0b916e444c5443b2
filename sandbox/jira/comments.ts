import type { Answer, Ask, Route } from '../http.js';
import { isAdf } from './adf.js';
import { refuse, refuseFields } from './errors.js';
import { propertiesOf, recordBody, tooLong } from './fields.js';
import { issueOf, issuePath } from './issues.js';
import { commentJson, numberOf } from './json.js';
import type { Tracker } from './tracker.js';

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
  const path = `${issuePath}/comment`;
  const one = `${path}/{id}`;
  return [
    { operation: 'addComment', method: 'POST', path, answer: (ask) => add(tracker, ask) },
    { operation: 'getComments', method: 'GET', path, answer: (ask) => commentPage(tracker, ask) },
    { operation: 'getComment', method: 'GET', path: one, answer: (ask) => read(tracker, ask) },
    { operation: 'updateComment', method: 'PUT', path: one, answer: (ask) => change(tracker, ask) },
  ];
}

function add(tracker: Tracker, ask: Ask): Answer {
  const issue = issueOf(tracker, ask);
  tracker.need('ADD_COMMENTS', 400, 'You do not have the permission to comment on this issue.');
  const body = recordBody(ask.body, commentKeys);
  const comment = tracker.comment(issue, commentBody(body.body), propertiesOf(body.properties));
  const answer = commentJson(tracker, issue, comment, ask);
  return { status: 201, headers: { location: answer.self }, body: answer };
}

function read(tracker: Tracker, ask: Ask): Answer {
  const { issue, comment } = commentOf(tracker, ask);
  return { status: 200, body: commentJson(tracker, issue, comment, ask) };
}

function change(tracker: Tracker, ask: Ask): Answer {
  const { issue, comment } = commentOf(tracker, ask);
  const body = recordBody(ask.body, commentKeys);
  tracker.changeComment(issue, comment, commentBody(body.body));
  return { status: 200, body: commentJson(tracker, issue, comment, ask) };
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
