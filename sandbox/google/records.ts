import { createHash } from 'node:crypto';
import type { GoogleGroup as CompanyGroup, Person } from '../company.js';

export const domain = 'acme.example.com';

export type User = {
  readonly id: string;
  /** What the company calls the person. */
  readonly key: string;
  primaryEmail: string;
  aliases: string[];
  fullName: string;
  department: string;
  title: string;
  /** Each is an e-mail address, as Google's console writes them; anything else may stand there too. */
  managers: string[];
  suspended: boolean;
  archived: boolean;
  isAdmin: boolean;
  isDelegatedAdmin: boolean;
  lastLoginAt: number;
};

export type Kind = 'plain' | 'dynamic' | 'locked';

export type Group = {
  readonly id: string;
  email: string;
  name: string;
  aliases: string[];
  /** Google's directory does not tell it; Cloud Identity and refusals do. */
  readonly kind: Kind;
  /** When somebody last came in or went. */
  changedAt?: number;
};

export type Role = 'MEMBER' | 'MANAGER' | 'OWNER';
export type MemberType = 'USER' | 'GROUP' | 'CUSTOMER';

export type Membership = {
  readonly id: string;
  readonly type: MemberType;
  readonly email?: string;
  role: Role;
  /** A pending membership is one that nobody can read. */
  isPending: boolean;
  readonly since: number;
};

/** As many digits, the same at every start. */
function digits(seed: string, count: number): string {
  const number = BigInt(`0x${createHash('sha256').update(seed).digest('hex')}`);
  return `1${number}`.slice(0, count);
}

export const userId = (seed: string): string => digits(`user ${seed}`, 21);

export function groupId(seed: string): string {
  const number = BigInt(`0x${createHash('sha256').update(`group ${seed}`).digest('hex')}`);
  return `0${number.toString(36)}`.slice(0, 15);
}

export const userFrom = (person: Person, manager: string | undefined): User => ({
  id: userId(person.key),
  key: person.key,
  primaryEmail: person.email,
  aliases: [],
  fullName: person.name,
  department: person.department,
  title: person.title,
  managers: manager === undefined ? [] : [manager],
  suspended: false,
  archived: false,
  isAdmin: false,
  isDelegatedAdmin: false,
  lastLoginAt: 0,
});

export const groupFrom = ({ name, kind = 'plain' }: CompanyGroup, seed = name): Group => ({
  id: groupId(seed),
  email: `${seed}@${domain}`,
  name,
  aliases: [],
  kind,
});

const etagOf = (value: unknown): string =>
  `"${createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 27)}"`;

/** With a mark that changes when what it marks does. */
export const marked = <Value extends object>(value: Value): Value & { etag: string } => ({
  ...value,
  etag: etagOf(value),
});

/** Custom fields are in the full projection only. */
export function userJson(user: User, projection: string) {
  const [givenName = user.fullName, ...rest] = user.fullName.split(' ');
  return marked({
    kind: 'admin#directory#user',
    id: user.id,
    primaryEmail: user.primaryEmail,
    name: { givenName, familyName: rest.join(' '), fullName: user.fullName },
    isAdmin: user.isAdmin,
    isDelegatedAdmin: user.isDelegatedAdmin,
    lastLoginTime: new Date(user.lastLoginAt).toISOString(),
    creationTime: '2020-01-01T00:00:00.000Z',
    suspended: user.suspended,
    archived: user.archived,
    customerId: 'C0acme000',
    orgUnitPath: '/',
    emails: [{ address: user.primaryEmail, primary: true }],
    ...(user.aliases.length > 0 && { aliases: user.aliases }),
    organizations: [{ title: user.title, department: user.department, primary: true, customType: '' }],
    ...(user.managers.length > 0 && { relations: user.managers.map((value) => ({ value, type: 'manager' })) }),
    ...(projection === 'full' && { customSchemas: { acme: { badge: user.key } } }),
  });
}

export const groupJson = (group: Group, directMembersCount: number) =>
  marked({
    kind: 'admin#directory#group',
    id: group.id,
    email: group.email,
    name: group.name,
    directMembersCount: String(directMembersCount),
    description: '',
    adminCreated: true,
    ...(group.aliases.length > 0 && { aliases: group.aliases }),
    nonEditableAliases: [`${group.email}.test-google-a.com`],
  });

export const memberJson = ({ id, email, role, type }: Membership, status: string) =>
  marked({ kind: 'admin#directory#member', id, ...(email && { email }), role, type, status });
