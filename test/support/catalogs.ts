import fc from 'fast-check';
import { type App, type Catalog, type Duration, type Policy, type Role, risks } from '../../src/domain/catalog.js';

const hour = 3600;
const day = 24 * hour;

const policy: Policy = {
  risks: {
    low: { approval: 'auto' },
    standard: { approval: [{ kind: 'manager', quorum: 1 }] },
    sensitive: { approval: [{ kind: 'owner', quorum: 1 }] },
    elevated: { approval: [{ kind: 'owner', quorum: 1 }], longest: 30 * day },
    privileged: {
      approval: [
        { kind: 'security', quorum: 1 },
        { kind: 'owner', quorum: 1 },
      ],
      longest: 24 * hour,
    },
  },
  security: ['sam@acme.example.com'],
  admins: ['it@acme.example.com'],
  lapse: 3 * day,
  pilot: [],
  directory: 'okta',
};

const role = (id: string, name: string, risk: Role['risk'], durations: Duration[]): Role => ({
  id,
  name,
  risk,
  groups: [`${id}-group`],
  durations,
  endSessions: false,
});

const app = (id: string, name: string, owner: string, fallback: string, roles: Role[]): App => ({
  id,
  name,
  owner: `${owner}@acme.example.com`,
  provider: 'okta',
  fallback,
  roles,
});

/** Acme's, in short. */
export const acmeCatalog: Catalog = {
  apps: [
    app('figma', 'Figma', 'dana', 'Ask in #it-help', [
      role('viewer', 'Viewer', 'low', ['permanent']),
      role('editor', 'Editor', 'standard', [8 * hour, 7 * day, 30 * day, 20]),
    ]),
    app('aws', 'AWS', 'priya', 'Page the platform on-call', [
      role('read', 'Read only', 'standard', [7 * day, 30 * day]),
      role('production-admin', 'Production admin', 'privileged', [hour, 4 * hour, 24 * hour]),
    ]),
    app('salesforce', 'Salesforce', 'grace', 'Ask in #revenue-ops', [
      role('finance', 'Finance reports', 'sensitive', [30 * day, 90 * day]),
    ]),
  ],
  policy,
  hash: 'c1',
};

/** What people write where they may write anything. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '<!channel>',
    '<@U1|ana>',
    '*',
    '&amp;',
    '`',
    '\n\n',
    '👩‍👩‍👧‍👦',
    ' ',
    '@here',
    '>quoted',
    '<https://x.example.com|x>',
  ),
  fc.string({ unit: 'grapheme', minLength: 2_900, maxLength: 3_100 }),
  fc.constantFrom('&', '<', '👩‍👩‍👧‍👦', 'é').map((one) => one.repeat(3_000)),
);

const anyName = fc.oneof(anyText, fc.string({ minLength: 1, maxLength: 300 }));
const anyId = fc.stringMatching(/^[a-z0-9-]{1,64}$/);
const anyDuration: fc.Arbitrary<Duration> = fc.oneof(
  fc.constant<Duration>('permanent'),
  fc.integer({ min: 1, max: 400 * day }),
  fc.integer({ min: 1, max: 400 }).map((count) => count * hour),
);

const anyRole: fc.Arbitrary<Role> = fc.record({
  id: anyId,
  name: anyName,
  risk: fc.constantFrom(...risks),
  groups: fc.constant(['group']),
  durations: fc.array(anyDuration, { minLength: 1, maxLength: 8 }),
  endSessions: fc.boolean(),
});

export const anyApp: fc.Arbitrary<App> = fc.record({
  id: anyId,
  name: anyName,
  owner: fc.constant('dana@acme.example.com'),
  provider: fc.constantFrom('okta', 'manual'),
  fallback: anyName,
  roles: fc.uniqueArray(anyRole, { minLength: 1, maxLength: 5, selector: ({ id }) => id }),
});

export const anyCatalog: fc.Arbitrary<Catalog> = fc
  .uniqueArray(anyApp, { minLength: 1, maxLength: 4, selector: ({ id }) => id })
  .map((apps) => ({ apps, policy, hash: 'c1' }));

/** As many apps as a big company has. */
export const bigCatalog = (count: number): Catalog => ({
  ...acmeCatalog,
  apps: Array.from({ length: count }, (_, index) =>
    app(`app-${index}`, `Application ${index}`, 'dana', 'Ask in #it-help', [role('user', 'User', 'standard', [day])]),
  ),
});
