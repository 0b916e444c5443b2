import { createHash } from 'node:crypto';
import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Person } from '../domain/person.js';
import type { Link, Store } from '../store/store.js';
import type { Message } from '../views/asked.js';
import type { House } from './contracts.js';
import { type Made, madeBefore, onlyOnce, type Sought } from './onlyOnce.js';
import { isSurelyUnmade } from './slackErrors.js';
import { createSlackMessages, type Placed, type SlackMessages } from './slackMessages.js';

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

export const isPlaced = (link: Partial<Placed> | undefined): link is Placed => !!link?.place && !!link.mark;

/** @param client must not try again by itself, and must reject what is rate-limited. */
type Needs = { store: Store; house: House; client: WebClient };

type Told = Needs & { readonly messages: SlackMessages; readonly drawn: Drawn };

export function createPosting(needs: Needs): Posting {
  const { now } = needs.house;
  const messages = createSlackMessages(needs.client, now);
  const drawn = createDrawn(now);
  const told: Told = { ...needs, messages, drawn };
  const attempts = { store: needs.store, now };
  return {
    async card(card, message) {
      const begun = await begin(needs, card);
      const placed = isPlaced(begun) ? begun : await post(told, card, message);
      // What was just posted is no news; what an earlier attempt posted may say what was true then.
      await draw(told, placed, message);
      return placed;
    },
    async redraw(link, to, message) {
      if (isPlaced(link)) return draw(told, link, message);
      const made = await madeBefore(attempts, cardIn(messages, await messages.dmOf(to), link));
      if (made) await draw(told, await noteWhere(told, link.id, made), message);
    },
    async line({ id, request }, thread, text) {
      const line = { channel: thread.place, id, text, thread_ts: thread.mark };
      const look = () => messages.findInThread(thread, id);
      await onlyOnce(attempts, { id, kind: 'line', request, look, make: () => messages.post(line), isSurelyUnmade });
    },
    async home(slackId, view) {
      if (!drawn.isNews(`home:${slackId}`, view)) return;
      await messages.home(slackId, view);
      drawn.note(`home:${slackId}`, view);
    },
  };
}

/** That somebody is asked is on record before Slack is, and whether or not it takes the card. */
const begin = ({ store, house }: Needs, { id, kind, request, note, to }: Card) =>
  store.links.begin({ id, kind, request, person: to.id, ...(note && { note }) }, house.now());

async function post(told: Told, card: Card, message: Message): Promise<Placed> {
  const { messages, drawn, store, house } = told;
  // Before the attempt: a person who cannot be reached leaves no doubt about a message.
  const channel = await messages.dmOf(card.to);
  const make = async () => {
    const made = await messages.post({ channel, id: card.id, ...message });
    drawn.note(keyOf(made), message);
    return made;
  };
  const errand = { ...cardIn(messages, channel, card), make, isSurelyUnmade };
  return noteWhere(told, card.id, await onlyOnce({ store, now: house.now }, errand));
}

/** Sought under a row of its own: a card's row says where it stands, and is closed when its buttons are gone. */
const cardIn = (messages: SlackMessages, channel: string, { id, request }: Pick<Link, 'id' | 'request'>): Sought => ({
  id: `post:${id}`,
  kind: 'post',
  request,
  look: () => messages.findInChannel(channel, id),
});

async function noteWhere({ store, house }: Told, id: string, made: Made): Promise<Placed> {
  if (!isPlaced(made)) throw new Error(`${id} was posted, but not noted where`);
  await store.links.done(id, house.now(), { place: made.place, mark: made.mark });
  return made;
}

async function draw({ messages, drawn }: Told, at: Placed, message: Message): Promise<void> {
  if (!drawn.isNews(keyOf(at), message)) return;
  await messages.update(at, message);
  drawn.note(keyOf(at), message);
}

const keyOf = ({ place, mark }: Placed): string => `${place}:${mark}`;

type Drawn = ReturnType<typeof createDrawn>;

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
