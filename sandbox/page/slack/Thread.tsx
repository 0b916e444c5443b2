import { useMemo } from 'react';
import type { MessageOnScreen, Screen } from '../../web/contract.js';
import { Cross } from '../blockkit/elements/Marks.js';
import { Composer } from './Composer.js';
import { Conversation } from './Conversation.js';
import type { Perform } from './perform.js';
import { threadRows } from './rows.js';

type Props = {
  readonly screen: Screen;
  readonly parent: MessageOnScreen;
  readonly place: string;
  readonly perform: Perform;
  readonly onClose: () => void;
};

export function Thread({ screen, parent, place, perform, onClose }: Props) {
  const rows = useMemo(() => threadRows(parent), [parent]);
  return (
    <aside
      className="sk-thread"
      aria-label="Thread"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header className="sk-header">
        <h2 className="sk-title">
          Thread <span className="bk-soft">{place}</span>
        </h2>
        <button type="button" className="sk-icon-button" aria-label="Close the thread" onClick={onClose}>
          <Cross />
        </button>
      </header>
      <Conversation label="Thread" rows={rows} perform={perform} />
      <Composer
        place={parent.ts}
        placeholder="Reply…"
        known={screen}
        commands="refused"
        onSend={(text) => perform({ kind: 'say', text, channel: parent.channel, thread: parent.ts })}
      />
    </aside>
  );
}
