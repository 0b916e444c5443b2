import type { Answer, Ask, Route } from '../../http.js';
import { document } from '../adf.js';
import { isRecord } from '../fields.js';
import { baseOf } from '../json.js';
import type { Issue } from '../records.js';
import type { Tracker } from '../tracker.js';
import type { Transition } from '../workflow.js';
import { refuseDesk } from './errors.js';
import { userJson } from './json.js';
import { deskPage } from './page.js';
import { accountIdsIn, atRequest, deskBody, requestOf } from './requests.js';

/** Who else follows a request, and the moves that the portal offers. */
export function takingPartRoutes(tracker: Tracker): Route[] {
  const path = `${atRequest}/participant`;
  const moves = `${atRequest}/transition`;
  return [
    {
      operation: 'getRequestParticipants',
      method: 'GET',
      path,
      answer: (ask) => participants(tracker, ask, requestOf(tracker, ask)),
    },
    { operation: 'addRequestParticipants', method: 'POST', path, answer: (ask) => join(tracker, ask) },
    { operation: 'removeRequestParticipants', method: 'DELETE', path, answer: (ask) => leave(tracker, ask) },
    {
      operation: 'getCustomerTransitions',
      method: 'GET',
      path: moves,
      answer: (ask) => deskPage(ask, offered(tracker, requestOf(tracker, ask)), ({ id, name }) => ({ id, name })),
    },
    { operation: 'performCustomerTransition', method: 'POST', path: moves, answer: (ask) => move(tracker, ask) },
  ];
}

function participants(tracker: Tracker, ask: Ask, { request }: Issue): Answer {
  return deskPage(ask, request?.participants ?? [], (accountId) =>
    userJson(tracker, tracker.account(accountId), baseOf(ask)),
  );
}

function join(tracker: Tracker, ask: Ask): Answer {
  const issue = requestOf(tracker, ask);
  const wanted = accountIdsIn(tracker, deskBody(ask.body, ['accountIds', 'usernames']).accountIds);
  const list = issue.request?.participants ?? [];
  list.push(...wanted.filter((accountId) => !list.includes(accountId)));
  tracker.touch(issue);
  return participants(tracker, ask, issue);
}

function leave(tracker: Tracker, ask: Ask): Answer {
  const issue = requestOf(tracker, ask);
  const gone = accountIdsIn(tracker, deskBody(ask.body, ['accountIds', 'usernames']).accountIds);
  const list = issue.request?.participants ?? [];
  list.splice(0, list.length, ...list.filter((accountId) => !gone.includes(accountId)));
  tracker.touch(issue);
  return participants(tracker, ask, issue);
}

const offered = (tracker: Tracker, issue: Issue): Transition[] =>
  tracker.waysFrom(issue).filter(({ isForCustomers }) => isForCustomers);

function move(tracker: Tracker, ask: Ask): Answer {
  const issue = requestOf(tracker, ask);
  const { id, additionalComment } = deskBody(ask.body, ['id', 'additionalComment']);
  const way = offered(tracker, issue).find((each) => each.id === id);
  if (!way) throw refuseDesk(400, `The transition ${id} is not valid for this request.`);
  tracker.move(issue, way.to);
  const said = isRecord(additionalComment) ? additionalComment.body : undefined;
  if (typeof said === 'string' && said.trim() !== '') tracker.comment(issue, document(said), []);
  return { status: 204 };
}
