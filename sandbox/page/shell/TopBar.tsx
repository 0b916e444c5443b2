import type { Screen } from '../../web/contract.js';
import type { Connection } from '../data/feed.js';
import { AgainIcon, CompassIcon, KeyIcon, PaneIcon } from './icons.js';
import { PeopleSwitcher } from './PeopleSwitcher.js';
import { ThemeSwitch } from './ThemeSwitch.js';
import type { Theme } from './theme.js';

type Props = {
  readonly screen: Screen | undefined;
  readonly as: string;
  readonly connection: Connection;
  readonly theme: Theme;
  readonly behind: 'shown' | 'hidden';
  readonly tour: 'shown' | 'hidden';
  become(key: string): void;
  chooseTheme(theme: Theme): void;
  toggleBehind(): void;
  toggleTour(): void;
  startOver(): void;
};

export function TopBar(props: Props) {
  const { screen, as, connection } = props;
  const me = screen?.people.find(({ key }) => key === as);
  return (
    <header className="top-bar">
      <h1 className="brand">
        <KeyIcon />
        <span className="brand-name">Latchkey</span>
        <span className="brand-kind">sandbox</span>
      </h1>
      {screen && <PeopleSwitcher people={screen.people} as={as} become={props.become} />}
      <p className="who">
        {me && (
          <>
            <strong>{me.name}</strong>
            <span>{[me.title, me.part].filter(Boolean).join(' · ')}</span>
          </>
        )}
      </p>
      {connection !== 'live' && <p className={`connection is-${connection}`}>{connectionWords[connection]}</p>}
      <div className="tools">
        <Tool words="Tour" pressed={props.tour === 'shown'} press={props.toggleTour} icon={<CompassIcon />} />
        <Tool
          words="Behind the scenes"
          pressed={props.behind === 'shown'}
          press={props.toggleBehind}
          icon={<PaneIcon />}
        />
        <Tool words="Start over" press={props.startOver} icon={<AgainIcon />} />
        <ThemeSwitch theme={props.theme} choose={props.chooseTheme} />
      </div>
    </header>
  );
}

const connectionWords: Readonly<Record<Connection, string>> = {
  connecting: 'Connecting …',
  live: 'Live',
  lost: 'Connection lost, trying again …',
};

type ToolProps = {
  readonly words: string;
  readonly icon: React.ReactNode;
  readonly pressed?: boolean;
  press(): void;
};

function Tool({ words, icon, pressed, press }: ToolProps) {
  return (
    <button
      type="button"
      className={`tool tool-${words.split(' ')[0]?.toLowerCase()}`}
      aria-pressed={pressed}
      onClick={press}
      title={words}
    >
      {icon}
      <span className="tool-words">{words}</span>
    </button>
  );
}
