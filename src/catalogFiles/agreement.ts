import { type Duration, type ProviderName, providerNames } from '../domain/catalog.js';
import type { Problem } from './problems.js';
import type { AppFile, PolicyFile } from './shapes.js';
import { spoken } from './values.js';

/** What a schema of one value cannot see: how the values of a file, and the files, go together. */

const settingsOf: Readonly<Record<Exclude<ProviderName, 'manual'>, string>> = {
  okta: 'OKTA_ORG_URL with OKTA_CLIENT_ID and OKTA_PRIVATE_KEY (or OKTA_API_TOKEN)',
  entra: 'ENTRA_TENANT_ID, ENTRA_CLIENT_ID and ENTRA_CLIENT_SECRET (or ENTRA_CLIENT_CERTIFICATE)',
  google: 'GOOGLE_SERVICE_ACCOUNT and GOOGLE_ADMIN_SUBJECT',
};

const anyProvider: readonly ProviderName[] = providerNames;

export function problemsOfApp(
  app: AppFile,
  policy: PolicyFile | undefined,
  configured: readonly ProviderName[] = anyProvider,
): Problem[] {
  return [
    ...unconfigured(app.provider, 'provider', configured),
    ...numberOfRoles(app),
    ...sameTwice(app.roles.map(({ role }) => role)).map((index) => ({
      path: ['roles', index, 'role'],
      says: `"${app.roles[index]?.role}" is the id of an earlier role too. Give each role its own.`,
    })),
    ...app.roles.flatMap((role, index) => [
      ...problemsOfGroups(app, role).map((says) => ({ path: ['roles', index, 'groups'], says })),
      ...problemsOfDurations(role, policy).map(([at, says]) => ({ path: ['roles', index, 'durations', ...at], says })),
    ]),
  ];
}

export const problemsOfPolicy = (policy: PolicyFile, configured: readonly ProviderName[] = anyProvider): Problem[] =>
  unconfigured(policy.directory, 'directory', configured);

function unconfigured(provider: ProviderName, field: string, configured: readonly ProviderName[]): Problem[] {
  if (provider === 'manual' || configured.includes(provider)) return [];
  return [
    { path: [field], says: `${provider} has no settings. Set ${settingsOf[provider]}, or write another ${field}.` },
  ];
}

function numberOfRoles({ roles }: AppFile): Problem[] {
  if (roles.length > 5) {
    return [{ path: ['roles'], says: `has ${roles.length} roles. Write at most 5, or split the app in two.` }];
  }
  return roles.length === 0 ? [{ path: ['roles'], says: 'has no role. Write 1 to 5 roles.' }] : [];
}

type RoleFile = AppFile['roles'][number];

function problemsOfGroups({ provider }: AppFile, { groups = [] }: RoleFile): string[] {
  if (provider === 'manual') {
    if (groups.length === 0) return [];
    return [
      'cannot be given by hand: provider manual has no groups. Remove them, or write the provider that has them.',
    ];
  }
  if (groups.length === 0) {
    return ["is missing. Write the provider's groups, by id or name; only provider manual has none."];
  }
  return sameTwice(groups).map((index) => `says "${groups[index]}" twice. Keep one of them.`);
}

function problemsOfDurations({ durations, risk }: RoleFile, policy: PolicyFile | undefined): [number[], string][] {
  if (durations.length === 0)
    return [[[], 'is empty. Write what is offered, e.g. [8h, 7d]; the first is the default.']];
  const longest = policy?.risks[risk].longest;
  const twice = sameTwice(durations).map((index): [number[], string] => [
    [index],
    `says ${inWords(durations[index]!)} twice. Keep one of them.`,
  ]);
  const tooLong = durations.flatMap((duration, index): [number[], string][] =>
    longest !== undefined && (duration === 'permanent' || duration > longest)
      ? [[[index], `${inWords(duration)} is longer than ${risk} risk allows (${spoken(longest)}). ${remedy(longest)}`]]
      : [],
  );
  return [...twice, ...tooLong];
}

const inWords = (duration: Duration): string => (duration === 'permanent' ? duration : spoken(duration));
const remedy = (longest: number) => `Write at most ${spoken(longest)}, or another risk.`;

/** The places of what was said before. */
const sameTwice = (values: readonly unknown[]): number[] =>
  values.flatMap((value, index) => (values.indexOf(value) < index ? [index] : []));
