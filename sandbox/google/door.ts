import type { Ask } from '../http.js';
import type { Directory } from './directory.js';
import { badToken, forbidden, noScope, noToken } from './errors.js';
import type { Actor } from './events.js';
import type { TokenDesk } from './token.js';

const scope = (name: string): string => `https://www.googleapis.com/auth/${name}`;

const readUsers = [scope('admin.directory.user.readonly'), scope('admin.directory.user')];
const readGroups = [scope('admin.directory.group.readonly'), scope('admin.directory.group')];
const changeMembers = [scope('admin.directory.group.member'), scope('admin.directory.group')];
const readMembers = [...changeMembers, ...readGroups, scope('admin.directory.group.member.readonly')];

const readIdentity = [scope('cloud-identity.groups.readonly'), scope('cloud-identity.groups')];

/** One of these for each operation, from Google's own description of its API. */
export const scopesOf: Readonly<Record<string, readonly string[]>> = {
  'directory.users.get': readUsers,
  'directory.users.list': readUsers,
  'directory.users.signOut': [scope('admin.directory.user.security')],
  'directory.groups.get': readGroups,
  'directory.groups.list': readGroups,
  'directory.members.get': readMembers,
  'directory.members.list': readMembers,
  'directory.members.hasMember': readMembers,
  'directory.members.insert': changeMembers,
  'directory.members.delete': changeMembers,
  'reports.activities.list': [scope('admin.reports.audit.readonly')],
  'cloudidentity.groups.lookup': readIdentity,
  'cloudidentity.groups.get': readIdentity,
};

/** What the bot may want. */
export const everyScope: readonly string[] = [
  'admin.directory.user.readonly',
  'admin.directory.group.readonly',
  'admin.directory.group.member',
  'admin.directory.user.security',
  'admin.reports.audit.readonly',
  'cloud-identity.groups.readonly',
].map(scope);

export type Role = { /** Operations that the admin's role does not have. */ withheld: readonly string[] };

/** Lets the caller in or refuses: the token says for what, the admin behind it says for whom. */
export function letIn(desk: TokenDesk, directory: Directory, role: Role, ask: Ask, operation: string): Actor {
  const [scheme, secret = ''] = (ask.headers.authorization ?? '').split(' ');
  if (!scheme) throw noToken();
  const token = scheme === 'Bearer' ? desk.find(secret) : undefined;
  if (!token) throw badToken();
  if (!scopesOf[operation]?.some((each) => token.scopes.includes(each))) throw noScope();
  const admin = directory.userBy(token.subject);
  const isAdmin = (admin.isAdmin || admin.isDelegatedAdmin) && !admin.suspended;
  if (!isAdmin || role.withheld.includes(operation)) throw forbidden();
  return directory.actor(admin, desk.delegation.account().clientId);
}
