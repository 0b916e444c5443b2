import { useCallback, useState } from 'react';

/** Whom the reader acts as: in the address, so that each tab can be somebody else and stay so. */
export function useAs(): readonly [string, (key: string) => void] {
  const [as, setAs] = useState(() => new URLSearchParams(location.search).get('as') ?? 'ana');
  const become = useCallback((key: string) => {
    setAs(key);
    history.replaceState(null, '', `?as=${encodeURIComponent(key)}${location.hash}`);
  }, []);
  return [as, become];
}
