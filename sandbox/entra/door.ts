import type { Ask } from '../http.js';
import type { Actor } from './audits.js';
import { badToken, notAllowed } from './errors.js';
import type { TokenDesk } from './token.js';

/** Any one of these application permissions opens the operation. Source: Microsoft's own list of permissions. */
export const permissionsFor: Readonly<Record<string, readonly string[]>> = {
  listUsers: [
    'User.ReadBasic.All',
    'User.Read.All',
    'User.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
  getUser: [
    'User.ReadBasic.All',
    'User.Read.All',
    'User.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
  getManager: ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  listMemberOf: ['Directory.Read.All', 'Directory.ReadWrite.All', 'Group.ReadBasic.All', 'GroupMember.ReadBasic.All'],
  checkMemberGroups: [
    'User.Read.All',
    'User.ReadWrite.All',
    'Group.ReadBasic.All',
    'Group.Read.All',
    'Group.ReadWrite.All',
    'GroupMember.ReadBasic.All',
    'GroupMember.Read.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
  revokeSignInSessions: ['User.RevokeSessions.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
  listGroups: [
    'Group.ReadBasic.All',
    'Group.Read.All',
    'Group.ReadWrite.All',
    'GroupMember.Read.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
  getGroup: [
    'Group.ReadBasic.All',
    'Group.Read.All',
    'Group.ReadWrite.All',
    'GroupMember.Read.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
  listMembers: [
    'GroupMember.ReadBasic.All',
    'GroupMember.Read.All',
    'GroupMember.ReadWrite.All',
    'Group.ReadBasic.All',
    'Group.Read.All',
    'Group.ReadWrite.All',
    'Directory.Read.All',
  ],
  addMember: ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'],
  removeMember: ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'],
  deleteMember: ['User.ReadWrite.All', 'Directory.ReadWrite.All'],
  listDirectoryAudits: ['AuditLog.Read.All', 'Directory.Read.All'],
};

/** What the app is given when nothing else is said: what docs/security.md lists. */
export const everyPermission: readonly string[] = [
  'User.Read.All',
  'Group.ReadBasic.All',
  'GroupMember.ReadWrite.All',
  'User.RevokeSessions.All',
  'AuditLog.Read.All',
];

export type Caller = { readonly actor: Actor; may(permission: string): boolean };

/** Lets the caller in or refuses; what the app may do stands in its token since that was given. */
export function letIn(desk: TokenDesk, ask: Ask, operation: string): Caller {
  const [scheme = '', secret = ''] = (ask.headers.authorization ?? '').split(' ');
  if (scheme !== 'Bearer' || secret === '') throw badToken('Access token is empty.');
  const token = desk.find(secret);
  if (token === 'unknown') throw badToken('CompactToken validation failed.');
  if (token === 'ended') throw badToken('Lifetime validation failed, the token is expired.');
  const may = (permission: string) => token.roles.includes(permission);
  if (!(permissionsFor[operation] ?? []).some(may)) throw notAllowed();
  const { clientId: appId, servicePrincipalId } = desk.app;
  return { actor: { kind: 'app', appId, servicePrincipalId, name: 'Latchkey' }, may };
}
