import type { Answer, Ask, Route } from '../../http.js';
import { type Account, accountOf } from '../accounts.js';
import { baseOf } from '../json.js';
import { answersTo } from '../site.js';
import type { Tracker } from '../tracker.js';
import type { RequestType } from './desk.js';
import { refuseDesk } from './errors.js';
import { fieldJson } from './form.js';
import { dateJson, deskJson, typeJson, userJson } from './json.js';
import { deskPage } from './page.js';
import { accountIdsIn, deskBody } from './requests.js';

const root = '/rest/servicedeskapi';
const atDesk = `${root}/servicedesk/{serviceDeskId}`;

/** The desk itself: what can be asked for there, by whom, and what has to be filled in. */
export function portalRoutes(tracker: Tracker): Route[] {
  const answers: readonly (readonly [string, string, string, (tracker: Tracker, ask: Ask) => Answer])[] = [
    ['getInfo', 'GET', `${root}/info`, info],
    ['getServiceDesks', 'GET', `${root}/servicedesk`, desks],
    ['getServiceDeskById', 'GET', atDesk, desk],
    ['getRequestTypes', 'GET', `${atDesk}/requesttype`, types],
    ['getRequestTypeById', 'GET', `${atDesk}/requesttype/{requestTypeId}`, type],
    ['getRequestTypeFields', 'GET', `${atDesk}/requesttype/{requestTypeId}/field`, fields],
    ['getCustomers', 'GET', `${atDesk}/customer`, customers],
    ['addCustomers', 'POST', `${atDesk}/customer`, addCustomers],
    ['createCustomer', 'POST', `${root}/customer`, createCustomer],
  ];
  return answers.map(([operation, method, path, answer]) => ({
    operation,
    method,
    path,
    answer: (ask) => answer(tracker, ask),
  }));
}

const info = (_tracker: Tracker, ask: Ask): Answer => ({
  status: 200,
  body: {
    version: '1001.0.0-SNAPSHOT',
    platformVersion: '1001.0.0-SNAPSHOT',
    buildDate: dateJson(Date.parse('2026-11-01T00:00:00Z')),
    buildChangeSet: '0',
    isLicensedForUse: true,
    _links: { self: `${baseOf(ask)}${ask.path}` },
  },
});

const desks = (tracker: Tracker, ask: Ask): Answer =>
  deskPage(ask, tracker.desk.isOpen ? [tracker.desk] : [], () => deskJson(tracker, baseOf(ask)));

function need(tracker: Tracker, ask: Ask): void {
  const { isOpen, id } = tracker.desk;
  if (isOpen && ask.params.serviceDeskId === id) return;
  throw refuseDesk(404, 'The service desk does not exist or you do not have permission to see it.');
}

function typeOf(tracker: Tracker, ask: Ask): RequestType {
  need(tracker, ask);
  const found = tracker.desk.types.find(({ id }) => id === ask.params.requestTypeId);
  if (!found) throw refuseDesk(404, 'The request type does not exist.');
  return found;
}

function desk(tracker: Tracker, ask: Ask): Answer {
  need(tracker, ask);
  return { status: 200, body: deskJson(tracker, baseOf(ask)) };
}

function types(tracker: Tracker, ask: Ask): Answer {
  need(tracker, ask);
  const query = ask.query.get('searchQuery')?.toLowerCase() ?? '';
  const found = tracker.desk.types.filter(({ name }) => name.toLowerCase().includes(query));
  return deskPage(ask, found, (each) => typeJson(tracker, each, baseOf(ask)));
}

const type = (tracker: Tracker, ask: Ask): Answer => ({
  status: 200,
  body: typeJson(tracker, typeOf(tracker, ask), baseOf(ask)),
});

function fields(tracker: Tracker, ask: Ask): Answer {
  const isAgent = isAgentCalling(tracker);
  const takesHidden = isAgent && ask.query.get('expand') === 'hiddenFields';
  const shown = typeOf(tracker, ask).fields.filter(({ isHidden }) => !isHidden || takesHidden);
  const requestTypeFields = shown.map((field) => fieldJson(tracker, field));
  return { status: 200, body: { requestTypeFields, canRaiseOnBehalfOf: isAgent, canAddRequestParticipants: true } };
}

const isAgentCalling = (tracker: Tracker): boolean => tracker.accounts.isAgent(tracker.caller.accountId);

function needAgent(tracker: Tracker, ask: Ask): void {
  need(tracker, ask);
  if (!isAgentCalling(tracker)) throw refuseDesk(403, 'You do not have permission to see the customers.');
}

const isCustomer = ({ desk: { customers: added }, accounts: { bot } }: Tracker, account: Account): boolean =>
  added.has(account.accountId) || (account.type === 'atlassian' && account !== bot);

function customers(tracker: Tracker, ask: Ask): Answer {
  needAgent(tracker, ask);
  const query = ask.query.get('query')?.toLowerCase() ?? '';
  const found = tracker.accounts.all.filter(
    (account) => isCustomer(tracker, account) && answersTo(tracker, account, query),
  );
  return deskPage(ask, found, (account) => userJson(tracker, account, baseOf(ask)));
}

/** Those who are there already stay. */
function addCustomers(tracker: Tracker, ask: Ask): Answer {
  needAgent(tracker, ask);
  const { accountIds } = deskBody(ask.body, ['accountIds', 'usernames']);
  for (const accountId of accountIdsIn(tracker, accountIds)) tracker.desk.customers.add(accountId);
  return { status: 204 };
}

function createCustomer(tracker: Tracker, ask: Ask): Answer {
  if (!isAgentCalling(tracker)) throw refuseDesk(403, 'You do not have permission to create customers.');
  const { email, displayName = email } = deskBody(ask.body, ['displayName', 'email', 'fullName']);
  if (typeof email !== 'string' || !email.includes('@')) throw refuseDesk(400, 'The email address is not valid.');
  if (tracker.accounts.all.some((account) => account.email === email)) {
    const status = ask.query.get('strictConflictStatusCode') === 'true' ? 409 : 400;
    throw refuseDesk(status, 'An account already exists for this email.');
  }
  const account = tracker.accounts.add(accountOf({ name: String(displayName), email }, 'customer'));
  tracker.desk.customers.add(account.accountId);
  return { status: 201, body: userJson(tracker, account, baseOf(ask)) };
}
