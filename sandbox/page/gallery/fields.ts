import type { Json } from '../../slack/json.js';
import { input, inSeconds, option, plain, section } from './words.js';

/** Every field of a form. */
const fruit = ['Apple', 'Apricot', 'Banana', 'Blackberry', 'Cherry', 'Date', 'Elderberry', 'Fig', 'Grape'];
const placeholder = plain('Choose');

export const fields: readonly Json[] = [
  section('*Every field*, as in a modal.'),
  input(
    'Plain text',
    { type: 'plain_text_input', placeholder: plain('A few words'), max_length: 40 },
    { optional: true },
  ),
  input('Several lines', { type: 'plain_text_input', multiline: true }, { hint: plain('Approvers read this. :eyes:') }),
  input('Sent with Enter', { type: 'plain_text_input', initial_value: 'Enter' }, { dispatch_action: true }),
  input('E-mail', { type: 'email_text_input', placeholder: plain('ana@acme.example.com') }),
  input('Address', { type: 'url_text_input', placeholder: plain('https://…') }),
  input('Number', { type: 'number_input', is_decimal_allowed: false, min_value: '1', initial_value: '7' }),
  input('Rich text', { type: 'rich_text_input' }),
  input('Static select', { type: 'static_select', placeholder, options: fruit.map((one) => option(one)) }),
  input(
    'With groups and descriptions',
    {
      type: 'static_select',
      placeholder,
      option_groups: [
        { label: plain('Standard'), options: [option('Viewer', 'looks only'), option('Editor', 'changes things')] },
        { label: plain('Privileged'), options: [option('Administrator', 'may do everything')] },
      ],
      initial_option: option('Editor', 'changes things'),
    },
    { optional: true },
  ),
  input('External select', { type: 'external_select', placeholder: plain('Type to search'), min_query_length: 0 }),
  input('A thousand options', { type: 'external_select', placeholder: plain('Many'), min_query_length: 1 }),
  input('Never answers', { type: 'external_select', placeholder: plain('No answer'), min_query_length: 0 }),
  input('Person', { type: 'users_select', placeholder: plain('Choose a person') }),
  input('Conversation', { type: 'conversations_select', placeholder, initial_conversation: 'C001' }),
  input('Channel', { type: 'channels_select', placeholder }),
  input('Several', {
    type: 'multi_static_select',
    placeholder,
    max_selected_items: 3,
    options: fruit.map((one) => option(one)),
    initial_options: [option('Apple'), option('Fig')],
  }),
  input('Several people', { type: 'multi_users_select', placeholder, initial_users: ['U001ANA0000', 'U002BEN0000'] }),
  input('Several from outside', { type: 'multi_external_select', placeholder, min_query_length: 0 }),
  input('Several conversations', { type: 'multi_conversations_select', placeholder, initial_conversations: ['C001'] }),
  input('Several channels', { type: 'multi_channels_select', placeholder }),
  input('Day', { type: 'datepicker', initial_date: '2026-12-24' }),
  input('Time', { type: 'timepicker', initial_time: '09:30' }),
  input('Moment', { type: 'datetimepicker', initial_date_time: inSeconds(24) }),
  input('Checkboxes', {
    type: 'checkboxes',
    options: [option('Read', 'see what is there'), option('Write')],
    initial_options: [option('Read', 'see what is there')],
  }),
  input('Radio buttons', {
    type: 'radio_buttons',
    options: [option('One hour'), option('One day'), option('One week', 'has to be approved again')],
    initial_option: option('One day'),
  }),
  input('A file', { type: 'file_input' }),
];

export const wrong: Readonly<Record<string, string>> = {
  b2: 'Say why you need it. Approvers decide by this.',
  b4: 'Please enter a valid email address.',
  b8: 'Please complete this required field.',
  b25: 'Choose one of them.',
};
