import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { Behind, Screen } from '../../web/contract.js';
import { type Feed, feedFrom } from './feed.js';

/**
 * What a person has before them, and what is behind the scenes. While others are on their way, the last ones stay.
 * @param request whose record to show; the newest one when not given.
 */
export function useFeed(as: string, request?: string): Feed {
  const store = useMemo(() => feedFrom(addressOf(as, request)), [as, request]);
  const feed = useSyncExternalStore(store.subscribe, store.current);
  const screen = useLast<Screen>(feed.screen);
  const behind = useLast<Behind>(feed.behind);
  return { ...feed, screen, behind };
}

function addressOf(as: string, request: string | undefined): string {
  const wanted = new URLSearchParams({ as, ...(request && { request }) });
  return `/api/live?${wanted}`;
}

function useLast<T>(latest: T | undefined): T | undefined {
  const last = useRef<T>(undefined);
  useEffect(() => {
    if (latest) last.current = latest;
  }, [latest]);
  return latest ?? last.current;
}
