import { randomUUID } from 'node:crypto';
import { type OktaGroup, oktaId, type User } from './records.js';

export type Actor = {
  readonly id: string;
  readonly type: 'User' | 'PublicClientApp';
  readonly alternateId: string;
  readonly displayName: string;
  /** The API token that was used; nothing at the console and for a service app. */
  readonly apiTokenId?: string;
};

export type EventType =
  | 'group.user_membership.add'
  | 'group.user_membership.remove'
  | 'group.lifecycle.delete'
  | 'user.lifecycle.deactivate'
  | 'user.lifecycle.suspend'
  | 'user.lifecycle.activate'
  | 'user.lifecycle.delete.initiated'
  | 'user.account.update_profile'
  | 'user.session.start'
  | 'user.session.clear';

const sentences: Record<EventType, string> = {
  'group.user_membership.add': 'Add user to group membership',
  'group.user_membership.remove': 'Remove user from group membership',
  'group.lifecycle.delete': 'Delete Okta group',
  'user.lifecycle.deactivate': 'Deactivate Okta user',
  'user.lifecycle.suspend': 'Suspend Okta user',
  'user.lifecycle.activate': 'Activate Okta user',
  'user.lifecycle.delete.initiated': 'Delete Okta user initiated',
  'user.account.update_profile': 'Update user profile for Okta',
  'user.session.start': 'User login to Okta',
  'user.session.clear': 'Clear user session',
};

/** An administrator at the console: who else but the bot changes things. */
export const administrator: Actor = {
  id: oktaId('00u', 'console administrator'),
  type: 'User',
  alternateId: 'admin@acme.example.com',
  displayName: 'Okta Admin',
};

export const userTarget = (user: User) => ({
  id: user.id,
  type: 'User',
  alternateId: user.profile.login,
  displayName: user.profile.displayName,
  detailEntry: null,
});

export const groupTarget = (group: OktaGroup) => ({
  id: group.id,
  type: 'UserGroup',
  alternateId: 'unknown',
  displayName: group.profile.name,
  detailEntry: null,
});

type Target = ReturnType<typeof userTarget>;

export function logEvent(type: EventType, published: string, by: Actor, target: readonly Target[]) {
  const { apiTokenId, ...actor } = by;
  const address = { userAgent: null, zone: 'null', device: 'Unknown', id: null, ipAddress: '127.0.0.1' };
  return {
    actor: { ...actor, detailEntry: null },
    client: { ...address, geographicalContext: null },
    device: null,
    authenticationContext: { authenticationStep: 0, externalSessionId: 'unknown' },
    displayMessage: sentences[type],
    eventType: type,
    outcome: { result: 'SUCCESS', reason: null },
    published,
    securityContext: { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: false },
    severity: 'INFO',
    debugContext: { debugData: {} },
    legacyEventType: null,
    transaction: {
      type: 'WEB',
      id: randomUUID(),
      detail: apiTokenId === undefined ? {} : { requestApiTokenId: apiTokenId },
    },
    uuid: randomUUID(),
    version: '0',
    request: { ipChain: [] },
    target: [...target],
  };
}

export type LogEvent = ReturnType<typeof logEvent>;
