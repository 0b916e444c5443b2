import { memo } from 'react';
import type { Screen } from '../../web/contract.js';
import { AppFace, Face } from '../blockkit/elements/Marks.js';
import { unreadIn } from './rows.js';

export const WORKSPACE = 'Acme';

type Props = {
  readonly screen: Pick<Screen, 'me' | 'app' | 'channels' | 'dm' | 'messages'>;
  readonly open: string;
  readonly onOpen: (channel: string) => void;
};

/** The narrow bar at the very left. */
export const Rail = ({ me }: Pick<Screen, 'me'>) => (
  <div className="sk-rail">
    <span className="sk-workspace" aria-hidden="true">
      {WORKSPACE.charAt(0)}
    </span>
    <span className="sk-rail-me" title={`${me.name}, ${me.title}`}>
      <Face name={me.name} />
      <span className="sk-presence" />
    </span>
  </div>
);

export const Sidebar = memo(function Sidebar({ screen, open, onOpen }: Props) {
  const { app, channels, dm, messages, me } = screen;
  const line = (id: string) => ({ id, unread: unreadIn(messages[id] ?? []), isOpen: id === open, onOpen });
  return (
    <nav className="sk-sidebar" aria-label="Channels and apps">
      <div className="sk-sidebar-head">
        <b>{WORKSPACE}</b>
        <span>
          {me.name}
          {me.title && ` · ${me.title}`}
        </span>
      </div>
      <div className="sk-lists">
        <h2>Channels</h2>
        <ul>
          {channels.map(({ id, name }) => (
            <Line key={id} {...line(id)} name={name} mark="#" />
          ))}
        </ul>
        <h2>Apps</h2>
        <ul>
          <Line {...line(dm)} name={app.name} mark={<AppFace />} />
        </ul>
      </div>
    </nav>
  );
});

type LineProps = {
  readonly id: string;
  readonly name: string;
  readonly mark: React.ReactNode;
  readonly unread: number;
  readonly isOpen: boolean;
  readonly onOpen: (channel: string) => void;
};

const Line = ({ id, name, mark, unread, isOpen, onOpen }: LineProps) => (
  <li>
    <button
      type="button"
      className={`sk-line${unread > 0 ? ' sk-line-unread' : ''}`}
      aria-current={isOpen ? 'page' : undefined}
      onClick={() => onOpen(id)}
    >
      <span className="sk-line-mark" aria-hidden="true">
        {mark}
      </span>
      <span className="sk-line-name">{name}</span>
      {unread > 0 && (
        <span className="sk-badge">
          {unread}
          <span className="sk-unseen"> unread</span>
        </span>
      )}
    </button>
  </li>
);
