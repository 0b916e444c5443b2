import { createPrivateKey } from 'node:crypto';
import type { Client, GroupApi, RequestExecutor, SystemLogApi, UserApi } from '@okta/okta-sdk-nodejs';
import { type Asking, faultFrom, NoAnswer, oktaAnswer, readObject, TokenDenied } from './oktaErrors.js';
import { type Gate, tokenPath } from './oktaGate.js';
import { ProviderDown } from './port.js';

/** `privateKey` is an RSA key, as PEM or as a JWK's JSON. A service app is preferred: its rights are scopes, and its tokens end. */
export type OktaSettings = { readonly orgUrl: string } & (
  | { readonly clientId: string; readonly privateKey: string }
  | { readonly apiToken: string }
);

export type OktaOptions = {
  readonly now: () => Date;
  /** Milliseconds for one HTTP call, its body included; 5 s when not given: shorter than a lease. */
  readonly timeout?: number;
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
  /** @throws ProviderDown, ProviderRefused, PersonGone, GroupGone */
  ask<Answer>(call: () => Promise<Answer>): Promise<Answer>;
};

type Sdk = typeof import('@okta/okta-sdk-nodejs');

const everyday = ['okta.users.read', 'okta.groups.read', 'okta.groups.manage'];
const forSessions = ['okta.users.manage'];
const forLog = ['okta.logs.read'];

/** Loads the SDK: 3 s and 97 MB, so only where Okta is configured. @throws Error that names the setting to mend. */
export async function connect(settings: OktaSettings, gate: Gate, options: OktaOptions): Promise<OktaCalls> {
  const orgUrl = checkOrgUrl(settings.orgUrl);
  const credential = checkCredential(settings);
  const { default: sdk }: { default: Sdk } = await import('@okta/okta-sdk-nodejs');
  const requestExecutor = executorOf(sdk, { orgUrl, gate, timeout: options.timeout ?? 5000 });
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
    ask: (call) =>
      call().catch((error: unknown) => {
        throw faultFrom(error, asking);
      }),
  };
}

function checkOrgUrl(given: string): URL {
  const fail = (why: string) => new Error(`OKTA_ORG_URL ${why}, for example https://acme.okta.com`);
  const url = addressFrom(given.trim());
  if (!url) throw fail('is not an address');
  const isLoopback = isLoopbackHost(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) throw fail('must start with https://');
  if (url.pathname !== '/' || url.search !== '' || url.username !== '') throw fail('must be a host without a path');
  if (/-admin\.okta[\w-]*\.com$/.test(url.hostname)) throw fail('must be the org, not its admin console');
  return url;
}

const addressFrom = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);

const isLoopbackHost = (host: string): boolean => /^(127(\.\d+){3}|localhost|\[::1\])$/.test(host);

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

type Wire = { readonly orgUrl: URL; readonly gate: Gate; readonly timeout: number };

/** The SDK's plain executor makes one attempt and knows no time-out: ours adds the bounds, and keeps the one attempt. */
function executorOf(sdk: Sdk, { orgUrl, gate, timeout }: Wire): RequestExecutor {
  return new (class extends sdk.RequestExecutor {
    override async fetch(request: Sent): Promise<Heard> {
      const url = addressFrom(request.url ?? '');
      // A page's "next" link is Okta's to say, but our credential goes to our own org only.
      if (url?.origin !== orgUrl.origin) throw new ProviderDown('okta', 'Okta pointed us to a foreign address.');
      const method = (request.method ?? 'GET').toUpperCase();
      gate.check(method, url.pathname);
      const signal = AbortSignal.timeout(timeout);
      const agent = isLoopbackHost(url.hostname) ? undefined : request.agent;
      // A followed redirect would turn a PUT into a GET, and its 200 into a yes.
      const bounded = { ...request, agent, signal, redirect: 'manual' as const };
      const response = await super.fetch(bounded).catch(silence(signal, timeout));
      const text = await response.text().catch(silence(signal, timeout));
      return heard(url.pathname, method, response, text);
    }
  })();
}

type Sent = Parameters<RequestExecutor['fetch']>[0] & { readonly method?: string };
type Heard = Awaited<ReturnType<RequestExecutor['fetch']>>;

/** The whole answer, or an error that says which it was. */
function heard(path: string, method: string, response: Heard, text: string): Heard {
  const { status, headers } = response;
  const isYes = status >= 200 && status < 300;
  const isWrite = method === 'PUT' || method === 'DELETE';
  if (path === tokenPath) {
    const { error, error_description, access_token } = readObject(text);
    const isTokenOrNonce = isYes ? typeof access_token === 'string' : status === 400 && error === 'use_dpop_nonce';
    // The SDK would take a refused token for a token, and send "Bearer undefined".
    if (status === 429 || status >= 500) throw oktaAnswer(status, text, headers);
    if (!isTokenOrNonce)
      throw new TokenDenied(`${error ?? `HTTP ${status}`}: ${error_description ?? 'no reason given'}`);
  } else if (!isYes || (isWrite && status !== 204)) {
    throw oktaAnswer(status, text, headers);
  }
  return Object.assign(Object.create(null), {
    status,
    headers,
    url: response.url,
    text: async () => text,
    json: async () => JSON.parse(text),
  });
}

/** What the HTTP library throws carries the address, and with it somebody's e-mail: its code is enough. */
const silence =
  (signal: AbortSignal, timeout: number) =>
  (error: unknown): never => {
    if (signal.aborted) throw new NoAnswer(`nothing within ${timeout} ms`);
    const code = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    throw typeof code === 'string' ? new NoAnswer(code) : error;
  };
