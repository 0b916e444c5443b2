import { type ReactNode, useId } from 'react';
import { useKept } from '../shell/kept.js';

type Props = {
  readonly name: string;
  readonly title: string;
  /** What there is to know while it is closed. */
  readonly summary?: string;
  readonly children: ReactNode;
};

/** A part of the pane that can be folded. */
export function Section({ name, title, summary, children }: Props) {
  const [state, setState] = useKept<'open' | 'folded'>(`section.${name}`, 'open', isState);
  const heading = useId();
  return (
    <section className="part" aria-labelledby={heading}>
      <h3 id={heading}>
        <button
          type="button"
          className="fold"
          aria-expanded={state === 'open'}
          onClick={() => setState(state === 'open' ? 'folded' : 'open')}
        >
          {title}
        </button>
      </h3>
      {summary && <p className="summary">{summary}</p>}
      {state === 'open' && <div className="inside">{children}</div>}
    </section>
  );
}

const isState = (value: unknown): value is 'open' | 'folded' => value === 'open' || value === 'folded';
