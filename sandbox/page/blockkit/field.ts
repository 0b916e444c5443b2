import { useEffect, useRef, useState } from 'react';
import { asObject, asText, isObject, type Json } from '../../slack/json.js';
import type { Acted } from '../../web/contract.js';
import { type ElementIds, useConfirm, useSurface } from './surface.js';
import { actionValue, type BlockState, isNothing, sameJson, stateValue, valueIn } from './values.js';

/** What a screen reader hears about an element. */
export type Says = {
  readonly labelledBy?: string;
  readonly label?: string;
  readonly describedBy?: string;
  readonly isInvalid?: boolean;
  readonly isRequired?: boolean;
};

export type ElementProps = {
  readonly block: Json;
  readonly element: Json;
  readonly state?: BlockState;
  readonly says: Says;
};

export const idsOf = (block: Json, element: Json): ElementIds => ({
  blockId: asText(block.block_id),
  actionId: asText(element.action_id),
});

export const ariaOf = ({ labelledBy, label, describedBy, isInvalid, isRequired }: Says) => ({
  ...(labelledBy ? { 'aria-labelledby': labelledBy } : label ? { 'aria-label': label } : {}),
  ...(describedBy && { 'aria-describedby': describedBy }),
  ...(isInvalid && { 'aria-invalid': true as const }),
  ...(isRequired && { 'aria-required': true as const }),
});

export type Waiting = 'no' | 'yes' | 'in vain';

export type Field = {
  readonly value: unknown;
  readonly waiting: Waiting;
  /** Shows it at once and tells it; nothing happens when a confirm dialog is declined. */
  give(value: unknown, when?: 'now' | 'soon'): Promise<void>;
  /** Enter was pressed in a field that dispatches so. */
  press(): Promise<void>;
};

/** What stands in an element. What a person enters is there at once; what others enter arrives with the screen. */
export function useField({ block, element, state }: ElementProps): Field {
  const surface = useSurface();
  const confirm = useConfirm();
  const ids = idsOf(block, element);
  const before = valueIn(state, element);
  const [value, setValue] = useState(before);
  const [waiting, setWaiting] = useState<Waiting>('no');
  const own = useRef<unknown[]>([]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new value from outside counts.
  useEffect(() => {
    // Our own words come back late, when newer ones may stand here already.
    if (!surface.isBusy(ids) && !own.current.some((one) => sameJson(one, before))) setValue(before);
  }, [before]);

  const wait = async (sending: Promise<Acted>) => {
    setWaiting('yes');
    const acted = await sending;
    setWaiting(acted.is === 'trouble' ? 'in vain' : 'no');
  };

  const give = async (next: unknown, when: 'now' | 'soon' = 'now') => {
    if (isObject(element.confirm) && (await confirm(asObject(element.confirm))) === 'no') return;
    own.current = [...own.current.slice(-50), next];
    setValue(next);
    if (surface.kind !== 'message') {
      const entering = surface.enter(ids, stateValue(element, next), when);
      if (when === 'now') await wait(entering);
    } else if (when === 'now' && block.type !== 'input' && !isNothing(next)) {
      await wait(surface.press(ids, actionValue(element, next)));
    }
  };

  return { value, waiting, give, press: () => wait(surface.press(ids, actionValue(element, value))) };
}
