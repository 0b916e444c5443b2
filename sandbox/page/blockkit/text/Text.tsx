import { Fragment, memo, type ReactNode } from 'react';
import { asText, type Json } from '../../../slack/json.js';
import { isWeb } from '../addresses.js';
import type { Reader } from '../reader.js';
import { useReader } from '../surface.js';
import { momentInFull, writeDate } from './dates.js';
import { withGlyphs } from './emoji.js';
import { type Inline, type Links, mentionText, type Part, readMrkdwn } from './mrkdwn.js';

/** A text object of either kind. */
export function TextObject({ text }: { text: Json }) {
  if (text.type === 'mrkdwn') {
    return <Mrkdwn text={asText(text.text)} links={text.verbatim === true ? 'as written' : 'found too'} />;
  }
  return <span className="bk-plain">{text.emoji === false ? asText(text.text) : withGlyphs(asText(text.text))}</span>;
}

export const Mrkdwn = memo(function Mrkdwn({ text, links = 'found too' }: { text: string; links?: Links }) {
  const reader = useReader();
  const parts = readMrkdwn(text, links);
  return <span className="bk-mrkdwn">{parts.map((part, index) => keyed(index, drawPart(part, reader)))}</span>;
});

// The parts of a text have no names: their place is what tells them apart.
const keyed = (index: number, node: ReactNode) => <Fragment key={index}>{node}</Fragment>;

function drawPart(part: Part, reader: Reader): ReactNode {
  const inside = drawAll(part.of, reader);
  switch (part.is) {
    case 'lines':
      return <span className="bk-lines">{inside}</span>;
    case 'quote':
      return <span className="bk-quote">{inside}</span>;
    case 'preformatted':
      return <code className="bk-pre">{inside}</code>;
  }
}

const drawAll = (nodes: readonly Inline[], reader: Reader): ReactNode[] =>
  nodes.map((node, index) => keyed(index, draw(node, reader)));

function draw(node: Inline, reader: Reader): ReactNode {
  switch (node.is) {
    case 'text':
      return node.text;
    case 'break':
      return <br />;
    case 'bold':
      return <b>{drawAll(node.of, reader)}</b>;
    case 'italic':
      return <i>{drawAll(node.of, reader)}</i>;
    case 'strike':
      return <s>{drawAll(node.of, reader)}</s>;
    case 'code':
      return <code className="bk-code">{drawAll(node.of, reader)}</code>;
    case 'emoji':
      return <Emoji name={node.name} glyph={node.glyph} />;
    case 'link':
      return <Link url={node.url}>{withGlyphs(node.label)}</Link>;
    case 'date':
      return <Moment {...node} reader={reader} />;
    case 'user':
    case 'channel':
    case 'group':
    case 'special':
      return <Mention text={mentionText(node, reader)} isMe={node.is === 'user' && node.id === reader.me} />;
  }
}

export const Emoji = ({ name, glyph }: { name: string; glyph: string }) => (
  <span className="bk-emoji" role="img" aria-label={`${name.replaceAll('_', ' ')} emoji`} title={`:${name}:`}>
    {glyph}
  </span>
);

export const Mention = ({ text, isMe }: { text: string; isMe?: boolean }) => (
  <span className={isMe ? 'bk-mention bk-mention-me' : 'bk-mention'}>{text}</span>
);

export function Link({ url, children }: { url: string; children: ReactNode }) {
  if (!isWeb(url) && !url.startsWith('mailto:')) return <>{children}</>;
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}

type MomentProps = { seconds: number; pattern: string; fallback: string; url?: string; reader: Reader };

export function Moment({ seconds, pattern, fallback, url, reader }: MomentProps) {
  const viewer = { timeZone: reader.timeZone, now: Date.now() };
  const said = writeDate({ seconds, pattern, fallback }, viewer);
  if (url) return <Link url={url}>{said}</Link>;
  return (
    <time className="bk-time" title={momentInFull(seconds * 1000, viewer)}>
      {said}
    </time>
  );
}
