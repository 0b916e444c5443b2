import type { admin_directory_v1, admin_reports_v1 } from '@googleapis/admin';
import { type Budget, unlimited } from './budget.js';
import { faultFrom, isNoWord } from './googleErrors.js';
import type { Gate } from './googleGate.js';
import { type TokenAnswer, type Tokens, tokensOf } from './googleToken.js';
import { type Wire, wireOf } from './googleWire.js';
import { isLoopback } from './wire.js';

export type GoogleSettings = {
  readonly serviceAccount: {
    readonly clientEmail: string;
    /** PEM, RSA. */
    readonly privateKey: string;
    readonly privateKeyId?: string;
    /** The number that domain-wide delegation is given to, and that Google's log names us by. */
    readonly clientId?: string;
  };
  /** The admin in whose name the service account asks: an account that no person uses. */
  readonly adminSubject: string;
  readonly apiUrl: string;
  readonly tokenUrl: string;
  /** Where Cloud Identity is. */
  readonly identityUrl: string;
};

export type GoogleOptions = {
  readonly now: () => Date;
  /** Milliseconds for one HTTP call, its body included; 5 s when not given: shorter than a lease. */
  readonly timeout?: number;
  /** Nobody counts when not given. */
  readonly budget?: Budget;
};

/** Google's library behind our rules: one bounded attempt, our own tokens, the gate, and errors in the port's words. */
export type GoogleCalls = {
  readonly directory: admin_directory_v1.Admin;
  /** In a token of its own, so that who never ends sessions need not authorise its scope. */
  readonly security: admin_directory_v1.Admin;
  /** In a token of its own too. */
  readonly reports: admin_reports_v1.Admin;
  /** @throws ProviderDown, ProviderRefused, PersonGone, GroupGone */
  ask<Answer>(call: () => Promise<{ readonly data: Answer }>): Promise<Answer>;
  /**
   * Reads from Cloud Identity, in a token of its own too: who does not authorise its scope is asked for nothing.
   * @returns nothing where Google gives no word: not authorised, not switched on, or not to be seen.
   * @throws ProviderDown
   */
  askIdentity(path: string, query?: Readonly<Record<string, string>>): Promise<unknown>;
  /** Asks for a token with this one scope, and keeps none. @throws TokenDenied, ProviderDown */
  tryScope(scope: string): Promise<void>;
  /** Google's clock less ours, in milliseconds, as its last token told. */
  clockAhead(): number | undefined;
};

const scope = (name: string): string => `https://www.googleapis.com/auth/${name}`;

/** docs/security.md says what each is for. */
export const scopes = {
  everyday: ['admin.directory.user.readonly', 'admin.directory.group.readonly', 'admin.directory.group.member'],
  sessions: ['admin.directory.user.security'],
  log: ['admin.reports.audit.readonly'],
  kinds: ['cloud-identity.groups.readonly'],
} as const;

/** Loads the library: 0.3 s and 15 MB, so only where Google is configured. @throws Error that names the setting to mend. */
export async function connect(settings: GoogleSettings, gate: Gate, options: GoogleOptions): Promise<GoogleCalls> {
  const rootUrl = checked('GOOGLE_API_URL', settings.apiUrl);
  if (rootUrl.pathname !== '/') throw new Error('GOOGLE_API_URL must be a host without a path.');
  const tokenUrl = checked('GOOGLE_TOKEN_URL', settings.tokenUrl);
  const identityUrl = checked('GOOGLE_IDENTITY_URL', settings.identityUrl);
  const { now, timeout = 5000, budget = unlimited } = options;
  const { admin, auth } = await import('@googleapis/admin');
  const wire = wireOf({ rootUrl, gate, timeout, budget, now });
  let ahead: number | undefined;
  const post = async (data: URLSearchParams): Promise<TokenAnswer> => {
    // What is at hand of the library's own transport, with its proxies; it adds no credential of its own.
    const { transporter } = new auth.OAuth2();
    const {
      status,
      headers,
      data: text,
    } = await transporter.request<string>({
      ...plain,
      url: tokenUrl.href,
      method: 'POST',
      data,
      adapter: wire.toTokenDesk,
    });
    const date = Date.parse(headers.get('date') ?? '');
    if (!Number.isNaN(date)) ahead = date - now().getTime();
    return { status, headers, text };
  };
  const desk = { settings, now, post };
  const through = (names: readonly string[]) => clientOptions(rootUrl, wire, tokensOf(desk, names.map(scope)));
  const toIdentity = wire.toApi(tokensOf(desk, scopes.kinds.map(scope)), identityUrl);
  return {
    directory: admin({ version: 'directory_v1', ...through(scopes.everyday) }),
    security: admin({ version: 'directory_v1', ...through(scopes.sessions) }),
    reports: admin({ version: 'reports_v1', ...through(scopes.log) }),
    ask: (call) =>
      call().then(
        ({ data }) => data,
        (error: unknown) => {
          throw faultFrom(error, now);
        },
      ),
    askIdentity: async (path, params = {}) => {
      const url = new URL(path, identityUrl).href;
      const { transporter } = new auth.OAuth2();
      const asked = transporter.request<unknown>({ ...plain, url, params, adapter: toIdentity });
      return asked.then(({ data }) => data, unlessSilent(now));
    },
    tryScope: async (name) => {
      const url = name.startsWith('https://') ? name : scope(name);
      await tokensOf(desk, [url])
        .get()
        .catch((error: unknown) => {
          throw faultFrom(error, now);
        });
    },
    clockAhead: () => ahead,
  };
}

const unlessSilent =
  (now: () => Date) =>
  (error: unknown): undefined => {
    if (!isNoWord(error)) throw faultFrom(error, now);
    return undefined;
  };

/** When to try again is the caller's to say, and what is a yes is ours. */
const plain = { retry: false, validateStatus: () => true } as const;

const clientOptions = (rootUrl: URL, wire: Wire, tokens: Tokens) => ({
  ...plain,
  rootUrl: rootUrl.href,
  // Said outright, because the library fills what is left out from GOOGLE_CLOUD_UNIVERSE_DOMAIN.
  universeDomain: 'googleapis.com',
  adapter: wire.toApi(tokens),
});

function checked(variable: string, given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url) throw new Error(`${variable} is not an address.`);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return url;
  throw new Error(`${variable} must start with https://`);
}
