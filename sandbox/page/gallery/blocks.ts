import type { Json } from '../../slack/json.js';
import { actions, button, context, input, inSeconds, mrkdwn, option, plain, section } from './words.js';

/** Every block, and every mark of a text. */
const dates = [
  'date_num',
  'date_slash',
  'date',
  'date_short',
  'date_long',
  'date_long_full',
  'date_pretty',
  'date_short_pretty',
  'date_long_pretty',
  'day_divider_pretty',
  'time',
  'time_secs',
  'ago',
];

const text = (said: string, style?: Json): Json => ({ type: 'text', text: said, ...(style && { style }) });
const richSection = (...elements: Json[]): Json => ({ type: 'rich_text_section', elements });
const cell = (said: string): Json => ({ type: 'raw_text', text: said });

export const blocks: readonly Json[] = [
  { type: 'header', text: plain('A header block :key:') },
  section(
    '*Bold*, _italic_, ~struck~, `code`, *_both_*, a <https://example.com/a|named link>, https://example.com/bare, :wave: :tada: :no_such_emoji:\nA second line, escapes &lt;b&gt; &amp;amp; and 2*3*4 snake_case_name',
  ),
  section('Mentions: <@U001ANA0000>, <@U002BEN0000>, <#C001>, <!subteam^S001|@it-admins>, <!here>, <!channel>'),
  section('Before a quotation\n>first line of it with *bold*\n>second line\nand after'),
  section('```npm run demo\n# open <http://127.0.0.1:4400>\n```\n• a list\n• as bots write it\n1. and numbered'),
  section('With a button to its right', button('Press me')),
  section('With a picture to its right, from outside this machine', {
    type: 'image',
    image_url: 'https://example.com/cat.png',
    alt_text: 'A cat',
  }),
  section('With a menu', {
    type: 'overflow',
    action_id: 'more',
    options: [option('Edit'), option('Duplicate', 'with all its fields'), option('Delete')],
  }),
  {
    type: 'section',
    fields: ['*App*\nFigma', '*Role*\nEditor', '*Risk*\nStandard', '*How long*\n7 days', '*Ends*\nnever'].map(mrkdwn),
  },
  { type: 'divider' },
  context('A context block with *bold*', `and a date: <!date^${inSeconds(3)}^{date_short_pretty} at {time}|later>`),
  {
    type: 'context',
    elements: [
      { type: 'image', image_url: 'https://example.com/x.png', alt_text: 'A badge' },
      mrkdwn('with a picture'),
    ],
  },
  actions(
    button('Approve', { style: 'primary' }),
    button('Deny', { style: 'danger' }),
    button('Ask first', {
      confirm: {
        title: plain('Privileged access'),
        text: mrkdwn('Give Omar *Production admin* for 4 hours?'),
        confirm: plain('Approve'),
        deny: plain('Not now'),
        style: 'danger',
      },
    }),
    button('Never answers', { value: 'trouble' }),
    { type: 'static_select', action_id: 'pick', placeholder: plain('Pick one'), options: [option('A'), option('B')] },
    { type: 'datepicker', action_id: 'day', placeholder: plain('Pick a day') },
    { type: 'overflow', action_id: 'more', options: [option('One'), option('Two')] },
  ),
  { type: 'image', image_url: 'https://example.com/chart.png', alt_text: 'A chart', title: plain('An image block') },
  {
    type: 'rich_text',
    elements: [
      richSection(
        text('Rich text: '),
        text('bold', { bold: true }),
        text(', '),
        text('italic', { italic: true }),
        text(', '),
        text('struck', { strike: true }),
        text(', '),
        text('code', { code: true }),
        text(' '),
        { type: 'user', user_id: 'U002BEN0000' },
        text(' '),
        { type: 'channel', channel_id: 'C001' },
        text(' '),
        { type: 'broadcast', range: 'here' },
        text(' '),
        { type: 'emoji', name: 'rocket' },
        text(' '),
        { type: 'link', url: 'https://example.com', text: 'a link' },
        text(' '),
        { type: 'color', value: '#c0ffee' },
        text(' '),
        { type: 'date', timestamp: inSeconds(-30), format: '{date_long_pretty}', fallback: 'a date' },
      ),
      { type: 'rich_text_list', style: 'bullet', elements: [richSection(text('one')), richSection(text('two'))] },
      { type: 'rich_text_list', style: 'bullet', indent: 1, elements: [richSection(text('deeper'))] },
      { type: 'rich_text_list', style: 'ordered', elements: [richSection(text('first')), richSection(text('second'))] },
      { type: 'rich_text_quote', elements: [text('A quotation')] },
      { type: 'rich_text_preformatted', elements: [text('const code = 1;\n  indented();')] },
    ],
  },
  {
    type: 'table',
    column_settings: [{}, { is_wrapped: true }, { align: 'right' }],
    rows: [
      [cell('App'), cell('What it is for'), cell('Seats')],
      [cell('Figma'), cell('Drawing what is going to be built, together and at once'), cell('42')],
      [
        cell('AWS'),
        { type: 'rich_text', elements: [richSection(text('Where it runs', { bold: true }))] },
        { type: 'raw_number', value: 7, text: '7' },
      ],
    ],
  },
  { type: 'markdown', text: '## A markdown block\n**bold**, *italic*, [a link](https://example.com)\n- one\n- two' },
  {
    type: 'video',
    title: plain('How to ask for access'),
    title_url: 'https://example.com/video',
    description: plain('Two minutes'),
    video_url: 'https://example.com/embed',
    alt_text: 'A person types',
    thumbnail_url: 'https://example.com/thumb.png',
    author_name: 'Iris Tan',
    provider_name: 'Acme videos',
  },
  { type: 'file', external_id: 'policy.pdf', source: 'remote' },
  input('An input block in a message', { type: 'plain_text_input' }),
  { type: 'carousel', elements: [] },
  actions({ type: 'workflow_button', text: plain('Run') }),
  section(dates.map((name) => `\`{${name}}\` <!date^${inSeconds(26)}^{${name}}|fallback>`).join('\n')),
];
