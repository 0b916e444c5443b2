import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { acme } from '../../sandbox/company.js';
import { type Slack, startSlack } from '../../sandbox/slack/index.js';
import { asInManifest } from '../../sandbox/slack/manifest.js';
import { examineSlack } from '../../src/doctor/slack.js';
import { root } from '../support/process.js';
import { checkTraffic } from '../support/specs.js';
import { findingsOf, verdicts } from './findings.js';

let slack: Slack;
beforeEach(async () => {
  slack = await startSlack({ company: acme, settings: asInManifest() });
});
afterEach(async () => {
  await slack.stop();
  expect(checkTraffic(slack.calls)).toEqual([]);
});

type More = { botToken?: string; appToken?: string; signingSecret?: string; channel?: 'none' | 'read back' };
const look = (more: More = {}) => {
  const { botToken = slack.botToken, appToken = slack.appToken, signingSecret, channel = 'none' } = more;
  const receives = signingSecret ? { by: 'http' as const, signingSecret } : { by: 'socket' as const, appToken };
  const config = { botToken, receives, apiUrl: slack.url };
  return findingsOf(examineSlack({ slack: config, manifestPath: join(root, 'slack-manifest.yaml'), channel }));
};

test('an app made from the manifest is well', async () => {
  const found = await look();
  expect(verdicts(found)).toEqual({
    'bot token': 'good',
    'scope commands': 'good',
    'scope chat:write': 'good',
    'scope files:write': 'good',
    'scope im:write': 'good',
    'scope im:history': 'good',
    'scope users:read': 'good',
    'scope users:read.email': 'good',
    'app token': 'good',
  });
});

test('a scope that the app lost is named, and so is one that it need not have', async () => {
  slack.settings.scopes.delete('im:history');
  slack.settings.scopes.add('admin.users:write');
  const found = await look();
  expect(verdicts(found)).toMatchObject({ 'scope im:history': 'bad', 'scope admin.users:write': 'bad' });
  expect(found.filter(({ verdict }) => verdict === 'bad').every(({ remedy }) => remedy)).toBe(true);
});

test('the scope to read a channel is too much, unless checkpoints are put into one', async () => {
  slack.settings.scopes.add('channels:history');
  expect(verdicts(await look())).toMatchObject({ 'scope channels:history': 'bad' });
  expect(verdicts(await look({ channel: 'read back' }))).toMatchObject({ 'scope channels:history': 'good' });
  slack.settings.scopes.delete('channels:history');
  expect(verdicts(await look({ channel: 'read back' }))).not.toHaveProperty('scope channels:history');
});

test('a token that Slack does not know is said so, and is not said', async () => {
  const found = await look({ botToken: 'xoxb-stolen-and-withdrawn', appToken: slack.botToken });
  expect(found).toEqual([
    {
      check: 'bot token',
      verdict: 'bad',
      says: 'Slack says invalid_auth.',
      remedy: expect.stringContaining('SLACK_BOT_TOKEN'),
    },
    {
      check: 'app token',
      verdict: 'bad',
      says: 'Slack says not_allowed_token_type.',
      remedy: expect.stringContaining('SLACK_APP_TOKEN'),
    },
  ]);
});

test('a Slack that does not answer proves nothing', async () => {
  await slack.goDown();
  expect(verdicts(await look())).toEqual({ 'bot token': 'unknown', 'app token': 'unknown' });
  await slack.comeBack();
});

test('a signing secret is believed until Slack calls', async () => {
  expect(verdicts(await look({ signingSecret: 'secret' }))).toMatchObject({ 'signing secret': 'unknown' });
});
