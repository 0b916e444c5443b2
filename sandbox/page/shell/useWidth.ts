import { useSyncExternalStore } from 'react';

const query = window.matchMedia('(max-width: 900px)');

const subscribe = (listener: () => void) => {
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
};

/** A phone, or a window as narrow as one: there the two panes are tabs. */
export const useWidth = (): 'narrow' | 'wide' =>
  useSyncExternalStore(subscribe, () => (query.matches ? 'narrow' : 'wide'));
