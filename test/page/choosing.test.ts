import { describe, expect, test } from '@jest/globals';
import {
  choiceOf,
  conversationChoices,
  groupsOf,
  inSight,
  matching,
  offsetsOf,
  rowsOf,
} from '../../sandbox/page/blockkit/options.js';
import { readerOf } from '../../sandbox/page/blockkit/reader.js';
import { complete, offerFor, usageOf } from '../../sandbox/page/slack/completing.js';

const option = (text: string) => ({ text: { type: 'plain_text', text }, value: text });
const people = [
  { slackId: 'U1', name: 'Ana Silva', title: 'Designer' },
  { slackId: 'U2', name: 'Ben Okafor', title: '' },
];
const known = {
  app: { name: 'Latchkey', slackId: 'B1' },
  channels: [{ id: 'C1', name: 'general' }],
  commands: [
    { name: '/access', hint: '[app]', description: 'Ask for access' },
    { name: '/access-audit', hint: '', description: 'What happened' },
  ],
};

describe('a list of options', () => {
  const all = [{ choices: ['Banana', 'Apple', 'Pineapple'].map((one) => choiceOf(option(one))) }];
  const texts = (typed: string) => matching(all, typed).flatMap(({ choices }) => choices.map(({ text }) => text));

  test('what begins with what was typed comes first', () => {
    expect(texts('')).toEqual(['Banana', 'Apple', 'Pineapple']);
    expect(texts('AP')).toEqual(['Apple', 'Pineapple']);
    expect(texts('kiwi')).toEqual([]);
  });

  test('groups keep their names, and choices their places among all', () => {
    const groups = groupsOf({
      option_groups: [
        { label: { type: 'plain_text', text: 'One' }, options: [option('a')] },
        { label: { type: 'plain_text', text: 'Two' }, options: [option('b'), option('c')] },
      ],
    });
    const rows = rowsOf(groups);
    expect(rows.map((row) => (row.is === 'group' ? row.label : `${row.choice.text}${row.place}${row.group}`))).toEqual([
      'One',
      'a0One',
      'Two',
      'b1Two',
      'c2Two',
    ]);
  });

  test('of a thousand rows a dozen are drawn, wherever one is', () => {
    const rows = rowsOf([{ choices: Array.from({ length: 1000 }, (_, index) => choiceOf(option(`${index}`))) }]);
    const offsets = offsetsOf(rows);
    for (const top of [0, 50, 12_345, offsets.at(-1) ?? 0]) {
      const { from, to } = inSight(offsets, top, 320);
      expect(to - from).toBeLessThan(22);
      expect(offsets[from] ?? 0).toBeLessThanOrEqual(top);
      expect(offsets[to] ?? 0).toBeGreaterThanOrEqual(Math.min(top + 320, offsets.at(-1) ?? 0));
    }
    expect(inSight([0], 0, 320)).toEqual({ from: 0, to: 0 });
  });

  test('conversations are what the filter includes', () => {
    const reader = readerOf({ ...known, me: { slackId: 'U1', timeZone: 'UTC' }, people });
    const texts = (element: Record<string, unknown>) => conversationChoices(reader, element).map(({ text }) => text);
    expect(texts({})).toEqual(['# general', 'Ana Silva', 'Ben Okafor']);
    expect(texts({ filter: { include: ['im'] } })).toEqual(['Ana Silva', 'Ben Okafor']);
  });
});

describe('the composer', () => {
  const help = {
    ...known,
    people: people.map((one) => ({
      ...one,
      key: one.slackId,
      part: '',
      timeZone: 'UTC',
      worksInJira: true,
      unread: 0,
    })),
  };
  const offered = (text: string, cursor = text.length) => offerFor(text, cursor, help)?.items.map((item) => item.text);

  test('offers commands after a slash, until one is written out and something follows', () => {
    expect(offered('/')).toEqual(['/access', '/access-audit']);
    expect(offered('/access-')).toEqual(['/access-audit']);
    expect(offered('/access figma')).toBeUndefined();
    expect(offered('not /access')).toBeUndefined();
    expect(offered('/nothing')).toBeUndefined();
  });

  test('offers people and channels, also by their last name, and falls silent when the name is there', () => {
    expect(offered('/access who @')).toEqual(['@Ana Silva', '@Ben Okafor']);
    expect(offered('@oka')).toEqual(['@Ben Okafor']);
    expect(offered('@Ana Silva')).toBeUndefined();
    expect(offered('ana@silva')).toBeUndefined();
    expect(offered('see #gen')).toEqual(['#general']);
  });

  test('completes where the cursor is, and leaves the rest', () => {
    const text = '/access who @b now';
    const cursor = '/access who @b'.length;
    const offer = offerFor(text, cursor, help);
    const [item] = offer?.items ?? [];
    expect(offer && item && complete(text, cursor, offer, item)).toEqual({
      text: '/access who @Ben Okafor now',
      cursor: '/access who @Ben Okafor '.length,
    });
  });

  test('says how a command goes on', () => {
    expect(usageOf('/access ', help)?.hint).toBe('[app]');
    expect(usageOf('/access', help)).toBeUndefined();
    expect(usageOf('/unknown x', help)).toBeUndefined();
  });
});
