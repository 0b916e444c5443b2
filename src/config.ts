import {
  type AuditConfig,
  type AuditJira,
  type AuditSlack,
  auditJiraOf,
  auditOf,
  auditSlackOf,
  type CheckpointConfig,
  checkpointOf,
  describeSigning,
} from './config/audit.js';
import { missing } from './config/completeness.js';
import type { Certificate, PrivateKey, ServiceAccount } from './config/keys.js';
import { gather, withEnvFile } from './config/sources.js';
import { auditVariables, names, secrets, slackApi, type Values, type Variable, variables } from './config/variables.js';
import { askedProviders, type ProviderName } from './domain/catalog.js';

/** The environment, parsed once at start. A vendor that is not set is switched off and absent here. */
export type Config = {
  readonly slack: SlackConfig;
  readonly okta?: OktaConfig;
  readonly entra?: EntraConfig;
  readonly google?: GoogleConfig;
  readonly jira?: JiraConfig;
  /** Absent: an embedded PostgreSQL under dataDirectory. */
  readonly database?: { readonly url: string };
  /** Absent: the queues lie in the database. */
  readonly redis?: { readonly url: string };
  /** `isFixed`: somebody counts on the port, so no other will do. */
  readonly http: { readonly host: string; readonly port: number; readonly isFixed: boolean };
  readonly role: 'web' | 'worker' | 'all';
  /** `observe`: every provider write becomes a task for a person. */
  readonly mode: 'enforce' | 'observe';
  /** In seconds and counts. */
  readonly watch: {
    readonly reconcileEvery: number;
    readonly reconcileLimit: number;
    readonly logEvery: number;
  };
  /** Days for which texts are kept, once two admins have confirmed it; absent: for good. */
  readonly retentionDays?: number;
  readonly catalogDirectory: string;
  readonly dataDirectory: string;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  readonly publicUrl?: string;
  readonly audit: AuditConfig;
  readonly checkpoints: CheckpointConfig;
};

export type { AuditConfig, CheckpointConfig } from './config/audit.js';

export type SlackConfig = {
  readonly botToken: string;
  readonly receives:
    | { readonly by: 'socket'; readonly appToken: string }
    | { readonly by: 'http'; readonly signingSecret: string };
  /** Ends in `/api/`. */
  readonly apiUrl: string;
};

export type OktaConfig = {
  readonly orgUrl: string;
  readonly credential:
    | { readonly kind: 'privateKey'; readonly clientId: string; readonly privateKey: PrivateKey }
    | { readonly kind: 'apiToken'; readonly apiToken: string };
};

export type EntraConfig = {
  readonly tenantId: string;
  readonly clientId: string;
  readonly credential:
    | ({ readonly kind: 'certificate' } & Certificate)
    | { readonly kind: 'secret'; readonly secret: string };
  readonly authorityUrl: string;
  readonly graphUrl: string;
};

export type GoogleConfig = {
  readonly serviceAccount: ServiceAccount;
  readonly adminSubject: string;
  readonly apiUrl: string;
  readonly tokenUrl: string;
  readonly identityUrl: string;
};

export type JiraConfig = {
  readonly baseUrl: string;
  readonly email: string;
  readonly apiToken: string;
  readonly project: string;
  /** Jira Service Management, by the ids of its portal. */
  readonly serviceDesk?: { readonly id: string; readonly requestType: string };
  readonly webhookSecret?: string;
  /** Seconds between two comparisons with the record; 0 for never. */
  readonly reconcileEvery: number;
};

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** @throws ConfigError naming every variable that is missing or wrong, one a line, with its remedy. */
export function readConfig(environment: NodeJS.ProcessEnv = withEnvFile(process.env, process.cwd())): Config {
  const { given, problems } = gather(environment, names, secrets);
  const read = variables.safeParse(given);
  problems.push(...missing((name) => name in given));
  for (const { path, message } of read.error?.issues ?? []) {
    if (given[String(path[0])] !== '') problems.push(`${String(path[0])} ${message}`);
  }
  if (!read.success || problems.length > 0) throw new ConfigError(problems);
  return configOf(read.data);
}

