import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Person } from '../domain/person.js';
import type { Message } from '../views/asked.js';
import { readSlackError, SlackUnreachable } from './slackErrors.js';

/** Where a message stands: its channel, and its ts. */
export type Placed = { readonly place: string; readonly mark: string };

/** Messages in Slack, each carrying an id of ours by which it is found again. Whatever fails is one of slackErrors. */
export type SlackMessages = {
  /** The channel of our DM with a person. @throws SlackUnreachable */
  dmOf(person: Person): Promise<string>;
  post(message: Posted): Promise<Placed>;
  update(at: Placed, message: Message): Promise<void>;
  findInChannel(channel: string, id: string): Promise<Placed | undefined>;
  findInThread(thread: Placed, id: string): Promise<Placed | undefined>;
  home(slackId: string, view: HomeView): Promise<void>;
};

export function createSlackMessages(client: WebClient, now: () => Date): SlackMessages {
  const channels = new Map<string, string>();
  const ask = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      throw readSlackError(error, now());
    }
  };
  return {
    async dmOf({ slackId }) {
      if (!slackId) throw new SlackUnreachable('not_in_slack');
      const known = channels.get(slackId);
      if (known) return known;
      const opened = await ask(() => client.conversations.open({ users: slackId }));
      const channel = opened.channel?.id;
      if (!channel) throw new SlackUnreachable('channel_not_found');
      channels.set(slackId, channel);
      return channel;
    },
    post: async (message) => ({ place: message.channel, mark: await ask(() => postNew(client, message)) }),
    update: async ({ place, mark }, message) => {
      await ask(() => client.chat.update({ channel: place, ts: mark, ...message }));
    },
    findInChannel: (channel, id) =>
      ask(() => findIn(channel, id, (cursor) => client.conversations.history({ channel, ...reading, ...cursor }))),
    findInThread: ({ place: channel, mark: ts }, id) =>
      ask(() => findIn(channel, id, (cursor) => client.conversations.replies({ channel, ts, ...reading, ...cursor }))),
    home: async (slackId, view) => {
      await ask(() => client.views.publish({ user_id: slackId, view }));
    },
  };
}

export type Posted = Partial<Message> & { channel: string; id: string; text: string; thread_ts?: string };
async function postNew(client: WebClient, { id, ...message }: Posted): Promise<string> {
  const metadata = { event_type: 'latchkey', event_payload: { id } };
  const { ts } = await client.chat.postMessage({ ...message, metadata, unfurl_links: false, unfurl_media: false });
  if (!ts) throw new Error('Slack took a message and gave it no time stamp');
  return ts;
}

type Found = { ts?: string; metadata?: { event_type?: string; event_payload?: object } };
type Pages = { messages?: Found[]; response_metadata?: { next_cursor?: string } };

const pageSize = 200;
/** What is looked for was posted just before, or not at all. Told by count: our clock and Slack's may differ. */
const pagesRead = 5;

const reading = { include_all_metadata: true, limit: pageSize } as const;

type Read = (cursor: { cursor?: string }) => Promise<Pages>;

async function findIn(channel: string, id: string, read: Read): Promise<Placed | undefined> {
  let cursor = '';
  for (let count = 0; count < pagesRead; count += 1) {
    const page = await read(cursor ? { cursor } : {});
    const found = page.messages?.find(({ metadata }) => isOurs(metadata, id));
    if (found?.ts) return { place: channel, mark: found.ts };
    cursor = page.response_metadata?.next_cursor ?? '';
    if (!cursor) return undefined;
  }
  return undefined;
}

const isOurs = (metadata: Found['metadata'], id: string): boolean => {
  const payload = metadata?.event_type === 'latchkey' ? metadata.event_payload : undefined;
  return !!payload && 'id' in payload && payload.id === id;
};
