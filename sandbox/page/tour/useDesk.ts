import { useEffect, useMemo, useRef } from 'react';
import type { Act, Acted, Screen, Switch } from '../../web/contract.js';
import type { Desk } from './doing.js';

type Hands = {
  readonly screen: Screen;
  become(key: string): void;
  act(act: Act): Promise<Acted>;
  flip(change: Switch): Promise<void>;
};

const [patience, pause] = [10_000, 60];

/** Does what the reader would do: becomes the person, waits until the thing is there, and acts. */
export function useDesk({ screen, become, act, flip }: Hands): Desk {
  const newest = useRef(screen);
  useEffect(() => {
    newest.current = screen;
  }, [screen]);
  return useMemo(
    () => ({
      act: async (one) => {
        const acted = await act(one);
        if (acted.is === 'trouble') throw new Error(acted.text);
        return acted;
      },
      flip,
      see: async (who, look) => {
        become(who);
        for (const end = Date.now() + patience; Date.now() < end; await waitFor(pause)) {
          const found = newest.current.me.key === who ? look(newest.current) : undefined;
          if (found !== undefined) return found;
        }
        throw new Error('What this step needs is not on the screen. Do it by hand, or start the story again.');
      },
    }),
    [become, act, flip],
  );
}

const waitFor = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
