import { describe, expect, test } from '@jest/globals';
import { makeCertificate } from './support/certificate.js';
import {
  type Environment,
  entra,
  google,
  jira,
  okta,
  pem,
  problems,
  read,
  slack,
  without,
} from './support/settings.js';

describe('a variable that is missing is named, with its remedy', () => {
  const neither = (lacking: string, there: string) => `${lacking} is not set, but ${there} is. Set both, or neither.`;

  test('Slack', () => {
    expect(problems({})).toEqual([
      'SLACK_BOT_TOKEN is not set. Take the Bot User OAuth Token (xoxb-…) from OAuth & Permissions in the Slack app.',
      'SLACK_APP_TOKEN is not set. Make an App-Level Token (xapp-…) with connections:write for Socket Mode, or set SLACK_SIGNING_SECRET for HTTP mode.',
    ]);
  });

  test.each([
    ['OKTA_ORG_URL', okta, 'OKTA_CLIENT_ID'],
    ['OKTA_CLIENT_ID', okta, 'OKTA_PRIVATE_KEY'],
    ['OKTA_PRIVATE_KEY', okta, 'OKTA_CLIENT_ID'],
    ['ENTRA_TENANT_ID', entra, 'ENTRA_CLIENT_ID'],
    ['ENTRA_CLIENT_ID', entra, 'ENTRA_TENANT_ID'],
    ['GOOGLE_SERVICE_ACCOUNT', google, 'GOOGLE_ADMIN_SUBJECT'],
    ['GOOGLE_ADMIN_SUBJECT', google, 'GOOGLE_SERVICE_ACCOUNT'],
    ['JIRA_BASE_URL', jira, 'JIRA_EMAIL'],
    ['JIRA_EMAIL', jira, 'JIRA_BASE_URL'],
    ['JIRA_API_TOKEN', jira, 'JIRA_BASE_URL'],
    ['JIRA_PROJECT', jira, 'JIRA_BASE_URL'],
  ])('%s', (lacking, group, there) => {
    expect(problems({ ...slack, ...without(group, lacking) })).toEqual([neither(lacking, there)]);
  });

  test('a way to prove who we are', () => {
    expect(problems({ ...slack, OKTA_ORG_URL: okta.OKTA_ORG_URL })).toEqual([
      'OKTA_PRIVATE_KEY is not set, but OKTA_ORG_URL is. Set OKTA_CLIENT_ID with OKTA_PRIVATE_KEY, or OKTA_API_TOKEN.',
    ]);
    expect(problems({ ...slack, ...without(entra, 'ENTRA_CLIENT_SECRET') })).toEqual([
      'ENTRA_CLIENT_SECRET is not set, but ENTRA_TENANT_ID is. Set ENTRA_CLIENT_SECRET, or ENTRA_CLIENT_CERTIFICATE.',
    ]);
  });

  test('half a service desk', () => {
    expect(problems({ ...slack, ...jira, JIRA_SERVICE_DESK: '4' })).toEqual([
      neither('JIRA_REQUEST_TYPE', 'JIRA_SERVICE_DESK'),
    ]);
  });
});

