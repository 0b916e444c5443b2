import { type Ask, Refused } from '../http.js';
import type { Directory, Rule } from './directory.js';
import { notAllowed, oktaError } from './errors.js';
import { parseExpression } from './expression.js';
import type { Guarded } from './guarded.js';
import { baseOf, page } from './paging.js';
import { groupJson, type OktaGroup, userJson } from './records.js';
import { sorted } from './users.js';

const filterable = ['id', 'type', 'lastUpdated', 'lastMembershipUpdated'];

/** The groups in the admin role's resource set; `all` when the role has no bounds. */
export type ResourceSet = { groups: 'all' | readonly string[] };

export function groupRoutes(directory: Directory, resources: ResourceSet): Guarded[] {
  const reachable = (ask: Ask): OktaGroup => {
    const group = directory.groupBy(ask.params.groupId ?? '');
    if (!isWithin(resources, group)) throw notAllowed();
    return group;
  };
  return [
    ...membershipRoutes(directory, reachable),
    {
      operation: 'listGroups',
      method: 'GET',
      path: '/api/v1/groups',
      answer: (ask) => {
        const groups = chosen(directory, ask).filter((group) => isWithin(resources, group));
        const limits = ask.query.has('q') ? { otherwise: 300, most: 300 } : { otherwise: 10_000, most: 10_000 };
        const answer = page(ask, groups, (group) => groupJson(group, baseOf(ask)), limits);
        // A query by `q` cannot be paged.
        return ask.query.has('q') ? { ...answer, headers: {} } : answer;
      },
    },
    {
      operation: 'listGroupRules',
      method: 'GET',
      path: '/api/v1/groups/rules',
      answer: (ask) => {
        const search = ask.query.get('search')?.toLowerCase() ?? '';
        const rules = directory.rules.filter((rule) => rule.name.toLowerCase().includes(search));
        return page(ask, rules, (rule) => ruleJson(rule, directory.at()), { otherwise: 50, most: 200 });
      },
    },
    {
      operation: 'getGroup',
      method: 'GET',
      path: '/api/v1/groups/{groupId}',
      answer: (ask) => ({ status: 200, body: groupJson(reachable(ask), baseOf(ask)) }),
    },
  ];
}

function membershipRoutes(directory: Directory, reachable: (ask: Ask) => OktaGroup): Guarded[] {
  const path = '/api/v1/groups/{groupId}/users/{userId}';
  return [
    {
      operation: 'listGroupUsers',
      method: 'GET',
      path: '/api/v1/groups/{groupId}/users',
      answer: (ask) => {
        const ids = [...directory.memberships.listedIn(reachable(ask).id)].sort();
        const users = ids.flatMap((id) => directory.users.get(id) ?? []);
        return page(ask, users, (user) => userJson(user, baseOf(ask)), { otherwise: 1000, most: 1000 });
      },
    },
    {
      operation: 'assignUserToGroup',
      method: 'PUT',
      path,
      answer: (ask, actor) => {
        needLength(ask);
        directory.join(reachable(ask), directory.userBy(ask.params.userId ?? ''), actor);
        return { status: 204 };
      },
    },
    {
      operation: 'unassignUserFromGroup',
      method: 'DELETE',
      path,
      answer: (ask, actor) => {
        directory.leave(reachable(ask), directory.userBy(ask.params.userId ?? ''), actor);
        return { status: 204 };
      },
    },
  ];
}

const isWithin = (resources: ResourceSet, group: OktaGroup): boolean =>
  resources.groups === 'all' || resources.groups.includes(group.profile.name) || resources.groups.includes(group.id);

function needLength(ask: Ask): void {
  if (ask.headers['content-length'] !== undefined || ask.headers['transfer-encoding'] !== undefined) return;
  throw new Refused(oktaError(411, 'E0000003', 'The request body was not well-formed.'));
}

function chosen(directory: Directory, ask: Ask): readonly OktaGroup[] {
  const search = ask.query.get('search');
  const filter = ask.query.get('filter');
  const byId = (one: OktaGroup, other: OktaGroup) => (one.id < other.id ? -1 : 1);
  if (search !== null) {
    const found = directory.groupIndex.read().filter(parseExpression(search, 'search'));
    return sorted(found.sort(byId), ask);
  }
  const groups = [...directory.groups.values()].sort(byId);
  if (filter !== null) return groups.filter(parseExpression(filter, 'filter', filterable));
  const q = ask.query.get('q')?.toLowerCase() ?? '';
  return groups.filter((group) => group.profile.name.toLowerCase().startsWith(q));
}

const ruleJson = (rule: Rule, at: string) => ({
  id: rule.id,
  name: rule.name,
  type: 'group_rule',
  status: 'ACTIVE',
  created: at,
  lastUpdated: at,
  conditions: {
    people: { users: { exclude: [...rule.excluded] }, groups: { exclude: [] } },
    expression: { value: rule.expression, type: 'urn:okta:expression:1.0' },
  },
  actions: { assignUserToGroups: { groupIds: [...rule.groupIds] } },
});
