import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { Behind, Screen } from '../../web/contract.js';
import { type Feed, feedFrom } from './feed.js';

/** What a person has before them. While another one's screen is on its way, the last one stays. */
export const useScreen = (as: string): Feed<Screen> => useFeed<Screen>(`/api/screen?as=${encodeURIComponent(as)}`);

/** @param request whose record to show; the newest one when not given. */
export const useBehind = (request?: string): Feed<Behind> =>
  useFeed<Behind>(request ? `/api/behind?request=${encodeURIComponent(request)}` : '/api/behind');

function useFeed<T>(address: string): Feed<T> {
  const store = useMemo(() => feedFrom<T>(address), [address]);
  const feed = useSyncExternalStore(store.subscribe, store.current);
  const last = useRef<T>(undefined);
  useEffect(() => {
    if (feed.latest) last.current = feed.latest;
  }, [feed.latest]);
  return feed.latest ? feed : { ...feed, latest: last.current };
}
