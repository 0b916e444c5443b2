import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acme } from '../../sandbox/company.js';
import { type Slack, startSlack } from '../../sandbox/slack/index.js';
import { option, plain, section } from './boltApp.js';
import { call, said } from './slackApi.js';

let slack: Slack;
const time = Date.UTC(2026, 10, 2, 9);
const ana = () => slack.people.get('ana').id;
const trigger = () => slack.forge.trigger(ana());
const modal = (blocks: unknown[] = [], more: object = {}) => ({
  type: 'modal',
  title: plain('Ask'),
  submit: plain('Go'),
  blocks,
  ...more,
});
const input = (element: object, more: object = {}) => ({ type: 'input', label: plain('Field'), element, ...more });
const text = (more: object = {}) => ({ type: 'plain_text_input', ...more });
const select = (more: object) => ({ type: 'static_select', ...more });
const button = (more: object = {}) => ({ type: 'button', text: plain('Press'), ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const open = (view: unknown) => call(slack, 'views.open', { trigger_id: trigger(), view });

beforeAll(async () => {
  slack = await startSlack({ company: acme, now: () => time });
});
afterAll(() => slack.stop());
describe('A view is refused', () => {
  const long = (length: number) => 'x'.repeat(length);
  const refused: [string, () => unknown, RegExp][] = [
    [
      'with a title of 25',
      () => modal([], { title: plain(long(25)) }),
      /all allowed schemas \[json-pointer:\/view\/title\][\s\S]*must be less than 24 characters \[json-pointer:\/view\/title\/text\]/,
    ],
    [
      'with 3,001 of private metadata',
      () => modal([], { private_metadata: long(3001) }),
      /less than 3001 characters \[json-pointer:\/view\/private_metadata\]/,
    ],
    ['with 101 blocks', () => modal(Array(101).fill({ type: 'divider' })), /no more than 100 items allowed/],
    [
      'with an input and no submit',
      () => modal([section('x'), input(text())], { submit: undefined }),
      /must define `submit` to use an `input` block in modals \[json-pointer:\/view\/blocks\/1\/input\]/,
    ],
    ['with no options in a select', () => modal([input(select({ options: [] }))]), /no fewer than 1 items allowed/],
    [
      'with neither options nor groups',
      () => modal([input(select({}))]),
      /exactly one of `options` or `option_groups`/,
    ],
    [
      'with 101 options',
      () => modal([input(select({ options: Array.from({ length: 101 }, (_, i) => option(`o${i}`)) }))]),
      /no more than 100 items/,
    ],
    [
      'with an initial option of null',
      () => modal([input(select({ options: [option('A')], initial_option: null }))]),
      /must provide an object \[json-pointer:\/view\/blocks\/0\/element\/initial_option\]/,
    ],
    [
      'with an initial option that is not offered',
      () => modal([input(select({ options: [option('A')], initial_option: option('B') }))]),
      /must be one of the options/,
    ],
    [
      'with an option text of 76',
      () => modal([input(select({ options: [option(long(76), 'a')] }))]),
      /less than 76 characters/,
    ],
    [
      'with an option value of 151',
      () => modal([input(select({ options: [option('A', long(151))] }))]),
      /less than 151 characters/,
    ],
    [
      'with two blocks of one id',
      () => modal([section('a'), section('b')].map((one) => ({ ...one, block_id: 'same' }))),
      /`block_id` "same" already exists/,
    ],
    [
      'with two elements of one id in a block',
      () => modal([actions(button({ action_id: 'a' }), button({ action_id: 'a' }))]),
      /`action_id` "a" already exists/,
    ],
    [
      'with a property that nobody knows',
      () => modal([{ ...section('x'), colour: 'red' }]),
      /invalid additional property: colour \[json-pointer:\/view\/blocks\/0\]/,
    ],
    ['with a block that nobody knows', () => modal([{ type: 'accordion' }]), /unsupported type: accordion/],
    ['with a block for messages only', () => modal([{ type: 'markdown', text: 'x' }]), /unsupported type: markdown/],
    ['with an empty text', () => modal([section('')]), /must be more than 0 characters/],
    ['with a section that says nothing', () => modal([{ type: 'section' }]), /either `text` or `fields`/],
    [
      'with mrkdwn in a button',
      () => modal([actions(button({ text: { type: 'mrkdwn', text: 'x' } }))]),
      /unsupported type: mrkdwn/,
    ],
    ['with a label missing', () => modal([{ type: 'input', element: text() }]), /missing required field: label/],
    ['with a text field longer than 3,000', () => modal([input(text({ max_length: 3001 }))]), /must be at most 3000/],
    ['with 26 buttons in a row', () => modal([actions(...Array(26).fill(button()))]), /no more than 25 items/],
    [
      'with two fields that want the focus',
      () => modal([input(text({ focus_on_load: true })), input(text({ focus_on_load: true }))]),
      /only one element may have `focus_on_load`/,
    ],
    [
      'that is a Home tab',
      () => ({ type: 'home', blocks: [] }),
      /must be a valid enum value \[json-pointer:\/view\/type\]/,
    ],
    ['that is not JSON', () => '{"type":', /must provide an object \[json-pointer:\/view\]/],
  ];
  test.each(refused)('%s', async (_, view, pattern) => {
    const answer = await open(view());
    expect(answer.error).toBe('invalid_arguments');
    expect(said(answer)).toMatch(pattern);
  });

  test('when it weighs more than 250 kB', async () => {
    const heavy = Array.from({ length: 100 }, () => section('ü'.repeat(2900)));
    expect((await open(modal(heavy))).error).toBe('view_too_large');
  });

  test('when another open view has its external id', async () => {
    await open(modal([], { external_id: 'mine' }));
    const again = await call(slack, 'views.open', {
      trigger_id: slack.forge.trigger(slack.people.get('ben').id),
      view: modal([], { external_id: 'mine' }),
    });
    expect(again.error).toBe('duplicate_external_id');
  });
});
