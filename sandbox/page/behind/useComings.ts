import { useEffect, useRef, useState } from 'react';
import type { Behind } from '../../web/contract.js';
import { type Coming, comingsBetween, freshFor } from './comings.js';

/** Who just came or went, for as long as it is news. */
export function useComings(directories: Behind['directories']): readonly Coming[] {
  const [comings, setComings] = useState<readonly Coming[]>([]);
  const before = useRef(directories);
  useEffect(() => {
    const now = Date.now();
    const found = comingsBetween(before.current, directories, now);
    before.current = directories;
    if (found.length === 0) return;
    setComings((known) => [...known.filter((one) => !isSuperseded(one, found)), ...found]);
  }, [directories]);
  useEffect(() => {
    const oldest = comings[0];
    if (!oldest) return;
    const timer = setTimeout(
      () => setComings((known) => known.filter(({ at }) => at + freshFor > Date.now())),
      Math.max(0, oldest.at + freshFor - Date.now()) + 20,
    );
    return () => clearTimeout(timer);
  }, [comings]);
  return comings;
}

const isSuperseded = (one: Coming, by: readonly Coming[]): boolean =>
  by.some(({ group, member }) => group === one.group && member === one.member);