function configOf(values: Values): Config {
  return {
    slack: slackOf(values),
    okta: values.OKTA_ORG_URL === undefined ? undefined : oktaOf(values),
    entra: values.ENTRA_TENANT_ID === undefined ? undefined : entraOf(values),
    google: values.GOOGLE_ADMIN_SUBJECT === undefined ? undefined : googleOf(values),
    jira: values.JIRA_BASE_URL === undefined ? undefined : jiraOf(values),
    database: values.DATABASE_URL === undefined ? undefined : { url: values.DATABASE_URL },
    redis: values.REDIS_URL === undefined ? undefined : { url: values.REDIS_URL },
    http: httpOf(values),
    role: values.ROLE ?? 'all',
    mode: values.MODE ?? 'enforce',
    watch: watchOf(values),
    retentionDays: values.RETENTION_DAYS,
    catalogDirectory: values.CATALOG_DIR ?? 'catalog',
    dataDirectory: values.LATCHKEY_DATA ?? '.latchkey',
    logLevel: values.LOG_LEVEL ?? 'info',
    publicUrl: values.PUBLIC_URL,
    audit: auditOf(values),
    checkpoints: checkpointOf(values),
  };
}

/** In HTTP mode Slack has to find the port where it was told; otherwise only the one who chose it looks there. */
const httpOf = ({ HOST, PORT, SLACK_APP_TOKEN }: Values): Config['http'] => ({
  host: HOST ?? '127.0.0.1',
  port: PORT ?? 3000,
  isFixed: PORT !== undefined || SLACK_APP_TOKEN === undefined,
});

/** Often enough that what is gone is known within the hour, and seldom enough to cost nothing. */
const watchOf = ({ RECONCILE_EVERY = 60, RECONCILE_LIMIT = 5, LOG_EVERY = 1 }: Values): Config['watch'] => ({
  reconcileEvery: RECONCILE_EVERY * 60,
  reconcileLimit: RECONCILE_LIMIT,
  logEvery: LOG_EVERY * 60,
});

