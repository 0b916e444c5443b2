import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { withEnvFile } from '../src/config/sources.js';
import { configuredProviders, describe as lines, readConfig } from '../src/config.js';
import { newKeyPair } from '../src/signing.js';
import { makeCertificate } from './support/certificate.js';
import {
  account,
  directory,
  entra,
  file,
  google,
  jira,
  jwk,
  okta,
  pem,
  privateKey,
  problems,
  read,
  slack,
  without,
} from './support/settings.js';

describe('settings are read', () => {
  test('Slack alone is enough; everything else is off or has its default', () => {
    expect(JSON.parse(JSON.stringify(read()))).toEqual({
      slack: {
        botToken: 'xoxb-1-secret',
        receives: { by: 'socket', appToken: 'xapp-1-secret' },
        apiUrl: 'https://slack.com/api/',
      },
      http: { host: '127.0.0.1', port: 3000, isFixed: false },
      role: 'all',
      mode: 'enforce',
      watch: { reconcileEvery: 3600, reconcileLimit: 5, logEvery: 60 },
      catalogDirectory: 'catalog',
      dataDirectory: '.latchkey',
      logLevel: 'info',
      audit: {},
      checkpoints: { every: 3600, events: 1000 },
    });
  });

  test('Socket Mode wins over HTTP mode', () => {
    const secret = { SLACK_SIGNING_SECRET: 's1' };
    expect(readConfig({ SLACK_BOT_TOKEN: 'xoxb-1', ...secret }).slack.receives).toEqual({
      by: 'http',
      signingSecret: 's1',
    });
    expect(read(secret).slack.receives.by).toBe('socket');
  });

  test('every other setting', () => {
    const config = read({
      DATABASE_URL: 'postgres://a:b@db:5432/latchkey',
      REDIS_URL: 'rediss://cache:6379',
      HOST: '0.0.0.0',
      PORT: '0',
      ROLE: 'worker',
      MODE: 'observe',
      CATALOG_DIR: 'elsewhere',
      LATCHKEY_DATA: '/var/lib/latchkey',
      LOG_LEVEL: 'debug',
      RECONCILE_EVERY: '15',
      RECONCILE_LIMIT: '2',
      LOG_EVERY: '0',
      PUBLIC_URL: 'https://latchkey.example.com/',
      SLACK_API_URL: 'http://127.0.0.1:9000/api/',
    });
    expect(config).toMatchObject({
      database: { url: 'postgres://a:b@db:5432/latchkey' },
      redis: { url: 'rediss://cache:6379' },
      http: { host: '0.0.0.0', port: 0, isFixed: true },
      role: 'worker',
      mode: 'observe',
      watch: { reconcileEvery: 900, reconcileLimit: 2, logEvery: 0 },
      catalogDirectory: 'elsewhere',
      dataDirectory: '/var/lib/latchkey',
      logLevel: 'debug',
      publicUrl: 'https://latchkey.example.com',
      slack: { apiUrl: 'http://127.0.0.1:9000/api/' },
    });
  });

  test.each([
    ['PEM', pem, undefined],
    ['PEM on one line', pem.replaceAll('\n', '\\n'), undefined],
    ['PEM of the older kind', privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(), undefined],
    ['JWK', jwk, 'key-1'],
  ])('Okta by private key, as %s', (_, key, keyId) => {
    expect(read({ ...okta, OKTA_PRIVATE_KEY: key }).okta).toEqual({
      orgUrl: 'https://acme.okta.com',
      credential: { kind: 'privateKey', clientId: '0oa1', privateKey: keyId ? { pem, keyId } : { pem } },
    });
  });

  test('Okta by API token; a private key is preferred', () => {
    const token = { OKTA_ORG_URL: 'https://acme.okta.com', OKTA_API_TOKEN: '00abc' };
    expect(read(token).okta?.credential).toEqual({ kind: 'apiToken', apiToken: '00abc' });
    expect(read({ ...okta, ...token }).okta?.credential.kind).toBe('privateKey');
  });

  test('Entra ID by secret', () => {
    expect(read(entra).entra).toEqual({
      tenantId: 't1',
      clientId: 'c1',
      credential: { kind: 'secret', secret: 'hush-entra' },
      authorityUrl: 'https://login.microsoftonline.com',
      graphUrl: 'https://graph.microsoft.com',
    });
  });

  test('Google by JSON, and by the path of a file', () => {
    const serviceAccount = {
      clientEmail: 'bot@project.example.com',
      privateKey: pem,
      privateKeyId: 'k1',
      clientId: '1001',
    };
    expect(read(google).google).toMatchObject({ serviceAccount, adminSubject: 'it@acme.example.com' });
    const path = file('account.json', account);
    expect(read({ ...google, GOOGLE_SERVICE_ACCOUNT: path }).google?.serviceAccount).toEqual(serviceAccount);
  });

  test('Jira, and Jira Service Management', () => {
    expect(read(jira).jira).toMatchObject({ baseUrl: 'https://acme.atlassian.net', project: 'ACCESS' });
    expect(read(jira).jira?.serviceDesk).toBeUndefined();
    const desk = { JIRA_SERVICE_DESK: '4', JIRA_REQUEST_TYPE: '25', JIRA_WEBHOOK_SECRET: 'w' };
    expect(read({ ...jira, ...desk }).jira).toMatchObject({
      serviceDesk: { id: '4', requestType: '25' },
      webhookSecret: 'w',
    });
  });

  test('an empty variable counts as not set', () => {
    expect(read({ JIRA_BASE_URL: '', REDIS_URL: ' ', PORT: '' })).toMatchObject({
      http: { port: 3000 },
      jira: undefined,
    });
  });

  test('the providers that have settings and an adapter, and manual always', () => {
    expect(configuredProviders(read())).toEqual(['manual']);
    expect(configuredProviders(read({ ...okta, ...google }))).toEqual(['okta', 'google', 'manual']);
  });
});