describe('a variable that is wrong is named, with its remedy, and never shown', () => {
  const plain = 'uses http beyond this machine. Write https (http is read for 127.0.0.1 and localhost only).';
  test.each<[Environment, string]>([
    [
      { SLACK_BOT_TOKEN: 'hush' },
      'does not look right: it starts with xoxb-. Take the Bot User OAuth Token from OAuth & Permissions.',
    ],
    [
      { SLACK_APP_TOKEN: 'xoxb-hush' },
      'does not look right: it starts with xapp-. Make an App-Level Token with connections:write under Basic Information.',
    ],
    [{ SLACK_API_URL: 'http://127.0.0.1:9000' }, 'does not end in /api/. Write it like https://slack.com/api/.'],
    [
      { DATABASE_URL: 'mysql://hush@db' },
      'is not a connection string. Write it like postgres://user:password@host:5432/latchkey.',
    ],
    [{ REDIS_URL: 'hush' }, 'is not a connection string. Write it like redis://host:6379.'],
    [{ PORT: '70000' }, 'is not a port. Write a number from 0 to 65535 (0 takes any free one).'],
    [
      { RETENTION_DAYS: '7' },
      'is less than 30 days: what is being worked on must not be erased. Write 30 or more, or leave it out.',
    ],
    [{ RECONCILE_LIMIT: '5x' }, 'is not a number. Write how many accesses, as digits.'],
    [{ PORT: '3000x' }, 'is not a port. Write a number from 0 to 65535 (0 takes any free one).'],
    [{ HOST: 'http://x' }, 'is not a host. Write an address like 127.0.0.1 or 0.0.0.0.'],
    [{ ROLE: 'king' }, 'is not known. Write one of web, worker, all.'],
    [{ MODE: 'hush' }, 'is not known. Write one of enforce, observe.'],
    [{ LOG_LEVEL: 'loud' }, 'is not known. Write one of trace, debug, info, warn, error, fatal, silent.'],
    [{ PUBLIC_URL: 'http://latchkey.example.com' }, plain],
    [{ ...okta, OKTA_ORG_URL: 'http://acme.okta.com' }, plain],
    [{ ...okta, OKTA_ORG_URL: 'http://127.0.0.1.example.com' }, plain],
    [{ ...okta, OKTA_ORG_URL: 'acme.okta.com' }, 'is not a web address. Write it like https://acme.okta.com.'],
    [{ ...okta, OKTA_ORG_URL: 'https://acme.okta.com/oauth2' }, 'has a path. Write it like https://acme.okta.com.'],
    [
      { ...okta, OKTA_ORG_URL: 'https://acme-admin.okta.com' },
      'is the admin console. Write the address without -admin, like https://acme.okta.com.',
    ],
    [
      { ...okta, OKTA_ORG_URL: 'https://u:hush@acme.okta.com' },
      'holds more than an address (a user name, ? or #). Write it like https://acme.okta.com.',
    ],
    [
      { ...okta, OKTA_PRIVATE_KEY: 'hush' },
      'is not a private key in PEM without a passphrase. Give it from -----BEGIN to the end of the last line.',
    ],
    [
      { ...okta, OKTA_PRIVATE_KEY: '{"kty":"hush"}' },
      'is not a private key in JWK. Give the whole JWK, also its private part ("d").',
    ],
    [
      { ...okta, OKTA_PRIVATE_KEY: '{hush' },
      'is not valid JSON. Give it whole and unchanged, in single quotes where a shell reads it.',
    ],
    [
      { ...entra, GRAPH_BASE_URL: 'https://graph.microsoft.com/v1.0' },
      'has a path. Write it like https://graph.microsoft.com.',
    ],
    [
      { ...entra, ENTRA_CLIENT_CERTIFICATE: pem },
      'does not hold both a certificate and its private key. Give the two as one PEM, one after the other.',
    ],
    [
      { ...google, GOOGLE_SERVICE_ACCOUNT: 'hush' },
      'is neither JSON nor the path of a file that can be read. Give one of the two.',
    ],
    [
      { ...google, GOOGLE_SERVICE_ACCOUNT: '{}' },
      'has no client_email or private_key. Give the JSON key file that Google made for the account.',
    ],
    [{ ...google, GOOGLE_ADMIN_SUBJECT: 'hush' }, 'is not an e-mail address. Write it like it@example.com.'],
    [
      { ...jira, JIRA_PROJECT: 'hush' },
      'is not a project key. Write the capitals that its issues start with, like ACCESS.',
    ],
    [{ ...jira, JIRA_EMAIL: 'hush' }, 'is not an e-mail address. Write it like it@example.com.'],
  ])('%o', (environment, says) => {
    const [name] = Object.entries(environment).findLast(
      ([key, value]) => value !== ({ ...slack, ...okta, ...entra, ...google, ...jira } as Environment)[key],
    )!;
    const all = problems({ ...slack, ...environment });
    expect(all).toEqual([`${name} ${says}`]);
    expect(all.join()).not.toContain('hush');
  });

  test('everything at once', () => {
    const names = problems({ PORT: 'a', JIRA_EMAIL: 'b' }).map((line) => line.split(' ')[0]);
    expect(names).toEqual([
      'SLACK_BOT_TOKEN',
      'SLACK_APP_TOKEN',
      'JIRA_BASE_URL',
      'JIRA_API_TOKEN',
      'JIRA_PROJECT',
      'JIRA_EMAIL',
      'PORT',
    ]);
  });
});

describe('an Entra certificate', () => {
  const [mine, other] = [makeCertificate(), makeCertificate()];
  const by = (text: string) => ({ ...without(entra, 'ENTRA_CLIENT_SECRET'), ENTRA_CLIENT_CERTIFICATE: text });

  test('is read with its key, in either order, also on one line', () => {
    for (const text of [
      mine.certificate + mine.privateKey,
      (mine.privateKey + mine.certificate).replaceAll('\n', '\\n'),
    ]) {
      expect(read(by(text)).entra?.credential).toEqual({
        kind: 'certificate',
        certificate: mine.certificate.trim(),
        privateKey: mine.privateKey,
      });
    }
  });

  test('is refused with the key of another', () => {
    expect(problems({ ...slack, ...by(mine.certificate + other.privateKey) })).toEqual([
      'ENTRA_CLIENT_CERTIFICATE holds a private key that does not belong to its certificate. Give the pair that was made together.',
    ]);
  });
});
