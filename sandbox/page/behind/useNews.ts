import { useEffect, useRef, useState } from 'react';
import type { Behind } from '../../web/contract.js';
import { type NewsItem, newsBetween } from './news.js';

export type Headline = NewsItem & { readonly id: number; readonly at: number };

const mostKept = 40;

/** Everything that has happened since the page was opened, the newest first. */
export function useNews(behind: Behind | undefined, nameOf: (member: string) => string): readonly Headline[] {
  const [headlines, setHeadlines] = useState<readonly Headline[]>([]);
  const before = useRef<Behind>(undefined);
  const count = useRef(0);
  useEffect(() => {
    const last = before.current;
    before.current = behind;
    if (!last || !behind) return;
    const found = newsBetween(last, behind, nameOf).map((item) => {
      count.current += 1;
      return { ...item, id: count.current, at: Date.now() };
    });
    if (found.length > 0) setHeadlines((known) => [...found.reverse(), ...known].slice(0, mostKept));
  }, [behind, nameOf]);
  return headlines;
}
