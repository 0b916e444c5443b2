import type { Acme } from '../company.js';
import { createFaults, type Faults } from '../faults.js';
import { type Answer, type Ask, type Call, type Route, serve } from '../http.js';
import { type Control, controlOf } from './control.js';
import { Directory } from './directory.js';
import { everyScope, letIn, type Role } from './door.js';
import { googleError } from './errors.js';
import { groupRoutes } from './groups.js';
import type { Guarded } from './guarded.js';
import { identityRoutes } from './identity.js';
import { Limits } from './limits.js';
import { memberRoutes } from './members.js';
import { type Lag, reportRoutes } from './reports.js';
import { makeServiceAccount, type ServiceAccount } from './serviceAccount.js';
import { TokenDesk } from './token.js';
import { userRoutes } from './users.js';

export { everyScope } from './door.js';
export { makeServiceAccount } from './serviceAccount.js';

export type GoogleOptions = {
  readonly company: Acme;
  readonly port?: number;
  readonly faults?: Faults;
  /** Made anew when not given. */
  readonly account?: ServiceAccount;
  /** What an admin authorised; all that the bot may want, when not said. */
  readonly scopes?: readonly string[];
  readonly now?: () => number;
};

export type Google = Control & {
  readonly url: string;
  readonly tokenUrl: string;
  /** What a bot has to be told to find it; its key is made when first asked for. */
  environment(): Readonly<Record<string, string>>;
  readonly adminSubject: string;
  readonly faults: Faults;
  readonly calls: readonly Call[];
  /** Refuse connections, until `comeBack` opens the same port. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
};

/** The account in whose name the bot asks: an admin that is nobody's own. */
const admin = {
  key: 'latchkey-admin',
  name: 'Latchkey Admin',
  email: 'latchkey-admin@acme.example.com',
  title: '',
  department: '',
};

export async function startGoogle(options: GoogleOptions): Promise<Google> {
  const now = options.now ?? Date.now;
  let made = options.account;
  const account = () => {
    made ??= makeServiceAccount();
    return made;
  };
  const faults = options.faults ?? createFaults();
  const directory = new Directory({ ...options.company, people: [...options.company.people, admin] }, now);
  directory.person(admin.key).isDelegatedAdmin = true;
  const limits = new Limits(now);
  const role: Role = { withheld: [] };
  const lag: Lag = { ms: 0 };
  const delegation = { account, scopes: options.scopes ?? everyScope };
  const isActive = (email: string) =>
    [...directory.users.values()].some(({ primaryEmail, suspended }) => primaryEmail === email && !suspended);
  const desk = new TokenDesk(delegation, isActive, now);
  const guard = (route: Guarded): Route => ({
    ...route,
    answer: (ask) => route.answer(ask, letIn(desk, directory, role, ask, route.operation)),
  });
  const token: Route = {
    operation: 'token',
    method: 'POST',
    path: '/token',
    answer: (ask) => desk.give(ask, `http://${ask.headers.host}/token`),
  };
  const guarded = [
    ...userRoutes(directory),
    ...groupRoutes(directory),
    ...memberRoutes(directory),
    ...reportRoutes(directory, lag),
    ...identityRoutes(directory),
  ];
  const served = await serve({
    vendor: 'google',
    routes: [token, ...guarded.map(guard)],
    port: options.port,
    faults,
    admit: (_ask, operation) => {
      if (operation !== 'token') limits.take();
    },
    unknown: () => ({ status: 404, body: '<html><title>Error 404 (Not Found)!!1</title></html>' }),
    malformed: () => googleError(400, 'parseError', 'Parse Error'),
    dress: (answer, ask) => dressed(answer, ask, now()),
  });
  return Object.assign(controlOf({ directory, limits, desk, role, lag }), {
    ...served,
    tokenUrl: `${served.url}/token`,
    environment: () => ({
      GOOGLE_SERVICE_ACCOUNT: keyFileOf(account()),
      GOOGLE_ADMIN_SUBJECT: admin.email,
      GOOGLE_API_URL: served.url,
      GOOGLE_IDENTITY_URL: served.url,
      GOOGLE_TOKEN_URL: `${served.url}/token`,
    }),
    adminSubject: admin.email,
    faults,
  });
}

/** As Google makes it. */
const keyFileOf = ({ clientEmail, clientId, privateKey }: ServiceAccount): string =>
  JSON.stringify({
    type: 'service_account',
    client_email: clientEmail,
    client_id: clientId,
    private_key: privateKey,
  });

/** Who has the newest already is told so, without it. */
function dressed(answer: Answer, ask: Ask, now: number): Answer {
  const date = { date: new Date(now).toUTCString() };
  const etag = (answer.body as { etag?: string } | undefined)?.etag;
  const isKnown = ask.method === 'GET' && etag !== undefined && ask.headers['if-none-match'] === etag;
  if (isKnown) return { status: 304, headers: { ...date, etag } };
  return { ...answer, headers: { ...date, ...(etag && { etag }), ...answer.headers } };
}
