import type { Client, GraphRequest, Middleware } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { type Budget, unlimited } from './budget.js';
import { type Asking, faultFrom, graphAnswer, namedMoment } from './entraErrors.js';
import type { Gate } from './entraGate.js';
import { budgetedCall } from './entraLimits.js';
import { createTokens, type EntraCredential, proofOf, type TokenClaims, type Tokens } from './entraToken.js';
import { type Heard, type Sent, type Transmit, transmitWithin } from './entraWire.js';
import { type Page, ProviderDown } from './port.js';
import { checkHost, readObject } from './wire.js';

export type EntraSettings = {
  readonly tenantId: string;
  readonly clientId: string;
  readonly credential: EntraCredential;
  /** Hosts without a path. */
  readonly authorityUrl: string;
  readonly graphUrl: string;
};

export type EntraOptions = {
  readonly now: () => Date;
  /** Milliseconds for one HTTP call, its body included; 5 s when not given: shorter than a lease. */
  readonly timeout?: number;
  readonly budget?: Budget;
};

/** Graph's client behind our rules: one bounded attempt, our own token, the gate, and errors in the port's words. */
export type EntraCalls = {
  /** Graph's own address, as it stands in references. */
  readonly graphUrl: string;
  api(path: string): GraphRequest;
  /** @throws ProviderDown, ProviderRefused; 404 is SomethingMissing. */
  get<Shape>(request: GraphRequest, shape: z.ZodType<Shape>): Promise<Shape>;
  /** One page; `from` is the `next` of the page before. */
  page<Shape>(first: GraphRequest, item: z.ZodType<Shape>, from?: string): Promise<Page<Shape>>;
  /** Every page. */
  all<Shape>(first: GraphRequest, item: z.ZodType<Shape>): Promise<Shape[]>;
  /** A POST that only asks. */
  query<Shape>(request: GraphRequest, body: object, shape: z.ZodType<Shape>): Promise<Shape>;
  /** @param isDone which of Graph's answers mean that it was done. */
  change(change: (request: GraphRequest) => Promise<unknown>, path: string, isDone: readonly number[]): Promise<void>;
  claims(): Promise<TokenClaims>;
  /** The clock of Graph, from an answer that it gave a moment ago. */
  clock(): Date | undefined;
};

type Sdk = typeof import('@microsoft/microsoft-graph-client');

/** Loads the SDK only where Entra ID is configured. @throws Error that names the setting to mend. */
export async function connect(settings: EntraSettings, gate: Gate, options: EntraOptions): Promise<EntraCalls> {
  const { now, timeout = 5000, budget = unlimited } = options;
  const graph = checkHost(settings.graphUrl, 'GRAPH_BASE_URL', 'https://graph.microsoft.com');
  const asking: Asking = { now, credential: namesOf(settings.credential) };
  const limits = { transmit: transmitWithin(timeout), budget, now };
  const tokens = tokensOf(
    settings,
    withinBudget(limits, () => undefined),
    now,
  );
  const { default: sdk }: { default: Sdk } = await import('@microsoft/microsoft-graph-client');
  let heardAt: Date | undefined;
  const transmit = withinBudget(limits, (sent) => gate.check(sent));
  const heard = (date: Date) => {
    heardAt = date;
  };
  const wire = createWire({ graph, tokens, transmit, heard });
  const client = sdk.Client.initWithMiddleware({ baseUrl: graph.origin, middleware: wire });
  const inOurWords = (error: unknown): never => {
    throw faultFrom(error, asking);
  };
  const get: EntraCalls['get'] = (request, shape) =>
    ask(sdk, request, (raw) => raw.get())
      .then((heard) => readAs(heard, [200], shape))
      .catch(inOurWords);
  const page = pagesOf(client, graph, get);
  return {
    graphUrl: graph.origin,
    api: (path) => client.api(path),
    get,
    page,
    all: async (first, item) => {
      const items = [];
      const seen = new Set<string>();
      for (let from: string | undefined; ; ) {
        const read: Page<z.output<typeof item>> = await page(first, item, from);
        items.push(...read.items);
        if (read.next === undefined) return items;
        if (seen.has(read.next)) throw new ProviderDown('entra', "Entra ID's list goes round in circles.");
        seen.add(read.next);
        from = read.next;
      }
    },
    query: (request, body, shape) =>
      ask(sdk, request, (raw) => raw.post(body))
        .then((heard) => readAs(heard, [200], shape))
        .catch(inOurWords),
    change: (change, path, isDone) =>
      ask(sdk, client.api(path), change)
        .then((heard) => void assertStatus(heard, isDone))
        .catch(inOurWords),
    claims: () => tokens.current().then(({ claims }) => claims, inOurWords),
    clock: () => heardAt,
  };
}

const namesOf = ({ kind }: EntraCredential): string =>
  `ENTRA_TENANT_ID, ENTRA_CLIENT_ID and ${kind === 'secret' ? 'ENTRA_CLIENT_SECRET' : 'ENTRA_CLIENT_CERTIFICATE'}`;

