import { type Acme, acme } from './company.js';
import { type Jira, startJira } from './jira/index.js';
import { type Okta, startOkta } from './okta/index.js';
import { type Slack, startSlack } from './slack/index.js';

/** The outside of the company in a box: three servers, and what the bot has to be told to find them. */
export type StandIns = {
  readonly slack: Slack;
  readonly okta: Okta;
  readonly jira: Jira;
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

export type Ports = { readonly slack?: number; readonly okta?: number; readonly jira?: number };

/** @param now Okta's clock, where a test moves the bot's: what it logs has to lie in the bot's time. */
export async function startStandIns(
  company: Acme = acme,
  ports: Ports = {},
  eventsUrl?: string,
  now?: () => number,
): Promise<StandIns> {
  const [slack, okta, jira] = await Promise.all([
    startSlack({ company, port: ports.slack, eventsUrl }),
    startOkta({ company, port: ports.okta, now }),
    startJira({ company, port: ports.jira }),
  ]);
  return {
    slack,
    okta,
    jira,
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
      await Promise.all([slack.stop(), okta.stop(), jira.stop()]);
    },
  };
}

/** Addresses that stand in the record should go on leading somewhere. */
export function portsOf({ slack, okta, jira }: StandIns): Required<Ports> {
  const port = ({ url }: { url: string }) => Number(new URL(url).port);
  return { slack: port(slack), okta: port(okta), jira: port(jira) };
}
