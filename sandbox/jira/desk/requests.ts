import type { Answer, Ask, Route } from '../../http.js';
import { type Fields, isRecord } from '../fields.js';
import { baseOf, fieldValuesOf, listOf } from '../json.js';
import type { Issue } from '../records.js';
import type { Tracker } from '../tracker.js';
import { noRequest, refuseDesk } from './errors.js';
import { asText, draftOf, labelOf } from './form.js';
import { currentStatus, dateJson, deskJson, linksOf, statusDto, typeJson, userJson } from './json.js';
import { deskPage } from './page.js';

const atRequests = '/rest/servicedeskapi/request';
export const atRequest = `${atRequests}/{issueIdOrKey}`;

export function requestRoutes(tracker: Tracker): Route[] {
  return [
    { operation: 'createCustomerRequest', method: 'POST', path: atRequests, answer: (ask) => raise(tracker, ask) },
    { operation: 'getCustomerRequests', method: 'GET', path: atRequests, answer: (ask) => list(tracker, ask) },
    {
      operation: 'getCustomerRequestByIdOrKey',
      method: 'GET',
      path: atRequest,
      answer: (ask) => ({ status: 200, body: requestJson(tracker, requestOf(tracker, ask), ask) }),
    },
    {
      operation: 'getCustomerRequestStatus',
      method: 'GET',
      path: `${atRequest}/status`,
      answer: (ask) => statuses(tracker, ask),
    },
  ];
}

/** Agents see every request; everybody else their own, and those that they take part in or decide on. */
export function mayRead(tracker: Tracker, issue: Issue): boolean {
  const { accountId } = tracker.caller;
  if (!issue.request || !tracker.desk.isOpen) return false;
  if (tracker.accounts.isAgent(accountId)) return tracker.may('BROWSE_PROJECTS');
  const decides = issue.approvals.some(({ approvers }) => approvers.some((each) => each.accountId === accountId));
  return issue.reporter === accountId || issue.request.participants.includes(accountId) || decides;
}

export function requestOf(tracker: Tracker, ask: Ask): Issue {
  const issue = tracker.find(ask.params.issueIdOrKey ?? '');
  if (!issue || !mayRead(tracker, issue)) throw noRequest();
  return issue;
}

const bodyKeys = [
  'channel',
  'form',
  'isAdfRequest',
  'raiseOnBehalfOf',
  'requestFieldValues',
  'requestParticipants',
  'requestTypeId',
  'serviceDeskId',
];

export function deskBody(body: unknown, known: readonly string[]): Record<string, unknown> {
  if (!isRecord(body)) throw refuseDesk(400, 'The request body must be an object.');
  const stranger = Object.keys(body).find((name) => !known.includes(name));
  if (stranger) throw refuseDesk(400, `Unrecognized field "${stranger}".`);
  return body;
}

export function accountIdsIn(tracker: Tracker, value: unknown): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw refuseDesk(400, 'A list of account ids is needed.');
  const unknown = value.find((each) => !tracker.accounts.find(String(each)));
  if (unknown !== undefined) throw refuseDesk(400, `The user ${unknown} does not exist.`);
  return value.map(String);
}

function raise(tracker: Tracker, ask: Ask): Answer {
  const body = deskBody(ask.body, bodyKeys);
  if (!tracker.desk.isOpen || body.serviceDeskId !== tracker.desk.id) {
    throw refuseDesk(400, `The service desk ${body.serviceDeskId} does not exist.`);
  }
  const isAgent = tracker.accounts.isAgent(tracker.caller.accountId);
  if (isAgent && !tracker.may('CREATE_ISSUES')) throw refuseDesk(403, 'You do not have permission to create requests.');
  if (body.raiseOnBehalfOf !== undefined && !isAgent) {
    throw refuseDesk(403, 'You do not have permission to raise a request on behalf of somebody else.');
  }
  const issue = raised(tracker, String(body.requestTypeId ?? ''), {
    values: isRecord(body.requestFieldValues) ? body.requestFieldValues : {},
    writing: body.isAdfRequest === true ? 'documents' : 'text',
    reporter: accountIdsIn(tracker, body.raiseOnBehalfOf === undefined ? [] : [body.raiseOnBehalfOf])[0],
    participants: accountIdsIn(tracker, body.requestParticipants),
  });
  return { status: 201, body: requestJson(tracker, issue, ask) };
}

