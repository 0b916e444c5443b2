import { memo, useMemo } from 'react';
import type { MessageOnScreen } from '../../web/contract.js';
import { Blocks } from '../blockkit/Blocks.js';
import { AppFace, Face } from '../blockkit/elements/Marks.js';
import { SurfaceProvider, useReader } from '../blockkit/surface.js';
import { momentInFull, nearDay, timeOf, writeDate } from '../blockkit/text/dates.js';
import { Mrkdwn } from '../blockkit/text/Text.js';
import { Files } from './Files.js';
import { messageSurface, type Perform } from './perform.js';
import { momentOf, repliesInWords } from './rows.js';

type Props = {
  readonly message: MessageOnScreen;
  readonly head: 'shown' | 'same';
  readonly perform: Perform;
  /** Not in a thread itself. */
  readonly onThread?: (ts: string) => void;
};

export const Message = memo(function Message({ message, head, perform, onThread }: Props) {
  const { channel, ts, from, onlyMe, replies } = message;
  const { timeZone } = useReader();
  const surface = useMemo(() => messageSurface(perform, { channel, ts }), [perform, channel, ts]);
  const canReply = onThread && !onlyMe;
  return (
    <article
      className={`sk-message${onlyMe ? ' sk-only-me' : ''}${head === 'same' ? ' sk-same' : ''}`}
      aria-label={`${from.name}, ${timeOf(momentOf(message), timeZone)}`}
      data-ts={ts}
    >
      {onlyMe && <OnlyMe />}
      <div className="sk-gutter">{head === 'shown' ? <Sender {...from} /> : <Time message={message} />}</div>
      <div className="sk-said">
        {head === 'shown' && (
          <div className="sk-head">
            <b className="sk-name">{from.name}</b>
            {from.kind === 'app' && <span className="sk-app-badge">App</span>}
            <Time message={message} />
          </div>
        )}
        <SurfaceProvider value={surface}>
          {message.blocks.length > 0 ? <Blocks blocks={message.blocks} /> : <Mrkdwn text={message.text} />}
        </SurfaceProvider>
        {message.files.length > 0 && <Files files={message.files} />}
        {message.isEdited && <span className="sk-edited">(edited)</span>}
        {canReply && replies.length > 0 && <Replies message={message} onThread={onThread} />}
      </div>
      {canReply && (
        <div className="sk-tools">
          <button
            type="button"
            className="sk-tool"
            aria-label="Reply in thread"
            title="Reply in thread"
            onClick={() => onThread(ts)}
          >
            <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
              <path
                d="M3 4h14v9.5H9.5L6 16.5v-3H3zm3 3h8m-8 3h5"
                fill="none"
                stroke="currentColor"
                strokeWidth="1.5"
                strokeLinejoin="round"
                strokeLinecap="round"
              />
            </svg>
          </button>
        </div>
      )}
    </article>
  );
});

export const Sender = ({ kind, name }: MessageOnScreen['from']) =>
  kind === 'app' ? <AppFace /> : <Face name={name} />;

const OnlyMe = () => (
  <div className="sk-only-me-line">
    <svg viewBox="0 0 20 20" width="14" height="14" aria-hidden="true">
      <path
        d="M1.5 10S4.5 4.5 10 4.5 18.500 10 18.500 10 15.500 15.500 10 15.500 1.500 10 1.500 10Zm8.500 2.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
      />
    </svg>
    Only visible to you
  </div>
);

function Time({ message }: { message: MessageOnScreen }) {
  const { timeZone } = useReader();
  const at = momentOf(message);
  const viewer = { timeZone, now: Date.now() };
  return (
    <time className="sk-time" dateTime={new Date(at).toISOString()} title={momentInFull(at, viewer)}>
      {timeOf(at, timeZone)}
    </time>
  );
}

type RepliesProps = Required<Pick<Props, 'message' | 'onThread'>>;

/** Under a message: who answered in its thread, how often, and when last. */
function Replies({ message, onThread }: RepliesProps) {
  const { timeZone } = useReader();
  const { replies, ts } = message;
  const last = replies.at(-1);
  if (!last) return null;
  const senders = [...new Map(replies.map(({ from }) => [from.slackId, from])).values()].slice(0, 3);
  const unread = replies.filter(({ isUnread }) => isUnread).length;
  return (
    <button type="button" className="sk-replies" onClick={() => onThread(ts)}>
      <span className="sk-replies-faces">
        {senders.map((from) => (
          <Sender key={from.slackId} {...from} />
        ))}
      </span>
      <b>{repliesInWords(replies.length)}</b>
      {unread > 0 && <span className="sk-badge">{unread} new</span>}
      <span className="sk-replies-last">Last reply {whenLast(momentOf(last), timeZone)}</span>
    </button>
  );
}

function whenLast(at: number, timeZone: string): string {
  const viewer = { timeZone, now: Date.now() };
  const day = nearDay(at, viewer) ?? writeDate({ seconds: at / 1000, pattern: '{date_short}', fallback: '' }, viewer);
  return `${day} at ${timeOf(at, timeZone)}`;
}
