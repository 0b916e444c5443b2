import { useCallback, useMemo, useState } from 'react';
import { CrossIcon } from './icons.js';

export type Trouble = { readonly id: number; readonly text: string };

/** What could not be done, in words, until the reader has seen it. */
export function useTroubles() {
  const [troubles, setTroubles] = useState<readonly Trouble[]>([]);
  const tell = useCallback((error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    setTroubles((known) => [...known.filter((one) => one.text !== text), { id: performance.now(), text }]);
  }, []);
  const dismiss = useCallback((id: number) => setTroubles((known) => known.filter((one) => one.id !== id)), []);
  return useMemo(() => ({ troubles, tell, dismiss }), [troubles, tell, dismiss]);
}

export function Troubles({ troubles, dismiss }: { readonly troubles: readonly Trouble[]; dismiss(id: number): void }) {
  return (
    <div className="troubles" role="alert">
      {troubles.map(({ id, text }) => (
        <p key={id} className="trouble">
          {text}
          <button type="button" className="plain" aria-label="Dismiss" onClick={() => dismiss(id)}>
            <CrossIcon />
          </button>
        </p>
      ))}
    </div>
  );
}
