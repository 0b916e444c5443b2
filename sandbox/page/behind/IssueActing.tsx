import { type FormEvent, useRef, useState } from 'react';
import type { Act, Acted, Behind, PersonOnScreen } from '../../web/contract.js';

type Props = {
  readonly issue: Behind['issues'][number];
  readonly me: PersonOnScreen;
  act(act: Act): Promise<Acted>;
};

type Deed =
  | { readonly kind: 'moveIssue'; readonly issue: string; readonly to: string }
  | { readonly kind: 'commentOnIssue'; readonly issue: string; readonly text: string };

/** What whoever is played can do on the issue itself, past Slack: Latchkey hears of it from Jira and looks. */
export function IssueActing({ issue: { key, ways }, me, act }: Props) {
  const [said, setSaid] = useState('');
  const [outcome, setOutcome] = useState('');
  const panel = useRef<HTMLFieldSetElement>(null);
  const busy = useRef(false);
  const perform = async (deed: Deed, words: string): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    const { is } = await act({ as: me.key, ...deed });
    busy.current = false;
    if (is === 'trouble') return;
    setOutcome(words);
    if (deed.kind === 'commentOnIssue') setSaid('');
    // What was pressed is offered no longer where the issue is now: whoever goes by keys stays here.
    else panel.current?.focus();
  };
  const comment = (event: FormEvent) => {
    event.preventDefault();
    if (said.trim() === '') return;
    void perform(
      { kind: 'commentOnIssue', issue: key, text: said },
      'Said. Latchkey carries it into the Slack thread.',
    );
  };
  if (!me.worksInJira) return <p className="quiet">{me.name} has no account in this Jira.</p>;
  return (
    <fieldset className="acting" ref={panel} tabIndex={-1}>
      <legend>In Jira, as {me.name}</legend>
      {ways.length > 0 && (
        <div className="ways">
          <span aria-hidden="true">Move to</span>
          {ways.map((to) => (
            <button
              key={to}
              type="button"
              className="small"
              aria-label={`Move ${key} to ${to}`}
              onClick={() =>
                perform({ kind: 'moveIssue', issue: key, to }, `Moved to ${to}. Latchkey looks at who did it.`)
              }
            >
              {to}
            </button>
          ))}
        </div>
      )}
      <form className="saying" onSubmit={comment}>
        <input
          aria-label={`Comment on ${key}`}
          placeholder="Write a comment"
          autoComplete="off"
          maxLength={2_000}
          value={said}
          onChange={({ target }) => setSaid(target.value)}
        />
        <button type="submit" className="small" disabled={said.trim() === ''}>
          Comment
        </button>
      </form>
      <p className="acted" role="status">
        {outcome}
      </p>
    </fieldset>
  );
}
