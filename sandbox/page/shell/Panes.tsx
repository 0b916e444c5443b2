import type { KeyboardEvent, ReactNode } from 'react';
import { useWidth } from './useWidth.js';

export type Pane = 'slack' | 'behind';

type Props = {
  readonly slack: ReactNode;
  readonly behind: ReactNode;
  /** Beside each other: whether the second one is there. As tabs: which one is. */
  readonly isBehindShown: boolean;
  readonly pane: Pane;
  show(pane: Pane): void;
  /** Unread messages of the person who is acted for. */
  readonly unread: number;
};

/** Slack on the left and the scenes behind it on the right; on a phone one of the two at a time. */
export function Panes(props: Props) {
  const isNarrow = useWidth() === 'narrow';
  const isShown = (pane: Pane) => (isNarrow ? props.pane === pane : pane === 'slack' || props.isBehindShown);
  return (
    <>
      {isNarrow && <Tabs {...props} />}
      <main className={props.isBehindShown ? 'panes' : 'panes alone'}>
        <PaneBox pane="slack" name="Slack" isNarrow={isNarrow} isShown={isShown('slack')}>
          {props.slack}
        </PaneBox>
        <PaneBox pane="behind" name="Behind the scenes" isNarrow={isNarrow} isShown={isShown('behind')}>
          {props.behind}
        </PaneBox>
      </main>
    </>
  );
}

type BoxProps = {
  readonly pane: Pane;
  readonly name: string;
  readonly isNarrow: boolean;
  readonly isShown: boolean;
  readonly children: ReactNode;
};

function PaneBox({ pane, name, isNarrow, isShown, children }: BoxProps) {
  const role = isNarrow ? { role: 'tabpanel', 'aria-labelledby': `tab-${pane}` } : { 'aria-label': name };
  return (
    <section id={`pane-${pane}`} className={`pane pane-${pane}`} hidden={!isShown} {...role}>
      {children}
    </section>
  );
}

const names: Readonly<Record<Pane, string>> = { slack: 'Slack', behind: 'Behind the scenes' };
const other: Readonly<Record<Pane, Pane>> = { slack: 'behind', behind: 'slack' };

function Tabs({ pane, show, unread }: Pick<Props, 'pane' | 'show' | 'unread'>) {
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
    show(other[pane]);
    document.getElementById(`tab-${other[pane]}`)?.focus();
  };
  return (
    <div className="tabs" role="tablist" aria-label="Panes" onKeyDown={onKeyDown}>
      {(['slack', 'behind'] as const).map((one) => (
        <button
          key={one}
          type="button"
          role="tab"
          id={`tab-${one}`}
          className="tab"
          aria-selected={pane === one}
          aria-controls={`pane-${one}`}
          tabIndex={pane === one ? 0 : -1}
          onClick={() => show(one)}
        >
          {names[one]}
          {one === 'slack' && unread > 0 && <span className="badge">{unread}</span>}
        </button>
      ))}
    </div>
  );
}
