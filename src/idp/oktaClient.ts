import { createPrivateKey } from 'node:crypto';
import type { Client, GroupApi, RoleAssignmentApi, SystemLogApi, UserApi } from '@okta/okta-sdk-nodejs';
import { type Budget, unlimited } from './budget.js';
import { type Asking, faultFrom, TokenDenied } from './oktaErrors.js';
import type { Gate } from './oktaGate.js';
import { executorOf, type Sdk } from './oktaWire.js';
import { type AnswerHeaders, checkHost } from './wire.js';

/** `privateKey` is an RSA key, as PEM or as a JWK's JSON. A service app is preferred: its rights are scopes, and its tokens end. */
export type OktaSettings = { readonly orgUrl: string } & (
  | { readonly clientId: string; readonly privateKey: string }
  | { readonly apiToken: string }
);

export type OktaOptions = {
  readonly now: () => Date;
  /** Milliseconds for one HTTP call, its body included; 5 s when not given: shorter than a lease. */
  readonly timeout?: number;
  /** What every call is taken from, those for tokens included; without limits when not given. */
  readonly budget?: Budget;
};

/** Okta's SDK behind our rules: one bounded attempt, no cache, the gate, and errors in the port's words. */
export type OktaCalls = {
  /** The service app that we are; nothing with an API token. */
  readonly clientId: string | undefined;
  readonly users: UserApi;
  readonly groups: GroupApi;
  /** Asks for its own scope, so that who never ends sessions need not grant it. */
  sessions(): UserApi;
  /** With a scope of its own too, so that who does not have the log read need not grant it. */
  log(): SystemLogApi;
  /** The roles of whoever an API token belongs to. */
  readonly roles: RoleAssignmentApi;
  /** With a token for this scope alone, so that another one's lack does not show; with an API token, as ever. */
  scoped(scope: string): ScopedCalls;
  /** Whether the service app gets a token for this scope. @throws CredentialRefused where it gets none for anything. */
  grants(scope: string): Promise<boolean>;
  lastHeard(): AnswerHeard | undefined;
  /** @throws ProviderDown, ProviderRefused, PersonGone, GroupGone */
  ask<Answer>(call: () => Promise<Answer>): Promise<Answer>;
};

export type ScopedCalls = { readonly users: UserApi; readonly groups: GroupApi; readonly log: SystemLogApi };

/** The headers of an answer, what was asked, and when it came by our own clock. */
export type AnswerHeard = { readonly path: string; readonly headers: AnswerHeaders; readonly at: Date };

const everyday = ['okta.users.read', 'okta.groups.read', 'okta.groups.manage'];
const forSessions = ['okta.users.manage'];
const forLog = ['okta.logs.read'];

/** Loads the SDK: 3 s and 97 MB, so only where Okta is configured. @throws Error that names the setting to mend. */
export async function connect(settings: OktaSettings, gate: Gate, options: OktaOptions): Promise<OktaCalls> {
  const orgUrl = checkOrgUrl(settings.orgUrl);
  const credential = checkCredential(settings);
  const { default: sdk }: { default: Sdk } = await import('@okta/okta-sdk-nodejs');
  let heard: AnswerHeard | undefined;
  const requestExecutor = executorOf(sdk, {
    orgUrl,
    gate,
    budget: options.budget ?? unlimited,
    now: options.now,
    timeout: options.timeout ?? 5000,
    overhear: (path, headers) => {
      heard = { path, headers, at: options.now() };
    },
  });
  const clientFor = (scopes: string[]): Client => {
    const config = {
      orgUrl: orgUrl.origin,
      ...credential.config,
      scopes,
      // The SDK's own cache keeps a person's status for ever.
      cacheMiddleware: null,
      requestExecutor,
      userAgent: 'latchkey',
      // Said outright, because the SDK fills what is left out from OKTA_CLIENT_… and ~/.okta/okta.yaml.
      keyId: '',
    };
    return new sdk.Client(config);
  };
  const client = clientFor(everyday);
  let sessions: Client | undefined;
  let log: Client | undefined;
  const asking: Asking = { now: options.now, credential: credential.named };
  const ask = <Answer>(call: () => Promise<Answer>): Promise<Answer> =>
    call().catch((error: unknown) => {
      throw faultFrom(error, asking);
    });
  return {
    clientId: 'clientId' in settings ? settings.clientId.trim() : undefined,
    users: client.userApi,
    groups: client.groupApi,
    sessions: () => {
      sessions ??= clientFor(forSessions);
      return sessions.userApi;
    },
    log: () => {
      log ??= clientFor(forLog);
      return log.systemLogApi;
    },
    roles: client.roleAssignmentApi,
    scoped: (scope) => {
      const { userApi, groupApi, systemLogApi } = clientFor([scope]);
      return { users: userApi, groups: groupApi, log: systemLogApi };
    },
    grants: (scope) => ask(() => isGranted(clientFor([scope]), scope)),
    lastHeard: () => heard,
    ask,
  };
}

/** What Okta calls a scope that the app was not given differs with why; none of them is about the credential. */
const notGranted = ['invalid_scope', 'consent_required', 'access_denied'];

async function isGranted({ oauth }: Client, scope: string): Promise<boolean> {
  try {
    const { scope: given } = await oauth.getAccessToken();
    // Where it is what was asked, it need not be said.
    return (given ?? scope).split(' ').includes(scope);
  } catch (error) {
    if (error instanceof TokenDenied && notGranted.includes(error.code)) return false;
    throw error;
  }
}

function checkOrgUrl(given: string): URL {
  const example = 'https://acme.okta.com';
  const url = checkHost(given, 'OKTA_ORG_URL', example);
  if (/-admin\.okta[\w-]*\.com$/.test(url.hostname))
    throw new Error(`OKTA_ORG_URL must be the org, not its admin console, for example ${example}`);
  return url;
}

type Credential = { readonly named: string; readonly config: Record<string, string> };

function checkCredential(settings: OktaSettings): Credential {
  if ('apiToken' in settings) {
    const token = settings.apiToken.trim();
    // A stray character would come back inside the HTTP library's error message.
    if (!/^[\x21-\x7e]+$/.test(token))
      throw new Error('OKTA_API_TOKEN is not an API token: it has characters that none has.');
    return { named: 'OKTA_API_TOKEN', config: { authorizationMode: 'SSWS', token } };
  }
  const privateKey = readKey(settings.privateKey);
  const config = { authorizationMode: 'PrivateKey', clientId: settings.clientId.trim(), privateKey };
  return { named: 'OKTA_CLIENT_ID, OKTA_PRIVATE_KEY and the scopes granted to the service app', config };
}

function readKey(given: string): string {
  const key = given.trim().replaceAll('\\n', '\n');
  try {
    const isJwk = key.startsWith('{');
    const read = isJwk ? createPrivateKey({ key: JSON.parse(given.trim()), format: 'jwk' }) : createPrivateKey(key);
    // Every token request of the SDK carries a proof that it signs with RS256, whatever the key.
    if (read.asymmetricKeyType === 'rsa') return isJwk ? given.trim() : key;
  } catch {
    // What is wrong with a key is said without quoting it.
  }
  throw new Error('OKTA_PRIVATE_KEY is not an RSA private key, as PEM or JWK.');
}
