import { type ReactNode, useCallback, useId, useRef, useState } from 'react';
import { asObject, isObject, type Json } from '../../slack/json.js';
import { keepInside, useFocusIn } from './focus.js';
import { plainOf } from './options.js';
import { type Confirm, ConfirmProvider } from './surface.js';
import { TextObject } from './text/Text.js';

type Question = { readonly dialog: Json; readonly answer: (answer: 'yes' | 'no') => void };

/** Gives what is inside a way to ask "Are you sure?". `scene` draws what is behind, inert while a question is open. */
export function ConfirmDialogs({
  children,
  around,
}: {
  children: ReactNode;
  around: (dialog: ReactNode) => ReactNode;
}) {
  const [question, setQuestion] = useState<Question>();
  const ask = useCallback<Confirm>((dialog) => new Promise((resolve) => setQuestion({ dialog, answer: resolve })), []);
  const answer = (said: 'yes' | 'no') => {
    question?.answer(said);
    setQuestion(undefined);
  };
  return (
    <ConfirmProvider value={ask}>
      {children}
      {question && around(<Dialog dialog={question.dialog} onAnswer={answer} />)}
    </ConfirmProvider>
  );
}

function Dialog({ dialog, onAnswer }: { dialog: Json; onAnswer: (answer: 'yes' | 'no') => void }) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  useFocusIn(box, (found) => found.querySelector<HTMLElement>('[data-confirms]') ?? undefined);
  const style = dialog.style === 'danger' ? 'danger' : 'primary';
  return (
    <div
      ref={box}
      role="alertdialog"
      aria-modal="true"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      tabIndex={-1}
      className="bk-dialog bk-confirm"
      onKeyDown={(event) => {
        keepInside(event);
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onAnswer('no');
      }}
    >
      <h2 id={`${id}-title`} className="bk-dialog-title">
        {plainOf(dialog.title) || 'Are you sure?'}
      </h2>
      <div id={`${id}-text`} className="bk-confirm-text">
        {isObject(dialog.text) && <TextObject text={asObject(dialog.text)} />}
      </div>
      <div className="bk-dialog-foot">
        <button type="button" className="bk-button" onClick={() => onAnswer('no')}>
          {plainOf(dialog.deny) || 'Cancel'}
        </button>
        <button type="button" data-confirms className={`bk-button bk-button-${style}`} onClick={() => onAnswer('yes')}>
          {plainOf(dialog.confirm) || 'Yes'}
        </button>
      </div>
    </div>
  );
}
