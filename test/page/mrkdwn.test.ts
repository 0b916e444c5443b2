import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { glyphOf, withGlyphs } from '../../sandbox/page/blockkit/text/emoji.js';
import { asMrkdwn } from '../../sandbox/page/blockkit/text/markdown.js';
import {
  type Inline,
  type Links,
  mentionText,
  readInline,
  readMrkdwn,
} from '../../sandbox/page/blockkit/text/mrkdwn.js';

/** The tree in one line: `<b>` around what is bold. */
function drawn(nodes: readonly Inline[]): string {
  return nodes.map(draw).join('');
}

function draw(node: Inline): string {
  switch (node.is) {
    case 'text':
      return node.text;
    case 'break':
      return '⏎';
    case 'bold':
    case 'italic':
    case 'strike':
    case 'code':
      return `<${node.is}>${drawn(node.of)}</${node.is}>`;
    case 'emoji':
      return node.glyph;
    case 'link':
      return `[${node.label}](${node.url})`;
    case 'date':
      return `{${node.seconds} ${node.pattern} or ${node.fallback}${node.url ? ` to ${node.url}` : ''}}`;
    case 'user':
    case 'channel':
    case 'group':
    case 'special':
      return `{${node.is} ${node.id}${node.label && ` ${node.label}`}}`;
  }
}

const line = (text: string, links?: Links) => drawn(readInline(text, links));

describe('marks', () => {
  test.each([
    ['*bold* _italic_ ~struck~', '<bold>bold</bold> <italic>italic</italic> <strike>struck</strike>'],
    ['*_both_*', '<bold><italic>both</italic></bold>'],
    ['(*in brackets*), *before a comma*', '(<bold>in brackets</bold>), <bold>before a comma</bold>'],
    ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
    ['* not a list * and ** and *', '* not a list * and ** and *'],
    ['*never closed', '*never closed'],
    ['*not over\nlines*', '*not over⏎lines*'],
    ['*bold <https://x.example|a*b> still*', '<bold>bold [a*b](https://x.example) still</bold>'],
    ['`*code*` and `<@U1|ana>`', '<code>*code*</code> and <code>{user U1 ana}</code>'],
  ])('%s', (text, expected) => expect(line(text)).toBe(expected));
});

describe('references', () => {
  test.each([
    ['<@U1> <@U1|ana>', '{user U1} {user U1 ana}'],
    ['<#C1|general>', '{channel C1 general}'],
    ['<!here> <!subteam^S1|@it>', '{special here} {group S1 @it}'],
    ['<https://x.example/?a=1&amp;b=2|named>', '[named](https://x.example/?a=1&b=2)'],
    ['<mailto:a@x.example>', '[a@x.example](mailto:a@x.example)'],
    ['<!date^100^{date} at {time}|then>', '{100 {date} at {time} or then}'],
    ['<!date^100^{date}^https://x.example|then>', '{100 {date} or then to https://x.example}'],
    ['<!date^soon^{date}|then>', 'then'],
    ['a < b > c <>', 'a < b > c <>'],
  ])('%s', (text, expected) => expect(line(text)).toBe(expected));

  test('an address is found, but not in verbatim text nor with the comma after it', () => {
    expect(line('see https://x.example/a, or')).toBe('see [https://x.example/a](https://x.example/a), or');
    expect(line('see https://x.example', 'as written')).toBe('see https://x.example');
  });

  test('a mention says the name of who is known, and else what was given', () => {
    const names = { userName: (id: string) => (id === 'U1' ? 'Ana Silva' : undefined), channelName: () => undefined };
    const said = readInline('<@U1> <@U2|ben> <@U3> <#C9|lost> <!channel>').flatMap((node) =>
      node.is === 'user' || node.is === 'channel' || node.is === 'special' ? [mentionText(node, names)] : [],
    );
    expect(said).toEqual(['@Ana Silva', '@ben', '@U3', '#lost', '@channel']);
  });
});

describe('escapes and emoji', () => {
  test('what people typed stays what they typed', () => {
    expect(line('&lt;!channel&gt; &amp;amp; &quot;')).toBe('<!channel> &amp; &quot;');
    expect(line(':tada: :+1::skin-tone-2: :no_such: 10:30:00')).toBe('🎉 👍 :no_such: 10:30:00');
    expect(withGlyphs('Home :house:, 10:30:00')).toBe('Home 🏠, 10:30:00');
    expect(glyphOf('constructor')).toBeUndefined();
  });
});

describe('parts', () => {
  const parts = (text: string) => readMrkdwn(text).map(({ is, of }) => `${is}: ${drawn(of)}`);

  test('quotations, as sent and as escaped', () => {
    expect(parts('Reason\n>one\n> two\nafter')).toEqual(['lines: Reason', 'quote: one⏎two', 'lines: after']);
    expect(parts('&gt; one')).toEqual(['quote: one']);
    expect(parts('>>>all\nof it')).toEqual(['quote: all⏎of it']);
    // A person's own `>` is quoted once, not twice.
    expect(parts('>&gt; mine')).toEqual(['quote: &gt; mine'.replace('&gt;', '>')]);
  });

  test('preformatted text knows no marks', () => {
    expect(parts('before\n```\n*a*\n  b &lt;\n```\nafter')).toEqual([
      'lines: before',
      'preformatted: *a*⏎  b <',
      'lines: after',
    ]);
    expect(parts('```never closed')).toEqual(['lines: ```never closed']);
  });

  test('an empty line stays', () => {
    expect(parts('a\n\nb')).toEqual(['lines: a⏎⏎b']);
  });
});

test('what has a space in it is no address', () => {
  expect(drawn(readInline('<ftp://x Z>', 'as written'))).toBe('<ftp://x Z>');
  expect(drawn(readInline('<ftp://x|a Z>', 'as written'))).toBe('[a Z](ftp://x)');
});

test('no letter is lost, whatever is written around it', () => {
  const marks = ['*', '_', '~', '`', '```', '<', '>', '&amp;', '|', ':', '\n', ' ', 'http://x ', '<@U1>', 'Z'];
  const letters = (text: string) => text.replace(/[^Z]/g, '').length;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...marks), { maxLength: 400 }), (pieces) => {
      const text = pieces.join('');
      expect(
        letters(
          readMrkdwn(text)
            .map(({ of }) => drawn(of))
            .join(''),
        ),
      ).toBe(letters(text));
    }),
    { numRuns: 300, examples: [[['<', 'http://x ', 'Z', '>']]] },
  );
});

test('standard Markdown of a markdown block becomes the same in marks', () => {
  expect(asMrkdwn('# Title\n**bold** *italic* ~~gone~~ [a](https://x.example)\n- one\n```js\n**as is**\n```')).toBe(
    '*Title*\n*bold* _italic_ ~gone~ <https://x.example|a>\n• one\n```**as is**\n```',
  );
});
