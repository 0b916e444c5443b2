import { type Duration, type ProviderName, providerNames } from '../domain/catalog.js';
import type { Problem } from './problems.js';
import type { AppAsFar, PolicyAsFar, RoleAsFar } from './shapes.js';
import { spoken } from './values.js';

/** What a schema of one value cannot see: how the values of a file, and the files, go together. */

const settingsOf: Readonly<Record<Exclude<ProviderName, 'manual'>, string>> = {
  okta: 'OKTA_ORG_URL with OKTA_CLIENT_ID and OKTA_PRIVATE_KEY (or OKTA_API_TOKEN)',
  entra: 'ENTRA_TENANT_ID, ENTRA_CLIENT_ID and ENTRA_CLIENT_SECRET (or ENTRA_CLIENT_CERTIFICATE)',
  google: 'GOOGLE_SERVICE_ACCOUNT and GOOGLE_ADMIN_SUBJECT',
};

export function problemsOfApp(
  { provider, roles = [] }: AppAsFar,
  policy: PolicyAsFar,
  configured: readonly ProviderName[] = providerNames,
): Problem[] {
  return [
    ...unconfigured(provider, 'provider', configured),
    ...(roles.length > 5
      ? [{ path: ['roles'], says: `has ${roles.length} roles. Write 1 to 5, or split the app.` }]
      : []),
    ...sameRole(roles),
    ...roles.flatMap((role, index) => [
      ...problemsOfGroups(provider, role).map((says) => ({ path: ['roles', index, 'groups'], says })),
      ...problemsOfDurations(role, policy).map(([at, says]) => ({ path: ['roles', index, 'durations', at], says })),
    ]),
  ];
}

export const problemsOfPolicy = (
  { directory }: PolicyAsFar,
  configured: readonly ProviderName[] = providerNames,
): Problem[] => unconfigured(directory, 'directory', configured);

function unconfigured(
  provider: ProviderName | undefined,
  field: string,
  configured: readonly ProviderName[],
): Problem[] {
  if (!provider || provider === 'manual' || configured.includes(provider)) return [];
  return [
    { path: [field], says: `${provider} has no settings. Set ${settingsOf[provider]}, or write another ${field}.` },
  ];
}

function sameRole(roles: readonly RoleAsFar[]): Problem[] {
  const ids = roles.map(({ role }) => role);
  return sameTwice(ids).map((index) => ({
    path: ['roles', index, 'role'],
    says: `"${ids[index]}" is the id of an earlier role too. Give each role its own.`,
  }));
}

function problemsOfGroups(provider: ProviderName | undefined, role: RoleAsFar): string[] {
  if (!provider || !('groups' in role)) return [];
  const { groups = [] } = role;
  if (provider === 'manual') {
    if (groups.length === 0) return [];
    return ['cannot stand with provider manual. Remove them, or write the provider that has these groups.'];
  }
  if (groups.length === 0) {
    return ["is missing. Write the provider's groups, by id or name; only provider manual has none."];
  }
  return sameTwice(groups).map((index) => `says "${groups[index]}" twice. Keep one of them.`);
}

function problemsOfDurations({ durations = [], risk }: RoleAsFar, { longest }: PolicyAsFar): [number, string][] {
  const limit = risk && longest[risk];
  const twice = sameTwice(durations).map((index): [number, string] => [
    index,
    `says ${inWords(durations[index]!)} twice. Keep one of them.`,
  ]);
  const tooLong = durations.flatMap((duration, index): [number, string][] => {
    if (limit === undefined || (duration !== 'permanent' && duration <= limit)) return [];
    const most = spoken(limit);
    return [
      [index, `${inWords(duration)} is longer than ${risk} risk allows. Write at most ${most}, or another risk.`],
    ];
  });
  return [...twice, ...tooLong];
}

const inWords = (duration: Duration): string => (duration === 'permanent' ? duration : spoken(duration));

/** The places of what was said before. */
const sameTwice = (values: readonly unknown[]): number[] =>
  values.flatMap((value, index) => (value !== undefined && values.indexOf(value) < index ? [index] : []));
