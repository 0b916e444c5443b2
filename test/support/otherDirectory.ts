import { rmSync } from 'node:fs';
import { afterAll } from '@jest/globals';
import { type Acme, acme } from '../../sandbox/company.js';
import type { Faults } from '../../sandbox/faults.js';
import type { StandIns } from '../../sandbox/standIns.js';
import { acmeWith } from './acts.js';
import { writeCatalog } from './ground.js';

/** A provider that is not Okta, as an administrator has it in hand. People go by key, groups by name. */
export type Console = {
  readonly faults: Faults;
  has(person: string, group: string): boolean;
  put(person: string, group: string): void;
  takeOut(person: string, group: string): void;
  /** Switches an account off, or on again. */
  setActive(person: string, isActive: boolean): void;
  deletePerson(person: string): void;
  setManager(person: string, manager?: string): void;
  userId(person: string): string;
  groupId(group: string): string;
  /** Its log about this membership, oldest first, also what it does not tell yet. */
  told(person: string, group: string): { readonly id: string; readonly kind: 'added' | 'removed' }[];
  /** In ms: how much later the log tells of what happened. */
  logLag(ms: number): void;
  sessionsEnded(): readonly string[];
};

export type Other = {
  readonly name: 'entra' | 'google';
  readonly title: string;
  /** The administrator at its console, as its log names them. */
  readonly admin: string;
  /** Its own names of some calls. */
  readonly calls: Readonly<Record<'everybody' | 'person' | 'remove', string>>;
  settings(standIns: StandIns): Readonly<Record<string, string>>;
  console(standIns: StandIns): Console;
};

const entra: Other = {
  name: 'entra',
  title: 'Entra ID',
  admin: 'admin@acme.example.com',
  calls: { everybody: 'listUsers', person: 'getUser', remove: 'removeMember' },
  settings: ({ entra }) => entra.environment,
  console: ({ entra }) => ({
    faults: entra.faults,
    has: entra.has,
    put: (person, group) => entra.addMember(group, person),
    takeOut: (person, group) => entra.removeMember(group, person),
    setActive: (person, isActive) => entra.setPerson(person, { accountEnabled: isActive }),
    deletePerson: entra.deletePerson,
    setManager: entra.setManager,
    userId: entra.userId,
    groupId: entra.groupId,
    told: (person, group) =>
      entra
        .audits()
        .filter(({ targetResources }) =>
          [entra.userId(person), entra.groupId(group)].every((id) => targetResources.some((one) => one.id === id)),
        )
        .map(({ id, activityDisplayName }) => ({
          id,
          kind: activityDisplayName === 'Add member to group' ? 'added' : 'removed',
        })),
    logLag: entra.auditLag,
    sessionsEnded: entra.sessionsEnded,
  }),
};

const google: Other = {
  name: 'google',
  title: 'Google Workspace',
  admin: 'console@acme.example.com',
  calls: {
    everybody: 'directory.users.list',
    person: 'directory.users.get',
    remove: 'directory.members.delete',
  },
  settings: ({ google }) => google.environment(),
  console: ({ google }) => ({
    faults: google.faults,
    has: google.has,
    put: (person, group) => google.addMember(group, person),
    takeOut: (person, group) => google.removeMember(group, person),
    setActive: (person, isActive) => google.setPerson(person, { suspended: !isActive }),
    deletePerson: google.deletePerson,
    setManager: google.setManager,
    userId: google.userId,
    groupId: google.groupId,
    told: (person, group) =>
      google
        .log()
        .filter(
          ({ parameters }) =>
            parameters.USER_EMAIL === `${person}@acme.example.com` &&
            parameters.GROUP_EMAIL === `${group}@acme.example.com`,
        )
        .map(({ at, qualifier, name }) => ({
          id: `admin:${new Date(at).toISOString()}:${qualifier}:0`,
          kind: name === 'ADD_GROUP_MEMBER' ? 'added' : 'removed',
        })),
    logLag: google.logLag,
    sessionsEnded: google.sessionsEnded,
  }),
};

export const others: readonly Other[] = [entra, google];

export const [editors, admins] = ['reports-editors', 'reports-admins'];

/** Acme with more people, and with the groups of Reports at both. */
export function acmeAt(hired: Parameters<typeof acmeWith>[0]): Acme {
  const groups = [{ name: editors }, { name: admins }];
  return {
    ...acmeWith(hired),
    entraGroups: [...acme.entraGroups, ...groups],
    googleGroups: [...acme.googleGroups, ...groups],
  };
}

/** One app of that provider, and the policy of a company that has its people at that directory. */
export const filesFor = (provider: string, directory: string): Readonly<Record<string, string>> => ({
  'reports.yaml': `app: reports
name: Reports
owner: dana@acme.example.com
provider: ${provider}
fallback: Ask in #it-help
roles:
  - role: editor
    name: Editor
    risk: standard
    groups: [${editors}]
    durations: [8h, 30d]
  - role: admin
    name: Administrator
    risk: elevated
    groups: [${admins}]
    durations: [4h]
    endSessions: true
`,
  'policy.yaml': `risks:
  low:        { approval: auto }
  standard:   { approval: [manager] }
  sensitive:  { approval: [owner] }
  elevated:   { approval: [owner], longest: 30d }
  privileged: { approval: [security, owner], longest: 24h }
security: [sam@acme.example.com]
lapse: 3d
admins: [it@acme.example.com]
pilot: []
directory: ${directory}
`,
});

/** Okta is not even set up: whatever asked it would find nothing there. */
export const withoutOkta: Readonly<Record<string, string>> = { OKTA_ORG_URL: '', OKTA_API_TOKEN: '' };

/** A catalog of these files, for CATALOG_DIR; gone after the tests. */
export function withCatalog(files: Readonly<Record<string, string>>): string {
  const directory = writeCatalog(files);
  afterAll(() => rmSync(directory, { recursive: true }));
  return directory;
}
