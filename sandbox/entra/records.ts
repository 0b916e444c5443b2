import { createHash } from 'node:crypto';
import type { EntraGroup as CompanyGroup, Person } from '../company.js';

/** What `$select` may name, and what is told when nobody asks. */
export type Known<Record> = { readonly defaults: readonly (keyof Record)[]; readonly type: string };

export type UserRecord = {
  readonly id: string;
  accountEnabled: boolean;
  businessPhones: string[];
  createdDateTime: string;
  department: string | null;
  displayName: string;
  givenName: string | null;
  jobTitle: string | null;
  mail: string | null;
  mobilePhone: string | null;
  officeLocation: string | null;
  preferredLanguage: string | null;
  signInActivity: SignIns | undefined;
  signInSessionsValidFromDateTime: string;
  surname: string | null;
  userPrincipalName: string;
  userType: 'Member' | 'Guest';
};

export type SignIns = {
  readonly lastSignInDateTime: string | null;
  readonly lastNonInteractiveSignInDateTime: string | null;
  readonly lastSuccessfulSignInDateTime: string | null;
};

export const users: Known<UserRecord> = {
  type: 'microsoft.graph.user',
  defaults: [
    'id',
    'businessPhones',
    'displayName',
    'givenName',
    'jobTitle',
    'mail',
    'mobilePhone',
    'officeLocation',
    'preferredLanguage',
    'surname',
    'userPrincipalName',
  ],
};

export type GroupRecord = {
  readonly id: string;
  createdDateTime: string;
  description: string | null;
  displayName: string;
  groupTypes: string[];
  isAssignableToRole: boolean | null;
  isManagementRestricted: boolean | null;
  mail: string | null;
  mailEnabled: boolean;
  mailNickname: string;
  membershipRule: string | null;
  onPremisesSyncEnabled: boolean | null;
  securityEnabled: boolean;
  visibility: string | null;
};

export const groups: Known<GroupRecord> = {
  type: 'microsoft.graph.group',
  defaults: [
    'id',
    'createdDateTime',
    'description',
    'displayName',
    'groupTypes',
    'isAssignableToRole',
    'mail',
    'mailEnabled',
    'mailNickname',
    'membershipRule',
    'onPremisesSyncEnabled',
    'securityEnabled',
    'visibility',
  ],
};

/** A GUID that is the same at every start. */
export function guid(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function userFrom(person: Person, at: string): UserRecord {
  const [givenName = person.name, ...rest] = person.name.split(' ');
  return {
    id: guid(`user ${person.key}`),
    accountEnabled: true,
    businessPhones: [],
    createdDateTime: at,
    department: person.department,
    displayName: person.name,
    givenName,
    jobTitle: person.title,
    mail: person.email,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    signInActivity: undefined,
    signInSessionsValidFromDateTime: at,
    surname: rest.join(' ') || null,
    userPrincipalName: person.email,
    userType: 'Member',
  };
}

export type Kind = NonNullable<CompanyGroup['kind']>;

const ofKind: Readonly<Record<Kind, Partial<GroupRecord>>> = {
  security: {},
  microsoft365: { groupTypes: ['Unified'], mailEnabled: true, securityEnabled: false, visibility: 'Private' },
  dynamic: { groupTypes: ['DynamicMembership'], membershipRule: 'user.department -eq "Finance"' },
  synced: { onPremisesSyncEnabled: true },
  mailEnabled: { mailEnabled: true },
  roleAssignable: { isAssignableToRole: true },
  restricted: { isManagementRestricted: true },
};

export function groupFrom(name: string, kind: Kind, id: string, at: string): GroupRecord {
  const made: GroupRecord = {
    id,
    createdDateTime: at,
    description: null,
    displayName: name,
    groupTypes: [],
    isAssignableToRole: null,
    isManagementRestricted: null,
    mail: null,
    mailEnabled: false,
    mailNickname: name.replace(/[^\w-]/g, ''),
    membershipRule: null,
    onPremisesSyncEnabled: null,
    securityEnabled: true,
    visibility: null,
  };
  return { ...made, ...ofKind[kind] };
}
