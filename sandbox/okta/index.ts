import { randomBytes } from 'node:crypto';
import type { Acme } from '../company.js';
import { createFaults, type Faults } from '../faults.js';
import { type Answer, type Call, Refused, type Route, serve } from '../http.js';
import { type Control, controlOf } from './control.js';
import { Directory } from './directory.js';
import { everyScope, letIn, tokenOwnerAt } from './door.js';
import { oktaError } from './errors.js';
import { groupRoutes, type ResourceSet } from './groups.js';
import type { Guarded } from './guarded.js';
import { Limits } from './limits.js';
import { logRoutes } from './logs.js';
import { baseOf } from './paging.js';
import { type PublicKey, readPublicKey } from './serviceApp.js';
import { TokenDesk } from './token.js';
import { userRoutes } from './users.js';

export { makeServiceApp } from './serviceApp.js';

export type OktaOptions = {
  readonly company: Acme;
  readonly port?: number;
  readonly faults?: Faults;
  readonly apiToken?: string;
  readonly clientId?: string;
  /** The service app's public key: a JWK or PEM. */
  readonly publicKey?: PublicKey;
  readonly requireDpop?: boolean;
  /** What the service app was given; all that the bot may want, when not said. */
  readonly scopes?: readonly string[];
  readonly now?: () => number;
};

export type Okta = Control & {
  readonly url: string;
  readonly apiToken: string;
  readonly faults: Faults;
  readonly calls: readonly Call[];
  /** Refuse connections, until `comeBack` opens the same port. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
};

export async function startOkta(options: OktaOptions): Promise<Okta> {
  const now = options.now ?? Date.now;
  const apiToken = options.apiToken ?? `00${randomBytes(30).toString('base64url').slice(0, 40)}`;
  const faults = options.faults ?? createFaults();
  const directory = new Directory(options.company, now);
  const limits = new Limits(now);
  const resources: ResourceSet = { groups: 'all' };
  const desk = new TokenDesk(serviceAppOf(options), now);
  const tokenOwner = tokenOwnerAt(directory.at());
  const door = { apiToken, tokenOwner, clientId: options.clientId, desk };
  const guard = (route: Guarded): Route => ({
    ...route,
    answer: (ask) => route.answer(ask, letIn(door, ask, route.operation, baseOf(ask))),
  });
  const token: Route = {
    operation: 'token',
    method: 'POST',
    path: '/oauth2/v1/token',
    answer: (ask) => desk.give(ask, baseOf(ask)),
  };
  const guarded = [...userRoutes(directory, tokenOwner), ...groupRoutes(directory, resources), ...logRoutes(directory)];
  const served = await serve({
    vendor: 'okta',
    routes: [token, ...guarded.map(guard)],
    port: options.port,
    faults,
    admit: (_ask, operation) => {
      const full = limits.take(operation);
      if (full) throw new Refused(full);
    },
    unknown: (ask) => oktaError(404, 'E0000022', `The endpoint does not support ${ask.method} ${ask.path}`),
    malformed: () => oktaError(400, 'E0000003', 'The request body was not well-formed.'),
    dress: (answer, _ask, operation) =>
      dressed(answer, { date: new Date(now()).toUTCString(), ...limits.headers(operation) }),
  });
  const control = controlOf({ directory, limits, desk, resources, tokenOwner });
  return Object.assign(control, { ...served, apiToken, faults });
}

function serviceAppOf(options: OktaOptions) {
  const { clientId, publicKey, requireDpop = false, scopes = everyScope } = options;
  if (clientId === undefined || publicKey === undefined) return undefined;
  return { clientId, publicKey: readPublicKey(publicKey), requireDpop, scopes };
}

function dressed(answer: Answer, always: Record<string, string>): Answer {
  const headers = {
    'x-okta-request-id': randomBytes(16).toString('hex'),
    ...(answer.status === 204 ? {} : { 'x-content-type-options': 'nosniff' }),
    ...always,
  };
  return { ...answer, headers: { ...headers, ...answer.headers } };
}
