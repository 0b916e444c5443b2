import type { ProviderName } from '../domain/catalog.js';
import type { Variable } from './variables.js';

type IsSet = (name: Variable) => boolean;

/** What a vendor needs, and any of whose variables switch it on. */
type Group = {
  readonly all: readonly Variable[];
  /** Each way to prove who we are; one of them, whole, is needed. */
  readonly ways?: ReadonlyArray<readonly Variable[]>;
  readonly optional: readonly Variable[];
};

export const groups = {
  okta: {
    all: ['OKTA_ORG_URL'],
    ways: [['OKTA_CLIENT_ID', 'OKTA_PRIVATE_KEY'], ['OKTA_API_TOKEN']],
    optional: [],
  },
  entra: {
    all: ['ENTRA_TENANT_ID', 'ENTRA_CLIENT_ID'],
    ways: [['ENTRA_CLIENT_SECRET'], ['ENTRA_CLIENT_CERTIFICATE']],
    optional: ['ENTRA_AUTHORITY_URL', 'GRAPH_BASE_URL'],
  },
  google: {
    all: ['GOOGLE_SERVICE_ACCOUNT', 'GOOGLE_ADMIN_SUBJECT'],
    optional: ['GOOGLE_API_URL', 'GOOGLE_TOKEN_URL'],
  },
  jira: {
    all: ['JIRA_BASE_URL', 'JIRA_EMAIL', 'JIRA_API_TOKEN', 'JIRA_PROJECT'],
    optional: ['JIRA_SERVICE_DESK', 'JIRA_REQUEST_TYPE', 'JIRA_WEBHOOK_SECRET'],
  },
  timeStamp: {
    all: ['CHECKPOINT_TSA_URL', 'CHECKPOINT_TSA_CA'],
    optional: [],
  },
  objectStore: {
    all: ['CHECKPOINT_S3_URL', 'CHECKPOINT_S3_BUCKET', 'CHECKPOINT_S3_KEY_ID', 'CHECKPOINT_S3_SECRET'],
    optional: ['CHECKPOINT_S3_REGION', 'CHECKPOINT_S3_DAYS'],
  },
} as const satisfies Record<Exclude<ProviderName, 'manual'> | 'jira' | 'timeStamp' | 'objectStore', Group>;

/** Every variable that is missing, each with why it is needed. */
export const missing = (isSet: IsSet): string[] => [
  ...missingForSlack(isSet),
  ...Object.values(groups).flatMap((group) => missingIn(group, isSet)),
  ...missingForServiceDesk(isSet),
  ...missingForCheckpoints(isSet),
];

function missingForSlack(isSet: IsSet): string[] {
  const problems: string[] = [];
  if (!isSet('SLACK_BOT_TOKEN')) {
    problems.push(
      'SLACK_BOT_TOKEN is not set. Take the Bot User OAuth Token (xoxb-…) from OAuth & Permissions in the Slack app.',
    );
  }
  if (!isSet('SLACK_APP_TOKEN') && !isSet('SLACK_SIGNING_SECRET')) {
    problems.push(
      'SLACK_APP_TOKEN is not set. Make an App-Level Token (xapp-…) with connections:write for Socket Mode, or set SLACK_SIGNING_SECRET for HTTP mode.',
    );
  }
  return problems;
}

function missingIn({ all, ways = [], optional }: Group, isSet: IsSet): string[] {
  const given = [...all, ...ways.flat(), ...optional].find(isSet);
  if (!given) return [];
  const remedy = (name: Variable) => `${name} is not set, but ${given} is. Set both, or neither.`;
  const required = all.filter((name) => !isSet(name)).map(remedy);
  return [...required, ...missingWay(ways, isSet, given)];
}

function missingWay(ways: ReadonlyArray<readonly Variable[]>, isSet: IsSet, given: Variable): string[] {
  const begun = ways.find((way) => way.some(isSet) && !way.every(isSet));
  if (begun) {
    const [there, lacking] = [begun.find(isSet), begun.find((name) => !isSet(name))];
    return [`${lacking} is not set, but ${there} is. Set both, or neither.`];
  }
  if (ways.length === 0 || ways.some((way) => way.every(isSet))) return [];
  const choice = ways.map((way) => way.join(' with ')).join(', or ');
  return [`${ways[0]?.at(-1)} is not set, but ${given} is. Set ${choice}.`];
}

function missingForServiceDesk(isSet: IsSet): string[] {
  const pair = ['JIRA_SERVICE_DESK', 'JIRA_REQUEST_TYPE'] as const;
  const [there, lacking] = [pair.find(isSet), pair.find((name) => !isSet(name))];
  return there && lacking ? [`${lacking} is not set, but ${there} is. Set both, or neither.`] : [];
}

/** Whoever names a place for checkpoints wants some, and there are none without a key. */
function missingForCheckpoints(isSet: IsSet): string[] {
  const places = [
    'CHECKPOINT_TSA_URL',
    'CHECKPOINT_S3_URL',
    'CHECKPOINT_SLACK_CHANNEL',
    'CHECKPOINT_JIRA_ISSUE',
  ] as const;
  const place = places.find(isSet);
  const problems: string[] = [];
  if (place && !isSet('AUDIT_SIGNING_KEY')) {
    problems.push(
      `AUDIT_SIGNING_KEY is not set, but ${place} is. Make a key with npm run audit -- keygen, or leave both out.`,
    );
  }
  if (isSet('CHECKPOINT_JIRA_ISSUE') && !isSet('JIRA_BASE_URL')) {
    problems.push('JIRA_BASE_URL is not set, but CHECKPOINT_JIRA_ISSUE is. Set both, or neither.');
  }
  return problems;
}
