import { useEffect, useRef, useState } from 'react';

type Props = { startOver(): Promise<void>; leave(): void };

/** Asks before everything that was done is thrown away. */
export function StartOver({ startOver, leave }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [state, setState] = useState<'asking' | 'working'>('asking');
  useEffect(() => dialog.current?.showModal(), []);
  const begin = async () => {
    setState('working');
    await startOver();
    leave();
  };
  return (
    <dialog ref={dialog} className="start-over" aria-labelledby="start-over-title" onClose={leave}>
      <h2 id="start-over-title">Start over?</h2>
      <p>Slack, Okta, Jira and Latchkey&apos;s database go back to the first day. What you did here is forgotten.</p>
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={leave} disabled={state === 'working'}>
          Cancel
        </button>
        <button type="button" className="button primary" onClick={begin} disabled={state === 'working'}>
          {state === 'working' ? 'Starting over …' : 'Start over'}
        </button>
      </div>
    </dialog>
  );
}
