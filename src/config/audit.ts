import { type AuditValues, slackApi, type Values } from './variables.js';

/** How the audit trail is signed. */
export type AuditConfig = {
  /** PEM, Ed25519. Absent: nothing is signed. */
  readonly signingKey?: string;
  /** Public keys of earlier times, PEM one after the other. */
  readonly oldKeys?: string;
  /** Where checkpoints are put outside. */
  readonly timeStamp?: { readonly url: string; readonly authorities: string };
  readonly objectStore?: ObjectStoreConfig;
};

export type ObjectStoreConfig = {
  readonly url: string;
  readonly bucket: string;
  readonly region: string;
  readonly keyId: string;
  readonly secret: string;
  /** How long an object is locked. */
  readonly days: number;
};

/** When a checkpoint is signed, and where people see it. In seconds and counts. */
export type CheckpointConfig = {
  readonly every: number;
  readonly events: number;
  readonly slackChannel?: string;
  readonly jiraIssue?: string;
};

export const auditOf = (values: AuditValues): AuditConfig => ({
  signingKey: values.AUDIT_SIGNING_KEY,
  oldKeys: values.AUDIT_SIGNING_KEYS_OLD,
  timeStamp:
    values.CHECKPOINT_TSA_URL === undefined || values.CHECKPOINT_TSA_CA === undefined
      ? undefined
      : { url: values.CHECKPOINT_TSA_URL, authorities: values.CHECKPOINT_TSA_CA },
  objectStore: objectStoreOf(values),
});

/** Where comments with checkpoints are read back from. */
export type AuditJira = {
  readonly baseUrl: string;
  readonly email: string;
  readonly apiToken: string;
  readonly project: string;
};

export function auditJiraOf(values: AuditValues): AuditJira | undefined {
  const { JIRA_BASE_URL: baseUrl, JIRA_EMAIL: email, JIRA_API_TOKEN: apiToken, JIRA_PROJECT: project } = values;
  if (baseUrl === undefined || email === undefined || apiToken === undefined || project === undefined) return undefined;
  return { baseUrl, email, apiToken, project };
}

/** Where lines with checkpoints are read back from. */
export type AuditSlack = { readonly botToken: string; readonly apiUrl: string };

export const auditSlackOf = ({
  SLACK_BOT_TOKEN: botToken,
  SLACK_API_URL: apiUrl = slackApi,
}: AuditValues): AuditSlack | undefined => (botToken === undefined ? undefined : { botToken, apiUrl });

/** Seven years, as long as auditors of a listed company may ask. */
const sevenYears = 2557;

function objectStoreOf(values: AuditValues): ObjectStoreConfig | undefined {
  const { CHECKPOINT_S3_URL: url, CHECKPOINT_S3_BUCKET: bucket } = values;
  const { CHECKPOINT_S3_KEY_ID: keyId, CHECKPOINT_S3_SECRET: secret } = values;
  if (url === undefined || bucket === undefined || keyId === undefined || secret === undefined) return undefined;
  const { CHECKPOINT_S3_REGION: region = 'us-east-1', CHECKPOINT_S3_DAYS: days = sevenYears } = values;
  return { url, bucket, keyId, secret, region, days };
}

export const checkpointOf = (values: Values): CheckpointConfig => ({
  every: (values.CHECKPOINT_EVERY ?? 60) * 60,
  events: values.CHECKPOINT_EVENTS ?? 1000,
  slackChannel: values.CHECKPOINT_SLACK_CHANNEL,
  jiraIssue: values.CHECKPOINT_JIRA_ISSUE,
});

/** Said at start. */
export function describeSigning(
  { signingKey, timeStamp, objectStore }: AuditConfig,
  checkpoints: CheckpointConfig,
): string {
  if (!signingKey) return 'Signing: off, AUDIT_SIGNING_KEY is not set: no checkpoints, and exports are unsigned';
  const places = [
    ...(timeStamp ? ['a time-stamp authority'] : []),
    ...(objectStore ? ['write-once storage'] : []),
    ...(checkpoints.jiraIssue ? [`Jira issue ${checkpoints.jiraIssue}`] : []),
    ...(checkpoints.slackChannel ? ['a Slack channel'] : []),
  ];
  const where =
    places.length > 0 ? `put to ${places.join(', ')}` : 'put nowhere outside, so their end can be cut off unseen';
  return `Signing: on, a checkpoint every ${checkpoints.every / 60} minutes or ${checkpoints.events} events, ${where}`;
}
