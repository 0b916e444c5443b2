import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  actions,
  button,
  confirmation,
  context,
  escaped,
  fields,
  header,
  input,
  limits,
  moment,
  mrkdwn,
  named,
  option,
  person,
  plain,
  quoted,
  section,
  shorten,
  shortenMarkup,
  staticSelect,
} from '../../src/views/blocks.js';
import { pageOf, pager } from '../../src/views/paging.js';
import { anyText } from '../support/catalogs.js';
import { slackSays, slackSaysToMessage, wordsOf } from '../support/forms.js';

/** Half a character: what is left of an emoji that was cut in two. */
const hasHalves = (text: string): boolean => /\p{Surrogate}/u.test(text);

describe('what people write', () => {
  test('cannot mention, link or break out of our text', () => {
    expect(escaped('<!channel> & <@U1>')).toBe('&lt;!channel&gt; &amp; &lt;@U1&gt;');
    fc.assert(
      fc.property(anyText, (text) => {
        for (const shown of [named(text), quoted(text), person({ name: text }), person({ name: 'Eve', slackId: text })])
          expect(shown).not.toMatch(/<(?!@[UW][A-Z0-9]+>)|<!/);
      }),
    );
  });

  test('is quoted on every line, so that none of it passes for ours', () => {
    expect(quoted('please\nApproved by Ben\u2028Yes')).toBe('>please\n>Approved by Ben\n>Yes');
  });

  test('is shortened between code points, with an ellipsis', () => {
    expect(shorten('abcdef', 4)).toBe('abc…');
    expect(shorten('👍👍👍', 4)).toBe('👍…');
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 100 }), (text, max) => {
        for (const short of [shorten(text, max), shortenMarkup(escaped(text), max)]) {
          expect(short.length).toBeLessThanOrEqual(max);
          expect(hasHalves(short)).toBe(hasHalves(text));
        }
      }),
    );
  });

  test('a mention, a date or an escaped mark is never cut in two', () => {
    const marks = 'Ben &amp; <@U123> until <!date^1^{time}|Fri 27 Nov 2026, 17:00 UTC> &lt;x&gt;';
    for (let max = 1; max < marks.length; max++) {
      const short = shortenMarkup(marks, max);
      expect(short.replace(/<[^<>]*>|&(amp|lt|gt);/g, '')).not.toMatch(/[<>&]/);
    }
  });
});

describe('people and moments', () => {
  test('a person is a mention when Slack knows them, else a name', () => {
    expect(person({ name: 'Ana Silva', slackId: 'U0ANA' })).toBe('<@U0ANA>');
    expect(person({ name: 'Ana <Silva>' })).toBe('Ana &lt;Silva&gt;');
    expect(person(undefined)).toBe('somebody');
  });

  test("a moment is in the reader's zone, with plain words for where Slack cannot show that", () => {
    expect(moment('2026-11-27T17:00:00.000Z')).toBe(
      '<!date^1795798800^{date_short_pretty} at {time}|Fri 27 Nov 2026, 17:00 UTC>',
    );
    expect(moment(undefined)).toBe('at a time not known');
    expect(moment('0001-01-01T00:00:00Z')).toBe('at a time not known');
  });
});

describe("Slack's limits", () => {
  test('hold for every builder, whatever it is given', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const sure = confirmation({ title: text, text, yes: text, no: text, style: 'danger' });
        const options = [option(text, 'a', text), option('B', 'b')];
        const blocks = [
          header(text),
          section(escaped(text), button({ id: 'one', text, value: 'v', confirm: sure })),
          fields([['Reason', escaped(text)]]),
          context(escaped(text), mrkdwn(text).text),
          actions([button({ id: 'two', text, style: 'primary' })]),
        ];
        const select = staticSelect({ id: 'three', placeholder: text, options, initial: options[0] });
        const field = input({ blockId: 'field', label: text, hint: text, element: select, dispatch: 'onChange' });
        const modal = { type: 'modal', title: plain(text, limits.title), submit: plain(text, limits.title) };
        expect(slackSays({ ...modal, blocks: [...blocks, field] })).toBe('ok');
      }),
      { numRuns: 60 },
    );
  });

  test('too many of anything are cut to what Slack takes', () => {
    const many = <T>(make: (index: number) => T): T[] => Array.from({ length: 130 }, (_, index) => make(index));
    const options = many((index) => option(`Option ${index}`, `${index}`));
    expect(
      slackSaysToMessage([
        context(...many((index) => `${index}`)),
        actions(many((index) => button({ id: `b${index}`, text: 'Go' }))),
        fields(many((index) => [`${index}`, 'value'] as const)),
        actions([staticSelect({ id: 'select', placeholder: 'Choose', options })]),
      ]),
    ).toBe('ok');
  });
});

describe('paging', () => {
  const all = Array.from({ length: 45 }, (_, index) => index);
  const value = (page: number) => `${page}`;

  test('says what is shown, and turns to what is not', () => {
    const middle = pageOf(all, 1, 20);
    expect(middle.items).toEqual(all.slice(20, 40));
    const blocks = pager(middle, { id: 'list', value });
    expect(slackSaysToMessage(blocks)).toBe('ok');
    expect(wordsOf(blocks)).toBe('21 to 40 of 45 are shown.\nPrevious\nNext');
    expect(wordsOf(pager(pageOf(all, 2, 20), { id: 'list', value }))).toBe('41 to 45 of 45 are shown.\nPrevious');
  });

  test('draws nothing when everything fits', () => {
    expect(pager(pageOf(all, 0, 45), { id: 'list', value })).toEqual([]);
    expect(pager(pageOf([], 3, 45), { id: 'list', value })).toEqual([]);
  });

  test('an outdated or forged page leads to the nearest one', () => {
    expect([99, -3, Number.NaN, 0.5].map((wanted) => pageOf(all, wanted, 20).number)).toEqual([2, 0, 0, 0]);
  });
});
