import { randomBytes } from 'node:crypto';
import type { Acme } from '../company.js';
import { createFaults, type Faults } from '../faults.js';
import { type Answer, type Ask, type Call, Refused, type Route, serve } from '../http.js';
import { browseRoutes } from './browse.js';
import { commentRoutes } from './comments.js';
import { type Control, controlOf } from './control.js';
import { badPayload, jiraError } from './errors.js';
import { issueRoutes } from './issues.js';
import { WriteLimits } from './limits.js';
import { linkRoutes } from './links.js';
import { propertyRoutes } from './properties.js';
import { searchRoutes } from './search.js';
import { siteRoutes } from './site.js';
import { accountOf, Tracker } from './tracker.js';
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
  const tracker = new Tracker(options.company, projectKey, accountOf({ name: 'Latchkey', email }), chosen, now);
  const limits = new WriteLimits(now);
  const webhooks = new Webhooks(tracker, faults);
  const door = { expected: `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`, tracker, limits };
  const served = await serve({
    vendor: 'jira',
    routes: [...guardedRoutes(tracker).map((route) => guarded(route, door)), ...browseRoutes(tracker)],
    port: options.port,
    faults,
    admit: () => undefined,
    unknown: (ask) => jiraError(404, [`null for uri: ${ask.path}`]),
    malformed: () => badPayload().answer,
    dress: dressed,
  });
  webhooks.url = served.url;
  const stop = () => {
    webhooks.stop();
    return served.stop();
  };
  return Object.assign(controlOf(tracker, webhooks), {
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
];

type Door = { readonly expected: string; readonly tracker: Tracker; readonly limits: WriteLimits };

const guarded = (route: Route, { expected, tracker, limits }: Door): Route => ({
  ...route,
  answer: (ask) => {
    letIn(ask, expected);
    limitWrites(tracker, limits, ask);
    return route.answer(ask);
  },
});

function letIn(ask: Ask, expected: string): void {
  if (ask.headers.authorization === expected) return;
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