describe('where a setting comes from', () => {
  test('a secret may lie in a file', () => {
    const OKTA_PRIVATE_KEY_FILE = file('okta.pem', `${pem}\n`);
    expect(read({ ...without(okta, 'OKTA_PRIVATE_KEY'), OKTA_PRIVATE_KEY_FILE }).okta?.credential.kind).toBe(
      'privateKey',
    );
    expect(
      readConfig({ ...slack, SLACK_BOT_TOKEN: '', SLACK_BOT_TOKEN_FILE: file('t', 'xoxb-2\n') }).slack.botToken,
    ).toBe('xoxb-2');
  });

  test('in one place only, and one that can be read', () => {
    expect(problems({ ...slack, SLACK_BOT_TOKEN_FILE: file('t', 'xoxb-2') })).toEqual([
      'SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE are both set. Keep one of them.',
    ]);
    expect(problems({ ...slack, REDIS_URL_FILE: 'nowhere' })).toEqual([
      'REDIS_URL_FILE names a file that cannot be read (ENOENT). Give the path of a file that Latchkey may read.',
    ]);
    expect(problems({ ...slack, REDIS_URL_FILE: file('empty', '\n') })).toEqual([
      'REDIS_URL_FILE names an empty file. Write the secret into it.',
    ]);
  });

  test('a .env file fills what is not set', () => {
    file('.env', `PORT=4000\nROLE=web\nOKTA_PRIVATE_KEY="${pem.trim()}"\n`);
    const environment = withEnvFile({ ROLE: 'worker', MODE: '' }, directory);
    expect(environment).toMatchObject({ PORT: '4000', ROLE: 'worker', MODE: '', OKTA_PRIVATE_KEY: pem.trim() });
    expect(withEnvFile({ ROLE: 'worker' }, join(directory, 'nowhere'))).toEqual({ ROLE: 'worker' });
  });
});

