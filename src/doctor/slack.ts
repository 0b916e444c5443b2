import { readFile } from 'node:fs/promises';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import { parse } from 'yaml';
import { z } from 'zod';
import { quietly } from '../anchors/quietSlack.js';
import type { SlackConfig } from '../config.js';
import type { Finding } from '../domain/finding.js';

const manifest = z.object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) });

type Needs = {
  readonly slack: SlackConfig;
  /** slack-manifest.yaml: the scopes that Latchkey uses, and no other. */
  readonly manifestPath: string;
  /** `read back`: checkpoints are put into a channel, where `audit -- verify --anchors` may read them back. */
  readonly channel: 'none' | 'read back';
};

/** The tokens, and their scopes against the manifest: what is missing, and what is there beyond. */
export async function* examineSlack({ slack, manifestPath, channel }: Needs): AsyncGenerator<Finding> {
  const options: WebClientOptions = {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 8_000,
    // Its own log would go to the terminal, between our lines.
    logger: quietly,
  };
  const extra = channel === 'none' ? [] : historyScopes;
  yield* botToken(new WebClient(slack.botToken, options), manifestPath, extra);
  if (slack.receives.by === 'socket') yield* appToken(new WebClient(slack.receives.appToken, options));
  else {
    const says = 'Only a call from Slack shows whether it is the right one.';
    const remedy = 'Type /access in Slack once Latchkey runs.';
    yield { check: 'signing secret', verdict: 'unknown', says, remedy };
  }
}

/** Not in the manifest: comparing the channel by eye does without. */
const historyScopes = ['channels:history', 'groups:history'];

async function* botToken(client: WebClient, manifestPath: string, extra: readonly string[]): AsyncGenerator<Finding> {
  const check = 'bot token';
  let scopes: readonly string[] | undefined;
  try {
    const answer = await client.auth.test();
    scopes = answer.response_metadata?.scopes;
    yield { check, verdict: 'good', says: `Slack knows it, for the workspace ${answer.team ?? 'without a name'}.` };
  } catch (error) {
    const remedy = 'Install the app to the workspace again, and copy the Bot User OAuth Token into SLACK_BOT_TOKEN.';
    return yield { check, ...failure(error), remedy };
  }
  const wanted = manifest.parse(parse(await readFile(manifestPath, 'utf8'))).oauth_config.scopes.bot;
  if (!scopes) return yield { check: 'scopes', verdict: 'unknown', says: 'Slack did not say which scopes there are.' };
  for (const scope of wanted) yield scopeFinding(scope, scopes.includes(scope));
  for (const scope of extra.filter((one) => scopes.includes(one))) yield scopeFinding(scope, true);
  for (const scope of scopes.filter((one) => !wanted.includes(one) && !extra.includes(one))) {
    const remedy =
      'Take it from the app (OAuth & Permissions) and install it again: slack-manifest.yaml does not list it.';
    yield {
      check: `scope ${scope}`,
      verdict: 'bad',
      says: 'The bot token has it, and Latchkey never needs it.',
      remedy,
    };
  }
}

function scopeFinding(scope: string, isThere: boolean): Finding {
  const check = `scope ${scope}`;
  if (isThere) return { check, verdict: 'good', says: 'The bot token has it.' };
  const remedy = 'Add it as slack-manifest.yaml has it, and install the app again.';
  return { check, verdict: 'bad', says: 'The bot token lacks it.', remedy };
}

/** A ticket for a socket is asked for and not used: it runs out by itself. */
async function* appToken(client: WebClient): AsyncGenerator<Finding> {
  const check = 'app token';
  try {
    const { response_metadata } = await client.apps.connections.open();
    const extra = (response_metadata?.scopes ?? []).filter((scope) => scope !== 'connections:write');
    if (extra.length === 0) yield { check, verdict: 'good', says: 'Slack opens a socket for it.' };
    else {
      const remedy = 'Make a new App-Level Token with connections:write alone.';
      yield { check, verdict: 'bad', says: `It has more scopes than it needs: ${extra.join(', ')}.`, remedy };
    }
  } catch (error) {
    const remedy = 'Make an App-Level Token with connections:write (Basic Information), and set SLACK_APP_TOKEN to it.';
    yield { check, ...failure(error), remedy };
  }
}

/** What Slack's client throws carries the whole request: of its answer the error's code is enough. */
function failure(error: unknown): Pick<Finding, 'verdict' | 'says'> {
  const answer = z.object({ data: z.object({ error: z.string() }) }).safeParse(error);
  if (answer.success) return { verdict: 'bad', says: `Slack says ${answer.data.data.error}.` };
  const code = z.object({ code: z.string() }).safeParse(error);
  return { verdict: 'unknown', says: `Slack gave no answer (${code.success ? code.data.code : 'no reason known'}).` };
}
