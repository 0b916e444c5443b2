import type { Ask } from '../http.js';
import type { Directory } from './directory.js';
import { badRequest, invalid } from './errors.js';
import { base, type Guarded } from './guarded.js';
import { page } from './paging.js';
import { parseQuery } from './query.js';
import { domain, type User, userJson } from './records.js';

export function userRoutes(directory: Directory): Guarded[] {
  return [
    {
      operation: 'directory.users.list',
      method: 'GET',
      path: `${base}/users`,
      answer: (ask) => {
        needCompany(ask);
        const projection = projectionOf(ask);
        const show = (user: User) => userJson(user, projection);
        const listing = { kind: 'admin#directory#users', as: 'users', otherwise: 100, most: 500, show };
        return page(ask, chosen(directory, ask), listing);
      },
    },
    {
      operation: 'directory.users.get',
      method: 'GET',
      path: `${base}/users/{userKey}`,
      answer: (ask) => {
        const projection = projectionOf(ask);
        return { status: 200, body: userJson(directory.userBy(ask.params.userKey ?? ''), projection) };
      },
    },
    {
      operation: 'directory.users.signOut',
      method: 'POST',
      path: `${base}/users/{userKey}/signOut`,
      answer: (ask, actor) => {
        directory.endSessions(directory.userBy(ask.params.userKey ?? ''), actor);
        return { status: 204 };
      },
    },
  ];
}

/** Either is mandatory, and neither may be somebody else's. */
export function needCompany(ask: Ask): void {
  const [customer, ours] = [ask.query.get('customer'), ask.query.get('domain')];
  if (customer === null && ours === null) throw badRequest();
  if (customer !== null && !['my_customer', 'C0acme000'].includes(customer)) throw invalid('customer');
  if (ours !== null && ours !== domain) throw invalid('domain');
}

function projectionOf(ask: Ask): string {
  const projection = ask.query.get('projection') ?? 'basic';
  if (!['basic', 'full', 'custom'].includes(projection)) throw invalid('projection');
  return projection;
}

function chosen(directory: Directory, ask: Ask): User[] {
  const users = [...directory.users.values()].sort((one, other) => (one.primaryEmail < other.primaryEmail ? -1 : 1));
  const query = ask.query.get('query');
  if (ask.query.get('showDeleted') === 'true') return [];
  if (query === null) return users;
  const { fits } = parseQuery(query, ['email']);
  return users.filter(({ primaryEmail, aliases }) => [primaryEmail, ...aliases].some(fits));
}
