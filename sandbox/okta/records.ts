import { createHash } from 'node:crypto';
import type { Group, Person } from '../company.js';

export type Status =
  | 'STAGED'
  | 'PROVISIONED'
  | 'ACTIVE'
  | 'RECOVERY'
  | 'PASSWORD_EXPIRED'
  | 'LOCKED_OUT'
  | 'SUSPENDED'
  | 'DEPROVISIONED';

export type Profile = {
  login: string;
  email: string;
  firstName: string;
  lastName: string;
  displayName: string;
  title: string | null;
  department: string | null;
  manager: string | null;
  managerId: string | null;
  mobilePhone: string | null;
  secondEmail: string | null;
};

export type User = {
  readonly id: string;
  /** What the company calls the person. */
  readonly key: string;
  readonly created: string;
  status: Status;
  statusChanged: string;
  lastUpdated: string;
  /** Nothing before the first time. */
  lastLogin: string | null;
  profile: Profile;
};

export type OktaGroup = {
  readonly id: string;
  readonly type: 'OKTA_GROUP' | 'APP_GROUP' | 'BUILT_IN';
  readonly created: string;
  readonly profile: { readonly name: string; readonly description: string | null };
  lastUpdated: string;
  lastMembershipUpdated: string;
};

/** Twenty characters, a prefix for the kind, and the same at every start. */
export function oktaId(prefix: string, seed: string): string {
  const rest = createHash('sha256')
    .update(`${prefix} ${seed}`)
    .digest('base64')
    .replace(/[^A-Za-z0-9]/g, '');
  return `${prefix}${rest}`.slice(0, 20);
}

export function userFrom(person: Person, at: string): User {
  const [firstName = person.name, ...rest] = person.name.split(' ');
  return {
    id: oktaId('00u', person.key),
    key: person.key,
    created: at,
    status: 'ACTIVE',
    statusChanged: at,
    lastUpdated: at,
    lastLogin: null,
    profile: {
      login: person.email,
      email: person.email,
      firstName,
      lastName: rest.join(' ') || firstName,
      displayName: person.name,
      title: person.title,
      department: person.department,
      manager: null,
      managerId: null,
      mobilePhone: null,
      secondEmail: null,
    },
  };
}

export function groupFrom(group: Group, at: string): OktaGroup {
  return {
    id: oktaId('00g', group.name),
    type: group.type ?? 'OKTA_GROUP',
    created: at,
    profile: { name: group.name, description: null },
    lastUpdated: at,
    lastMembershipUpdated: at,
  };
}

export function userJson(user: User, url: string) {
  return {
    id: user.id,
    status: user.status,
    created: user.created,
    activated: user.status === 'STAGED' ? null : user.created,
    statusChanged: user.statusChanged,
    // A memory of an older day has none.
    lastLogin: user.lastLogin ?? null,
    lastUpdated: user.lastUpdated,
    passwordChanged: user.created,
    type: { id: oktaId('oty', 'default') },
    profile: { ...user.profile },
    credentials: {
      password: {},
      emails: [{ value: user.profile.email, status: 'VERIFIED', type: 'PRIMARY' }],
      provider: { type: 'OKTA', name: 'OKTA' },
    },
    _links: { self: { href: `${url}/api/v1/users/${user.id}` } },
  };
}

export function groupJson(group: OktaGroup, url: string) {
  const self = `${url}/api/v1/groups/${group.id}`;
  return {
    id: group.id,
    created: group.created,
    lastUpdated: group.lastUpdated,
    lastMembershipUpdated: group.lastMembershipUpdated,
    objectClass: [group.type === 'APP_GROUP' ? 'okta:windows_security_principal' : 'okta:user_group'],
    type: group.type,
    profile: { ...group.profile },
    _links: {
      logo: ['medium', 'large'].map((name) => ({ name, href: `${url}/img/okta-${name}.png`, type: 'image/png' })),
      users: { href: `${self}/users` },
      apps: { href: `${self}/apps` },
    },
  };
}
