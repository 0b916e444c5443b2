import type { Ask } from '../http.js';
import type { Directory } from './directory.js';
import { badRequest } from './errors.js';
import { base, type Guarded } from './guarded.js';
import { page } from './paging.js';
import { parseQuery } from './query.js';
import { type Group, groupJson } from './records.js';
import { needCompany } from './users.js';

export function groupRoutes(directory: Directory): Guarded[] {
  const show = (group: Group) => groupJson(group, directory.memberships.of(group.id).size);
  return [
    {
      operation: 'directory.groups.list',
      method: 'GET',
      path: `${base}/groups`,
      answer: (ask) => {
        const listing = { kind: 'admin#directory#groups', as: 'groups', otherwise: 200, most: 200, show };
        return page(ask, chosen(directory, ask), listing);
      },
    },
    {
      operation: 'directory.groups.get',
      method: 'GET',
      path: `${base}/groups/{groupKey}`,
      answer: (ask) => ({ status: 200, body: show(directory.groupBy(ask.params.groupKey ?? '')) }),
    },
  ];
}

function chosen(directory: Directory, ask: Ask): Group[] {
  const groups = [...directory.groups.values()].sort((one, other) => (one.email < other.email ? -1 : 1));
  const userKey = ask.query.get('userKey');
  if (userKey === null) needCompany(ask);
  const query = ask.query.get('query');
  if (userKey !== null && query !== null) throw badRequest();
  if (userKey !== null) {
    const { id } = directory.userBy(userKey);
    return groups.filter((group) => directory.memberships.read(group.id).has(id));
  }
  if (query === null) return groups;
  const { field, fits } = parseQuery(query, ['name', 'email']);
  return groups.filter((group) => fits(group[field]));
}
