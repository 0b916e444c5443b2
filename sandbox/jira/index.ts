import { randomBytes } from 'node:crypto';
import type { Acme } from '../company.js';
import { createFaults, type Faults } from '../faults.js';
import { type Answer, type Ask, type Call, Refused, type Route, serve } from '../http.js';
import { type Account, Accounts, accountOf } from './accounts.js';
import { browseRoutes } from './browse.js';
import { changelogRoutes } from './changelog.js';
import { commentRoutes } from './comments.js';
import { type Control, controlOf } from './control.js';
import { deskError } from './desk/errors.js';
import { deskRoutes } from './desk/index.js';
import { badPayload, jiraError } from './errors.js';
import { fieldRoutes } from './fieldRoutes.js';
import { issueRoutes } from './issues.js';
import { BurstLimits, WriteLimits } from './limits.js';
import { linkRoutes } from './links.js';
import { optionRoutes } from './options.js';
import { propertyRoutes } from './properties.js';
import { searchRoutes } from './search.js';
import { siteRoutes } from './site.js';
import { Tracker } from './tracker.js';
import { transitionRoutes } from './transitions.js';
import { Webhooks } from './webhooks.js';
import { type Workflow, type WorkflowName, workflows } from './workflow.js';

export { type LimitReason, tooManyRequests } from './errors.js';

export type JiraOptions = {
  readonly company: Acme;
  readonly port?: number;
  readonly faults?: Faults;
  readonly email?: string;
  readonly apiToken?: string;
  readonly projectKey?: string;
  readonly workflow?: WorkflowName | Workflow;
  /** A service project has a portal; an ordinary one has none. */
  readonly project?: 'ordinary' | 'service';
  readonly now?: () => number;
};

export type Jira = Control & {
  readonly url: string;
  readonly email: string;
  readonly apiToken: string;
  readonly projectKey: string;
  readonly faults: Faults;
  readonly calls: readonly Call[];
  browseUrl(key: string): string;
  /** Refuse connections, until `comeBack` opens the same port. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
};

export async function startJira(options: JiraOptions): Promise<Jira> {
  const { projectKey = 'ACC', email = 'latchkey@acme.example.com', workflow = 'simple', now = Date.now } = options;
  const apiToken = options.apiToken ?? `ATATT3x${randomBytes(24).toString('base64url')}`;
  const faults = options.faults ?? createFaults();
  const chosen = typeof workflow === 'string' ? workflows[workflow] : workflow;
  const accounts = new Accounts(options.company, accountOf({ name: 'Latchkey', email }), apiToken);
  const tracker = new Tracker(accounts, projectKey, chosen, now);
  if (options.project === 'service') tracker.desk.isOpen = true;
  const limits = new WriteLimits(now);
  const webhooks = new Webhooks(tracker, faults);
  const bursts = new BurstLimits(now);
  const door = { tracker, limits, bursts };
  const served = await serve({
    vendor: 'jira',
    routes: [...guardedRoutes(tracker).map((route) => guarded(route, door)), ...browseRoutes(tracker)],
    port: options.port,
    faults,
    admit: () => undefined,
    unknown: (ask) => jiraError(404, [`null for uri: ${ask.path}`]),
    malformed: (ask) => (isOfDesk(ask) ? deskError(400, 'The request body is not valid JSON.') : badPayload().answer),
    dress: dressed,
  });
  webhooks.url = served.url;
  const stop = () => {
    webhooks.stop();
    return served.stop();
  };
  return Object.assign(controlOf(tracker, webhooks, bursts), {
    ...served,
    stop,
    email,
    apiToken,
    projectKey,
    faults,
    browseUrl: (key: string) => `${served.url}/browse/${key}`,
  });
}

const guardedRoutes = (tracker: Tracker): Route[] => [
  ...siteRoutes(tracker),
  ...issueRoutes(tracker),
  ...commentRoutes(tracker),
  ...transitionRoutes(tracker),
  ...propertyRoutes(tracker),
  ...linkRoutes(tracker),
  ...searchRoutes(tracker),
  ...changelogRoutes(tracker),
  ...fieldRoutes(tracker),
  ...optionRoutes(tracker),
  ...deskRoutes(tracker),
];

const isOfDesk = ({ path }: Ask): boolean => path.startsWith('/rest/servicedeskapi/');

type Door = { readonly tracker: Tracker; readonly limits: WriteLimits; readonly bursts: BurstLimits };

const guarded = (route: Route, { tracker, limits, bursts }: Door): Route => ({
  ...route,
  answer: (ask) => {
    tracker.caller = letIn(ask, tracker.accounts);
    const full = bursts.take(route.operation);
    if (full) throw new Refused(full);
    limitWrites(tracker, limits, ask);
    return route.answer(ask);
  },
});

function letIn(ask: Ask, accounts: Accounts): Account {
  const account = accounts.calling(ask.headers.authorization);
  if (account) return account;
  const message = 'Client must be authenticated to access this resource.';
  const headers: Record<string, string> = { 'www-authenticate': 'OAuth realm="https%3A%2F%2Facme.example.com"' };
  if (ask.headers.authorization) headers['x-seraph-loginreason'] = 'AUTHENTICATED_FAILED';
  throw new Refused({ status: 401, headers, body: { message, 'status-code': 401 } });
}

function limitWrites(tracker: Tracker, limits: WriteLimits, ask: Ask): void {
  const issue = ask.method === 'GET' ? undefined : tracker.find(ask.params.issueIdOrKey ?? '');
  const full = issue ? limits.take(issue.id) : undefined;
  if (full) throw new Refused(full);
}

function dressed(answer: Answer, ask: Ask): Answer {
  const most = ask.method === 'PUT' || ask.method === 'DELETE' ? 50 : 100;
  const always = {
    'atl-traceid': randomBytes(16).toString('hex'),
    'x-ratelimit-limit': String(most),
    'x-ratelimit-remaining': String(most - 1),
    'x-content-type-options': 'nosniff',
  };
  return { ...answer, headers: { ...always, ...answer.headers } };
}