/** `missing` has seen that it is there. */
function sure<Name extends Variable>(values: Values, name: Name): NonNullable<Values[Name]> {
  const value = values[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

function slackOf(values: Values): SlackConfig {
  return {
    botToken: sure(values, 'SLACK_BOT_TOKEN'),
    receives:
      values.SLACK_APP_TOKEN === undefined
        ? { by: 'http', signingSecret: sure(values, 'SLACK_SIGNING_SECRET') }
        : { by: 'socket', appToken: values.SLACK_APP_TOKEN },
    apiUrl: values.SLACK_API_URL ?? slackApi,
  };
}

function oktaOf(values: Values): OktaConfig {
  return {
    orgUrl: sure(values, 'OKTA_ORG_URL'),
    credential:
      values.OKTA_CLIENT_ID === undefined
        ? { kind: 'apiToken', apiToken: sure(values, 'OKTA_API_TOKEN') }
        : { kind: 'privateKey', clientId: values.OKTA_CLIENT_ID, privateKey: sure(values, 'OKTA_PRIVATE_KEY') },
  };
}

function entraOf(values: Values): EntraConfig {
  return {
    tenantId: sure(values, 'ENTRA_TENANT_ID'),
    clientId: sure(values, 'ENTRA_CLIENT_ID'),
    credential:
      values.ENTRA_CLIENT_CERTIFICATE === undefined
        ? { kind: 'secret', secret: sure(values, 'ENTRA_CLIENT_SECRET') }
        : { kind: 'certificate', ...values.ENTRA_CLIENT_CERTIFICATE },
    authorityUrl: values.ENTRA_AUTHORITY_URL ?? 'https://login.microsoftonline.com',
    graphUrl: values.GRAPH_BASE_URL ?? 'https://graph.microsoft.com',
  };
}

function googleOf(values: Values): GoogleConfig {
  return {
    serviceAccount: sure(values, 'GOOGLE_SERVICE_ACCOUNT'),
    adminSubject: sure(values, 'GOOGLE_ADMIN_SUBJECT'),
    apiUrl: values.GOOGLE_API_URL ?? 'https://admin.googleapis.com',
    tokenUrl: values.GOOGLE_TOKEN_URL ?? 'https://oauth2.googleapis.com/token',
    identityUrl: values.GOOGLE_IDENTITY_URL ?? 'https://cloudidentity.googleapis.com',
  };
}

function jiraOf(values: Values): JiraConfig {
  const { JIRA_SERVICE_DESK: id, JIRA_REQUEST_TYPE: requestType } = values;
  return {
    baseUrl: sure(values, 'JIRA_BASE_URL'),
    email: sure(values, 'JIRA_EMAIL'),
    apiToken: sure(values, 'JIRA_API_TOKEN'),
    project: sure(values, 'JIRA_PROJECT'),
    serviceDesk: id === undefined || requestType === undefined ? undefined : { id, requestType },
    webhookSecret: values.JIRA_WEBHOOK_SECRET,
    reconcileEvery: (values.JIRA_RECONCILE_EVERY ?? 60) * 60,
  };
}

/** The providers that have settings and an adapter; `manual` needs neither. */
export const configuredProviders = (config: Config): ProviderName[] => [
  ...askedProviders.filter((name) => config[name] !== undefined),
  'manual',
];

/** What is switched on, and what is off since it is not set: said at start, one a line. */
export function describe(config: Config): string[] {
  const { slack, okta, entra, google, jira, database, redis, http, mode, role } = config;
  return [
    `Slack: on, ${slack.receives.by === 'socket' ? 'Socket Mode' : 'HTTP mode at POST /slack/events'}`,
    okta
      ? `Okta: on, ${okta.orgUrl}${okta.credential.kind === 'apiToken' ? ', by API token (a private key is preferred)' : ''}`
      : 'Okta: off, OKTA_ORG_URL is not set',
    ...(entra
      ? [
          `Entra ID: on, tenant ${entra.tenantId}${entra.credential.kind === 'secret' ? ', without a certificate (one is preferred)' : ''}`,
        ]
      : []),
    ...(google ? [`Google Workspace: on, ${google.apiUrl}`] : []),
    jira
      ? `Jira: on, project ${jira.project}${jira.serviceDesk ? `, requests of the type ${jira.serviceDesk.requestType} in service desk ${jira.serviceDesk.id}` : ''}`
      : 'Jira: off, JIRA_BASE_URL is not set',
    ...(jira
      ? [
          jira.webhookSecret === undefined
            ? "Jira's webhook: off, JIRA_WEBHOOK_SECRET is not set"
            : "Jira's webhook: on, at POST /jira/webhook",
        ]
      : []),
    database ? 'Database: DATABASE_URL' : `Database: embedded under ${config.dataDirectory}, DATABASE_URL is not set`,
    redis ? 'Queues: Redis' : 'Queues: in the database, REDIS_URL is not set',
    describeSigning(config.audit, config.checkpoints),
    config.retentionDays === undefined
      ? 'Retention: off, RETENTION_DAYS is not set: texts are kept for good'
      : `Retention: ${config.retentionDays} days, once two admins have confirmed it with /access retention`,
    `Mode: ${mode === 'enforce' ? 'enforce' : 'observe, every provider write becomes a task for a person'}`,
    `Role: ${role}, listening on ${http.host}:${http.port}`,
  ];
}

export type AuditSettings = {
  readonly url?: string;
  readonly dataDirectory: string;
  readonly catalogDirectory: string;
  readonly audit: AuditConfig;
  readonly jira?: AuditJira;
  readonly slack?: AuditSlack;
};

/** For tools that only read the database, and sign what they take from it. @throws ConfigError */
export function readAuditSettings(
  environment: NodeJS.ProcessEnv = withEnvFile(process.env, process.cwd()),
): AuditSettings {
  const { given, problems } = gather(environment, names, secrets);
  const read = auditVariables.safeParse(given);
  if (!read.success) problems.push(...read.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`));
  if (!read.success || problems.length > 0) throw new ConfigError(problems);
  return {
    url: read.data.DATABASE_URL,
    dataDirectory: read.data.LATCHKEY_DATA ?? '.latchkey',
    catalogDirectory: read.data.CATALOG_DIR ?? 'catalog',
    audit: auditOf(read.data),
    jira: auditJiraOf(read.data),
    slack: auditSlackOf(read.data),
  };
}
