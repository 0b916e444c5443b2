import { randomBytes, randomUUID } from 'node:crypto';
import type { Acme } from '../company.js';
import { createFaults, type Faults } from '../faults.js';
import { type Answer, type Ask, type Call, Refused, type Route, serve } from '../http.js';
import { type Control, controlOf } from './control.js';
import { Directory } from './directory.js';
import { everyPermission, letIn } from './door.js';
import { graphError } from './errors.js';
import { groupRoutes } from './groups.js';
import type { Guarded } from './guarded.js';
import { costOf, Limits } from './limits.js';
import { checkParameters } from './query.js';
import { guid } from './records.js';
import { reportRoutes } from './reports.js';
import { TokenDesk } from './token.js';
import { userRoutes } from './users.js';

export type EntraOptions = {
  readonly company: Acme;
  readonly port?: number;
  readonly faults?: Faults;
  readonly clientSecret?: string;
  /** The app's certificate, PEM, without its private key. */
  readonly certificate?: string;
  /** What the app was granted; all that the bot may want, when not said. */
  readonly permissions?: readonly string[];
  readonly now?: () => number;
};

/** Microsoft Graph and the desk that gives tokens for it, on one port. */
export type Entra = Control & {
  readonly url: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly servicePrincipalId: string;
  /** What the bot has to be told to find it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly faults: Faults;
  readonly calls: readonly Call[];
  /** Refuse connections, until `comeBack` opens the same port. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
};

export async function startEntra(options: EntraOptions): Promise<Entra> {
  const now = options.now ?? Date.now;
  const faults = options.faults ?? createFaults();
  const app = appOf(options);
  const directory = new Directory(options.company, now);
  const limits = new Limits(now);
  const desk = new TokenDesk(app, options.permissions ?? everyPermission, now);
  const served = await serve({
    vendor: 'msgraph',
    routes: routesOf(directory, desk),
    port: options.port,
    faults,
    admit: (ask, operation) => {
      const full = operation === 'token' ? undefined : limits.take(operation, ask.query);
      if (full) throw new Refused(full);
    },
    unknown: (ask) => graphError(400, 'BadRequest', `Resource not found for the segment '${ask.path.split('/')[2]}'.`),
    malformed: () => graphError(400, 'BadRequest', 'Unable to read JSON request payload.'),
    dress: (answer, ask, operation) => dressed(answer, ask, operation, limits),
  });
  const { tenantId, clientId, secret: clientSecret, servicePrincipalId } = app;
  const environment = {
    ENTRA_TENANT_ID: tenantId,
    ENTRA_CLIENT_ID: clientId,
    ENTRA_CLIENT_SECRET: clientSecret,
    ENTRA_AUTHORITY_URL: served.url,
    GRAPH_BASE_URL: served.url,
  };
  const identity = { tenantId, clientId, clientSecret, servicePrincipalId, environment };
  return Object.assign(controlOf(directory, limits, desk), { ...served, ...identity, faults });
}

function appOf({ clientSecret, certificate }: EntraOptions) {
  return {
    tenantId: guid('tenant acme'),
    clientId: guid('app latchkey'),
    servicePrincipalId: guid('service principal latchkey'),
    secret: clientSecret ?? randomBytes(30).toString('base64url'),
    certificate,
  };
}

function routesOf(directory: Directory, desk: TokenDesk): Route[] {
  const guard = (route: Guarded): Route => ({
    ...route,
    answer: (ask) => {
      const caller = letIn(desk, ask, route.operation);
      checkParameters(ask);
      return route.answer(ask, caller);
    },
  });
  const token: Route = {
    operation: 'token',
    method: 'POST',
    path: '/{tenant}/oauth2/v2.0/token',
    answer: (ask) => desk.give(ask),
  };
  return [token, ...[...userRoutes(directory), ...groupRoutes(directory), ...reportRoutes(directory)].map(guard)];
}

function dressed(answer: Answer, ask: Ask, operation: string, limits: Limits): Answer {
  if (operation === 'token')
    return { ...answer, headers: { 'cache-control': 'no-store, no-cache', ...answer.headers } };
  const always = {
    'request-id': randomUUID(),
    'client-request-id': ask.headers['client-request-id']?.toString() ?? randomUUID(),
    'x-ms-resource-unit': String(costOf(operation, ask.query)),
    ...limits.headers(),
    ...(answer.status !== 204 && {
      'content-type':
        'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
    }),
  };
  return { ...answer, headers: { ...always, ...answer.headers } };
}
