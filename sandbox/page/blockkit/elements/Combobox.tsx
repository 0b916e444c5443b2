import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { ariaOf, type Says, type Waiting } from '../field.js';
import { type Choice, type ChoiceGroup, rowsOf } from '../options.js';
import { Listbox, optionId } from './Listbox.js';
import { Chevron, Cross, Face, WaitingMark } from './Marks.js';
import { useLeaving } from './popup.js';

export type ComboboxProps = {
  readonly says: Says;
  readonly placeholder: string;
  /** What fits to what was typed. */
  readonly groups: readonly ChoiceGroup[];
  readonly note?: string;
  readonly chosen: readonly Choice[];
  readonly how: 'one' | 'many';
  readonly waiting: Waiting;
  readonly canClear: 'can be cleared' | 'stays';
  readonly takesFocus?: boolean;
  readonly onType: (typed: string) => void;
  readonly onChoose: (choice: Choice) => void;
  readonly onRemove: (choice: Choice) => void;
};

/** A field with a list, as WAI-ARIA describes it: the focus stays in the field, the list is pointed at. */
export function Combobox(props: ComboboxProps) {
  const { says, placeholder, groups, note, chosen, how, waiting, canClear, onType, onChoose, onRemove } = props;
  const id = useId();
  const anchor = useRef<HTMLDivElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  // Nothing while the list is closed.
  const [typed, setTyped] = useState<string>();
  const [active, setActive] = useState(-1);
  const rows = useMemo(() => rowsOf(groups), [groups]);
  const choices = useMemo(() => rows.flatMap((row) => (row.is === 'choice' ? [row.choice] : [])), [rows]);
  const keys = useMemo(() => new Set(chosen.map(({ key }) => key)), [chosen]);
  const isOpen = typed !== undefined;
  const [only] = how === 'one' ? chosen : [];
  const pointed = Math.min(active, choices.length - 1);

  const type = (text: string) => {
    setTyped(text);
    setActive(text === '' ? choices.findIndex(({ key }) => keys.has(key)) : 0);
    onType(text);
  };
  const open = () => !isOpen && type('');
  const close = () => setTyped(undefined);
  useLeaving([anchor, popup], isOpen ? 'open' : 'closed', close);
  const choose = (choice: Choice) => {
    if (how === 'one') close();
    else type('');
    if (how === 'many' && keys.has(choice.key)) onRemove(choice);
    else onChoose(choice);
  };

  const move = (to: number) => (isOpen ? setActive(Math.max(0, Math.min(choices.length - 1, to))) : open());
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const picked = isOpen ? choices[pointed] : undefined;
    const last = chosen.at(-1);
    const keyed = new Map<string, (() => void) | false>([
      ['ArrowDown', () => move(pointed + 1)],
      ['ArrowUp', () => move(pointed < 0 ? choices.length - 1 : pointed - 1)],
      ['PageDown', isOpen && (() => move(pointed + 8))],
      ['PageUp', isOpen && (() => move(pointed - 8))],
      ['Enter', isOpen ? () => picked && choose(picked) : open],
      ['Escape', isOpen && close],
      ['Backspace', how === 'many' && !typed && last !== undefined && (() => onRemove(last))],
    ]);
    const act = keyed.get(event.key);
    if (event.key === 'Tab') return close();
    if (!act) return;
    // An open list closes first, what it stands in later.
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  return (
    <span className="bk-with-mark bk-wide">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: pressing the frame is pressing the field in it. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's. */}
      <div
        ref={anchor}
        className={`bk-input bk-combobox${says.isInvalid ? ' bk-invalid' : ''}`}
        onClick={() => {
          field.current?.focus();
          open();
        }}
      >
        {how === 'many' && chosen.map((one) => <Chip key={one.key} choice={one} onRemove={onRemove} />)}
        <input
          ref={field}
          {...ariaOf(says)}
          type="text"
          role="combobox"
          aria-expanded={isOpen}
          aria-controls={isOpen ? `${id}-list` : undefined}
          aria-activedescendant={isOpen && pointed >= 0 ? optionId(`${id}-list`, pointed) : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          data-takes-focus={props.takesFocus || undefined}
          className={only && !isOpen ? 'bk-has-choice' : undefined}
          placeholder={only?.text ?? (chosen.length > 0 ? '' : placeholder)}
          value={typed ?? only?.text ?? ''}
          onChange={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {only && canClear === 'can be cleared' && (
          <button type="button" className="bk-clear" aria-label={`Clear ${only.text}`} onClick={() => onRemove(only)}>
            <Cross />
          </button>
        )}
        {how === 'one' && <Chevron />}
      </div>
      <WaitingMark waiting={waiting} />
      {isOpen && (
        <Listbox
          id={`${id}-list`}
          label={placeholder}
          {...{ anchor, popup, rows, how, note }}
          active={pointed}
          chosen={keys}
          onPoint={setActive}
          onChoose={choose}
        />
      )}
    </span>
  );
}

function Chip({ choice, onRemove }: { choice: Choice; onRemove: (choice: Choice) => void }) {
  return (
    <span className="bk-chip">
      {choice.isPerson && <Face name={choice.text} />}
      <span className="bk-chip-text">{choice.text}</span>
      <button
        type="button"
        aria-label={`Remove ${choice.text}`}
        onClick={(event) => {
          event.stopPropagation();
          onRemove(choice);
        }}
      >
        <Cross />
      </button>
    </span>
  );
}
