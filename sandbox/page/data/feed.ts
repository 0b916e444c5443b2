/** How the page and the sandbox stand to each other right now. */
export type Connection = 'connecting' | 'live' | 'lost';
export type Feed<T> = { readonly latest?: T; readonly connection: Connection };

/** One stream of server-sent events, open for as long as somebody listens. */
export type FeedStore<T> = { subscribe(listener: () => void): () => void; current(): Feed<T> };

const [firstWait, longestWait] = [300, 4_000];

export function feedFrom<T>(address: string): FeedStore<T> {
  const listeners = new Set<() => void>();
  let feed: Feed<T> = { connection: 'connecting' };
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let wait = firstWait;

  const become = (next: Feed<T>) => {
    feed = next;
    for (const listener of listeners) listener();
  };
  const open = () => {
    source = new EventSource(address);
    source.onmessage = ({ data }) => {
      wait = firstWait;
      become({ latest: JSON.parse(data) as T, connection: 'live' });
    };
    // The browser's own retry waits for seconds and gives up for good on an HTTP error.
    source.onerror = () => {
      source?.close();
      become({ ...feed, connection: 'lost' });
      retry = setTimeout(open, wait);
      wait = Math.min(wait * 2, longestWait);
    };
  };
  const close = () => {
    clearTimeout(retry);
    source?.close();
    source = undefined;
  };

  return {
    subscribe(listener) {
      if (listeners.size === 0) open();
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) close();
      };
    },
    current: () => feed,
  };
}
