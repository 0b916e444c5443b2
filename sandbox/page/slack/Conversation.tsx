import { memo, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Message } from './Message.js';
import type { Perform } from './perform.js';
import type { Row } from './rows.js';

type Props = {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly perform: Perform;
  readonly onThread?: (ts: string) => void;
};

/** Messages, the newest below. Whoever is at the end stays there; whoever reads above is not moved. */
export const Conversation = memo(function Conversation({ label, rows, perform, onThread }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { place, toEnd, onScroll } = useEnd(scroller, content);
  const newest = rows.at(-1)?.key;
  const [seen, setSeen] = useState(newest);
  useEffect(() => {
    if (place === 'at the end') setSeen(newest);
  }, [place, newest]);

  return (
    <div className="sk-conversation">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is scrolled is scrolled by keys too. */}
      <section ref={scroller} className="sk-scroll" aria-label={label} tabIndex={0} onScroll={onScroll}>
        <div ref={content} className="sk-rows">
          {rows.map((row) => (
            <RowLine key={row.key} row={row} perform={perform} onThread={onThread} />
          ))}
        </div>
      </section>
      {place === 'above' && seen !== newest && (
        <button type="button" className="sk-to-end" onClick={toEnd}>
          New messages ↓
        </button>
      )}
    </div>
  );
});

type LineProps = Pick<Props, 'perform' | 'onThread'> & { readonly row: Row };

function RowLine({ row, perform, onThread }: LineProps) {
  switch (row.is) {
    case 'day':
      return (
        <div className="sk-day">
          <h3>{row.label}</h3>
        </div>
      );
    case 'new':
      return (
        <div className="sk-new">
          <span>New</span>
        </div>
      );
    case 'count':
      return <div className="sk-count">{row.label}</div>;
    case 'message':
      return <Message message={row.message} head={row.head} perform={perform} onThread={onThread} />;
  }
}

const NEAR_END = 40;

function useEnd(scroller: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>) {
  const isAtEnd = useRef(true);
  const [place, setPlace] = useState<'at the end' | 'above'>('at the end');
  const toEnd = useCallback(() => {
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
  }, [scroller]);
  const onScroll = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    isAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END;
    setPlace(isAtEnd.current ? 'at the end' : 'above');
  }, [scroller]);

  useLayoutEffect(toEnd, [toEnd]);
  useEffect(() => {
    // A card that is drawn anew becomes higher; a keyboard on a phone makes the box lower.
    const sizes = new ResizeObserver(() => isAtEnd.current && toEnd());
    for (const { current } of [scroller, content]) if (current) sizes.observe(current);
    return () => sizes.disconnect();
  }, [scroller, content, toEnd]);
  return { place, toEnd, onScroll };
}