function tokensOf(settings: EntraSettings, transmit: Transmit, now: () => Date): Tokens {
  const authority = checkHost(settings.authorityUrl, 'ENTRA_AUTHORITY_URL', 'https://login.microsoftonline.com');
  const [tenant, clientId] = [settings.tenantId.trim(), settings.clientId.trim()];
  // It stands in an address to which our secret goes.
  if (!/^\w[\w.-]*$/.test(tenant)) throw new Error('ENTRA_TENANT_ID is not the id of a tenant, or one of its domains.');
  const url = new URL(`/${tenant}/oauth2/v2.0/token`, authority);
  return createTokens({ url, clientId, proof: proofOf(settings.credential, clientId, url, now), transmit, now });
}

type Limits = { readonly transmit: Transmit; readonly budget: Budget; readonly now: () => Date };

/** Each attempt takes from the budget and is looked at as it leaves; what the answer says about limits is told. */
const withinBudget =
  ({ transmit, budget, now }: Limits, look: (sent: Sent) => void): Transmit =>
  async (sent) => {
    const call = budgetedCall(sent.method, sent.url);
    await budget.take(call);
    look(sent);
    const heard = await transmit(sent);
    // Where it is too much and no moment is named, all processes wait longer each time, until an answer is good again.
    const closedUntil = heard.status === 429 ? namedMoment(heard, now()) : undefined;
    const slower = heard.status === 429 && ({ says: 'slow down' } as const);
    budget.heard({ bucket: call.bucket, ...slower, ...(closedUntil && { closedUntil }) });
    return heard;
  };

type Wire = {
  readonly graph: URL;
  readonly tokens: Tokens;
  readonly transmit: Transmit;
  readonly heard: (date: Date) => void;
};

/** What was heard, or why nothing was. */
type Outcome = { readonly heard: Heard } | { readonly fault: unknown };

/**
 * The only middleware, so the SDK neither repeats, nor follows, nor signs: it would send no credential to a host
 * without TLS, and say nothing. Whatever happens travels through it as if it were an answer, because it turns errors
 * into its own, which quote.
 */
function createWire(wire: Wire): Middleware {
  return {
    async execute(context) {
      const { method = 'GET', body, headers } = context.options ?? {};
      const sent = {
        method,
        url: new URL(String(context.request)),
        headers: { accept: 'application/json', ...(headers as Record<string, string> | undefined) },
        ...(typeof body === 'string' && { body }),
      };
      const outcome: Outcome = await send(wire, sent).then(
        (heard) => ({ heard }),
        (fault: unknown) => ({ fault }),
      );
      context.response = outcome as unknown as Response;
    },
  };
}

async function send({ graph, tokens, transmit, heard: tell }: Wire, sent: Sent): Promise<Heard> {
  // Our credential goes to our own Graph only.
  if (sent.url.origin !== graph.origin) throw foreign();
  const attempt = async (secret: string): Promise<Heard> => {
    const headers = { ...sent.headers, authorization: `Bearer ${secret}` };
    const heard = await transmit({ ...sent, headers });
    const date = new Date(heard.headers.get('date') ?? '');
    if (!Number.isNaN(date.getTime())) tell(date);
    return heard;
  };
  const token = await tokens.current();
  const heard = await attempt(token.secret);
  // Nothing was done with a token that was refused, so this is no second attempt.
  return heard.status === 401 ? attempt((await tokens.instead(token)).secret) : heard;
}

const foreign = () => new ProviderDown('entra', 'Entra ID pointed us to a foreign address.');

async function ask(sdk: Sdk, request: GraphRequest, how: (request: GraphRequest) => Promise<unknown>): Promise<Heard> {
  const outcome = (await how(request.responseType(sdk.ResponseType.RAW))) as Outcome;
  if ('fault' in outcome) throw outcome.fault;
  return outcome.heard;
}

function assertStatus({ status, headers, text }: Heard, isDone: readonly number[]): void {
  if (!isDone.includes(status)) throw graphAnswer(status, text, headers);
}

function readAs<Shape>(heard: Heard, isDone: readonly number[], shape: z.ZodType<Shape>): Shape {
  assertStatus(heard, isDone);
  const read = shape.safeParse(readObject(heard.text));
  if (read.success) return read.data;
  const where = read.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new ProviderDown('entra', `Entra ID answers in a form that is unknown to us (${where || 'all of it'}).`);
}

/** @throws ProviderDown before anything is asked of another host. */
function pagesOf(client: Client, graph: URL, get: EntraCalls['get']): EntraCalls['page'] {
  const checked = (link: string): URL => {
    const url = URL.canParse(link) ? new URL(link) : undefined;
    if (url?.origin !== graph.origin || !url.pathname.startsWith('/v1.0/')) throw foreign();
    return url;
  };
  return async (first, item, from) => {
    const url = from === undefined ? undefined : checked(from);
    const request = url ? client.api(`${url.pathname.slice('/v1.0'.length)}${url.search}`) : first;
    const shape = z.object({ value: z.array(item), '@odata.nextLink': z.string().optional() });
    const { value, '@odata.nextLink': link } = await get(request, shape);
    return link === undefined ? { items: value } : { items: value, next: checked(link).href };
  };
}
