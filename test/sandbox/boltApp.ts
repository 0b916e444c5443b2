import bolt, { type AppOptions, type App as BoltApp } from '@slack/bolt';
import type { Slack } from '../../sandbox/slack/index.js';

export const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => bolt.LogLevel.ERROR,
  setName: () => undefined,
};

/** The real Bolt, as an app would start it; only its address is ours. */
export function boltApp(slack: Slack, options: AppOptions = {}): BoltApp {
  const clientOptions = { slackApiUrl: slack.url, retryConfig: { retries: 0 } };
  const { botToken: token, appToken, signingSecret } = slack;
  const how = options.receiver || options.socketMode === false ? { signingSecret } : { socketMode: true, appToken };
  return new bolt.App({ token, clientOptions, logger: quiet, ...how, ...options });
}

export const plain = (text: string) => ({ type: 'plain_text' as const, text });
export const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });
export const option = (text: string, value = text.toLowerCase()) => ({ text: plain(text), value });
