import type { Answer, Ask, Route } from '../../http.js';
import { document, longestText } from '../adf.js';
import { baseOf } from '../json.js';
import type { Comment, Issue } from '../records.js';
import type { Tracker } from '../tracker.js';
import { refuseDesk } from './errors.js';
import { commentDto } from './json.js';
import { deskPage } from './page.js';
import { atRequest, deskBody, mayRead, requestOf } from './requests.js';

/** Plain text, seen by the customer or by agents only. */
export function requestCommentRoutes(tracker: Tracker): Route[] {
  const path = `${atRequest}/comment`;
  return [
    { operation: 'createRequestComment', method: 'POST', path, answer: (ask) => add(tracker, ask) },
    { operation: 'getRequestComments', method: 'GET', path, answer: (ask) => list(tracker, ask) },
    {
      operation: 'getRequestCommentById',
      method: 'GET',
      path: `${path}/{commentId}`,
      answer: (ask) => {
        const issue = requestOf(tracker, ask);
        const comment = visible(tracker, issue).find(({ id }) => id === ask.params.commentId);
        if (!comment) throw refuseDesk(404, 'The comment does not exist.');
        return { status: 200, body: commentDto(tracker, issue, comment, baseOf(ask)) };
      },
    },
  ];
}

const isAgent = (tracker: Tracker): boolean => tracker.accounts.isAgent(tracker.caller.accountId);

const visible = (tracker: Tracker, issue: Issue): Comment[] =>
  issue.comments.filter(({ isPublic }) => isPublic || isAgent(tracker));

function add(tracker: Tracker, ask: Ask): Answer {
  const issue = requestOf(tracker, ask);
  const { body, public: isPublic } = deskBody(ask.body, ['body', 'public']);
  if (typeof isPublic !== 'boolean') throw refuseDesk(400, 'public must be given: true or false.');
  if (typeof body !== 'string' || body.trim() === '') throw refuseDesk(400, 'Comment body can not be empty!');
  if (body.length > longestText) throw refuseDesk(400, 'The entered text is too long. It exceeds 32,767 characters.');
  const isAllowed = isAgent(tracker) ? tracker.may('ADD_COMMENTS') : isPublic;
  if (!isAllowed) throw refuseDesk(403, 'You do not have permission to add this comment.');
  const comment = tracker.comment(issue, document(body), isPublic ? [] : [internal]);
  return { status: 201, body: commentDto(tracker, issue, comment, baseOf(ask)) };
}

export const internal = { key: 'sd.public.comment', value: { internal: true } } as const;

/** Whoever may not see the request is told of an empty page, not of a refusal. */
function list(tracker: Tracker, ask: Ask): Answer {
  const issue = tracker.find(ask.params.issueIdOrKey ?? '');
  if (!issue) return requestOf(tracker, ask) && deskPage(ask, [], (one) => one);
  const takes = (name: string) => ask.query.get(name) !== 'false';
  const comments = mayRead(tracker, issue)
    ? visible(tracker, issue).filter(({ isPublic }) => takes(isPublic ? 'public' : 'internal'))
    : [];
  return deskPage(ask, comments, (comment) => commentDto(tracker, issue, comment, baseOf(ask)));
}
