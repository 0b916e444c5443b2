import type { Ask } from '../http.js';
import type { Directory } from './directory.js';
import { invalid, missingField, notFound } from './errors.js';
import { base, type Guarded } from './guarded.js';
import { page } from './paging.js';
import { type Group, type Membership, memberJson, type Role } from './records.js';

const roles: readonly Role[] = ['MEMBER', 'MANAGER', 'OWNER'];

export function memberRoutes(directory: Directory): Guarded[] {
  const path = `${base}/groups/{groupKey}/members`;
  const groupOf = (ask: Ask): Group => directory.groupBy(ask.params.groupKey ?? '');
  const keyOf = (ask: Ask): string => ask.params.memberKey ?? '';
  const show = (membership: Membership) => memberJson(membership, statusOf(directory, membership));
  return [
    {
      operation: 'directory.members.list',
      method: 'GET',
      path,
      answer: (ask) => {
        const listing = { kind: 'admin#directory#members', as: 'members', otherwise: 200, most: 200, show };
        return page(ask, listed(directory, groupOf(ask), ask), listing);
      },
    },
    {
      operation: 'directory.members.insert',
      method: 'POST',
      path,
      answer: (ask, actor) => {
        const group = groupOf(ask);
        const { id, email, role = 'MEMBER' } = (ask.body ?? {}) as { id?: string; email?: string; role?: Role };
        const key = id ?? email;
        if (!key) throw missingField('memberKey');
        if (!roles.includes(role)) throw invalid('role');
        const membership = directory.memberBy(key, role);
        directory.join(group, membership, actor);
        return { status: 200, body: show(membership) };
      },
    },
    {
      operation: 'directory.members.get',
      method: 'GET',
      path: `${path}/{memberKey}`,
      answer: (ask) => ({ status: 200, body: show(memberIn(directory, groupOf(ask), keyOf(ask))) }),
    },
    {
      operation: 'directory.members.delete',
      method: 'DELETE',
      path: `${path}/{memberKey}`,
      answer: (ask, actor) => {
        directory.leave(groupOf(ask), keyOf(ask), actor);
        return { status: 204 };
      },
    },
    {
      operation: 'directory.members.hasMember',
      method: 'GET',
      path: `${base}/groups/{groupKey}/hasMember/{memberKey}`,
      answer: (ask) => {
        const group = groupOf(ask);
        const { id, type } = directory.memberBy(keyOf(ask));
        // Only the company's own people can be looked for through groups.
        if (type !== 'USER' || !directory.users.has(id)) throw invalid('memberKey');
        const isMember = directory.memberships.holdsAtAnyDepth(group.id, id, directory.nestedDelay);
        return { status: 200, body: { isMember } };
      },
    },
  ];
}

/** A pending member cannot be read, and cannot be added either. */
function memberIn(directory: Directory, group: Group, key: string): Membership {
  const { id } = directory.memberBy(key);
  const found = directory.memberships.read(group.id).get(id);
  if (!found || found.isPending) throw notFound('memberKey');
  return found;
}

function listed(directory: Directory, group: Group, ask: Ask): Membership[] {
  const wanted = ask.query.get('roles')?.split(',') ?? roles;
  if (wanted.some((role) => !roles.includes(role as Role))) throw invalid('roles');
  return [...directory.memberships.read(group.id).values()]
    .filter(({ role, isPending }) => wanted.includes(role) && !isPending)
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

function statusOf(directory: Directory, { id }: Membership): string {
  const user = directory.users.get(id);
  if (user?.archived) return 'ARCHIVED';
  return user?.suspended ? 'SUSPENDED' : 'ACTIVE';
}
