import type { Answer, Ask } from '../http.js';
import type { Directory } from './directory.js';
import type { TokenOwner } from './door.js';
import { notAllowed } from './errors.js';
import { parseExpression, valuesAt } from './expression.js';
import type { Guarded } from './guarded.js';
import type { Actor } from './log.js';
import { baseOf, link, page } from './paging.js';
import { groupJson, oktaId, type User, userJson } from './records.js';

const filterable = [
  'status',
  'lastUpdated',
  'id',
  'profile.login',
  'profile.email',
  'profile.firstName',
  'profile.lastName',
];

export function userRoutes(directory: Directory, tokenOwner: TokenOwner): Guarded[] {
  // A service app is nobody's: for it, `me` is not there.
  const whoever = (reference: string, actor: Actor): User =>
    ['me', tokenOwner.id].includes(reference) && actor.id === tokenOwner.id ? tokenOwner : directory.userBy(reference);
  return [
    {
      operation: 'listUsers',
      method: 'GET',
      path: '/api/v1/users',
      answer: (ask) => {
        const otherwise = ask.query.has('q') ? 10 : 200;
        return page(ask, chosen(directory, ask), (user) => userJson(user, baseOf(ask)), { otherwise, most: 200 });
      },
    },
    {
      operation: 'getUser',
      method: 'GET',
      path: '/api/v1/users/{id}',
      answer: (ask, actor) => ({ status: 200, body: wholeUser(whoever(ask.params.id ?? '', actor), baseOf(ask)) }),
    },
    {
      operation: 'listUserGroups',
      method: 'GET',
      path: '/api/v1/users/{id}/groups',
      answer: (ask) => groupsOf(directory, ask),
    },
    {
      operation: 'listAssignedRolesForUser',
      method: 'GET',
      path: '/api/v1/users/{userId}/roles',
      answer: (ask) => {
        const isOwner = ask.params.userId === tokenOwner.id;
        if (tokenOwner.roles === 'untold') throw notAllowed();
        const types = isOwner ? tokenOwner.roles : [];
        return { status: 200, body: types.map((type) => roleJson(type, directory.at())) };
      },
    },
    {
      operation: 'revokeUserSessions',
      method: 'DELETE',
      path: '/api/v1/users/{userId}/sessions',
      answer: (ask, actor) => {
        directory.endSessions(directory.userBy(ask.params.userId ?? ''), actor);
        return { status: 204 };
      },
    },
  ];
}

const roleJson = (type: string, at: string) => ({
  id: oktaId('ra1', type),
  label: type === 'CUSTOM' ? 'Latchkey' : type,
  type,
  status: 'ACTIVE',
  created: at,
  lastUpdated: at,
  assignmentType: 'USER',
});

function groupsOf(directory: Directory, ask: Ask): Answer {
  const user = directory.userBy(ask.params.id ?? '');
  const ids = directory.memberships.listedFor(user.id);
  const groups = [...directory.groups.values()].filter((group) => ids.has(group.id));
  const headers = { link: link(ask, 'self', { limit: '200' }) };
  return { status: 200, headers, body: groups.map((group) => groupJson(group, baseOf(ask))) };
}

function wholeUser(user: User, url: string) {
  const short = userJson(user, url);
  const self = short._links.self.href;
  const links = {
    schema: { href: `${url}/api/v1/meta/schemas/user/${oktaId('osc', 'default')}` },
    type: { href: `${url}/api/v1/meta/types/user/${short.type.id}` },
    suspend: { href: `${self}/lifecycle/suspend`, method: 'POST' },
    deactivate: { href: `${self}/lifecycle/deactivate`, method: 'POST' },
  };
  return { ...short, _links: { ...short._links, ...links } };
}

/** The plain list and `q` leave the deactivated out; `filter` and `search` do not. */
function chosen(directory: Directory, ask: Ask): readonly User[] {
  const search = ask.query.get('search');
  const filter = ask.query.get('filter');
  const byId = (one: User, other: User) => (one.id < other.id ? -1 : 1);
  if (search !== null) {
    const found = directory.userIndex.read().filter(parseExpression(search, 'search'));
    return sorted(found.sort(byId), ask);
  }
  const everybody = [...directory.users.values()].sort(byId);
  if (filter !== null) return everybody.filter(parseExpression(filter, 'filter', filterable));
  const present = everybody.filter((user) => user.status !== 'DEPROVISIONED');
  const q = ask.query.get('q')?.toLowerCase();
  if (q === undefined) return present;
  return present.filter(({ profile }) =>
    [profile.firstName, profile.lastName, profile.email].some((text) => text.toLowerCase().startsWith(q)),
  );
}

export function sorted<Item>(items: Item[], ask: Ask): Item[] {
  const by = ask.query.get('sortBy');
  if (by === null) return items;
  const key = (item: Item) => String(valuesAt(item, by)[0] ?? '').toLowerCase();
  const direction = ask.query.get('sortOrder')?.toLowerCase() === 'desc' ? -1 : 1;
  return items.sort((one, other) => key(one).localeCompare(key(other)) * direction);
}
