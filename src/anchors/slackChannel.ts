import { ErrorCode, type WebAPICallError, WebClient } from '@slack/web-api';
import { type AnchorPlace, type Receipt, Unreadable } from './port.js';
import { quietly } from './quietSlack.js';

type Line = { readonly ts?: string; readonly text?: string; readonly bot_id?: string; readonly edited?: object };

type Settings = { readonly botToken: string; readonly apiUrl: string };
type ChannelReading = Required<Pick<AnchorPlace, 'name' | 'compare' | 'isGone' | 'vouchesSince'>>;

/** The lines of a channel, read back: what each says, whether it is ours, and since when it stands there by Slack's clock. */
export function createChannelReading({ botToken, apiUrl }: Settings): ChannelReading {
  const options = { slackApiUrl: apiUrl, retryConfig: { retries: 3 }, timeout: 15_000, logger: quietly };
  // A year of checkpoints is more pages than Slack gives in a minute: it says how long to wait, and that is waited.
  const lines = createLines(new WebClient(botToken, options));
  return {
    name: 'slack',
    async compare({ hash }, receipt) {
      const line = await lines.of(receipt);
      if (!line) return 'Slack does not have it';
      if (line.bot_id !== (await lines.ourBot())) return `somebody else wrote the message ${receipt.reference}`;
      if (line.edited) return `the message ${receipt.reference} was edited after it was posted`;
      return line.text?.includes(hash) ? undefined : `the message ${receipt.reference} names another one`;
    },
    isGone: async (receipt) => (await lines.of(receipt)) === undefined,
    vouchesSince: async ({ reference }) => new Date(Number(placeOf(reference).ts) * 1000).toISOString(),
  };
}

const placeOf = (reference: string) => {
  const [channel = '', ts = ''] = reference.split(' ');
  return { channel, ts };
};

const pageSize = 200;

function createLines(client: WebClient) {
  const known = new Map<string, Line>();
  const read = new Set<string>();
  let bot: string | undefined;
  const readOn = async (channel: string, oldest: string, latest?: string): Promise<void> => {
    for (let cursor: string | undefined; ; ) {
      const ends = { oldest, inclusive: true, ...(latest !== undefined && { latest }) };
      const page = await asked(() =>
        client.conversations.history({ channel, ...ends, limit: pageSize, ...(cursor && { cursor }) }),
      );
      for (const line of page.messages ?? []) known.set(`${channel} ${line.ts}`, line);
      cursor = page.response_metadata?.next_cursor || undefined;
      if (cursor === undefined) return;
    }
  };
  return {
    ourBot: async () => {
      bot ??= (await asked(() => client.auth.test())).bot_id;
      return bot;
    },
    /** They are asked for in the order in which they were posted: from the first one on, a page at a time. */
    async of({ reference }: Receipt): Promise<Line | undefined> {
      const { channel, ts } = placeOf(reference);
      if (!read.has(channel)) await readOn(channel, ts);
      else if (!known.has(reference)) await readOn(channel, ts, ts);
      read.add(channel);
      return known.get(reference);
    },
  };
}

/** Slack's own no says that it cannot be read with what we have; that it does not answer says nothing. */
async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { code, data } = error as WebAPICallError & { data?: { error?: string } };
    if (code !== ErrorCode.PlatformError) throw error;
    throw new Unreadable(reasons[data?.error ?? ''] ?? `Slack says ${data?.error}`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  missing_scope:
    'the Slack app has no right to read it: give it the scope channels:history (groups:history where the channel is private), and install it again',
  not_in_channel: 'the bot is not in that channel any more',
  channel_not_found: 'the bot is not in that channel any more',
};
