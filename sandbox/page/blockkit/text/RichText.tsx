import { Fragment, type ReactNode } from 'react';
import { asObject, asObjects, asText, type Json } from '../../../slack/json.js';
import type { Reader } from '../reader.js';
import { useReader } from '../surface.js';
import { Unknown } from '../Unknown.js';
import { glyphOf } from './emoji.js';
import { Emoji, Link, Mention, Moment } from './Text.js';

/** A `rich_text` block, or the cell of a table. */
export const RichText = ({ block }: { block: Json }) => (
  <div className="bk-rich">
    {asObjects(block.elements).map((element, index) => {
      const Draw = containers[asText(element.type)];
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no names, and never change places.
      return Draw ? <Draw key={index} element={element} /> : <Unknown key={index} what="element" type={element.type} />;
    })}
  </div>
);

type Props = { readonly element: Json };

const containers: Readonly<Record<string, (props: Props) => ReactNode>> = {
  rich_text_section: ({ element }) => <div className="bk-rich-section">{<Inside of={element} />}</div>,
  rich_text_preformatted: ({ element }) => <pre className="bk-pre">{<Inside of={element} />}</pre>,
  rich_text_quote: ({ element }) => <blockquote className="bk-quote">{<Inside of={element} />}</blockquote>,
  rich_text_list: List,
};

function List({ element }: Props) {
  const Tag = element.style === 'ordered' ? 'ol' : 'ul';
  const indent = typeof element.indent === 'number' ? element.indent : 0;
  const offset = typeof element.offset === 'number' ? element.offset : 0;
  const first = Tag === 'ol' ? { start: offset + 1 } : {};
  return (
    <Tag
      {...first}
      className={`bk-list bk-list-${indent % 3}${element.border === 1 ? ' bk-quote' : ''}`}
      style={{ marginInlineStart: `${indent * 28}px` }}
    >
      {asObjects(element.elements).map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above.
        <li key={index}>
          <Inside of={item} />
        </li>
      ))}
    </Tag>
  );
}

function Inside({ of }: { of: Json }) {
  const reader = useReader();
  return asObjects(of.elements).map((element, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: as above.
    <Fragment key={index}>{styled(asObject(element.style), inline(element, reader))}</Fragment>
  ));
}

function styled(style: Json, node: ReactNode): ReactNode {
  const coded = style.code === true ? <code className="bk-code">{node}</code> : node;
  const bold = style.bold === true ? <b>{coded}</b> : coded;
  const italic = style.italic === true ? <i>{bold}</i> : bold;
  const underlined = style.underline === true ? <u>{italic}</u> : italic;
  return style.strike === true ? <s>{underlined}</s> : underlined;
}

function inline(element: Json, reader: Reader): ReactNode {
  const type = asText(element.type);
  const Draw = inlines[type];
  return Draw ? Draw(element, reader) : <Unknown what="element" type={type} />;
}

const inlines: Readonly<Record<string, (element: Json, reader: Reader) => ReactNode>> = {
  text: ({ text }) => <span className="bk-as-typed">{asText(text)}</span>,
  link: ({ url, text }) => <Link url={asText(url)}>{asText(text) || asText(url)}</Link>,
  user: ({ user_id: id }, { userName, me }) => (
    <Mention text={`@${userName(asText(id)) ?? asText(id)}`} isMe={id === me} />
  ),
  channel: ({ channel_id: id }, { channelName }) => <Mention text={`#${channelName(asText(id)) ?? asText(id)}`} />,
  usergroup: ({ usergroup_id: id }) => <Mention text={`@${asText(id)}`} />,
  team: ({ team_id: id }) => <Mention text={`@${asText(id)}`} />,
  broadcast: ({ range }) => <Mention text={`@${asText(range)}`} />,
  emoji: ({ name, unicode }) => {
    const glyph = glyphOf(asText(name)) ?? fromUnicode(asText(unicode));
    return glyph ? <Emoji name={asText(name)} glyph={glyph} /> : `:${asText(name)}:`;
  },
  color: ({ value }) => (
    <span className="bk-as-typed">
      {asText(value)} <span className="bk-swatch" style={{ background: asText(value) }} />
    </span>
  ),
  date: ({ timestamp, format, fallback, url }, reader) => (
    <Moment
      seconds={Number(timestamp)}
      pattern={asText(format)}
      fallback={asText(fallback)}
      url={asText(url)}
      reader={reader}
    />
  ),
};

function fromUnicode(codes: string): string | undefined {
  const points = codes.split('-').map((code) => Number.parseInt(code, 16));
  return codes && points.every((point) => point > 0 && point <= 0x10ffff) ? String.fromCodePoint(...points) : undefined;
}
