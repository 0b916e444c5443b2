import { createContext, useContext } from 'react';
import type { Json } from '../../slack/json.js';
import type { Acted } from '../../web/contract.js';
import type { Reader } from './reader.js';

export type ElementIds = { readonly blockId: string; readonly actionId: string };

/** Where blocks stand, and what a person can do there. */
export type Surface = {
  readonly kind: 'message' | 'modal' | 'home';
  press(ids: ElementIds, value?: Json): Promise<Acted>;
  /** `soon` waits for a pause in the typing. */
  enter(ids: ElementIds, value: Json, when: 'now' | 'soon'): Promise<Acted>;
  suggest(ids: ElementIds, typed: string): Promise<Acted>;
  /** Whether something entered there is still on its way. */
  isBusy(ids: ElementIds): boolean;
};

const ReaderContext = createContext<Reader | undefined>(undefined);
export const ReaderProvider = ReaderContext.Provider;

export function useReader(): Reader {
  const reader = useContext(ReaderContext);
  if (!reader) throw new Error('Texts are drawn for somebody: wrap them in a ReaderProvider.');
  return reader;
}

const SurfaceContext = createContext<Surface | undefined>(undefined);
export const SurfaceProvider = SurfaceContext.Provider;

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (!surface) throw new Error('Blocks are drawn on a surface: wrap them in a SurfaceProvider.');
  return surface;
}

/** Asks "Are you sure?" with Slack's confirm object. */
export type Confirm = (dialog: Json) => Promise<'yes' | 'no'>;
const ConfirmContext = createContext<Confirm>(async () => 'yes');
export const ConfirmProvider = ConfirmContext.Provider;
export const useConfirm = (): Confirm => useContext(ConfirmContext);
