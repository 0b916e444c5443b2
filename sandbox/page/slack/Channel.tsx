import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Screen } from '../../web/contract.js';
import { AppFace } from '../blockkit/elements/Marks.js';
import { useReader } from '../blockkit/surface.js';
import { dayOf } from '../blockkit/text/dates.js';
import { Composer } from './Composer.js';
import { Conversation } from './Conversation.js';
import { Home } from './Home.js';
import type { Perform } from './perform.js';
import { firstUnread, rowsOf, unreadIn } from './rows.js';

export type Tab = 'home' | 'messages';

type Props = {
  readonly screen: Screen;
  readonly channel: string;
  readonly tab: Tab;
  readonly perform: Perform;
  readonly onTab: (tab: Tab) => void;
  readonly onThread: (ts: string) => void;
  /** On a phone, to the list of channels. */
  readonly onBack: () => void;
};

/** A channel, or the conversation with the bot with its Home tab. */
export function Channel({ screen, channel, tab, perform, onTab, onThread, onBack }: Props) {
  const id = useId();
  const name = screen.channels.find((one) => one.id === channel)?.name;
  const isApp = channel === screen.dm;
  const title = isApp ? screen.app.name : `# ${name ?? channel}`;
  const shown: Tab = isApp ? tab : 'messages';
  return (
    <section className="sk-main" aria-label={title} tabIndex={-1} data-catches-focus>
      <header className="sk-header">
        <button type="button" className="sk-icon-button sk-back" aria-label="Channels and apps" onClick={onBack}>
          <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
            <path d="m12 4-6 6 6 6" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
          </svg>
        </button>
        {isApp && <AppFace />}
        <h2 className="sk-title">{title}</h2>
      </header>
      {isApp && <Tabs id={id} tab={shown} onTab={onTab} />}
      {isApp && shown === 'home' && (
        <Panel id={id} tab="home" shown={shown}>
          <Home view={screen.home} app={screen.app.name} perform={perform} />
        </Panel>
      )}
      {/* Kept while Home is shown: a long conversation takes its time to be drawn, and has a place where one was. */}
      <Panel id={id} tab={isApp ? 'messages' : undefined} shown={shown}>
        <Messages
          key={channel}
          screen={screen}
          channel={channel}
          name={isApp ? screen.app.name : `#${name ?? channel}`}
          perform={perform}
          onThread={onThread}
        />
      </Panel>
    </section>
  );
}

type PanelProps = {
  readonly id: string;
  /** Nothing for a channel, which has no tabs. */
  readonly tab: Tab | undefined;
  readonly shown: Tab;
  readonly children: ReactNode;
};

const Panel = ({ id, tab, shown, children }: PanelProps) => (
  <div
    className="sk-panel"
    hidden={tab !== undefined && tab !== shown}
    {...(tab && { id: `${id}-${tab}-panel`, role: 'tabpanel', 'aria-labelledby': `${id}-${tab}` })}
  >
    {children}
  </div>
);

const tabs: Readonly<Record<Tab, string>> = { home: 'Home', messages: 'Messages' };

function Tabs({ id, tab, onTab }: { id: string; tab: Tab; onTab: (tab: Tab) => void }) {
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
    const other = tab === 'home' ? 'messages' : 'home';
    onTab(other);
    document.getElementById(`${id}-${other}`)?.focus();
  };
  return (
    <div className="sk-tabs" role="tablist" aria-label="Parts of the app" onKeyDown={onKeyDown}>
      {(['home', 'messages'] as const).map((one) => (
        <button
          key={one}
          id={`${id}-${one}`}
          type="button"
          role="tab"
          aria-selected={one === tab}
          aria-controls={one === tab ? `${id}-${one}-panel` : undefined}
          tabIndex={one === tab ? 0 : -1}
          onClick={() => onTab(one)}
        >
          {tabs[one]}
        </button>
      ))}
    </div>
  );
}

type MessagesProps = Pick<Props, 'screen' | 'channel' | 'perform' | 'onThread'> & { readonly name: string };

function Messages({ screen, channel, name, perform, onThread }: MessagesProps) {
  const box = useRef<HTMLDivElement>(null);
  const { timeZone } = useReader();
  const messages = screen.messages[channel];
  const [newFrom] = useState(() => firstUnread(messages ?? []));
  const today = dayOf(Date.now(), timeZone);
  const rows = useMemo(
    // `today` is here so that yesterday gets its name at midnight.
    () => rowsOf(messages ?? [], { timeZone, now: today ? Date.now() : 0, newFrom }),
    [messages, timeZone, newFrom, today],
  );
  const unread = unreadIn(messages ?? []);
  const isLookedAt = useIsLookedAt(box);
  useEffect(() => {
    if (isLookedAt && unread > 0) void perform({ kind: 'seen', channel });
  }, [isLookedAt, unread, channel, perform]);
  return (
    <div ref={box} className="sk-messages">
      {rows.length === 0 && (
        <div className="sk-empty">
          <p>
            This is the very beginning of <b>{name}</b>.
          </p>
        </div>
      )}
      <Conversation label={`Messages in ${name}`} rows={rows} perform={perform} onThread={onThread} />
      <Composer
        place={channel}
        placeholder={`Message ${name}`}
        known={screen}
        commands="taken"
        onSend={(text) =>
          text.startsWith('/') ? perform({ kind: 'command', text, channel }) : perform({ kind: 'say', text, channel })
        }
      />
    </div>
  );
}

/** Not while another pane is shown in its place on a phone, nor in a window that is not in sight. */
function useIsLookedAt(box: RefObject<HTMLElement | null>): boolean {
  const [isOnScreen, setOnScreen] = useState(false);
  const [isInFront, setInFront] = useState(() => document.visibilityState === 'visible');
  useEffect(() => {
    const watch = new IntersectionObserver(([entry]) => setOnScreen(entry?.isIntersecting ?? false));
    if (box.current) watch.observe(box.current);
    const look = () => setInFront(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', look);
    return () => {
      watch.disconnect();
      document.removeEventListener('visibilitychange', look);
    };
  }, [box]);
  return isOnScreen && isInFront;
}
