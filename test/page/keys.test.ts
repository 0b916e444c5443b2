import { expect, test } from '@jest/globals';
import { type Keyed, keyed } from '../../sandbox/page/blockkit/keys.js';

const actions = (id: string, ...buttons: readonly string[]) => ({
  type: 'actions',
  block_id: id,
  elements: buttons.map((action) => ({ type: 'button', action_id: action })),
});
const section = (id: string) => ({ type: 'section', block_id: id, text: { type: 'mrkdwn', text: id } });
const keysOf = (all: readonly Keyed[]) => all.map(({ key }) => key);

test('a block that Slack has named anew is still the same, also when others came before it', () => {
  const before = keyed([], [section('s1'), actions('a1', 'approve', 'deny')]);
  const after = keyed(before, [section('s2'), section('s3'), actions('a2', 'approve', 'deny')]);
  expect(keysOf(before)).toEqual(['s1', 'a1']);
  expect(keysOf(after)).toEqual(['s1', 's3', 'a1']);
  expect(keysOf(keyed(after, [actions('a3', 'approve', 'deny')]))).toEqual(['a1']);
});

test('a block that the app has named goes where its name goes', () => {
  const before = keyed([], [actions('first', 'open'), actions('second', 'open')]);
  expect(keysOf(keyed(before, [actions('second', 'open'), actions('first', 'open')]))).toEqual(['second', 'first']);
});

test('with other buttons it is another block', () => {
  const before = keyed([], [actions('a1', 'approve', 'deny')]);
  expect(keysOf(keyed(before, [actions('a2', 'extend')]))).toEqual(['a2']);
});

test('no two blocks have one key, whatever they are called', () => {
  const twice = keyed([], [section('same'), section('same'), section(''), section('')]);
  expect(new Set(keysOf(twice)).size).toBe(4);
  const again = keyed(twice, [section('same'), section('same'), section(''), section('2')]);
  expect(new Set(keysOf(again)).size).toBe(4);
});
