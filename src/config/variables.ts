import { z } from 'zod';
import {
  readCertificate,
  readCertificates,
  readPrivateKey,
  readPublicKeys,
  readServiceAccount,
  readSigningKey,
} from './keys.js';

/** One schema a variable. A message says what is wrong and the remedy, and never repeats the value. */

const starting = (prefix: string, remedy: string) =>
  z.string().refine((text) => text.startsWith(prefix) && text.length > prefix.length && !/\s/.test(text), {
    error: `does not look right: it starts with ${prefix}. ${remedy}`,
  });

const oneOf = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z.enum(names, { error: `is not known. Write one of ${names.join(', ')}.` });

/** A reader of ours throws the sentence; zod carries it. */
const readBy = <T>(read: (text: string) => T) =>
  z.string().transform((text, context) => {
    try {
      return read(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });

type Form = { readonly pathless?: true; readonly ends?: string };

const baseUrl = (example: string, form: Form = {}) => readBy((text) => readUrl(text, example, form));

function readUrl(text: string, example: string, { pathless, ends }: Form): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const remedy = `Write it like ${example}.`;
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error(`is not a web address. ${remedy}`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new Error('uses http beyond this machine. Write https (http is read for 127.0.0.1 and localhost only).');
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new Error(`holds more than an address (a user name, ? or #). ${remedy}`);
  }
  if (pathless && url.pathname !== '/') throw new Error(`has a path. ${remedy}`);
  if (ends && !url.pathname.endsWith(ends)) throw new Error(`does not end in ${ends}. ${remedy}`);
  return ends ? url.href : url.href.replace(/\/+$/, '');
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);

const connection = (protocols: readonly string[], example: string) =>
  readBy((text) => {
    if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text;
    throw new Error(`is not a connection string. Write it like ${example}.`);
  });

const email = z.email({ error: 'is not an e-mail address. Write it like it@example.com.' });
const anything = z.string();

const port = z
  .string()
  .refine((text) => /^\d+$/.test(text) && Number(text) <= 65_535, {
    error: 'is not a port. Write a number from 0 to 65535 (0 takes any free one).',
  })
  .transform(Number);

const count = (of: string) =>
  z
    .string()
    .refine((text) => /^\d{1,6}$/.test(text), { error: `is not a number. Write how many ${of}, as digits.` })
    .transform(Number);

const atLeastOne = (of: string) =>
  count(of).refine((number) => number > 0, { error: `is 0. Write at least 1 (${of}).` });

export const variables = z
  .object({
    DATABASE_URL: connection(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/latchkey'),
    REDIS_URL: connection(['redis:', 'rediss:'], 'redis://host:6379'),
    SLACK_BOT_TOKEN: starting('xoxb-', 'Take the Bot User OAuth Token from OAuth & Permissions.'),
    SLACK_APP_TOKEN: starting('xapp-', 'Make an App-Level Token with connections:write under Basic Information.'),
    SLACK_SIGNING_SECRET: anything,
    SLACK_API_URL: baseUrl('https://slack.com/api/', { ends: '/api/' }),
    OKTA_ORG_URL: baseUrl('https://acme.okta.com', { pathless: true }).refine(
      (url) => !/-admin\.okta(preview|-emea)?\.com$/.test(url),
      { error: 'is the admin console. Write the address without -admin, like https://acme.okta.com.' },
    ),
    OKTA_CLIENT_ID: anything,
    OKTA_PRIVATE_KEY: readBy(readPrivateKey),
    OKTA_API_TOKEN: anything,
    ENTRA_TENANT_ID: anything,
    ENTRA_CLIENT_ID: anything,
    ENTRA_CLIENT_SECRET: anything,
    ENTRA_CLIENT_CERTIFICATE: readBy(readCertificate),
    ENTRA_AUTHORITY_URL: baseUrl('https://login.microsoftonline.com', { pathless: true }),
    GRAPH_BASE_URL: baseUrl('https://graph.microsoft.com', { pathless: true }),
    GOOGLE_SERVICE_ACCOUNT: readBy(readServiceAccount),
    GOOGLE_ADMIN_SUBJECT: email,
    GOOGLE_API_URL: baseUrl('https://admin.googleapis.com', { pathless: true }),
    GOOGLE_IDENTITY_URL: baseUrl('https://cloudidentity.googleapis.com', { pathless: true }),
    GOOGLE_TOKEN_URL: baseUrl('https://oauth2.googleapis.com/token'),
    JIRA_BASE_URL: baseUrl('https://acme.atlassian.net'),
    JIRA_EMAIL: email,
    JIRA_API_TOKEN: anything,
    JIRA_PROJECT: z.string().regex(/^[A-Z][A-Z0-9_]+$/, {
      error: 'is not a project key. Write the capitals that its issues start with, like ACCESS.',
    }),
    JIRA_SERVICE_DESK: anything,
    JIRA_REQUEST_TYPE: anything,
    JIRA_WEBHOOK_SECRET: anything,
    JIRA_RECONCILE_EVERY: count('minutes, or 0 for never'),
    HOST: z.string().regex(/^[\w.:[\]-]+$/, { error: 'is not a host. Write an address like 127.0.0.1 or 0.0.0.0.' }),
    PORT: port,
    ROLE: oneOf(['web', 'worker', 'all']),
    MODE: oneOf(['enforce', 'observe']),
    CATALOG_DIR: anything,
    LATCHKEY_DATA: anything,
    LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    RECONCILE_EVERY: count('minutes, or 0 for never'),
    RECONCILE_LIMIT: count('accesses'),
    LOG_EVERY: count('minutes, or 0 for never'),
    AUDIT_SIGNING_KEY: readBy(readSigningKey),
    AUDIT_SIGNING_KEYS_OLD: readBy(readPublicKeys),
    CHECKPOINT_EVERY: atLeastOne('minutes'),
    CHECKPOINT_EVENTS: atLeastOne('events'),
    // Tokens are signed, so many authorities speak plain http.
    CHECKPOINT_TSA_URL: z.url({
      protocol: /^https?$/,
      error: 'is not a web address. Write it like https://tsa.example.com/tsr.',
    }),
    CHECKPOINT_TSA_CA: readBy(readCertificates),
    CHECKPOINT_S3_URL: baseUrl('https://s3.eu-central-1.amazonaws.com'),
    CHECKPOINT_S3_BUCKET: z.string().regex(/^[a-z0-9][a-z0-9.-]{2,62}$/, { error: 'is not the name of a bucket.' }),
    CHECKPOINT_S3_KEY_ID: anything,
    CHECKPOINT_S3_SECRET: anything,
    CHECKPOINT_S3_REGION: anything,
    CHECKPOINT_S3_DAYS: atLeastOne('days'),
    CHECKPOINT_SLACK_CHANNEL: z.string().regex(/^[CG][A-Z0-9]+$/, {
      error: "is not the id of a channel. Take it from the channel's details: C0123456789.",
    }),
    CHECKPOINT_JIRA_ISSUE: z.string().regex(/^[A-Z][A-Z0-9_]+-\d+$/, {
      error: 'is not the key of an issue. Write it like AUDIT-1.',
    }),
    RETENTION_DAYS: count('days').refine((days) => days >= 30, {
      error: 'is less than 30 days: what is being worked on must not be erased. Write 30 or more, or leave it out.',
    }),
    PUBLIC_URL: baseUrl('https://latchkey.example.com'),
  })
  .partial();

/** Where SLACK_API_URL says nothing else. */
export const slackApi = 'https://slack.com/api/';

export type Variable = keyof z.output<typeof variables>;
export type Values = z.output<typeof variables>;

/** What the tools that read the audit trail need. */
export const auditVariables = variables.pick({
  DATABASE_URL: true,
  LATCHKEY_DATA: true,
  CATALOG_DIR: true,
  AUDIT_SIGNING_KEY: true,
  AUDIT_SIGNING_KEYS_OLD: true,
  CHECKPOINT_TSA_URL: true,
  CHECKPOINT_TSA_CA: true,
  CHECKPOINT_S3_URL: true,
  CHECKPOINT_S3_BUCKET: true,
  CHECKPOINT_S3_KEY_ID: true,
  CHECKPOINT_S3_SECRET: true,
  CHECKPOINT_S3_REGION: true,
  CHECKPOINT_S3_DAYS: true,
  SLACK_BOT_TOKEN: true,
  SLACK_API_URL: true,
  JIRA_BASE_URL: true,
  JIRA_EMAIL: true,
  JIRA_API_TOKEN: true,
  JIRA_PROJECT: true,
});
export type AuditValues = z.output<typeof auditVariables>;

export const names = Object.keys(variables.shape) as Variable[];

export const secrets = [
  'DATABASE_URL',
  'REDIS_URL',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'OKTA_PRIVATE_KEY',
  'OKTA_API_TOKEN',
  'ENTRA_CLIENT_SECRET',
  'ENTRA_CLIENT_CERTIFICATE',
  'GOOGLE_SERVICE_ACCOUNT',
  'JIRA_API_TOKEN',
  'JIRA_WEBHOOK_SECRET',
  'AUDIT_SIGNING_KEY',
  'AUDIT_SIGNING_KEYS_OLD',
  'CHECKPOINT_TSA_CA',
  'CHECKPOINT_S3_SECRET',
] as const satisfies readonly Variable[];
