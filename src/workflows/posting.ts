import { createHash } from 'node:crypto';
import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Person } from '../domain/person.js';
import type { Link, Store } from '../store/store.js';
import type { Message } from '../views/asked.js';
import type { House } from './contracts.js';
import { type Made, madeBefore, onlyOnce, type Sought } from './onlyOnce.js';
import { isSurelyUnmade, readSlackError, SlackUnreachable } from './slackErrors.js';

/** A card that is to stand in somebody's DM. */
export type Card = Pick<Link, 'id' | 'kind' | 'request' | 'note'> & { readonly to: Person };

/** Slack's copy of what we say: posted once, however often it is asked for, and redrawn in place. */
export type Posting = {
  /** Posts the card, or redraws it where it stands. */
  card(card: Card, message: Message): Promise<Placed>;
  /** Redraws what may have been posted; posts nothing. @throws NotYet while it may still arrive. */
  redraw(link: Link, to: Person, message: Message): Promise<void>;
  /** Adds a line to a thread, once. */
  line(line: Pick<Link, 'id' | 'request'>, thread: Placed, text: string): Promise<void>;
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
  const attempts = { store: needs.store, now: needs.house.now };
  /** Sought under a row of its own: a card's row says where it stands, and is closed when its buttons are gone. */
  const cardIn = (channel: string, { id, request }: Pick<Link, 'id' | 'request'>): Sought => ({
    id: `post:${id}`,
    kind: 'post',
    request,
    look: async () => madeAt(channel, await ask(() => findInChannel(needs.client, channel, id))),
  });
  const place = async (id: string, made: Made): Promise<Placed> => {
    if (!isPlaced(made)) throw new Error(`${id} was posted, but not noted where`);
    await needs.store.links.done(id, needs.house.now(), { place: made.place, mark: made.mark });
    return made;
  };
  const post = async (card: Card, message: Message): Promise<Placed> => {
    // Before the attempt: a person who cannot be reached leaves no doubt about a message.
    const channel = await dmOf(card.to);
    const make = async () => {
      const mark = await ask(() => postNew(needs.client, { channel, id: card.id, ...message }));
      drawn.note(`${channel}:${mark}`, message);
      return { place: channel, mark };
    };
    return place(card.id, await onlyOnce(attempts, { ...cardIn(channel, card), make, isSurelyUnmade }));
  };
  return {
    async card(card, message) {
      const begun = await begin(needs, card);
      const placed = isPlaced(begun) ? begun : await post(card, message);
      // What was just posted is no news; what an earlier attempt posted may say what was true then.
      await redraw(placed, message);
      return placed;
    },
    async redraw(link, to, message) {
      if (isPlaced(link)) return redraw(link, message);
      const made = await madeBefore(attempts, cardIn(await dmOf(to), link));
      if (made) await redraw(await place(link.id, made), message);
    },
    async line({ id, request }, thread, text) {
      const { place: channel, mark: thread_ts } = thread;
      await onlyOnce(attempts, {
        id,
        kind: 'line',
        request,
        look: async () => madeAt(channel, await ask(() => findInThread(needs.client, thread, id))),
        make: async () => ({
          place: channel,
          mark: await ask(() => postNew(needs.client, { channel, id, text, thread_ts })),
        }),
        isSurelyUnmade,
      });
    },
    async home(slackId, view) {
      if (!drawn.isNews(`home:${slackId}`, view)) return;
      await ask(() => needs.client.views.publish({ user_id: slackId, view }));
      drawn.note(`home:${slackId}`, view);
    },
  };
}

const madeAt = (place: string, mark: string | undefined): Made | undefined => (mark ? { place, mark } : undefined);

/** That somebody is asked is on record before Slack is, and whether or not it takes the card. */
const begin = ({ store, house }: Needs, { id, kind, request, note, to }: Card) =>
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

const findInChannel = (client: WebClient, channel: string, id: string): Promise<string | undefined> =>
  findIn(id, (cursor) => client.conversations.history({ channel, ...reading, ...cursor }));

const findInThread = (client: WebClient, { place, mark }: Placed, id: string): Promise<string | undefined> =>
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
