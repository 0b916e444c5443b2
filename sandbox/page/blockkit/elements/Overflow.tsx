import { type KeyboardEvent, useRef, useState } from 'react';
import { asObjects, asText, type Json } from '../../../slack/json.js';
import { isWeb } from '../addresses.js';
import type { ElementProps } from '../field.js';
import { useFocusIn } from '../focus.js';
import { plainOf } from '../options.js';
import { usePress } from './Button.js';
import { WaitingMark } from './Marks.js';
import { useLeaving, usePopup } from './popup.js';

export function Overflow({ block, element }: ElementProps) {
  const { waiting, press } = usePress({ block, element });
  const [isOpen, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const choose = (option: Json) => {
    setOpen(false);
    if (isWeb(asText(option.url))) window.open(asText(option.url), '_blank', 'noreferrer');
    void press({ selected_option: option });
  };
  return (
    <span className="bk-with-mark">
      <button
        ref={anchor}
        type="button"
        className="bk-button bk-overflow"
        aria-label="More actions"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        <span aria-hidden="true">•••</span>
      </button>
      <WaitingMark waiting={waiting} />
      {isOpen && (
        <Menu anchor={anchor} options={asObjects(element.options)} onChoose={choose} onClose={() => setOpen(false)} />
      )}
    </span>
  );
}

type MenuProps = {
  readonly anchor: React.RefObject<HTMLButtonElement | null>;
  readonly options: readonly Json[];
  readonly onChoose: (option: Json) => void;
  readonly onClose: () => void;
};

function Menu({ anchor, options, onChoose, onClose }: MenuProps) {
  const popup = useRef<HTMLDivElement>(null);
  usePopup(popup, anchor, 'own');
  useLeaving([anchor, popup], 'open', onClose);
  useFocusIn(popup, (box) => box.querySelector<HTMLElement>('[role=menuitem]') ?? undefined);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const at = items.findIndex((one) => one.contains(document.activeElement));
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      items[(next + items.length) % items.length]?.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    }
  };
  return (
    <div ref={popup} popover="manual" role="menu" tabIndex={-1} className="bk-popup bk-menu" onKeyDown={onKeyDown}>
      {options.map((option) => (
        <button
          key={asText(option.value)}
          type="button"
          role="menuitem"
          className="bk-menu-item"
          onClick={() => onChoose(option)}
        >
          {plainOf(option.text)}
          {plainOf(option.description) && <span className="bk-option-more">{plainOf(option.description)}</span>}
        </button>
      ))}
    </div>
  );
}
