/** The catalog: all that can be requested. Read from files at start; see catalogFiles.ts for their validation. */
export type Catalog = {
  readonly apps: readonly App[];
  readonly policy: Policy;
  /** SHA-256 over the canonical JSON of apps and policy: every decision carries it. */
  readonly hash: string;
};

export type App = {
  readonly id: string;
  readonly name: string;
  /** E-mail of the accountable person, lower case. */
  readonly owner: string;
  readonly provider: ProviderName;
  /** What happens when a request does not fit: a sentence of the owner's. */
  readonly fallback: string;
  readonly roles: readonly Role[];
};

export type Role = {
  readonly id: string;
  readonly name: string;
  readonly risk: Risk;
  /** The provider's groups, by id or name, as the file has them. Empty only with provider `manual`. */
  readonly groups: readonly string[];
  /** Offered to people; the first is the default. */
  readonly durations: readonly Duration[];
  readonly endSessions: boolean;
};

export type ProviderName = (typeof providerNames)[number];
export const providerNames = ['okta', 'entra', 'google', 'manual'] as const;
/** Those that are asked; `manual` is people. */
export const askedProviders = ['okta', 'entra', 'google'] as const;

export type Risk = (typeof risks)[number];
export const risks = ['low', 'standard', 'sensitive', 'elevated', 'privileged'] as const;

/** Seconds, or no end. An explicit word, so that a missing number can never mean "for ever". */
export type Duration = number | 'permanent';

export type Policy = {
  readonly risks: Readonly<Record<Risk, RiskRule>>;
  /** E-mails, lower case. */
  readonly security: readonly string[];
  readonly admins: readonly string[];
  /** Who may take evidence out, beside the admins. Absent as long as no file names any: so the hash stays what it was. */
  readonly auditors?: readonly string[];
  /** Seconds from submission after which an unanswered request lapses. */
  readonly lapse: number;
  /** Provider groups whose members may ask; empty: everybody. */
  readonly pilot: readonly string[];
  readonly directory: Exclude<ProviderName, 'manual'>;
};

export type RiskRule = {
  readonly approval: 'auto' | readonly StageRule[];
  /** Longest time since activation, in seconds. */
  readonly longest?: number;
};

export type StageKind = 'manager' | 'owner' | 'security';
export type StageRule = { readonly kind: StageKind; readonly quorum: number };

export const findApp = (catalog: Catalog, app: string): App | undefined => catalog.apps.find(({ id }) => id === app);

export function findRole(catalog: Catalog, app: string, role: string): { app: App; role: Role } | undefined {
  const found = findApp(catalog, app);
  const itsRole = found?.roles.find(({ id }) => id === role);
  return found && itsRole && { app: found, role: itsRole };
}

/** The longest an assignment may last since its activation: the risk's limit, else the longest duration offered. */
export function longestFor(catalog: Catalog, role: Role): Duration {
  const limit = catalog.policy.risks[role.risk].longest;
  if (limit !== undefined) return limit;
  if (role.durations.includes('permanent')) return 'permanent';
  return Math.max(...role.durations.map((duration) => (duration === 'permanent' ? 0 : duration)));
}

/** What a catalog consists of, part by part: the policy, each app without its roles, each role as `figma/editor`. */
export function* partsOf(catalog: Catalog): Generator<[string, string]> {
  yield ['policy', JSON.stringify(catalog.policy)];
  for (const app of catalog.apps) {
    const { roles, ...itself } = app;
    yield [app.id, JSON.stringify(itself)];
    for (const role of roles) yield [`${app.id}/${role.id}`, JSON.stringify(role)];
  }
}

/** A digest of each part: the audit trail keeps these, and so can tell the next difference without keeping addresses. */
export type CatalogDigests = Readonly<Record<string, string>>;
export type CatalogDifference = { readonly added: string[]; readonly removed: string[]; readonly changed: string[] };

export const difference = (before: CatalogDigests, after: CatalogDigests): CatalogDifference => ({
  added: Object.keys(after).filter((part) => !(part in before)),
  removed: Object.keys(before).filter((part) => !(part in after)),
  changed: Object.keys(after).filter((part) => part in before && before[part] !== after[part]),
});
