import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { ConfigError, readConfig } from '../../src/config.js';

export type Environment = Readonly<Record<string, string>>;

export const slack: Environment = { SLACK_BOT_TOKEN: 'xoxb-1-secret', SLACK_APP_TOKEN: 'xapp-1-secret' };
export const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
export const jwk = JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'key-1' });
export const account = JSON.stringify({
  client_email: 'bot@project.example.com',
  private_key: pem,
  private_key_id: 'k1',
  client_id: '1001',
});

export const okta = { OKTA_ORG_URL: 'https://acme.okta.com', OKTA_CLIENT_ID: '0oa1', OKTA_PRIVATE_KEY: pem };
export const entra = { ENTRA_TENANT_ID: 't1', ENTRA_CLIENT_ID: 'c1', ENTRA_CLIENT_SECRET: 'hush-entra' };
export const google = { GOOGLE_SERVICE_ACCOUNT: account, GOOGLE_ADMIN_SUBJECT: 'it@acme.example.com' };
export const jira = {
  JIRA_BASE_URL: 'https://acme.atlassian.net/',
  JIRA_EMAIL: 'bot@acme.example.com',
  JIRA_API_TOKEN: 'hush-jira',
  JIRA_PROJECT: 'ACCESS',
};

export const read = (more: Environment = {}) => readConfig({ ...slack, ...more });
export const without = (all: Environment, name: string): Environment =>
  Object.fromEntries(Object.entries(all).filter(([key]) => key !== name));

export function problems(environment: Environment): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) {
      expect(error.message).toBe(error.problems.join('\n'));
      return error.problems;
    }
    throw error;
  }
  throw new Error('The settings were not refused');
}

export let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'config-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

export function file(name: string, body: string): string {
  const path = join(directory, name);
  writeFileSync(path, body);
  return path;
}