test('what is on and what is off is said at start, without a secret', () => {
  expect(lines(read())).toEqual([
    'Slack: on, Socket Mode',
    'Okta: off, OKTA_ORG_URL is not set',
    'Jira: off, JIRA_BASE_URL is not set',
    'Database: embedded under .latchkey, DATABASE_URL is not set',
    'Queues: in the database, REDIS_URL is not set',
    'Signing: off, AUDIT_SIGNING_KEY is not set: no checkpoints, and exports are unsigned',
    'Retention: off, RETENTION_DAYS is not set: texts are kept for good',
    'Mode: enforce',
    'Role: all, listening on 127.0.0.1:3000',
  ]);
  const all = lines(
    read({
      ...okta,
      ...entra,
      ...google,
      ...jira,
      DATABASE_URL: 'postgres://a:hush@db/x',
      REDIS_URL: 'redis://:hush@c',
      RETENTION_DAYS: '400',
      MODE: 'observe',
    }),
  );
  expect(all).toEqual([
    'Slack: on, Socket Mode',
    'Okta: on, https://acme.okta.com',
    'Entra ID: on, tenant t1, without a certificate (one is preferred)',
    'Google Workspace: on, https://admin.googleapis.com',
    'Jira: on, project ACCESS',
    "Jira's webhook: off, JIRA_WEBHOOK_SECRET is not set",
    'Database: DATABASE_URL',
    'Queues: Redis',
    'Signing: off, AUDIT_SIGNING_KEY is not set: no checkpoints, and exports are unsigned',
    'Retention: 400 days, once two admins have confirmed it with /access retention',
    'Mode: observe, every provider write becomes a task for a person',
    'Role: all, listening on 127.0.0.1:3000',
  ]);
  expect(all.join()).not.toMatch(/hush|secret|@/);
});

test('how the record is signed, and where its checkpoints go', () => {
  const { privateKey, publicKey } = newKeyPair();
  const store = { CHECKPOINT_S3_URL: 'https://s3.example.com', CHECKPOINT_S3_BUCKET: 'evidence' };
  const config = read({
    ...jira,
    AUDIT_SIGNING_KEY: privateKey.replaceAll('\n', '\\n'),
    AUDIT_SIGNING_KEYS_OLD: publicKey,
    CHECKPOINT_EVERY: '15',
    CHECKPOINT_EVENTS: '50',
    CHECKPOINT_TSA_URL: 'http://tsa.example.com/tsr',
    CHECKPOINT_TSA_CA_FILE: file('tsa.pem', makeCertificate().certificate),
    ...store,
    CHECKPOINT_S3_KEY_ID: 'AK1',
    CHECKPOINT_S3_SECRET: 'hush-store',
    CHECKPOINT_JIRA_ISSUE: 'AUDIT-1',
    CHECKPOINT_SLACK_CHANNEL: 'C0123',
  });
  expect(config).toMatchObject({
    audit: {
      signingKey: privateKey,
      timeStamp: { url: 'http://tsa.example.com/tsr' },
      objectStore: { url: 'https://s3.example.com', bucket: 'evidence', region: 'us-east-1', keyId: 'AK1', days: 2557 },
    },
    checkpoints: { every: 900, events: 50, slackChannel: 'C0123', jiraIssue: 'AUDIT-1' },
  });
  const said = lines(config).find((line) => line.startsWith('Signing'));
  expect(said).toBe(
    'Signing: on, a checkpoint every 15 minutes or 50 events, put to a time-stamp authority, write-once storage, Jira issue AUDIT-1, a Slack channel',
  );
  expect(lines(read({ AUDIT_SIGNING_KEY: privateKey })).join()).toContain(
    'put nowhere outside, so their end can be cut off',
  );
  expect(problems({ ...slack, ...store })).toEqual([
    'CHECKPOINT_S3_KEY_ID is not set, but CHECKPOINT_S3_URL is. Set both, or neither.',
    'CHECKPOINT_S3_SECRET is not set, but CHECKPOINT_S3_URL is. Set both, or neither.',
    'AUDIT_SIGNING_KEY is not set, but CHECKPOINT_S3_URL is. Make a key with npm run audit -- keygen, or leave both out.',
  ]);
  expect(
    problems({ ...slack, AUDIT_SIGNING_KEY: privateKey, CHECKPOINT_JIRA_ISSUE: 'AUDIT-1', CHECKPOINT_EVERY: '0' }),
  ).toEqual([
    'JIRA_BASE_URL is not set, but CHECKPOINT_JIRA_ISSUE is. Set both, or neither.',
    'CHECKPOINT_EVERY is 0. Write at least 1 (minutes).',
  ]);
});
