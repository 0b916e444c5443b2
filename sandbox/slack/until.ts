import type { Timers } from './timers.js';
import type { Changes } from './workspace.js';

export type Truthy<T> = Exclude<T, false | undefined | null | '' | 0>;

type Watch = {
  readonly changes: Changes;
  readonly timers: Timers;
  readonly ms: number;
  readonly onScreen: () => string;
};

/**
 * Resolves with what `predicate` yields as soon as that is something, looking again at every change of the workspace.
 * A predicate that throws is taken for "not yet".
 */
export function until<T>(predicate: () => T, { changes, timers, ms, onScreen }: Watch): Promise<Truthy<T>> {
  let thrown: unknown;
  const look = (): T | undefined => {
    try {
      thrown = undefined;
      return predicate();
    } catch (error) {
      thrown = error;
      return undefined;
    }
  };
  return new Promise((resolve, reject) => {
    const end = () => {
      stopListening();
      cancel();
    };
    const check = (): boolean => {
      const found = look();
      if (!found) return false;
      end();
      resolve(found as Truthy<T>);
      return true;
    };
    let stopListening: () => void = () => undefined;
    const cancel = timers.after(ms, () => {
      if (check()) return;
      end();
      const because = thrown instanceof Error ? ` (${thrown.message})` : '';
      reject(new Error(`This did not come true within ${ms} ms: ${String(predicate)}${because}\n\n${onScreen()}`));
    });
    if (!check()) stopListening = changes.listen(check);
  });
}
