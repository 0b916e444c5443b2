import type { RequestExecutor } from '@okta/okta-sdk-nodejs';
import type { Budget } from './budget.js';
import { oktaAnswer, TokenDenied } from './oktaErrors.js';
import { type Gate, tokenPath } from './oktaGate.js';
import { budgetedCall, limitsIn } from './oktaLimits.js';
import { ProviderDown } from './port.js';
import { type AnswerHeaders, isLoopback, readObject, silence } from './wire.js';

export type Sdk = typeof import('@okta/okta-sdk-nodejs');

export type Wire = {
  readonly orgUrl: URL;
  readonly gate: Gate;
  readonly budget: Budget;
  readonly now: () => Date;
  /** Milliseconds for one call, its body included; waiting for the budget is not counted. */
  readonly timeout: number;
  /** The headers of each answer, whatever it says. */
  overhear(path: string, headers: AnswerHeaders): void;
};

/** The SDK's plain executor makes one attempt and knows no time-out: ours adds the bounds, and keeps the one attempt. */
export function executorOf(sdk: Sdk, wire: Wire): RequestExecutor {
  return new (class extends sdk.RequestExecutor {
    override async fetch(request: Sent): Promise<Heard> {
      const url = addressFrom(request.url ?? '');
      // A page's "next" link is Okta's to say, but our credential goes to our own org only.
      if (url?.origin !== wire.orgUrl.origin) throw new ProviderDown('okta', 'Okta pointed us to a foreign address.');
      const method = (request.method ?? 'GET').toUpperCase();
      const call = budgetedCall(method, url.pathname);
      await wire.budget.take(call);
      // After the wait: what the catalog allowed before it may be forbidden now.
      wire.gate.check(method, url.pathname);
      const signal = AbortSignal.timeout(wire.timeout);
      const agent = isLoopback(url.hostname) ? undefined : request.agent;
      // A followed redirect would turn a PUT into a GET, and its 200 into a yes.
      const bounded = { ...request, agent, signal, redirect: 'manual' as const };
      const response = await super.fetch(bounded).catch(silence(signal, wire.timeout));
      const { status, headers } = response;
      wire.budget.heard(limitsIn({ bucket: call.bucket, status, headers, now: wire.now() }));
      wire.overhear(url.pathname, headers);
      const text = await response.text().catch(silence(signal, wire.timeout));
      return heard(url.pathname, method, response, text);
    }
  })();
}

const addressFrom = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);

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
      throw new TokenDenied(`${error ?? `HTTP ${status}`}`, `${error_description ?? 'no reason given'}`);
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
