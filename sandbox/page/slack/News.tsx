import { useEffect, useRef, useState } from 'react';
import type { Screen } from '../../web/contract.js';
import { Cross, Warning } from '../blockkit/elements/Marks.js';
import type { Reader } from '../blockkit/reader.js';
import { useReader } from '../blockkit/surface.js';
import { writeDate } from '../blockkit/text/dates.js';
import { type Inline, mentionText, readMrkdwn } from '../blockkit/text/mrkdwn.js';

/** Says new messages to those who do not see them. */
export function NewMessages({ messages }: Pick<Screen, 'messages'>) {
  const reader = useReader();
  const known = useRef<ReadonlySet<string>>(undefined);
  const [words, setWords] = useState('');
  useEffect(() => {
    const all = Object.values(messages).flatMap((list) => list.flatMap((one) => [one, ...one.replies]));
    const before = known.current;
    const nameOf = ({ channel, ts }: { channel: string; ts: string }) => `${channel} ${ts}`;
    known.current = new Set(all.map(nameOf));
    const fresh = before ? all.filter((one) => !before.has(nameOf(one)) && one.from.slackId !== reader.me) : [];
    // After starting over nothing that was said before is news.
    if (all.length === 0) setWords('');
    if (fresh.length > 0) setWords(fresh.map(({ from, text }) => `${from.name}: ${spoken(text, reader)}`).join('. '));
  }, [messages, reader]);
  return (
    <div className="sk-unseen" role="log" aria-live="polite" aria-label="New messages">
      {words}
    </div>
  );
}

const spoken = (text: string, reader: Reader): string =>
  readMrkdwn(text)
    .map(({ of }) => of.map((node) => say(node, reader)).join(''))
    .join(' ');

function say(node: Inline, reader: Reader): string {
  switch (node.is) {
    case 'text':
      return node.text;
    case 'break':
      return ' ';
    case 'bold':
    case 'italic':
    case 'strike':
    case 'code':
      return node.of.map((one) => say(one, reader)).join('');
    case 'emoji':
      return node.name.replaceAll('_', ' ');
    case 'link':
      return node.label;
    case 'date':
      return writeDate(node, { timeZone: reader.timeZone, now: Date.now() });
    case 'user':
    case 'channel':
    case 'group':
    case 'special':
      return mentionText(node, reader);
  }
}

const SHOWN_MS = 12_000;

/** What Slack itself says, newest last, for a while. Old news is not shown again to who comes back. */
export function Notices({ notices }: Pick<Screen, 'notices'>) {
  const [old, setOld] = useState<ReadonlySet<string>>(() => new Set(notices.map(({ id }) => id)));
  const fresh = notices.filter(({ id }) => !old.has(id));
  const shown = fresh.at(-1);
  const shownId = shown?.id;
  const ids = notices.map(({ id }) => id).join(' ');
  useEffect(() => {
    if (shownId === undefined) return;
    const timer = setTimeout(() => setOld(new Set(ids.split(' '))), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shownId, ids]);
  return (
    <div className="sk-notices" role="alert">
      {shown && (
        <div className="sk-notice">
          <Warning />
          <span>{shown.text}</span>
          <button
            type="button"
            className="sk-icon-button"
            aria-label="Dismiss"
            onClick={() => setOld(new Set(ids.split(' ')))}
          >
            <Cross />
          </button>
        </div>
      )}
    </div>
  );
}
