import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { type Choice, inSight, offsetsOf, type Row } from '../options.js';
import { Face, Tick } from './Marks.js';
import { usePopup } from './popup.js';

type Props = {
  readonly id: string;
  readonly label: string;
  readonly anchor: RefObject<HTMLElement | null>;
  readonly popup: RefObject<HTMLDivElement | null>;
  readonly rows: readonly Row[];
  readonly active: number;
  readonly chosen: ReadonlySet<string>;
  readonly how: 'one' | 'many';
  /** A line in place of the list. */
  readonly note?: string;
  readonly onPoint: (place: number) => void;
  readonly onChoose: (choice: Choice) => void;
};

export const optionId = (list: string, place: number): string => `${list}-${place}`;

/** The open list. Only what is in sight is drawn, so that a thousand options are as quick as ten. */
export function Listbox(props: Props) {
  const { id, label, anchor, popup, rows, active, how, note, chosen, onPoint, onChoose } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const offsets = useMemo(() => offsetsOf(rows), [rows]);
  const count = useMemo(() => rows.filter(({ is }) => is === 'choice').length, [rows]);
  usePopup(popup, anchor, 'as anchor');

  const activeRow = rows.findIndex((row) => row.is === 'choice' && row.place === active);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box || activeRow < 0) return;
    const [begin, end] = [offsets[activeRow === 1 ? 0 : activeRow] ?? 0, offsets[activeRow + 1] ?? 0];
    if (begin < box.scrollTop) box.scrollTop = begin;
    else if (end > box.scrollTop + box.clientHeight) box.scrollTop = end - box.clientHeight;
  }, [activeRow, offsets]);
  // A new list begins at its top.
  useEffect(() => setTop(scroller.current?.scrollTop ?? 0), []);

  const { from, to } = inSight(offsets, top, 320);
  const drawn = rows.slice(from, to);
  return (
    <div ref={popup} popover="manual" className="bk-popup">
      <div
        ref={scroller}
        id={id}
        role="listbox"
        tabIndex={-1}
        aria-label={label}
        aria-multiselectable={how === 'many' || undefined}
        className="bk-scroller"
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <div role="presentation" style={{ height: `${offsets.at(-1) ?? 0}px` }}>
          {drawn.map((row, index) => {
            const y = offsets[from + index] ?? 0;
            if (row.is === 'group') return <GroupName key={`group ${y}`} label={row.label} y={y} />;
            return (
              <Option
                key={row.place}
                id={optionId(id, row.place)}
                row={row}
                y={y}
                count={count}
                look={lookOf(row.place === active, chosen.has(row.choice.key))}
                onPoint={onPoint}
                onChoose={onChoose}
              />
            );
          })}
        </div>
      </div>
      {note && (
        <div className="bk-note" role="status">
          {note}
        </div>
      )}
    </div>
  );
}

const GroupName = ({ label, y }: { label: string; y: number }) => (
  <div className="bk-group" role="presentation" style={{ transform: `translateY(${y}px)` }}>
    {label}
  </div>
);

type Look = 'plain' | 'active' | 'chosen' | 'active and chosen';
const lookOf = (isActive: boolean, isChosen: boolean): Look =>
  isActive ? (isChosen ? 'active and chosen' : 'active') : isChosen ? 'chosen' : 'plain';

type OptionProps = Pick<Props, 'id' | 'onPoint' | 'onChoose'> & {
  readonly row: Extract<Row, { is: 'choice' }>;
  readonly y: number;
  readonly count: number;
  readonly look: Look;
};

function Option({ id, row, y, count, look, onPoint, onChoose }: OptionProps) {
  const { choice, place, group } = row;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and points here by aria-activedescendant.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's.
    <div
      id={id}
      role="option"
      aria-selected={look.includes('chosen')}
      aria-setsize={count}
      aria-posinset={place + 1}
      aria-description={group}
      className={`bk-option${look.includes('active') ? ' bk-option-active' : ''}`}
      style={{ transform: `translateY(${y}px)` }}
      onPointerMove={() => onPoint(place)}
      // The field keeps the focus.
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onChoose(choice)}
    >
      {choice.isPerson && <Face name={choice.text} />}
      <span className="bk-option-words">
        <span className="bk-option-text">{choice.text}</span>
        {choice.description && <span className="bk-option-more">{choice.description}</span>}
      </span>
      {look.includes('chosen') && <Tick />}
    </div>
  );
}
