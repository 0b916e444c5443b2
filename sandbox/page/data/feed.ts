import type { Behind, Screen } from '../../web/contract.js';
import { takeTurns } from './turns.js';

/** How the page and the sandbox stand to each other right now. */
export type Connection = 'connecting' | 'live' | 'lost';
export type Feed = { readonly screen?: Screen; readonly behind?: Behind; readonly connection: Connection };

/** One stream of server-sent events, open for as long as somebody listens and it is this tab's turn. */
export type FeedStore = { subscribe(listener: () => void): () => void; current(): Feed };

const [firstWait, longestWait] = [300, 4_000];

export function feedFrom(address: string): FeedStore {
  const listeners = new Set<() => void>();
  let feed: Feed = { connection: 'connecting' };
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let wait = firstWait;
  let leave = () => {};

  const become = (next: Feed) => {
    feed = next;
    for (const listener of listeners) listener();
  };
  const hear = (part: 'screen' | 'behind') =>
    source?.addEventListener(part, ({ data }) => {
      wait = firstWait;
      become({ ...feed, [part]: JSON.parse(data), connection: 'live' });
    });
  const connect = () => {
    source = new EventSource(address);
    hear('screen');
    hear('behind');
    // The browser's own retry waits for seconds and gives up for good on an HTTP error.
    source.onerror = () => {
      source?.close();
      become({ ...feed, connection: 'lost' });
      retry = setTimeout(connect, wait);
      wait = Math.min(wait * 2, longestWait);
    };
  };
  const open = () => {
    if (!source) connect();
  };
  const close = () => {
    clearTimeout(retry);
    source?.close();
    source = undefined;
  };

  return {
    subscribe(listener) {
      if (listeners.size === 0) leave = takeTurns({ open, close });
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        leave();
        close();
      };
    },
    current: () => feed,
  };
}
