import type { Json } from '../../slack/json.js';
import type { Act, Acted, Place } from '../../web/contract.js';
import { Outgoing } from '../blockkit/outgoing.js';
import type { ElementIds, Surface } from '../blockkit/surface.js';

type Without<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

/** What whoever looks at the screen does. */
export type Deed = Without<Act, 'as'>;
export type Perform = (deed: Deed) => Promise<Acted>;

export const performAs =
  (as: string, act: (act: Act) => Promise<Acted>): Perform =>
  (deed) =>
    act({ as, ...deed } as Act);

const done: Acted = { is: 'done' };

/** Blocks in a message: nothing is kept there but what is pressed. */
export const messageSurface = (perform: Perform, at: Place): Surface => ({
  kind: 'message',
  press: (ids, value) => perform({ kind: 'press', at, ...ids, ...(value && { value }) }),
  enter: async () => done,
  suggest: (ids, typed) => perform({ kind: 'suggest', at, ...ids, typed }),
  isBusy: () => false,
});

export type ViewSurface = Surface & { readonly outgoing: Outgoing };

type ViewPlace = { readonly view: string; readonly kind: 'modal' | 'home'; readonly tell: (acted: Acted) => void };

/** Blocks in a view: what is entered is told at once or after a pause, and always before a button is pressed. */
export function viewSurface(perform: Perform, { view, kind, tell }: ViewPlace): ViewSurface {
  const outgoing = new Outgoing();
  const at = { view };
  const nameOf = ({ blockId, actionId }: ElementIds) => `${blockId}/${actionId}`;
  const told = async (sending: Promise<Acted>): Promise<Acted> => {
    const acted = await sending;
    tell(acted);
    return acted;
  };
  return {
    kind,
    outgoing,
    press: async (ids, value?: Json) => {
      await outgoing.flush();
      return told(perform({ kind: 'press', at, ...ids, ...(value && { value }) }));
    },
    enter: async (ids, value, when) => {
      const send = () => told(perform({ kind: 'enter', at, ...ids, value }));
      if (when === 'now') return outgoing.now(nameOf(ids), send);
      outgoing.later(nameOf(ids), send);
      return done;
    },
    suggest: (ids, typed) => perform({ kind: 'suggest', at, ...ids, typed }),
    isBusy: (ids) => outgoing.isBusy(nameOf(ids)),
  };
}
