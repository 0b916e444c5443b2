import { useState } from 'react';
import { asObject, asText, isObject, type Json } from '../../../slack/json.js';
import { isWeb } from '../addresses.js';
import { idsOf, type Waiting } from '../field.js';
import { plainOf } from '../options.js';
import { useConfirm, useSurface } from '../surface.js';
import { Spinner, Warning } from './Marks.js';

type Props = { readonly block: Json; readonly element: Json };

/** Presses an element and waits until the app has answered; twice is once meanwhile. */
export function usePress({ block, element }: Props): { waiting: Waiting; press(value?: Json): Promise<void> } {
  const surface = useSurface();
  const confirm = useConfirm();
  const [waiting, setWaiting] = useState<Waiting>('no');
  const press = async (value?: Json) => {
    if (waiting === 'yes') return;
    if (isObject(element.confirm) && (await confirm(asObject(element.confirm))) === 'no') return;
    setWaiting('yes');
    const acted = await surface.press(idsOf(block, element), value);
    setWaiting(acted.is === 'trouble' ? 'in vain' : 'no');
  };
  return { waiting, press };
}

export function Button({ block, element }: Props) {
  const { waiting, press } = usePress({ block, element });
  const style = element.style === 'primary' || element.style === 'danger' ? ` bk-button-${element.style}` : '';
  const url = asText(element.url);
  const onClick = () => {
    if (isWeb(url)) window.open(url, '_blank', 'noreferrer');
    void press();
  };
  return (
    <span className="bk-with-mark">
      <button
        type="button"
        className={`bk-button${style}`}
        aria-disabled={waiting === 'yes'}
        aria-busy={waiting === 'yes'}
        aria-label={asText(element.accessibility_label) || undefined}
        onClick={onClick}
      >
        <span className={waiting === 'yes' ? 'bk-unseen' : undefined}>{plainOf(element.text)}</span>
        {waiting === 'yes' && <Spinner />}
      </button>
      {waiting === 'in vain' && <Warning />}
    </span>
  );
}
