import { useCallback, useMemo, useRef, useState } from 'react';
import type { Act, Acted, Screen } from '../../web/contract.js';
import { ConfirmDialogs } from '../blockkit/ConfirmDialogs.js';
import { type ReadBy, type Reader, readerOf } from '../blockkit/reader.js';
import { shared } from '../blockkit/sharing.js';
import { ReaderProvider } from '../blockkit/surface.js';
import { Channel, type Tab } from './Channel.js';
import { type Drafts, DraftsProvider } from './drafts.js';
import { Modals } from './Modals.js';
import { NewMessages, Notices } from './News.js';
import { performAs } from './perform.js';
import { Rail, Sidebar } from './Sidebar.js';
import { Thread } from './Thread.js';
import './styles.js';

type Props = {
  readonly screen: Screen;
  readonly act: (act: Act) => Promise<Acted>;
};

/** Where somebody is in Slack. */
type Spot = {
  readonly channel: string;
  readonly tab: Tab;
  readonly thread?: string;
  /** On a phone the list and the channel take turns. */
  readonly shown: 'list' | 'channel';
};

/** Slack, as one person has it before them. Whoever comes back finds it as they left it. */
export function SlackDesk({ screen: given, act }: Props) {
  const latest = useRef<Screen>(undefined);
  // Not across people: what two of them see is not the same thing.
  latest.current = shared(latest.current?.me.key === given.me.key ? latest.current : undefined, given);
  const screen = latest.current;
  const drafts = useRef(new Map<string, Drafts>());
  const [spots, setSpots] = useState<Readonly<Record<string, Spot>>>({});
  const { key } = screen.me;
  const move = useCallback(
    (change: Partial<Spot>, from: Spot) => setSpots((all) => ({ ...all, [key]: { ...from, ...change } })),
    [key],
  );
  const start: Spot = { channel: screen.dm, tab: 'messages', shown: 'channel' };
  const mine = drafts.current.get(key) ?? new Map<string, string>();
  drafts.current.set(key, mine);
  return (
    <DraftsProvider value={mine}>
      <Desk key={key} screen={screen} act={act} spot={spots[key] ?? start} move={move} />
    </DraftsProvider>
  );
}

type DeskProps = Props & { readonly spot: Spot; readonly move: (change: Partial<Spot>, from: Spot) => void };

function Desk({ screen, act, spot, move }: DeskProps) {
  const { me, people, app, channels, messages, modals, dm } = screen;
  const latest = useRef({ act, spot, move });
  latest.current = { act, spot, move };
  const perform = useMemo(() => performAs(me.key, (one) => latest.current.act(one)), [me.key]);
  const reader = useReaderOf({ me, people, app, channels });
  const go = useCallback((change: Partial<Spot>) => latest.current.move(change, latest.current.spot), []);
  const onOpen = useCallback(
    (channel: string) => go({ channel, thread: undefined, shown: 'channel', tab: 'messages' }),
    [go],
  );
  const onThread = useCallback((thread: string) => go({ thread }), [go]);

  // After "start over" a channel or a message may be gone.
  const channel = messages[spot.channel] ? spot.channel : dm;
  const parent = messages[channel]?.find(({ ts }) => ts === spot.thread);
  const place = channel === dm ? app.name : `#${channels.find(({ id }) => id === channel)?.name ?? ''}`;
  const sidebar = useMemo(() => ({ me, app, channels, dm, messages }), [me, app, channels, dm, messages]);
  const isBehind = modals.length > 0;
  return (
    <ReaderProvider value={reader}>
      <div className="sk-desk">
        <ConfirmDialogs around={(dialog) => <div className="sk-curtain sk-curtain-top">{dialog}</div>}>
          <div
            className={`sk-window sk-shows-${parent ? 'thread' : spot.shown}${parent ? ' sk-has-thread' : ''}`}
            inert={isBehind}
          >
            <Rail me={me} />
            <Sidebar screen={sidebar} open={channel} onOpen={onOpen} />
            <Channel
              screen={screen}
              channel={channel}
              tab={spot.tab}
              perform={perform}
              onTab={(tab) => go({ tab, thread: undefined })}
              onThread={onThread}
              onBack={() => go({ shown: 'list', thread: undefined })}
            />
            {parent && (
              <Thread
                key={parent.ts}
                screen={screen}
                parent={parent}
                place={place}
                perform={perform}
                onClose={() => go({ thread: undefined })}
              />
            )}
          </div>
          {isBehind && <Modals modals={modals} perform={perform} />}
        </ConfirmDialogs>
        {!isBehind && <Notices notices={screen.notices} />}
        <NewMessages messages={messages} />
      </div>
    </ReaderProvider>
  );
}

/** Names change hardly ever, what somebody has not seen does all the time: only the former draws everything anew. */
function useReaderOf({ me, people, app, channels }: Pick<Screen, 'me' | 'people' | 'app' | 'channels'>): Reader {
  const latest = useRef<ReadBy>(undefined);
  const quiet = people.map(({ slackId, name, title }) => ({ slackId, name, title }));
  latest.current = shared(latest.current, {
    me: { slackId: me.slackId, timeZone: me.timeZone },
    people: quiet,
    app,
    channels,
  });
  const known = latest.current;
  return useMemo(() => readerOf(known), [known]);
}
