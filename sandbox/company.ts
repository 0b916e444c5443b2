/**
 * Acme, the demo company: the people, groups and mail addresses that every stand-in is filled with.
 * Each vendor keeps its own ids, as in life: an e-mail address is what they have in common.
 */
export type Acme = {
  readonly people: readonly Person[];
  /** Okta's. */
  readonly groups: readonly Group[];
  readonly entraGroups: readonly EntraGroup[];
  readonly googleGroups: readonly GoogleGroup[];
};

export type Person = {
  /** What tests and the story call them: `ana`. */
  readonly key: string;
  readonly name: string;
  readonly email: string;
  readonly title: string;
  readonly department: string;
  /** The `key` of their manager, or nobody. */
  readonly manager?: string;
  /** `guest` and `bot` exist in Slack only. */
  readonly kind?: 'member' | 'guest' | 'bot';
};

export type Group = {
  readonly name: string;
  /** Okta's kinds: only OKTA_GROUP takes writes. */
  readonly type?: 'OKTA_GROUP' | 'APP_GROUP' | 'BUILT_IN';
  /** The `key` of each member at the start. */
  readonly members?: readonly string[];
};

export type EntraGroup = {
  readonly name: string;
  /** A security group takes writes, and so does a Microsoft 365 group; the others do not take ours. */
  readonly kind?: 'security' | 'microsoft365' | 'dynamic' | 'synced' | 'mailEnabled' | 'roleAssignable' | 'restricted';
  readonly members?: readonly string[];
  /** The names of groups inside it. */
  readonly nested?: readonly string[];
};

export type GoogleGroup = {
  /** The part before the @ of its address: what the catalog calls it is the address, its name or its id. */
  readonly name: string;
  readonly kind?: 'plain' | 'dynamic' | 'locked';
  readonly members?: readonly string[];
  readonly nested?: readonly string[];
};

const person = (key: string, name: string, title: string, department: string, manager?: string): Person => ({
  key,
  name,
  email: `${key}@acme.example.com`,
  title,
  department,
  manager,
});

export const acme: Acme = {
  people: [
    person('ana', 'Ana Silva', 'Product designer', 'Design', 'ben'),
    person('ben', 'Ben Okafor', 'Head of design', 'Design', 'grace'),
    person('dana', 'Dana Levi', 'Design systems lead', 'Design', 'ben'),
    person('omar', 'Omar Haddad', 'Site reliability engineer', 'Engineering', 'priya'),
    person('priya', 'Priya Nair', 'Head of platform', 'Engineering', 'grace'),
    person('sam', 'Sam Rivera', 'Security engineer', 'Security', 'grace'),
    person('it', 'Iris Tan', 'IT administrator', 'IT', 'grace'),
    person('grace', 'Grace Chen', 'Chief operating officer', 'Operations'),
    { ...person('gus', 'Gus Guest', 'Contractor', 'Outside'), kind: 'guest' },
  ],
  groups: [
    { name: 'figma-viewers' },
    { name: 'figma-editors' },
    { name: 'github-engineering', members: ['omar', 'priya'] },
    { name: 'github-admins' },
    { name: 'aws-readonly' },
    { name: 'aws-production-admin' },
    { name: 'vpn-users' },
    { name: 'salesforce-finance' },
    { name: 'pilot-design', members: ['ana', 'ben', 'dana'] },
    { name: 'everyone', type: 'BUILT_IN' },
    { name: 'workday-synced', type: 'APP_GROUP' },
  ],
  entraGroups: [
    { name: 'power-bi-viewers' },
    { name: 'power-bi-admins' },
    { name: 'azure-subscription-readers', members: ['omar', 'priya'] },
    { name: 'all-finance', kind: 'dynamic', members: ['grace'] },
    { name: 'ad-domain-users', kind: 'synced' },
    { name: 'finance-mail', kind: 'mailEnabled' },
    { name: 'helpdesk-admins', kind: 'roleAssignable' },
    { name: 'board-restricted', kind: 'restricted' },
  ],
  googleGroups: [
    { name: 'analytics-readers' },
    { name: 'analytics-admins' },
    { name: 'design-drive', members: ['ben', 'dana'] },
    { name: 'everyone-dynamic', kind: 'dynamic' },
    { name: 'legal-locked', kind: 'locked' },
  ],
};
