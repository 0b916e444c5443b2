import { randomUUID } from 'node:crypto';
import { type GroupRecord, guid, type UserRecord } from './records.js';

/** Who changes things: an application, or an administrator at the portal. */
export type Actor =
  | { readonly kind: 'app'; readonly appId: string; readonly servicePrincipalId: string; readonly name: string }
  | { readonly kind: 'user'; readonly id: string; readonly name: string; readonly login: string };

export const administrator = {
  kind: 'user',
  id: guid('portal administrator'),
  name: 'Entra Admin',
  login: 'admin@acme.example.com',
} as const satisfies Actor;

export type Activity =
  | 'Add member to group'
  | 'Remove member from group'
  | 'Delete group'
  | 'Delete user'
  | 'Update user';

const operations: Readonly<Record<Activity, string>> = {
  'Add member to group': 'Assign',
  'Remove member from group': 'Unassign',
  'Delete group': 'Delete',
  'Delete user': 'Delete',
  'Update user': 'Update',
};

type Target = ReturnType<typeof target>;

const target = (type: 'User' | 'Group', id: string, more: object = {}) => ({
  id,
  displayName: null as string | null,
  type,
  userPrincipalName: null as string | null,
  groupType: (type === 'Group' ? 'azureAD' : null) as string | null,
  modifiedProperties: [] as { displayName: string; oldValue: string | null; newValue: string | null }[],
  ...more,
});

/** The member first and the group second; the group's name stands among what was modified on the member, in quotes. */
export function membershipTargets(
  change: 'add' | 'remove',
  group: GroupRecord,
  member: UserRecord | GroupRecord,
): Target[] {
  const property = (displayName: string, value: string) => {
    const [oldValue, newValue] = change === 'add' ? [null, JSON.stringify(value)] : [JSON.stringify(value), null];
    return { displayName, oldValue, newValue };
  };
  const modifiedProperties = [property('Group.ObjectID', group.id), property('Group.DisplayName', group.displayName)];
  const isUser = 'userPrincipalName' in member;
  const login = isUser ? { userPrincipalName: member.userPrincipalName } : {};
  return [target(isUser ? 'User' : 'Group', member.id, { ...login, modifiedProperties }), target('Group', group.id)];
}

export const groupTarget = (group: GroupRecord): Target =>
  target('Group', group.id, { displayName: group.displayName });

export const userTarget = (user: UserRecord): Target =>
  target('User', user.id, { userPrincipalName: user.userPrincipalName });

export function auditOf(activity: Activity, at: string, actor: Actor, targetResources: readonly Target[]) {
  return {
    id: `Directory_${randomUUID()}_${Math.floor(Math.random() * 1e8)}`,
    category: activity.includes('user') ? 'UserManagement' : 'GroupManagement',
    correlationId: randomUUID(),
    result: 'success' as const,
    resultReason: '',
    activityDisplayName: activity,
    activityDateTime: at,
    loggedByService: 'Core Directory',
    operationType: operations[activity],
    initiatedBy: initiatorOf(actor),
    targetResources: [...targetResources],
    additionalDetails: [],
  };
}

/** Of an application the log knows its principal in the tenant; the application's own id it leaves out. */
function initiatorOf(actor: Actor) {
  if (actor.kind === 'app') {
    const { name, servicePrincipalId } = actor;
    return { app: { appId: null, displayName: name, servicePrincipalId, servicePrincipalName: null }, user: null };
  }
  const { id, login } = actor;
  return { app: null, user: { id, displayName: null, userPrincipalName: login, ipAddress: '127.0.0.1' } };
}

export type Audit = ReturnType<typeof auditOf>;