type Raised = {
  readonly values: Fields;
  readonly writing: 'text' | 'documents';
  readonly reporter?: string;
  readonly participants?: readonly string[];
};

/** As whoever calls, or on behalf of another. */
export function raised(
  tracker: Tracker,
  typeId: string,
  { values, writing, reporter, participants = [] }: Raised,
): Issue {
  const type = tracker.desk.types.find(({ id }) => id === typeId);
  if (!type) throw refuseDesk(400, `The request type ${typeId} does not exist.`);
  if (type.isForAgents && !tracker.accounts.isAgent(tracker.caller.accountId)) {
    throw refuseDesk(403, 'You do not have permission to raise requests of this type.');
  }
  const drafted = draftOf(tracker, type, values, writing);
  const request = { type: type.id, participants: [...participants] };
  return tracker.create({ ...drafted, properties: new Map(), request, ...(reporter && { reporter }) });
}

function list(tracker: Tracker, ask: Ask): Answer {
  const { accountId } = tracker.caller;
  const ownership = ask.query.get('requestOwnership') ?? 'OWNED_REQUESTS';
  const term = ask.query.get('searchTerm')?.toLowerCase() ?? '';
  const typeId = ask.query.get('requestTypeId');
  const wanted = tracker.all.filter((issue) => {
    if (!mayRead(tracker, issue) || !issue.summary.toLowerCase().includes(term)) return false;
    if (typeId !== null && issue.request?.type !== typeId) return false;
    if (ownership === 'OWNED_REQUESTS') return issue.reporter === accountId;
    if (ownership === 'PARTICIPATED_REQUESTS') return issue.request?.participants.includes(accountId) === true;
    return true;
  });
  return deskPage(ask, wanted.reverse(), (issue) => requestJson(tracker, issue, ask));
}

function statuses(tracker: Tracker, ask: Ask): Answer {
  const issue = requestOf(tracker, ask);
  const all = [...issue.statuses].reverse().map(({ name, at }) => {
    const category = tracker.workflow.statuses.find((status) => status.name === name)?.category ?? 'new';
    return statusDto({ name, category }, at);
  });
  return deskPage(ask, all, (status) => status);
}

function requestJson(tracker: Tracker, issue: Issue, ask: Ask) {
  const url = baseOf(ask);
  const type = tracker.desk.type(issue.request?.type ?? '');
  const expands = listOf(ask, 'expand') ?? [];
  const values = fieldValuesOf(tracker, issue, ask);
  const person = (accountId: string) => userJson(tracker, tracker.account(accountId), url);
  return {
    _expands: ['participant', 'status', 'sla', 'requestType', 'serviceDesk', 'attachment', 'action', 'comment'],
    issueId: issue.id,
    issueKey: issue.key,
    summary: issue.summary,
    requestTypeId: type?.id ?? '',
    ...(type && expands.includes('requestType') ? { requestType: typeJson(tracker, type, url) } : {}),
    serviceDeskId: tracker.desk.id,
    ...(expands.includes('serviceDesk') ? { serviceDesk: deskJson(tracker, url) } : {}),
    createdDate: dateJson(issue.created),
    reporter: person(issue.reporter),
    requestFieldValues: (type?.fields ?? []).map((field) => ({
      fieldId: field.fieldId,
      label: labelOf(tracker, field),
      value: asText(values[field.fieldId] ?? null),
    })),
    currentStatus: currentStatus(tracker, issue),
    ...(expands.includes('participant')
      ? { participants: deskPage(ask, issue.request?.participants ?? [], person).body }
      : {}),
    _links: linksOf(tracker, issue, url),
  };
}
