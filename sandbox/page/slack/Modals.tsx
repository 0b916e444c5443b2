import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import { asObjects, isObject } from '../../slack/json.js';
import type { Screen, ViewOnScreen } from '../../web/contract.js';
import { Blocks } from '../blockkit/Blocks.js';
import { AppFace, Cross, Spinner } from '../blockkit/elements/Marks.js';
import { keepInside, reachableIn, useFocusIn } from '../blockkit/focus.js';
import { plainOf } from '../blockkit/options.js';
import { SurfaceProvider } from '../blockkit/surface.js';
import { type Perform, viewSurface } from './perform.js';
import { Trouble } from './Trouble.js';

type Props = { readonly modals: Screen['modals']; readonly perform: Perform };

/** The open modals. Only the one on top is drawn, the others can be seen to lie under it. */
export function Modals({ modals, perform }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const top = modals.at(-1);
  useFocusIn(box, firstField);
  // What had the focus may be gone after a redraw: then it must not fall behind the modal.
  useEffect(() => {
    if (document.activeElement === document.body) box.current?.focus({ preventScroll: true });
  });
  if (!top) return null;
  const close = (how: 'cancel' | 'cross') => void perform({ kind: 'close', view: top.id, how });
  return (
    <div className="sk-curtain">
      <div
        ref={box}
        role="dialog"
        aria-modal="true"
        aria-labelledby={titleId(top)}
        tabIndex={-1}
        className={`bk-dialog sk-modal sk-modal-depth-${Math.min(modals.length, 3)}`}
        onKeyDown={(event) => {
          keepInside(event);
          if (event.key === 'Escape') close('cancel');
        }}
      >
        <Modal
          key={top.id}
          view={top}
          depth={modals.length > 1 ? 'pushed' : 'first'}
          perform={perform}
          onClose={close}
        />
      </div>
    </div>
  );
}

const titleId = ({ id }: ViewOnScreen): string => `title-${id}`;

const firstField = (box: HTMLElement): HTMLElement | undefined => {
  const body = box.querySelector<HTMLElement>('.sk-modal-body');
  return box.querySelector<HTMLElement>('[data-takes-focus]') ?? (body ? reachableIn(body)[0] : undefined);
};

type ModalProps = Pick<Props, 'perform'> & {
  readonly view: ViewOnScreen;
  readonly depth: 'first' | 'pushed';
  readonly onClose: (how: 'cancel' | 'cross') => void;
};

function Modal({ view, depth, perform, onClose }: ModalProps) {
  const form = useRef<HTMLFormElement>(null);
  const { definition, errors, state, id } = view;
  const [phase, setPhase] = useState<'open' | 'submitting'>('open');
  const [trouble, setTrouble] = useState<string>();
  const surface = useMemo(
    () =>
      viewSurface(perform, {
        view: id,
        kind: 'modal',
        tell: (acted) => setTrouble(acted.is === 'trouble' ? acted.text : undefined),
      }),
    [perform, id],
  );
  useEffect(() => () => void surface.outgoing.flush(), [surface]);
  const blocks = useMemo(() => asObjects(definition.blocks), [definition.blocks]);

  useEffect(() => {
    // A view that is pushed: the focus was in the one below.
    const box = form.current;
    if (box && !box.contains(document.activeElement)) (firstField(box) ?? box).focus({ preventScroll: true });
  }, []);
  const isWrong = Object.keys(errors).length > 0;
  useEffect(() => {
    if (isWrong) form.current?.querySelector<HTMLElement>('[aria-invalid=true], .bk-error')?.focus();
  }, [isWrong]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (phase === 'submitting') return;
    setPhase('submitting');
    setTrouble(undefined);
    await surface.outgoing.flush();
    const acted = await perform({ kind: 'submit', view: id });
    setPhase('open');
    if (acted.is === 'trouble') setTrouble(acted.text);
  };
  const hasSubmit = isObject(definition.submit);
  return (
    <form
      ref={form}
      className="sk-modal-form"
      noValidate
      tabIndex={-1}
      aria-busy={phase === 'submitting'}
      onSubmit={submit}
    >
      <header className="sk-modal-head">
        {depth === 'pushed' ? (
          <button type="button" className="sk-icon-button" aria-label="Back" onClick={() => onClose('cancel')}>
            <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
              <path d="m12 4-6 6 6 6" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
            </svg>
          </button>
        ) : (
          <AppFace />
        )}
        <h2 className="bk-dialog-title" id={titleId(view)}>
          {plainOf(definition.title)}
        </h2>
        <button type="button" className="sk-icon-button" aria-label="Close" onClick={() => onClose('cross')}>
          <Cross />
        </button>
      </header>
      <div className="sk-modal-body">
        <Trouble text={trouble} />
        <SurfaceProvider value={surface}>
          <Blocks blocks={blocks} state={state} errors={errors} />
        </SurfaceProvider>
      </div>
      <footer className="bk-dialog-foot">
        <button type="button" className="bk-button sk-large" onClick={() => onClose('cancel')}>
          {plainOf(definition.close) || (hasSubmit ? 'Cancel' : 'Close')}
        </button>
        {hasSubmit && (
          <button
            type="submit"
            className="bk-button bk-button-primary sk-large"
            aria-disabled={phase === 'submitting'}
            aria-busy={phase === 'submitting'}
          >
            <span className={phase === 'submitting' ? 'bk-unseen' : undefined}>{plainOf(definition.submit)}</span>
            {phase === 'submitting' && <Spinner />}
          </button>
        )}
      </footer>
    </form>
  );
}
