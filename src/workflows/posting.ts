import { createHash } from 'node:crypto';
import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Person } from '../domain/person.js';
import type { Link, Store } from '../store/store.js';
import type { Message } from '../views/asked.js';
import type { House } from './contracts.js';
import { readSlackError, SlackUnreachable } from './slackErrors.js';

/** What is to stand in somebody's DM. */
export type Post = Pick<Link, 'id' | 'kind' | 'request' | 'note'> & { readonly to: Person };

/** Slack's copy of what we say: posted once, however often it is asked for, and redrawn in place. */
export type Posting = {
  /** Posts the card, or redraws it where it stands. */
  card(post: Post, message: Message): Promise<Placed>;
  /** Redraws what may have been posted; posts nothing. */
  redraw(link: Link, to: Person, message: Message): Promise<void>;
  /** Adds a line to a thread, once. */
  line(post: Post, thread: Placed, text: string): Promise<void>;
  home(slackId: string, view: HomeView): Promise<void>;
};

export type Placed = { readonly place: string; readonly mark: string };
export const isPlaced = (link: Partial<Placed> | undefined): link is Placed => !!link?.place && !!link.mark;

/** @param client must not try again by itself, and must reject what is rate-limited. */
type Needs = { store: Store; house: House; client: WebClient };

export function createPosting(needs: Needs): Posting {
  const channels = new Map<string, string>();
  const drawn = createDrawn(needs.house.now);
  const ask = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      throw readSlackError(error, needs.house.now());
    }
  };
  const dmOf = async ({ slackId }: Person): Promise<string> => {
    if (!slackId) throw new SlackUnreachable('not_in_slack');
    const known = channels.get(slackId);
    if (known) return known;
    const opened = await ask(() => needs.client.conversations.open({ users: slackId }));
    const channel = opened.channel?.id;
    if (!channel) throw new SlackUnreachable('channel_not_found');
    channels.set(slackId, channel);
    return channel;
  };
  const redraw = async (at: Placed, message: Message): Promise<void> => {
    if (!drawn.isNews(`${at.place}:${at.mark}`, message)) return;
    await ask(() => needs.client.chat.update({ channel: at.place, ts: at.mark, ...message }));
    drawn.note(`${at.place}:${at.mark}`, message);
  };
  return {
    async card(post, message) {
      const found = await begin(needs, post);
      if (isPlaced(found)) {
        await redraw(found, message);
        return found;
      }
      const channel = await dmOf(post.to);
      const lost = found.isNew ? undefined : await ask(() => findInChannel(needs.client, channel, found));
      const mark = lost ?? (await ask(() => postNew(needs.client, { channel, id: post.id, ...message })));
      const placed = { place: channel, mark };
      await needs.store.links.done(post.id, needs.house.now(), placed);
      if (lost) await redraw(placed, message);
      else drawn.note(`${channel}:${mark}`, message);
      return placed;
    },
    async redraw(link, to, message) {
      if (isPlaced(link)) return redraw(link, message);
      const channel = await dmOf(to);
      const mark = await ask(() => findInChannel(needs.client, channel, link));
      if (!mark) return;
      await needs.store.links.done(link.id, needs.house.now(), { place: channel, mark });
      await redraw({ place: channel, mark }, message);
    },
    async line(post, thread, text) {
      const found = await begin(needs, post);
      if (isPlaced(found)) return;
      const lost = found.isNew ? undefined : await ask(() => findInThread(needs.client, thread, found));
      const line = { channel: thread.place, id: post.id, text, thread_ts: thread.mark };
      const mark = lost ?? (await ask(() => postNew(needs.client, line)));
      await needs.store.links.done(post.id, needs.house.now(), { place: thread.place, mark });
    },
    async home(slackId, view) {
      if (!drawn.isNews(`home:${slackId}`, view)) return;
      await ask(() => needs.client.views.publish({ user_id: slackId, view }));
      drawn.note(`home:${slackId}`, view);
    },
  };
}

/** The intent is committed before Slack is asked: after a crash we know that there may be a message to look for. */
const begin = ({ store, house }: Needs, { id, kind, request, note, to }: Post) =>
  store.links.begin({ id, kind, request, person: to.id, ...(note && { note }) }, house.now());

type Posted = Partial<Message> & { channel: string; id: string; text: string; thread_ts?: string };
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

const findInChannel = (client: WebClient, channel: string, { id }: Link): Promise<string | undefined> =>
  findIn(id, (cursor) => client.conversations.history({ channel, ...reading, ...cursor }));

const findInThread = (client: WebClient, { place, mark }: Placed, { id }: Link): Promise<string | undefined> =>
  findIn(id, (cursor) => client.conversations.replies({ channel: place, ts: mark, ...reading, ...cursor }));

const reading = { include_all_metadata: true, limit: pageSize } as const;

async function findIn(id: string, read: (cursor: { cursor?: string }) => Promise<Pages>): Promise<string | undefined> {
  let cursor = '';
  for (let count = 0; count < pagesRead; count += 1) {
    const page = await read(cursor ? { cursor } : {});
    const found = page.messages?.find(({ metadata }) => isOurs(metadata, id));
    if (found?.ts) return found.ts;
    cursor = page.response_metadata?.next_cursor ?? '';
    if (!cursor) return undefined;
  }
  return undefined;
}

const isOurs = (metadata: Found['metadata'], id: string): boolean => {
  const payload = metadata?.event_type === 'latchkey' ? metadata.event_payload : undefined;
  return !!payload && 'id' in payload && payload.id === id;
};

/**
 * Several events of one moment lead to the same drawing, and Slack counts each call. What this process drew in the last
 * seconds is not drawn again; for longer than that, another process may have drawn something else.
 */
function createDrawn(now: () => Date) {
  const seen = new Map<string, { hash: string; at: number }>();
  const hashOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('base64');
  return {
    isNews(key: string, value: unknown): boolean {
      const last = seen.get(key);
      return !last || now().getTime() - last.at > 5_000 || last.hash !== hashOf(value);
    },
    note(key: string, value: unknown): void {
      for (const [old, { at }] of seen) if (now().getTime() - at > 5_000) seen.delete(old);
      seen.set(key, { hash: hashOf(value), at: now().getTime() });
    },
  };
}
