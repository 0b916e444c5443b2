import { type Acme, acme } from './company.js';
import { type Entra, startEntra } from './entra/index.js';
import { type Google, startGoogle } from './google/index.js';
import { type Jira, startJira } from './jira/index.js';
import { type Okta, startOkta } from './okta/index.js';
import { type Slack, startSlack } from './slack/index.js';
import { asInManifest } from './slack/manifest.js';

/** The outside of the company in a box: its servers, and what the bot has to be told to find them. */
export type StandIns = {
  readonly slack: Slack;
  readonly okta: Okta;
  readonly jira: Jira;
  /** Its own settings stand in its `environment`: only who needs Entra ID has the bot load what speaks with it. */
  readonly entra: Entra;
  /** So do Google's. */
  readonly google: Google;
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

export type Ports = {
  readonly slack?: number;
  readonly okta?: number;
  readonly jira?: number;
  readonly entra?: number;
  readonly google?: number;
};

/** @param now the providers' clock, where a test moves the bot's: what they log has to lie in the bot's time. */
export async function startStandIns(
  company: Acme = acme,
  ports: Ports = {},
  eventsUrl?: string,
  now?: () => number,
): Promise<StandIns> {
  const [slack, okta, jira, entra, google] = await Promise.all([
    startSlack({ company, port: ports.slack, eventsUrl, settings: asInManifest() }),
    startOkta({ company, port: ports.okta, now }),
    startJira({ company, port: ports.jira }),
    startEntra({ company, port: ports.entra, now }),
    startGoogle({ company, port: ports.google, now }),
  ]);
  return {
    slack,
    okta,
    jira,
    entra,
    google,
    environment: {
      SLACK_API_URL: slack.url,
      SLACK_BOT_TOKEN: slack.botToken,
      ...(eventsUrl ? { SLACK_SIGNING_SECRET: slack.signingSecret } : { SLACK_APP_TOKEN: slack.appToken }),
      OKTA_ORG_URL: okta.url,
      OKTA_API_TOKEN: okta.apiToken,
      JIRA_BASE_URL: jira.url,
      JIRA_EMAIL: jira.email,
      JIRA_API_TOKEN: jira.apiToken,
      JIRA_PROJECT: jira.projectKey,
    },
    async stop() {
      await Promise.all([slack.stop(), okta.stop(), jira.stop(), entra.stop(), google.stop()]);
    },
  };
}

/** Addresses that stand in the record should go on leading somewhere. */
export function portsOf({ slack, okta, jira, entra, google }: StandIns): Required<Ports> {
  const port = ({ url }: { url: string }) => Number(new URL(url).port);
  return { slack: port(slack), okta: port(okta), jira: port(jira), entra: port(entra), google: port(google) };
}
