import { describe, expect, test } from '@jest/globals';
import { shared } from '../../sandbox/page/blockkit/sharing.js';
import {
  dispatchesOn,
  isNothing,
  richTextAsTyped,
  richTextOf,
  stateValue,
  valueIn,
} from '../../sandbox/page/blockkit/values.js';
import { stateFor } from '../../sandbox/slack/state.js';

const option = { text: { type: 'plain_text', text: 'Editor' }, value: 'editor' };
const other = { text: { type: 'plain_text', text: 'Viewer' }, value: 'viewer' };

describe('what stands in an element', () => {
  const element = { type: 'static_select', action_id: 'role', options: [option, other], initial_option: option };

  test('at first its own, then what was entered, as long as its ids and type stay', () => {
    expect(valueIn(undefined, element)).toBe(option);
    expect(valueIn({ role: stateValue(element, other) }, element)).toBe(other);
    expect(valueIn({ role: stateValue({ ...element, type: 'radio_buttons' }, other) }, element)).toBe(option);
    expect(valueIn({ another: stateValue(element, other) }, element)).toBe(option);
    expect(valueIn({ role: stateValue(element, null) }, element)).toBeNull();
  });

  test.each([
    'static_select external_select users_select conversations_select channels_select radio_buttons',
    'multi_static_select multi_external_select multi_users_select multi_conversations_select multi_channels_select',
    'checkboxes datepicker timepicker datetimepicker plain_text_input email_text_input url_text_input number_input',
  ])('empty is as empty as in the stand-in for Slack: %s', (types) => {
    for (const type of types.split(' ')) {
      const empty = { type, action_id: 'a' };
      const theirs = stateFor([{ type: 'input', block_id: 'b', element: empty }], new Map())
        .get('b')
        ?.get('a');
      expect(stateValue(empty, valueIn(undefined, empty))).toEqual(theirs);
    }
  });
});

test('nothing entered is nothing, a zero and a no are something', () => {
  expect(['', [], null, undefined].map(isNothing)).toEqual([true, true, true, true]);
  expect([0, false, 'a', [0]].map(isNothing)).toEqual([false, false, false, false]);
});

describe('when typing dispatches', () => {
  const element = { type: 'plain_text_input' };
  const eager = { ...element, dispatch_action_config: { trigger_actions_on: ['on_character_entered'] } };

  test('an input block has to ask for it', () => {
    expect(dispatchesOn({ type: 'input' }, eager)).toEqual({ enter: false, character: false });
    expect(dispatchesOn({ type: 'input', dispatch_action: true }, eager)).toEqual({ enter: false, character: true });
    expect(dispatchesOn({ type: 'input', dispatch_action: true }, element)).toEqual({ enter: true, character: false });
    expect(dispatchesOn({ type: 'actions' }, element)).toEqual({ enter: true, character: false });
  });
});

test('rich text as letters, and back', () => {
  expect(richTextOf('')).toBeNull();
  expect(richTextAsTyped(richTextOf('two\nlines'))).toBe('two\nlines');
  expect(richTextAsTyped(null)).toBe('');
});

describe('a new screen', () => {
  const screen = {
    me: { name: 'Ana' },
    messages: {
      D1: [
        { ts: '1', text: 'a' },
        { ts: '2', text: 'b' },
      ],
    },
  };

  test('is the old one when nothing changed', () => {
    expect(shared(screen, structuredClone(screen))).toBe(screen);
    expect(shared(undefined, screen)).toBe(screen);
  });

  test('keeps what did not change', () => {
    const next = structuredClone(screen);
    next.messages.D1.push({ ts: '3', text: 'c' });
    const kept = shared(screen, next);
    expect(kept).toEqual(next);
    expect(kept.me).toBe(screen.me);
    expect(kept.messages.D1[0]).toBe(screen.messages.D1[0]);
    expect(kept.messages).not.toBe(screen.messages);
  });

  test('loses what is gone', () => {
    const fewer = { ...screen, messages: { D1: [{ ts: '1', text: 'a' }] } };
    expect(shared(screen, fewer)).toEqual(fewer);
    expect(shared<object>({ a: 1, b: undefined }, { a: 1 })).toEqual({ a: 1 });
    expect(shared<object>({ a: 1 }, { a: 1, b: undefined })).toHaveProperty('b', undefined);
  });
});
