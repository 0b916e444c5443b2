import { useEffect, useMemo, useState } from 'react';
import type { Act, Acted, PersonOnScreen, Screen, Switch } from '../../web/contract.js';
import { BehindPane } from '../behind/BehindPane.js';
import { useNews } from '../behind/useNews.js';
import { flip, reset, sendAct } from '../data/server.js';
import { useFeed } from '../data/useFeed.js';
import { SlackDesk } from '../slack/SlackDesk.js';
import { useProgress } from '../tour/progress.js';
import { Tour } from '../tour/Tour.js';
import { Announcer } from './Announcer.js';
import { useKept } from './kept.js';
import { type Pane, Panes } from './Panes.js';
import './controls.css';
import './panes.css';
import './shell.css';
import './topBar.css';
import { StartOver } from './StartOver.js';
import { TopBar } from './TopBar.js';
import { useTheme } from './theme.js';
import { Troubles, useTroubles } from './troubles.js';
import { useAs } from './useAs.js';
import { useWidth } from './useWidth.js';

export function App() {
  const [as, become] = useAs();
  const [request, choose] = useState<string>();
  const [theme, chooseTheme] = useTheme();
  const [behindState, setBehindState] = useKept<'shown' | 'hidden'>('behind', 'shown', isShownOrHidden);
  const [tourState, setTourState] = useKept<'shown' | 'hidden'>('tour', 'shown', isShownOrHidden);
  const [pane, setPane] = useState<Pane>('slack');
  const [isAsking, setIsAsking] = useState(false);
  const isNarrow = useWidth() === 'narrow';
  const { screen, behind, connection } = useFeed(as, request);
  const nameOf = useNames(screen?.people);
  const headlines = useNews(behind, nameOf);
  const { troubles, tell, dismiss } = useTroubles();
  const book = useProgress();
  const calls = useCalls(tell, choose);
  // An address may name somebody who is not there: then nothing would ever come.
  const isNobody = connection === 'lost' && !screen && as !== 'ana';
  useEffect(() => {
    if (isNobody) become('ana');
  }, [isNobody, become]);
  useTitle(screen?.people.find(({ key }) => key === as));

  const showBehind = () => {
    if (isNarrow) setPane(pane === 'behind' ? 'slack' : 'behind');
    else setBehindState(behindState === 'shown' ? 'hidden' : 'shown');
  };
  const isBehindShown = isNarrow ? pane === 'behind' : behindState === 'shown';
  const startOver = async () => {
    await calls.startOver();
    book.rewind();
  };
  return (
    <div className="shell">
      <TopBar
        screen={screen}
        as={as}
        connection={connection}
        theme={theme}
        behind={isBehindShown ? 'shown' : 'hidden'}
        tour={tourState}
        become={become}
        chooseTheme={chooseTheme}
        toggleBehind={showBehind}
        toggleTour={() => setTourState(tourState === 'shown' ? 'hidden' : 'shown')}
        startOver={() => setIsAsking(true)}
      />
      {tourState === 'shown' && screen && behind && (
        <Tour
          as={as}
          screen={screen}
          behind={behind}
          become={become}
          book={book}
          pane={pane}
          act={calls.act}
          flip={calls.flip}
          reset={startOver}
          lookAt={choose}
          tell={tell}
          leave={() => setTourState('hidden')}
        />
      )}
      <Panes
        slack={<SlackPane screen={screen} as={as} act={calls.act} />}
        behind={
          <BehindPane
            behind={behind}
            headlines={headlines}
            chosen={request}
            choose={choose}
            nameOf={nameOf}
            me={screen?.me.key === as ? screen.me : undefined}
            act={calls.act}
            flip={calls.flip}
            close={showBehind}
          />
        }
        isBehindShown={isBehindShown}
        pane={pane}
        show={setPane}
        unread={screen?.me.unread ?? 0}
      />
      <Troubles troubles={troubles} dismiss={dismiss} />
      <Announcer headlines={headlines} />
      {isAsking && <StartOver startOver={startOver} leave={() => setIsAsking(false)} />}
    </div>
  );
}

type SlackProps = { readonly screen: Screen | undefined; readonly as: string; act(act: Act): Promise<Acted> };

/** Until the new person's screen is here, the last one's can be seen and not touched. */
function SlackPane({ screen, as, act }: SlackProps) {
  if (!screen) return <p className="quiet waiting">Opening Slack …</p>;
  return (
    <div className="slack-frame" inert={screen.me.key !== as}>
      <SlackDesk screen={screen} act={act} />
    </div>
  );
}

const isShownOrHidden = (value: unknown): value is 'shown' | 'hidden' => value === 'shown' || value === 'hidden';

/** Groups list their members by key; people are shown by name. */
function useNames(people: readonly PersonOnScreen[] | undefined): (member: string) => string {
  const known = people?.map(({ key, name }) => `${key}\n${name}`).join('\n\n') ?? '';
  return useMemo(() => {
    const names = new Map(known.split('\n\n').map((one) => one.split('\n') as [string, string]));
    return (member) => names.get(member) ?? member;
  }, [known]);
}

/** The three calls; what fails is told and never thrown. */
function useCalls(tell: (error: unknown) => void, choose: (request: string | undefined) => void) {
  return useMemo(
    () => ({
      act: (one: Act): Promise<Acted> =>
        sendAct(one).catch((error: Error) => {
          tell(error);
          return { is: 'trouble', text: error.message };
        }),
      flip: async (change: Switch): Promise<void> => {
        await flip(change).catch(tell);
      },
      startOver: async (): Promise<void> => {
        choose(undefined);
        await reset().catch(tell);
      },
    }),
    [tell, choose],
  );
}

function useTitle(me: PersonOnScreen | undefined): void {
  const unread = me && me.unread > 0 ? `(${me.unread}) ` : '';
  const title = `${unread}${me ? `${me.name} · ` : ''}Latchkey sandbox`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}
