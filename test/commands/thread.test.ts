import { describe, expect, test } from '@jest/globals';
import { readReply } from '../../src/commands/edge.js';
import { plainWords } from '../../src/views/plainWords.js';

const reply = {
  type: 'message',
  channel_type: 'im',
  user: 'U02ANA0000',
  channel: 'D01ANA0000',
  ts: '17.002',
  thread_ts: '17.001',
  text: 'Which project?',
};

describe('a reply in the thread of a card', () => {
  test('is what a person wrote there', () => {
    expect(readReply(reply)).toEqual({
      slackId: 'U02ANA0000',
      channel: 'D01ANA0000',
      thread: '17.001',
      at: '17.002',
      words: 'Which project?',
    });
  });

  test.each([
    ['of a bot, also of ourselves', { bot_id: 'B1' }],
    ['that was changed later', { subtype: 'message_changed' }],
    ['outside a thread', { thread_ts: undefined }],
    ['that begins a thread', { thread_ts: '17.002' }],
    ['in a channel', { channel_type: 'channel' }],
    ['of nobody', { user: undefined }],
    ['without words', { text: undefined }],
  ])('is none %s', (_name, more) => {
    expect(readReply({ ...reply, ...more })).toBeUndefined();
  });
});

describe("words without Slack's marks", () => {
  test.each([
    ['a &lt;b&gt; &amp; c', 'a <b> & c'],
    ['<@U123|ana> and <@U124>', '@ana and @U124'],
    ['<#C1|general> <!channel> <!here|here>', '#general @channel @here'],
    [
      '<https://acme.example.com|the page> <https://acme.example.com>',
      'the page (https://acme.example.com) https://acme.example.com',
    ],
    ['<mailto:ana@acme.example.com|ana@acme.example.com>', 'ana@acme.example.com'],
  ])('%s', (typed, read) => {
    expect(plainWords(typed)).toBe(read);
  });
});
