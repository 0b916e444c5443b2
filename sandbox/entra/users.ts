import type { Answer, Ask } from '../http.js';
import type { Directory } from './directory.js';
import type { Caller } from './door.js';
import { badRequest, notAllowed, notFound } from './errors.js';
import type { Guarded } from './guarded.js';
import { checkConsistency, filterOf, isAdvanced, page, shown } from './query.js';
import { type GroupRecord, groups, type UserRecord, users } from './records.js';

const byId = <Item extends { readonly id: string }>(one: Item, other: Item) => (one.id < other.id ? -1 : 1);
const sizes = { otherwise: 100, most: 999 };
const isSafe = (id: string) => /^[0-9a-f-]{36}$/i.test(id);

export function userRoutes(directory: Directory): Guarded[] {
  const user = (ask: Ask) => directory.userBy(ask.params.id ?? '');
  return [
    {
      operation: 'listUsers',
      method: 'GET',
      path: '/v1.0/users',
      answer: (ask, caller) => list(directory, ask, caller),
    },
    {
      operation: 'getUser',
      method: 'GET',
      path: '/v1.0/users/{id}',
      answer: (ask, caller) => {
        checkSignIns(ask, caller);
        if (wantsSignIns(ask) && !isSafe(ask.params.id ?? '')) throw badRequest('Get By Key only supports UserId.');
        const found = user(ask);
        return { status: 200, body: { '@odata.context': '$metadata#users/$entity', ...shown(ask, found, users) } };
      },
    },
    {
      operation: 'getManager',
      method: 'GET',
      path: '/v1.0/users/{id}/manager',
      answer: (ask) => {
        const manager = directory.users.get(directory.managers.get(user(ask).id) ?? '');
        if (!manager) throw notFound('manager');
        return { status: 200, body: { '@odata.type': '#microsoft.graph.user', ...shown(ask, manager, users) } };
      },
    },
    {
      operation: 'listMemberOf',
      method: 'GET',
      path: '/v1.0/users/{id}/memberOf',
      answer: (ask, caller) => memberOf(directory, ask, caller),
    },
    {
      operation: 'checkMemberGroups',
      method: 'POST',
      path: '/v1.0/users/{id}/checkMemberGroups',
      answer: (ask) => {
        const { id } = user(ask);
        const asked = (ask.body as { groupIds?: unknown } | undefined)?.groupIds;
        if (!Array.isArray(asked) || asked.length > 20) throw badRequest('Invalid value specified for groupIds.');
        const value = asked.filter((group) => directory.groups.has(group) && directory.isWithin(group, id));
        return { status: 200, body: { '@odata.context': '$metadata#Collection(Edm.String)', value } };
      },
    },
    {
      operation: 'revokeSignInSessions',
      method: 'POST',
      path: '/v1.0/users/{id}/revokeSignInSessions',
      answer: (ask) => {
        directory.endSessions(user(ask));
        return { status: 200, body: { '@odata.context': '$metadata#Edm.Boolean', value: true } };
      },
    },
  ];
}

function list(directory: Directory, ask: Ask, caller: Caller): Answer {
  checkSignIns(ask, caller);
  const filter = filterOf(ask);
  const everybody: readonly UserRecord[] = isAdvanced(ask, filter)
    ? directory.userIndex.read()
    : [...directory.users.values()];
  const found = everybody.filter((user) => filter?.matches(user) ?? true).sort(byId);
  const most = wantsSignIns(ask) ? 500 : 999;
  return page(ask, found, (user) => shown(ask, user, users), { otherwise: 100, most });
}

const wantsSignIns = (ask: Ask): boolean =>
  (ask.query.get('$select') ?? '').split(',').includes('signInActivity') ||
  (ask.query.get('$filter') ?? '').includes('signInActivity');

function checkSignIns(ask: Ask, caller: Caller): void {
  if (wantsSignIns(ask) && !caller.may('AuditLog.Read.All')) throw notAllowed();
}

/** Groups that hide their members are hidden here too, but from who may see them. */
function memberOf(directory: Directory, ask: Ask, caller: Caller): Answer {
  const { id } = directory.userBy(ask.params.id ?? '');
  const filter = filterOf(ask);
  checkConsistency(ask, filter);
  const isTold = ({ visibility }: GroupRecord) => visibility !== 'HiddenMembership' || caller.may('Member.Read.Hidden');
  const found = [...directory.memberships.listedFor(id)]
    .flatMap((group) => directory.groups.get(group) ?? [])
    .filter((group) => isTold(group) && (filter?.matches(group) ?? true))
    .sort(byId);
  return page(ask, found, (group) => ({ '@odata.type': `#${groups.type}`, ...shown(ask, group, groups) }), sizes);
}
